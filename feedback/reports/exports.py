"""Which rows leave the house in a download, and what is kept back from them?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.coding.questions import COUNTED
from feedback.errors import FeedbackError
from feedback.privacy.small_numbers import NOT_SHOWN, WORDS_FROM, may_list_words
from feedback.reports.cells import Value
from feedback.reports.counting import Scope, tally
from feedback.reports.groups import Asked
from feedback.reports.results import InstrumentResults
from feedback.reports.variables import NOT_ASKED, SKIPPED, Variable, variables_of
from feedback.reports.words import (
    BATCH,
    in_no_order,
    read_words,
    under_concern,
    writers_by_question,
)
from feedback.sealing.keystore import Keys
from feedback.store.responses import Answer, Response
from feedback.store.rounds import CohortMember
from surveys.answers import Value as Given
from surveys.answers import label_of
from surveys.definition import Kind, Question, Sensitivity

BEFORE = ("row", "cohort", "team")
ROWS_FROM = WORDS_FROM  # responses; the rows of fewer would tell what the pages hide
RESULT_HEADER = ("question", "of whom", "answer", "people", "share", "base", "left out", "rule")


class TooFewToExport(FeedbackError):
    """A file with a row for each of so few people would point at each of them."""

    message = f"Single answers can be downloaded from {ROWS_FROM} responses on."


@dataclass(frozen=True, slots=True)
class ResponseRows:
    """A download of one row a response: how many there are, and what the file holds."""

    header: tuple[str, ...]
    variables: tuple[Variable, ...]  # the columns after BEFORE
    count: int
    has_words: bool
    rows: Iterator[tuple[Value, ...]]


def has_rows_to_export(session: Session, asked: Asked, teams: frozenset[str] | None) -> bool:
    """Whether so many answered that `response_rows` gives them out."""
    return len(_members(session, asked.id, teams)) >= ROWS_FROM


def response_rows(
    session: Session,
    keys: Keys,
    asked: Asked,
    *,
    may_read_words: bool,
    teams: frozenset[str] | None = None,
) -> ResponseRows:
    """One row a sent response in no order of time, answers by their label.

    Never a reference or a day. The cohort's kind and team, and what people say about themselves,
    only where WORDS_FROM people share it. Free text only where as many wrote, for those who may
    read it, and none of a response under an open concern. Raises TooFewToExport. The rows are
    read as they are taken: the session must stay open until then. `teams`: of people known to be
    of these only.
    """
    members = _members(session, asked.id, teams)
    if len(members) < ROWS_FROM:
        raise TooFewToExport
    plan = _plan(session, asked, teams, may_read_words=may_read_words)
    groups = _groups(members)
    ids = in_no_order(members, asked.id)
    variables = tuple(
        one
        for question in plan.questions
        for one in variables_of(question, with_words=question.key in plan.words)
    )
    return ResponseRows(
        header=(*BEFORE, *(one.label for one in variables)),
        variables=variables,
        count=len(ids),
        has_words=bool(plan.words),
        rows=_rows(session, keys, plan, ids, groups),
    )


def result_rows(results: InstrumentResults) -> Iterator[tuple[Value, ...]]:
    """The results page as rows under RESULT_HEADER: the same values, hidden where it hides."""
    for question in results.questions:
        whom = question.of_whom or "everyone who sent this survey"
        left_out = "; ".join(question.left_out)
        for line in question.lines:
            count: Value = line.count.text if line.count.value is None else line.count.value
            yield (
                question.ask,
                whom,
                line.label,
                count,
                line.share,
                question.base.text,
                left_out,
                question.rule,
            )
        if not question.lines:
            told = f"mean {question.mean}" if question.mean else ""
            base = question.base.text
            yield (question.ask, whom, told, base, "", base, left_out, question.rule)


def file_name(what: str, day: date, ending: str) -> str:
    """A name that says nothing of children, the survey or anybody in it."""
    return f"{what}-{day.isoformat()}.{ending}"


def kept_groups(counts: Mapping[str, int]) -> frozenset[str]:
    """The groups that may be named beside a single answer: those of WORDS_FROM people.

    What is not named must be as many together, or it would be a small group by itself.
    """
    kept = {name for name, count in counts.items() if count >= WORDS_FROM}
    rest = sum(count for name, count in counts.items() if name not in kept)
    while kept and 0 < rest < WORDS_FROM:
        smallest = min(kept, key=lambda name: (counts[name], name))
        kept.discard(smallest)
        rest += counts[smallest]
    return frozenset(kept)


@dataclass(frozen=True, slots=True)
class _Plan:
    questions: tuple[Question, ...]
    words: frozenset[str]  # questions whose words go out
    worrying: frozenset[str]  # responses none of whose words go out
    named: Mapping[str, frozenset[str]]  # codes that may be named, of questions "about you"


def _plan(
    session: Session, asked: Asked, teams: frozenset[str] | None, *, may_read_words: bool
) -> _Plan:
    writers = writers_by_question(session, asked.id, teams) if may_read_words else {}
    words = frozenset(key for key, count in writers.items() if may_list_words(count))
    questions = tuple(
        question
        for question in asked.survey.questions
        if not question.is_info and (question.is_closed or not question.takes_words)
        or question.key in words
    )  # fmt: skip
    counted = tally(session, asked.id, Scope(teams=teams))
    named = {
        question.key: kept_groups(counted[question.key].codes)
        for question in questions
        if question.sensitive is Sensitivity.ABOUT_YOU and question.key in counted
    }
    return _Plan(questions, words, frozenset(under_concern(session, asked.id)), named)


def _members(
    session: Session, instrument_id: str, teams: frozenset[str] | None
) -> dict[str, tuple[str, str]]:
    """The kind and team behind each sent response, by its id; "" where nobody knows."""
    query = (
        select(
            Response.id,
            func.coalesce(CohortMember.kind, ""),
            func.coalesce(CohortMember.team, ""),
        )
        .outerjoin(CohortMember, CohortMember.id == Response.member_id)
        .where(Response.round_instrument_id == instrument_id, Response.state == COUNTED)
    )
    if teams is not None:
        query = query.where(CohortMember.team.in_(sorted(teams)))
    return {one: (kind, team) for one, kind, team in session.execute(query)}


def _groups(members: Mapping[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """The kind and team that may stand in each response's row."""
    kinds: dict[str, int] = {}
    pairs: dict[str, int] = {}
    for kind, team in members.values():
        kinds[kind] = kinds.get(kind, 0) + 1
        pairs[f"{kind}|{team}"] = pairs.get(f"{kind}|{team}", 0) + 1
    kept_kinds, kept_pairs = kept_groups(kinds), kept_groups(pairs)
    return {
        one: (
            kind if kind in kept_kinds else NOT_SHOWN,
            team if kind in kept_kinds and f"{kind}|{team}" in kept_pairs else NOT_SHOWN,
        )
        for one, (kind, team) in members.items()
    }


