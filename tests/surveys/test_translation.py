"""Is a survey in another language the same survey, and a half translated one none at all?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ruamel.yaml import YAML

from surveys.definition import Survey
from surveys.translation import Untranslated, translated
from tests.factories import survey
from tests.feedback.participant.test_answering import SMALL

WORDS = Path(__file__).parents[1] / "languages/cy/surveys/small.yaml"


def words() -> dict[str, dict[str, object]]:
    return dict(YAML(typ="safe", pure=True).load(WORDS.read_text("utf-8")))


def test_only_what_people_read_is_changed() -> None:
    own = survey(SMALL)
    welsh = translated(own, "cy", words())
    assert isinstance(welsh, Survey)
    assert welsh.question("listen").ask == "Oes rhywun yn gwrando?"
    assert [one.label for one in welsh.question("listen").choices][0] == "Bob amser"
    for before, after in zip(own.questions, welsh.questions, strict=True):
        assert [one.code for one in before.choices] == [one.code for one in after.choices]
        same = replace(after, ask=before.ask, choices=before.choices)
        assert same == before


def test_what_is_missing_or_unknown_is_named() -> None:
    given = words()
    given["questions"] = {**given["questions"], "nowhere": {"ask": "Beth?"}}
    given["questions"].pop("good")
    given["options"] = {"FR": {"always": "Bob amser"}}
    found = translated(survey(SMALL), "cy", given)
    assert isinstance(found, Untranslated)
    assert {"good: ask", "listen: never", "nowhere: no such question"} <= set(found.missing)
