"""Which rows leave the house in a download, and what is kept back from them?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.coding.questions import COUNTED
from feedback.errors import FeedbackError
from feedback.privacy.small_numbers import NOT_SHOWN, WORDS_FROM, may_list_words
from feedback.reports.answer_rows import Plan, answer_rows
from feedback.reports.cells import Value
from feedback.reports.counting import Scope, tally
from feedback.reports.groups import Asked
from feedback.reports.results import InstrumentResults
from feedback.reports.variables import Variable, variables_of
from feedback.reports.words import in_no_order, under_concern, writers_by_question
from feedback.sealing.keystore import Keys
from feedback.store.responses import Response
from feedback.store.rounds import CohortMember
from surveys.definition import Sensitivity

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


def _plan(
    session: Session, asked: Asked, teams: frozenset[str] | None, *, may_read_words: bool
) -> Plan:
    open_keys = [one.key for one in asked.survey.questions if one.takes_words]
    writers = (
        writers_by_question(session, asked.id, teams, open_keys)
        if may_read_words and open_keys
        else {}
    )
    words = frozenset(key for key, count in writers.items() if may_list_words(count))
    questions = tuple(
        question
        for question in asked.survey.questions
        if not question.is_info and (question.is_closed or not question.takes_words)
        or question.key in words
    )  # fmt: skip
    about = [one.key for one in questions if one.sensitive is Sensitivity.ABOUT_YOU]
    counted = tally(session, asked.id, Scope(teams=teams), about) if about else {}
    named = {key: kept_groups(counted[key].codes) for key in about if key in counted}
    return Plan(questions, words, frozenset(under_concern(session, asked.id)), named)


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
    # One pair for all who share it: of a hundred thousand responses the ids alone are long.
    pairs: dict[tuple[str, str], tuple[str, str]] = {}
    return {
        one: pairs.setdefault((kind, team), (kind, team))
        for one, kind, team in session.execute(query)
    }


@dataclass(frozen=True, slots=True)
class _Groups:
    """The kind and team that may stand in each response's row."""

    members: Mapping[str, tuple[str, str]]
    shown: Mapping[tuple[str, str], tuple[str, str]]  # what stands there for a kind and team

    def of(self, response_id: str) -> tuple[str, str]:
        return self.shown[self.members[response_id]]


def _groups(members: Mapping[str, tuple[str, str]]) -> _Groups:
    pairs = Counter(members.values())
    kinds: Counter[str] = Counter()
    for (kind, _team), count in pairs.items():
        kinds[kind] += count
    kept_kinds = kept_groups(kinds)
    kept_pairs = kept_groups({f"{kind}|{team}": count for (kind, team), count in pairs.items()})
    shown = {
        (kind, team): (
            kind if kind in kept_kinds else NOT_SHOWN,
            team if kind in kept_kinds and f"{kind}|{team}" in kept_pairs else NOT_SHOWN,
        )
        for kind, team in pairs
    }
    return _Groups(members, shown)


def _rows(
    session: Session, keys: Keys, plan: Plan, ids: Sequence[str], groups: _Groups
) -> Iterator[tuple[Value, ...]]:
    taken = answer_rows(session, keys, plan, ids, len(BEFORE))
    for place, (one, row) in enumerate(taken, 1):
        row[: len(BEFORE)] = (place, *groups.of(one))
        yield tuple(row)
