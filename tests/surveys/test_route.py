"""What is asked, what is kept back, what is sent?"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from surveys.answers import SKIPPED, Answers, Value
from surveys.definition import Survey
from surveys.loading import load_file, load_text
from surveys.route import Page, route


@pytest.fixture(scope="module")
def survey() -> Survey:
    loaded = load_file(Path(__file__).parent / "sound.yaml")
    assert isinstance(loaded, Survey)
    return loaded


def said(**codes: str) -> Answers:
    return Answers({key: Value(codes=(code,)) for key, code in codes.items()})


def keys(page: Page | None) -> list[str]:
    return [] if page is None else [question.key for question in page.questions]


def test_someone_beside_a_child_keeps_home_questions_back_and_alerts_quiet(survey: Survey) -> None:
    way = route(survey, said(presence="watched", helper="no"))
    assert [question.key for question in way.withheld] == ["safe_home"]
    assert way.quiet
    assert route(survey, said(presence="alone", helper="no")).withheld == ()
    assert not route(survey, said(presence="alone")).quiet


def test_a_worker_who_helps_is_not_rated(survey: Survey) -> None:
    way = route(survey, said(presence="trusted", helper="worker"))
    assert [question.key for question in way.withheld] == ["safe_home", "listen"]


def test_an_answer_given_before_somebody_came_in_is_not_sent_and_does_not_count(
    survey: Survey,
) -> None:
    answers = said(presence="alone", helper="no", safe_home="never", listen="no")
    answers = answers.given("more", Value(text="my words"))
    assert set(route(survey, answers).kept(answers)) == set(answers)
    changed = answers.given("helper", Value(codes=("worker",)))
    way = route(survey, changed)
    assert set(way.kept(changed)) == {"presence", "helper"}
    assert "more" not in {question.key for question in way.asked}
    back = changed.given("helper", Value(codes=("no",)))
    assert route(survey, back).kept(back) == answers


def test_a_follow_up_comes_only_after_the_answer_it_follows(survey: Survey) -> None:
    asked = {question.key for question in route(survey, said(listen="a_bit")).asked}
    assert "more" in asked
    assert "more" not in {question.key for question in route(survey, said(listen="yes")).asked}
    assert "more" not in {q.key for q in route(survey, Answers({"listen": SKIPPED})).asked}


def test_progress_counts_a_skip_as_done(survey: Survey) -> None:
    way = route(survey, said(presence="alone").given("helper", SKIPPED))
    assert (way.done, way.total) == (2, 8)


def test_resuming_goes_to_the_first_page_with_something_open(survey: Survey) -> None:
    assert keys(route(survey, Answers()).next_unanswered()) == ["presence"]
    way = route(survey, said(presence="alone", listen="yes"))
    assert keys(way.next_unanswered()) == ["helper"]
    everything = Answers({question.key: SKIPPED for question in survey.questions})
    assert route(survey, everything).next_unanswered() is None


def test_a_section_laid_as_a_page_is_one_page(survey: Survey) -> None:
    way = route(survey, Answers())
    assert keys(way.page("quote_ok")) == ["have_say", "quote_ok"]
    assert keys(way.page_after("age")) == ["have_say", "quote_ok"]
    assert keys(way.page_before("quote_ok")) == ["age"]
    assert way.page_after("quote_ok") is None
    assert way.page_before("presence") is None
    assert way.page("nowhere") is None
    assert way.page_after("nowhere") is None


def test_a_page_whose_question_fell_away_still_leads_on(survey: Survey) -> None:
    way = route(survey, said(listen="yes"))
    assert way.page("more") is None
    assert keys(way.page_after("more")) == ["have_say", "quote_ok"]
    assert keys(way.page_before("more")) == ["age"]


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (said(listen="no"), "You said No. Tell us more."),
        (Answers({"listen": SKIPPED}), "You said nothing. Tell us more."),
        (said(listen="no", helper="worker"), "You said nothing. Tell us more."),
    ],
)
def test_only_an_answer_on_the_path_is_piped(survey: Survey, answers: Answers, words: str) -> None:
    assert route(survey, answers).fill(survey.question("more").ask) == words


def test_a_long_answer_is_piped_in_short_and_on_one_line(survey: Survey) -> None:
    answers = Answers({"fun": Value(text="so\nmuch " * 100)})
    words = route(survey, answers).fill("You like {answer:fun}")
    assert words.startswith("You like so much so much")
    assert words.endswith("…")
    assert len(words) <= 209


PAGE = """
key: page
version: 1
title: A page
audience: professional
language: en
sections:
  - key: one
    title: One
    layout: page
    questions:
      - {key: hello, kind: info, ask: Hello.}
      - {key: used, kind: yes_no, ask: Used?}
      - {key: often, kind: number, ask: Often?}
      - {key: why, kind: long_text, ask: Why?, when: {question: used, is: ["no"]}}
      - {key: piped, kind: short_text, ask: "{answer:often|Some} times. And?"}
      - grid:
          stem: "How do you find it?"
          options: AG
          when: {question: often, at_least: 2}
          rows:
            - {key: pace, ask: The pace was right.}
            - key: place
              ask: The place was right.
              when: {not: {question: used, answered: false}}
"""


@pytest.fixture
def page_survey() -> Survey:
    loaded = load_text(PAGE, "page.yaml")
    assert isinstance(loaded, Survey)
    return loaded


def test_a_question_that_looks_at_its_own_page_begins_a_new_one(page_survey: Survey) -> None:
    assert [keys(page) for page in route(page_survey, Answers()).pages] == [
        ["hello", "used", "often"],
        ["piped"],
    ]
    answers = said(used="no").given("often", Value(number=Decimal(3)))
    assert [keys(page) for page in route(page_survey, answers).pages] == [
        ["hello", "used", "often"],
        ["why", "piped", "pace", "place"],
    ]


def test_a_grid_is_re_laid_as_single_questions(page_survey: Survey) -> None:
    question = page_survey.question("place")
    assert question.ask == "How do you find it? The place was right."
    assert question.options == "AG"
    assert [choice.code for choice in question.choices][0] == "strongly_agree"
    assert question.item == "place"


def test_information_is_shown_but_neither_counted_nor_sent(page_survey: Survey) -> None:
    answers = Answers({"hello": SKIPPED, "used": SKIPPED, "often": SKIPPED, "piped": SKIPPED})
    way = route(page_survey, answers)
    assert (way.done, way.total) == (3, 3)
    assert "hello" not in way.kept(answers)
    assert way.next_unanswered() is None


def test_information_before_an_open_question_is_shown_first() -> None:
    loaded = load_text(PAGE.replace("layout: page", "layout: question"), "page.yaml")
    assert isinstance(loaded, Survey)
    assert keys(route(loaded, Answers()).next_unanswered()) == ["hello"]
    told = Answers({"hello": SKIPPED})
    assert keys(route(loaded, told).next_unanswered()) == ["used"]
