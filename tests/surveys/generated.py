"""Surveys and answers that nobody thought of, for property tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from surveys.answers import SKIPPED, Answers, Value
from surveys.conditions import All, Answered, AnyOf, AtLeast, AtMost, Condition, Is, IsNot, Not
from surveys.definition import (
    TEXT_KINDS,
    Audience,
    Choice,
    Kind,
    Layout,
    Question,
    Section,
    Sensitivity,
    Start,
    Survey,
    Withhold,
    Worry,
    WorryLevel,
)

_NOT = Sensitivity.NONE
CODES = ("yes", "no", "a_bit", "other")
# Letters YAML and JSON have opinions about; control characters are not an author's.
WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="{}\u2028\u2029\ufeff"),
    min_size=1,
    max_size=30,
).filter(lambda text: bool(text.strip()))
MAYBE_WORDS = st.none() | WORDS


@st.composite
def choices_of(draw: st.DrawFn, kind: Kind) -> tuple[Choice, ...]:
    codes = draw(st.lists(st.sampled_from(CODES), min_size=2, max_size=4, unique=True))
    return tuple(
        Choice(
            code,
            draw(WORDS),
            face=draw(st.sampled_from([None, "happy", "sad"])),
            says=code == "other" and draw(st.booleans()),
            exclusive=kind is Kind.MULTI and code == "no",
        )
        for code in codes
    )


def atoms_about(question: Question) -> st.SearchStrategy[Condition]:
    """Every comparison that fits the question."""
    answered = st.booleans().map(lambda is_answered: Answered(question.key, is_answered))
    if question.is_closed:
        codes = st.lists(
            st.sampled_from([choice.code for choice in question.choices]),
            min_size=1,
            max_size=2,
            unique=True,
        ).map(tuple)
        return (
            answered
            | codes.map(lambda some: Is(question.key, some))
            | codes.map(lambda some: IsNot(question.key, some))
        )
    if question.kind is Kind.NUMBER:
        numbers = st.decimals(-2, 12, places=1)
        return (
            answered
            | numbers.map(lambda number: AtLeast(question.key, number))
            | numbers.map(lambda number: AtMost(question.key, number))
        )
    return answered


def conditions(earlier: list[Question]) -> st.SearchStrategy[Condition]:
    """Conditions that look at these questions only."""
    atoms = st.sampled_from(earlier).flatmap(atoms_about)
    return st.recursive(
        atoms,
        lambda parts: (
            st.lists(parts, min_size=1, max_size=3).map(tuple).map(All)
            | st.lists(parts, min_size=1, max_size=3).map(tuple).map(AnyOf)
            | parts.map(Not)
        ),
        max_leaves=4,
    )


@st.composite
def questions(draw: st.DrawFn, number: int, earlier: list[Question]) -> Question:
    # The first question is the one that can withhold others.
    kind = draw(st.sampled_from(list(Kind) if earlier else [Kind.CHOICE, Kind.MULTI]))
    made = Question(
        key=f"q{number}",
        kind=kind,
        ask=draw(WORDS),
        item=draw(st.sampled_from(["", "shared"])),
        ref=draw(MAYBE_WORDS),
        easy=draw(MAYBE_WORDS),
        hint=draw(MAYBE_WORDS),
        why=draw(MAYBE_WORDS),
        sensitive=draw(st.sampled_from(list(Sensitivity)) if earlier else st.just(_NOT)),
        quote_consent=draw(st.booleans()),
        published=draw(st.booleans()),
        help_card=draw(st.booleans()),
        level=draw(st.none() | st.integers(1, 4)),
    )
    if made.is_closed:
        made = replace(made, choices=draw(choices_of(kind)))
        worry = Worry((made.choices[0].code,), draw(st.sampled_from(list(WorryLevel))))
        made = replace(made, worry=draw(st.sampled_from([(), (worry,)])))
    if kind is Kind.NUMBER:
        made = replace(made, min=Decimal(0), max=draw(st.sampled_from([None, Decimal("9.5")])))
    if kind in TEXT_KINDS:
        made = replace(made, max_chars=draw(st.sampled_from([0, 20])))
        made = replace(made, max_chars=made.max_chars or 300)
    answerable = [question for question in earlier if not question.is_info]
    follows = draw(st.booleans())
    if answerable and follows:
        made = replace(made, when=draw(conditions(answerable)))
    return made


@st.composite
def surveys(draw: st.DrawFn, most: int = 9) -> Survey:
    """Surveys whose conditions look back; some questions of theirs nobody can reach."""
    sections: list[Section] = []
    made: list[Question] = []
    for number in range(draw(st.integers(1, 3))):
        before = [question for question in made if not question.is_info]
        when = draw(st.none() | conditions(before)) if before else None
        inside: list[Question] = []
        for _ in range(draw(st.integers(1, most // 3))):
            inside.append(draw(questions(len(made), made)))
            made.append(inside[-1])
        layout = draw(st.sampled_from(list(Layout)))
        sections.append(Section(f"s{number}", draw(WORDS), tuple(inside), layout, when))
    first = made[0]
    withhold: tuple[Withhold, ...] = ()
    if draw(st.booleans()):
        kinds = draw(st.sets(st.sampled_from(list(Sensitivity)[1:]), min_size=1))
        withhold = tuple(Withhold(kind, draw(conditions([first]))) for kind in sorted(kinds))
    return Survey(
        key="generated",
        version=draw(st.integers(1, 99)),
        title=draw(WORDS),
        audience=draw(st.sampled_from(list(Audience))),
        level=draw(st.none() | st.integers(1, 4)),
        sections=tuple(sections),
        start=Start(tuple(draw(st.lists(WORDS, max_size=2))), ()),
        thanks=tuple(draw(st.lists(WORDS, max_size=2))),
        withhold=withhold,
        quiet_when=draw(st.none() | conditions([first])),
    )


def values_for(question: Question) -> st.SearchStrategy[Value]:
    """Every sort of answer to the question."""
    skipped = st.just(SKIPPED)
    if question.is_closed:
        one = st.sampled_from([choice.code for choice in question.choices])
        if question.kind is not Kind.MULTI:
            return skipped | one.map(lambda code: Value(codes=(code,)))
        some = st.sets(one, min_size=1).filter(lambda codes: codes == {"no"} or "no" not in codes)
        return skipped | some.map(lambda codes: Value(codes=tuple(sorted(codes))))
    if question.kind is Kind.NUMBER:
        high = question.max or Decimal(20)
        return skipped | st.decimals(0, high, places=1).map(lambda number: Value(number=number))
    if question.kind is Kind.DATE:
        return skipped | st.just(Value(day=date(2024, 2, 1)))
    return skipped if question.is_info else skipped | st.just(Value(text="words"))


@st.composite
def answered(draw: st.DrawFn, most: int = 9) -> tuple[Survey, Answers]:
    """A survey, and answers to any of its questions, asked or not."""
    survey = draw(surveys(most))
    answers = Answers()
    for question in survey.questions:
        if draw(st.booleans()):
            answers = answers.given(question.key, draw(values_for(question)))
    return survey, answers
