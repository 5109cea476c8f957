"""Is nobody asked in February what is not safe to answer, and does what worries us reach us?"""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.answers import SKIPPED, Answers, Value
from surveys.definition import Question, Sensitivity, WorryLevel
from surveys.route import route
from tests.surveys.february import (
    ASKED_WHO_IS_THERE,
    CHILDREN,
    NAMES,
    SURVEYS,
    asked_with,
    codes_of,
)

WATCHED = ("watched",)
NEAR = {"parent", "family", "worker"}  # decisions 17: a helper who is family or the worker


# --- who is there


@pytest.mark.parametrize("name", ASKED_WHO_IS_THERE)
def test_who_is_there_comes_first_and_then_whether_they_want_to(name: str) -> None:
    survey = SURVEYS[name]
    answered = [one for one in survey.questions if not one.is_info]
    assert [one.key for one in answered[:4]] == ["presence", "helper", "assent", "assent_now"]
    assert [one.ask for one in answered[:3]] == [
        "Are you OK to answer now?",
        "Is someone helping you?",
        "Do you want to take part?",
    ]
    assert [choice.code for choice in answered[0].choices] == ["alone", "helped", "watched"]


@pytest.mark.parametrize("name", CHILDREN)
def test_a_child_can_name_every_helper(name: str) -> None:
    assert codes_of(SURVEYS[name], "helper")[:-1] == [
        "nobody", "parent", "family", "worker", "teacher", "someone",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ASKED_WHO_IS_THERE)
def test_no_is_a_decline_whenever_it_is_said(name: str) -> None:
    survey = SURVEYS[name]
    asking = [one for one in survey.questions if one.item == "assent"]
    assert [one.key for one in asking] == ["assent", "assent_now"]
    assert all(one.choice("no") for one in asking)


@pytest.mark.parametrize("name", ASKED_WHO_IS_THERE)
def test_whoever_wants_to_know_more_is_told_and_asked_again(name: str) -> None:
    survey = SURVEYS[name]
    for said, comes in (("yes", []), ("no", []), ("more", ["tell_more", "assent_now"])):
        asked = [one.key for one in route(survey, Answers({"assent": Value((said,))})).asked]
        assert [key for key in ("tell_more", "assent_now") if key in asked] == comes


@pytest.mark.parametrize("name", CHILDREN)
def test_a_child_is_asked_about_safety_only_when_nobody_near_can_see(name: str) -> None:
    survey = SURVEYS[name]
    for presence, helper in product(codes_of(survey, "presence"), codes_of(survey, "helper")):
        way = asked_with(survey, presence, helper)
        kept_back = presence == "watched" or helper in NEAR
        asked = {one.key for one in way.asked if one.sensitive is Sensitivity.HOME_SAFETY}
        withheld = {one.key for one in way.withheld if one.sensitive is Sensitivity.HOME_SAFETY}
        assert ("safe_home" in withheld, bool(asked)) == (kept_back, not kept_back)
        assert way.quiet == kept_back


@pytest.mark.parametrize("name", ASKED_WHO_IS_THERE)
def test_the_worker_is_not_rated_in_front_of_the_worker(name: str) -> None:
    survey = SURVEYS[name]
    for presence, helper in product(codes_of(survey, "presence"), codes_of(survey, "helper")):
        way = asked_with(survey, presence, helper)
        asked = {one.key for one in way.asked if one.sensitive is Sensitivity.WORKER_RATING}
        withheld = {one.key for one in way.withheld if one.sensitive is Sensitivity.WORKER_RATING}
        assert ("listen" in withheld, bool(asked)) == (helper == "worker", helper != "worker")


def test_a_parents_alert_is_silent_beside_a_partner() -> None:
    parent = SURVEYS["parent"]
    for presence, helper in product(codes_of(parent, "presence"), codes_of(parent, "helper")):
        silent = presence == "watched" or helper in {"partner", "family", "worker"}
        assert asked_with(parent, presence, helper).quiet == silent


