"""What holds for every survey, whoever answers it and however?"""

from __future__ import annotations

import io
import itertools
import json

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from surveys.answers import SKIPPED, Answers
from surveys.conditions import atoms
from surveys.definition import Kind, Layout, Survey
from surveys.documents import from_document, to_document
from surveys.loading import load_text
from surveys.reachable import _answers, unreachable
from surveys.route import route
from tests.surveys.generated import answered, surveys, values_for

# Half of what the profile asks: a generated survey takes long to make (--hypothesis-profile).
slowly = settings(
    max_examples=settings().max_examples // 2,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@slowly
@given(st.data(), surveys())
def test_every_path_ends(data: st.DataObject, survey: Survey) -> None:
    answers = Answers()
    for _ in range(len(survey.questions) + 1):
        way = route(survey, answers)
        page = way.next_unanswered()
        if page is None:
            assert way.done == way.total
            return
        for question in page.questions:
            answers = answers.given(question.key, data.draw(values_for(question)))
    raise AssertionError("the path did not end")


@slowly
@given(answered())
def test_walking_the_pages_visits_each_question_once_and_in_order(
    pair: tuple[Survey, Answers],
) -> None:
    survey, answers = pair
    way = route(survey, answers)
    shown = [question for page in way.pages for question in page.questions]
    assert shown == list(way.asked)
    assert not set(way.asked) & set(way.withheld)
    for before, after in itertools.pairwise(way.pages):
        assert way.page_after(before.key) is after
        assert way.page_before(after.key) is before
        assert way.page_after(before.questions[-1].key) is after
    for page in way.pages:
        assert all(way.page(question.key) is page for question in page.questions)
    for question in survey.questions:
        # A stale page (its question no longer asked) still has a next and a previous one.
        following = way.page_after(question.key)
        if following is not None:
            assert survey.positions[following.key] > survey.positions[question.key]


@slowly
@given(st.data(), answered())
def test_back_then_forward_changes_nothing(
    data: st.DataObject, pair: tuple[Survey, Answers]
) -> None:
    survey, answers = pair
    assume(answers)
    key = data.draw(st.sampled_from(sorted(answers)))
    changed = answers.given(key, data.draw(values_for(survey.question(key))))
    back = changed.given(key, answers[key])
    assert route(survey, back) == route(survey, answers)
    assert route(survey, back).kept(back) == route(survey, answers).kept(answers)


@slowly
@given(answered())
def test_what_is_kept_is_the_path_and_keeps_the_path(pair: tuple[Survey, Answers]) -> None:
    survey, answers = pair
    way = route(survey, answers)
    kept = way.kept(answers)
    again = route(survey, kept)
    assert again.asked == way.asked
    assert again.withheld == way.withheld
    assert again.quiet == way.quiet
    assert again.kept(kept) == kept
    assert len(kept) == way.done
    assert {question.key for question in way.asked} >= set(kept)


@slowly
@given(answered())
def test_no_question_stands_on_a_page_with_one_that_decides_about_it(
    pair: tuple[Survey, Answers],
) -> None:
    survey, answers = pair
    needs = {step.question.key: step.needs for _, steps in survey.steps for step in steps}
    for page in route(survey, answers).pages:
        keys = {question.key for question in page.questions}
        assert all(needs[key].isdisjoint(keys) for key in keys)
        assert len(keys) == 1 or page.section.layout is Layout.PAGE


@slowly
@given(surveys())
def test_a_survey_is_the_same_after_json(survey: Survey) -> None:
    text = json.dumps(to_document(survey))
    again = from_document(json.loads(text))
    assert again == survey
    assert json.dumps(to_document(again)) == text


@slowly
@given(surveys())
def test_a_survey_is_the_same_after_yaml(survey: Survey) -> None:
    out = io.StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False  # in flow style the library writes {label: ?0}, not YAML
    yaml.dump(to_document(survey), out)
    assert load_text(out.getvalue(), "generated.yaml") == survey


@slowly
@given(surveys(most=6))
def test_the_checker_finds_exactly_the_questions_nobody_can_reach(survey: Survey) -> None:
    """Against trying every combination of answers, without any cleverness."""
    looked_at = [
        atom
        for section in survey.sections
        for one in (section.when, *(question.when for question in section.questions))
        for atom in atoms(one)
    ] + [atom for rule in survey.withhold for atom in atoms(rule.when)]
    ways = [
        [*_answers(question, [atom for atom in looked_at if atom.question == question.key])]
        if question.kind is not Kind.INFO
        else [SKIPPED]
        for question in survey.questions
    ]
    asked: set[str] = set()
    for values in itertools.islice(itertools.product(*ways), 3000):
        answers = Answers(zip((q.key for q in survey.questions), values, strict=True))
        asked |= {question.key for question in route(survey, answers).asked}
        if len(asked) == len(survey.questions):
            break
    else:
        product = 1
        for values_ in ways:
            product *= len(values_)
        assume(product <= 3000)
    assert {question.key for question in unreachable(survey)} == {
        question.key for question in survey.questions
    } - asked


@slowly
@given(st.data(), surveys(most=6))
def test_no_answer_leads_to_a_question_called_unreachable(
    data: st.DataObject, survey: Survey
) -> None:
    """With answers the checker did not choose."""
    never = set(unreachable(survey))
    for _ in range(20):
        answers = Answers()
        for question in survey.questions:
            answers = answers.given(question.key, data.draw(values_for(question)))
        assert never.isdisjoint(route(survey, answers).asked)
