"""Do the training and Re-think instruments ask what was agreed, each question with its level?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from surveys.answers import Answers, Value
from surveys.checks import check
from surveys.definition import Audience, Survey
from surveys.documents import from_document, to_document
from surveys.library_index import path_of
from surveys.loading import load_file, read_file
from surveys.route import route

BANK = Path(__file__).resolve().parents[3] / "shared" / "domain" / "instruments.md"
REPORT = BANK.parent / "yearly-report-2023-24.txt"
NAMES = (
    "training-day-0", "training-month-3", "training-month-6", "training-manager",
    "rethink-day-0", "rethink-week-8", "workshop",
    "two-day-course", "safer-me-plan",
)  # fmt: skip
SKILLS = ("process", "talks", "contacts", "mash")
# What says who somebody is, how the survey is taken or in what circumstances has no level.
WITHOUT_LEVEL = {
    "sector", "role", "years", "quote_ok", "follow_up", "circumstances", "mechanism", "supervision",
}  # fmt: skip


def read(name: str) -> Survey:
    loaded = load_file(path_of(name))
    assert isinstance(loaded, Survey), loaded
    return loaded


SURVEYS = {name: read(name) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_it_has_no_mistake_and_says_why_it_asks(name: str) -> None:
    loaded = read_file(path_of(name))
    assert loaded.survey is not None
    assert (*loaded.mistakes, *check(loaded.survey, loaded.lines)) == ()
    assert [one.key for one in loaded.survey.questions if not one.why] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_question_carries_its_kirkpatrick_level(name: str) -> None:
    bare = {one.key for one in SURVEYS[name].questions if one.level is None}
    assert bare <= WITHOUT_LEVEL
    assert all(one.level in {None, 1, 2, 3, 4} for one in SURVEYS[name].questions)


def test_the_levels_are_those_of_the_bank() -> None:
    day = SURVEYS["training-day-0"]
    levels = {one.ref: one.level for one in day.questions if one.level}
    assert [levels[f"TD-{n:02d}"] for n in range(1, 13)] == [1] * 4 + [2] * 7 + [4]
    assert day.question("relevant").ask.endswith("The content was relevant to my work.")
    outcomes = "The learning will help improve outcomes for children."
    assert day.question("outcomes").ask == outcomes


@pytest.mark.skipif(not BANK.exists(), reason="the question bank is not on this machine")
@pytest.mark.parametrize("name", NAMES)
def test_every_reference_is_in_the_bank(name: str) -> None:
    bank = set(re.findall(r"^((?:TD|T3|T6|RP8|RP)-\d\d[a-k]?) \|", BANK.read_text("utf-8"), re.M))
    refs = {(one.ref or "").split(" ")[0] for one in SURVEYS[name].questions} - {"", "Q", "RP8"}
    assert refs <= bank


@pytest.mark.skipif(not REPORT.exists(), reason="the yearly report is not on this machine")
def test_the_ten_needs_are_the_yearly_reports_themes_word_for_word() -> None:
    lines = REPORT.read_text("utf-8").splitlines()
    first = lines.index("- Professional Curiosity")
    themes = [line.removeprefix("- ") for line in lines[first : first + 10]]
    asked = SURVEYS["training-month-6"].question("themes_next")
    assert [choice.label for choice in asked.choices] == themes


def test_the_four_points_of_a_line_share_one_item() -> None:
    for skill in SKILLS:
        points = [
            SURVEYS[name].question(f"{skill}_now").item
            for name in ("training-day-0", "training-month-3", "training-month-6")
        ]
        assert points == [f"{skill}_confidence"] * 3
        before = SURVEYS["training-day-0"].question(f"{skill}_before")
        assert before.item != points[0]
        assert before.options == "CF"


def test_february_offers_no_training_instrument() -> None:
    assert {one.audience for one in SURVEYS.values()} == {Audience.DELEGATE, Audience.PARTICIPANT}


def test_two_scored_items_have_one_right_answer_each() -> None:
    scored = [one for one in SURVEYS["training-day-0"].questions if one.right]
    assert [len(one.right) for one in scored] == [1, 1]


# --- what is carried from an earlier wave


def test_the_pledge_of_day_0_is_repeated_at_3_months() -> None:
    survey = SURVEYS["training-month-3"]
    asked = survey.question("pledge_kept").ask
    way = route(survey, Answers(), {"pledge": "ask about\nthe   father"})
    assert way.fill(asked) == "You said you would: ask about the father. Did you?"


def test_without_a_pledge_the_sentence_still_reads() -> None:
    survey = SURVEYS["training-month-3"]
    asked = survey.question("pledge_kept").ask
    expected = "You said you would: use what you learned. Did you?"
    assert route(survey, Answers()).fill(asked) == expected


def test_an_answer_here_cannot_stand_in_for_what_was_carried() -> None:
    survey = SURVEYS["training-month-3"]
    answers = Answers({"pledge": Value(text="something else")})
    assert "something else" not in route(survey, answers).fill("{answer:pledge|nothing}")


def test_only_what_the_survey_names_is_repeated() -> None:
    survey = SURVEYS["training-month-6"]
    carried = {"pledge": "ask about the father"}
    assert route(survey, Answers(), carried).fill("{answer:pledge|nothing}") == "nothing"


def test_a_survey_that_carries_nothing_keeps_its_published_document() -> None:
    document = to_document(SURVEYS["workshop"])
    assert "carried" not in document
    assert from_document(document) == SURVEYS["workshop"]
    assert to_document(SURVEYS["training-month-3"])["carried"] == ["pledge"]
