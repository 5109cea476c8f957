"""Whichever part of the scan breaks: is the answer kept, and does a person read the words?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from feedback.safeguarding.lexicon import Lexicon
from feedback.safeguarding.scan import Scanner
from feedback.services import Services
from feedback.store.concerns import Concern
from feedback.store.responses import Answer
from tests.apps import make_app
from tests.factories import ask, make_services, scanner, survey
from tests.feedback.jobs.test_looking import TEXTS
from tests.people import Person

TELLING, HARMLESS = "my dad hits me", "we play cards"
PARTS = [field.name for field in fields(Lexicon)]


class Raises:
    """A part that breaks whatever is asked of it."""

    def _break(self, *_given: object) -> object:
        raise RuntimeError("broken")

    def __iter__(self) -> Iterator[object]:
        raise RuntimeError("broken")

    def __hash__(self) -> int:
        raise RuntimeError("broken")

    __getattr__ = __getitem__ = __contains__ = __len__ = __bool__ = _break
    __and__ = __rand__ = __or__ = __ror__ = __eq__ = __str__ = _break  # type: ignore[assignment]


def broken(part: str) -> Scanner:
    """The shipped scan with one part of its lexicon raising; all else works."""
    whole = scanner().lexicon
    made = Scanner(whole)
    broken: Any = {part: Raises()}
    made.lexicon = replace(whole, **broken)
    return made


def after_writing(services: Services, said: str) -> tuple[list[str], int, str]:
    """Levels of the concerns, how many answers are stored, and the page that follows."""
    asked = ask(services, survey(TEXTS.format(audience="child_8_11")))
    person = Person(make_app(services))
    person.opens(f"/i/{asked.tokens[0]}").presses("begin").presses("on").presses("next", good=said)
    assert person.status == 200
    with services.sessions.reading() as session:
        levels = session.scalars(select(Concern.level)).all()
        answers = session.scalars(select(Answer.sealed).where(Answer.sealed.is_not(None))).all()
    return list(levels), len(answers), person.heading


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_raises_keeps_the_answer_and_calls_a_person(part: str, tmp_path: Path) -> None:
    services = replace(make_services(tmp_path), scanner=broken(part))
    levels, answers, _ = after_writing(services, TELLING)
    assert answers == 1
    assert levels in (["unscreened"], ["urgent"])  # urgent: this part is not needed for these words


@pytest.mark.parametrize("part", ["speller", "masks", "phrases", "marks", "common", "patterns"])
def test_harmless_words_that_could_not_be_scanned_go_to_a_person_too(
    part: str, tmp_path: Path
) -> None:
    services = replace(make_services(tmp_path), scanner=broken(part))
    levels, answers, heading = after_writing(services, HARMLESS)
    assert answers == 1
    assert levels == ["unscreened"] or part in {"patterns", "common", "marks"}
    assert heading == "What should change?", "the person sees the usual next page (decisions 19)"


def test_most_parts_are_needed(tmp_path: Path) -> None:
    """The negative control: the parts above do break the scan."""
    felt = []
    for part in PARTS:
        services = replace(make_services(tmp_path / part), scanner=broken(part))
        felt.append(after_writing(services, TELLING)[0] == ["unscreened"])
    assert sum(felt) >= 6