def test_a_young_person_is_not_asked_who_they_are_in_front_of_others() -> None:
    survey = SURVEYS["young-person"]
    for presence, helper in product(codes_of(survey, "presence"), codes_of(survey, "helper")):
        way = asked_with(survey, presence, helper)
        is_asked = any(one.sensitive is Sensitivity.ABOUT_YOU for one in way.asked)
        assert is_asked == (presence != "watched" and helper not in NEAR)


def answers_to(question: Question) -> st.SearchStrategy[Value]:
    """Any answer a form could bring."""
    if question.is_closed:
        codes = st.sampled_from([choice.code for choice in question.choices])
        return st.just(SKIPPED) | codes.map(lambda code: Value(codes=(code,)))
    return st.sampled_from([SKIPPED, Value(text="words")])


@pytest.mark.parametrize("name", ASKED_WHO_IS_THERE)
@given(data=st.data())
def test_on_no_walk_is_anybody_asked_what_is_not_safe(name: str, data: st.DataObject) -> None:
    survey, answers = SURVEYS[name], Answers()
    while (page := route(survey, answers).next_unanswered()) is not None:
        said = {key: answers[key].codes for key in ("presence", "helper") if key in answers}
        in_sight = said.get("presence") == WATCHED or not NEAR.isdisjoint(said.get("helper", ()))
        for question in page.questions:
            if in_sight:
                assert question.sensitive is not Sensitivity.HOME_SAFETY
                # Beside the question, the card would show whatever the answer.
                assert not question.help_card
            if said.get("helper") == ("worker",):
                assert question.sensitive is not Sensitivity.WORKER_RATING
            answers = answers.given(question.key, data.draw(answers_to(question)))
    way = route(survey, answers)
    assert way.done == way.total


# --- what worries

NEVER = {("never",): WorryLevel.CONCERN, ("sometimes",): WorryLevel.REVIEW}
CONTACT = {("yes",): WorryLevel.CONCERN}
NO_ADULT = {("no",): WorryLevel.REVIEW}
WORRIES = {
    "child-5-8": {
        "safe_home": {("no",): WorryLevel.CONCERN, ("a_bit",): WorryLevel.REVIEW},
        "trusted_adult": NO_ADULT,
        "contact": CONTACT,
    },
    "child-8-11": {
        "safe_home": NEVER, "safe_school": NEVER, "trusted_adult": NO_ADULT, "contact": CONTACT,
    },
    "young-person": {
        "mood": {("really_bad",): WorryLevel.REVIEW},
        "safe_home": NEVER, "safe_area": NEVER, "trusted_adult": NO_ADULT, "contact": CONTACT,
    },
    "parent": {"contact": CONTACT},
    "professional": {},
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_these_answers_worry_and_no_others(name: str) -> None:
    found = {
        one.key: {rule.codes: rule.level for rule in one.worry}
        for one in SURVEYS[name].questions
        if one.worry
    }
    assert found == WORRIES[name]


@pytest.mark.parametrize("name", ASKED_WHO_IS_THERE)
def test_whoever_wants_a_person_is_asked_for_a_safe_way(name: str) -> None:
    survey = SURVEYS[name]
    for code in codes_of(survey, "contact"):
        said = Value((code,)) if code else SKIPPED
        asked = [one.key for one in route(survey, Answers({"contact": said})).asked]
        assert ("contact_how" in asked) == (code == "yes")


def test_where_or_when_is_asked_of_the_unsafe_only_and_never_after_a_hit() -> None:
    survey = SURVEYS["young-person"]
    assert survey.question("safe_area_where").drop_after_hit
    for code in codes_of(survey, "safe_area"):
        said = Value((code,)) if code else SKIPPED
        asked = [one.key for one in route(survey, Answers({"safe_area": said})).asked]
        assert ("safe_area_where" in asked) == (code in {"never", "sometimes"})
