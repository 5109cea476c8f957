"""Is an option that cannot be typed found before anybody is asked?"""

from __future__ import annotations

import pytest

from chatbot.clashes import clashes
from chatbot.loading import load_lexis
from surveys.definition import Survey
from surveys.loading import load_text
from surveys.mistakes import Lines

TEXT = """
key: s
version: 1
title: T
audience: young_person
language: en
start: {{who_asks: [a], who_sees: [b]}}
thanks: [c]
sections:
  - key: a
    title: A
    questions:
      - key: q
        kind: choice
        ask: Which one?
        choices: [{choices}]
"""


def found(*labels: str) -> list[tuple[str, str]]:
    choices = ", ".join(f'{{code: c{n}, label: "{label}"}}' for n, label in enumerate(labels))
    loaded = load_text(TEXT.format(choices=choices), "t.yaml")
    assert isinstance(loaded, Survey), loaded
    return [(one.code, one.message) for one in clashes(loaded, load_lexis(), Lines("t.yaml"))]


def test_plain_options_are_fine() -> None:
    assert found("Red", "Blue", "Not sure") == []


@pytest.mark.parametrize("pair", [("Yes", "YES!"), ("Yes", "Yeah"), ("Mum's", "mums")])
def test_options_that_sound_alike_are_refused(pair: tuple[str, str]) -> None:
    ((code, message), *_) = found(*pair)
    assert code == "options-alike"
    assert message.endswith("are the same once somebody types them. Give one of them other words.")


def test_an_option_that_is_a_command_is_warned_about() -> None:
    ((code, message),) = found("Skip", "Stay")
    assert code == "option-is-command"
    assert "“skip”" in message