def _rows(
    session: Session,
    keys: Keys,
    plan: _Plan,
    ids: Sequence[str],
    groups: Mapping[str, tuple[str, str]],
) -> Iterator[tuple[Value, ...]]:
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        given = _answers(session, batch)
        readable = [one for one in batch if one not in plan.worrying]
        words = read_words(session, keys, readable, plan.words)
        for place, one in enumerate(batch, start + 1):
            row: list[Value] = [place, *groups[one]]
            own, said = given.get(one, {}), words.get(one, {})
            for question in plan.questions:
                row += _cells(question, own.get(question.key), said, plan)
            yield tuple(row)


@dataclass(slots=True)
class _Answered:
    status: str
    value: Given


def _answers(session: Session, ids: Sequence[str]) -> dict[str, dict[str, _Answered]]:
    query = (
        select(
            Answer.response_id,
            Answer.question_key,
            Answer.status,
            Answer.code,
            Answer.number,
            Answer.day,
        )
        .where(Answer.response_id.in_(list(ids)))
        .order_by(Answer.response_id, Answer.question_key, Answer.n)
    )
    found: dict[str, dict[str, _Answered]] = {}
    for row in session.execute(query):
        own = found.setdefault(row.response_id, {})
        before = own.get(row.question_key)
        codes = before.value.codes if before else ()
        if row.code is not None:
            codes = (*codes, row.code)
        value = Given(codes=codes, number=row.number, day=row.day)
        own[row.question_key] = _Answered(row.status, value)
    return found


def _cells(
    question: Question, answered: _Answered | None, said: Mapping[str, str], plan: _Plan
) -> list[Value]:
    words = said.get(question.key, "")
    if not question.is_closed and question.takes_words:
        return [words or _gap(answered)]
    columns = _columns(question)
    gap = _gap(answered)
    cells: list[Value]
    if gap or answered is None:
        cells = [gap] * len(columns)
    elif question.kind is Kind.MULTI:
        allowed = plan.named.get(question.key)
        cells = [
            NOT_SHOWN if allowed is not None and code not in allowed
            else "yes" if code in answered.value.codes else "no"
            for code in columns
        ]  # fmt: skip
    elif question.kind is Kind.NUMBER:
        cells = [answered.value.number]
    else:
        hidden = question.key in plan.named and not plan.named[question.key].issuperset(
            answered.value.codes
        )
        cells = [NOT_SHOWN if hidden else label_of(question, answered.value)]
    return [*cells, words] if question.key in plan.words else cells


def _gap(answered: _Answered | None) -> str:
    """Why there is no answer; "" where there is one, or where the question was not met."""
    if answered is None or answered.status == "given":
        return ""
    return SKIPPED if answered.status == "skipped" else NOT_ASKED


def _columns(question: Question) -> tuple[str, ...]:
    """A column for each choice where people may tick many, else one."""
    if question.kind is Kind.MULTI:
        return tuple(choice.code for choice in question.choices)
    return ("",)
