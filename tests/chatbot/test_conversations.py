"""Do written conversations go as written, and what is said in a broken one's place?"""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from chatbot.clashes import clashes
from chatbot.frames import LexisError
from chatbot.lexis import lexis_from
from chatbot.loading import load_lexis
from chatbot.manners import MannersError, manners_from
from surveys.checks import check
from surveys.definition import Survey
from surveys.loading import load_text
from surveys.mistakes import Lines
from tests.chatbot.conversing import Engine, Script, library, play, scripts

BROKEN = Path(__file__).parent / "broken"


@pytest.mark.parametrize("script", scripts(), ids=lambda one: one.name)
def test_a_written_conversation_goes_as_written(script: Script) -> None:
    kept = play(script, Engine(library(script.survey)))
    assert kept


def refusals(path: Path) -> list[str]:
    """What is said of a broken flow: of its words, its band or its survey."""
    text = path.read_text("utf-8")
    data = YAML(typ="safe", pure=True).load(text)
    try:
        if "commands" in data:
            lexis_from(data)
        elif "spoken" in data:
            manners_from(data)
    except (LexisError, MannersError) as error:
        return [str(error)]
    loaded = load_text(text, path.name)
    if not isinstance(loaded, Survey):
        return [str(one.message) for one in loaded]
    found = [*check(loaded), *clashes(loaded, load_lexis(), Lines(path.name))]
    return [one.message for one in found]


@pytest.mark.parametrize("path", sorted(BROKEN.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_broken_flow_is_refused_with_its_own_words(path: Path) -> None:
    """The first line of each file is what must be said of it."""
    expected = path.read_text("utf-8").splitlines()[0].removeprefix("# ")
    assert expected in refusals(path)
