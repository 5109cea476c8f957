"""What did people answer to each question of one survey, as far as it may be shown?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy.orm import Session

from feedback.privacy.small_numbers import (
    FEWER,
    SMALLEST_SHOWN,
    WORDS_FROM,
    Cell,
    Shown,
    ShownRow,
    percent,
    suppress,
    suppress_each,
    suppress_table,
)
from feedback.reports.charts import BarChart, bar_chart
from feedback.reports.counting import (
    NOT_KNOWN,
    NOTHING,
    Scope,
    Tally,
    sent_count,
    tally,
    tally_by_kind,
)
from feedback.reports.groups import Asked, Group
from feedback.reports.published import ItemTable, is_sensitive
from surveys.definition import Kind, Question
from surveys.piping import without_pipes

RULE = "Everyone who answered the question, out of the responses sent."
MANY = "People could choose more than one answer, so the shares may add up to more than 100%."
SENSITIVE_RULE = "On this question even a 0 is hidden."


@dataclass(frozen=True, slots=True)
class Line:
    """One answer: its label, how many people gave it, and their share of the base."""

    label: str
    count: Shown
    share: str


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """One question's result; `lines` and `chart` tell the same and are empty for words."""

    key: str
    ask: str
    kind: str
    of_whom: str  # "" for everybody
    lines: tuple[Line, ...]
    chart: BarChart | None
    base: Shown
    left_out: tuple[str, ...]  # skipped and "not asked (privacy)", in words
    rule: str
    mean: str
    published: bool
    has_words: bool

    @property
    def is_closed(self) -> bool:
        """Whether people chose from answers."""
        return bool(self.lines)


@dataclass(frozen=True, slots=True)
class ByKind:
    """One question's answers (rows) by the cohort's kind (columns)."""

    key: str
    ask: str
    kinds: tuple[str, ...]
    labels: tuple[str, ...]
    cells: tuple[tuple[Shown, ...], ...]
    shares: tuple[tuple[str, ...], ...]
    row_totals: tuple[Shown, ...]
    bases: tuple[Shown, ...]
    base: Shown
    rule: str


@dataclass(frozen=True, slots=True)
class InstrumentResults:
    """All results of one survey in a round."""

    title: str
    sent: Shown
    questions: tuple[QuestionResult, ...]


def instrument_results(
    session: Session, group: Group, asked: Asked, tables: Sequence[ItemTable]
) -> InstrumentResults:
    """Every question of one survey. `tables` are those of its group's published items.

    A published item shows the people the report speaks of, and everyone else apart.
    """
    found = tally(session, asked.id, Scope(teams=group.scope.teams))
    others = _others(session, group, asked, {table.item for table in tables})
    by_item = {table.item: table for table in tables}
    results: list[QuestionResult] = []
    for question in asked.survey.questions:
        if question.is_info:
            continue
        table = by_item.get(question.item) if question.is_closed else None
        if table is not None and question.kind is not Kind.MULTI:
            results += _published(question, asked, table, others)
        else:
            results.append(_result(question, found.get(question.key, NOTHING)))
    sent = responses_sent(session, group, asked)
    return InstrumentResults(asked.survey.title, sent, tuple(results))


def responses_sent(session: Session, group: Group, asked: Asked) -> Shown:
    """How many responses to one survey were sent, as far as it may be shown."""
    counted = sent_count(session, asked.id, Scope(teams=group.scope.teams))
    return suppress([Cell("", counted)]).total


def results_by_kind(session: Session, group: Group, asked: Asked) -> tuple[ByKind, ...]:
    """Every closed question by the cohort's kind.

    Not the published items: they are protected over all surveys of the round already, and a
    second way to divide them would let the two be subtracted.
    """
    found = tally_by_kind(session, asked.id, Scope(teams=group.scope.teams))
    kinds = sorted(found, key=lambda kind: (kind == NOT_KNOWN, kind))
    published = {question.item for one in group.asked for question in one.survey.questions
                 if question.published}  # fmt: skip
    return tuple(
        _by_kind(question, kinds, found)
        for question in asked.survey.questions
        if question.is_closed and question.kind is not Kind.MULTI and question.item not in published
    )


def left_out_words(one: Tally) -> tuple[str, ...]:
    """Skipped and "not asked (privacy)" apart; together where apart would point at somebody.

    How many left a question out follows from two bases that are both shown, so it is no secret;
    why each of a few did (somebody could see the screen) is.
    """
    both = one.skipped + one.withheld
    small = any(1 <= count < SMALLEST_SHOWN for count in (one.skipped, one.withheld))
    if not small:
        return (f"Skipped: {one.skipped:,}", f"Not asked (privacy): {one.withheld:,}")
    told = FEWER if both < SMALLEST_SHOWN else f"{both:,}"
    return (f"Skipped or not asked (privacy): {told}",)


def _others(
    session: Session, group: Group, asked: Asked, items: Collection[str]
) -> Mapping[str, Tally]:
    """The answers to these items of people whose kind the report's figures leave out."""
    keys = [question.key for question in asked.survey.questions if question.item in items]
    if not keys or group.scope.kinds is None or asked.is_anonymous:
        return {}
    scope = Scope(but_kinds=group.scope.kinds, teams=group.scope.teams)
    return tally(session, asked.id, scope, keys)


def _published(
    question: Question, asked: Asked, table: ItemTable, others: Mapping[str, Tally]
) -> list[QuestionResult]:
    column = [one.id for one in table.asked].index(asked.id)
    shown = table.row_of(asked.id, [choice.code for choice in question.choices])
    rule = f"{RULE} Printed in the yearly report: hidden together with the other surveys."
    results = [
        _closed(
            question, shown, table.left_out[column], rule, of_whom=table.group.people, chart=True
        )
    ]
    other = others.get(question.key)
    if other is not None:
        cells = [Cell(choice.label, other.codes.get(choice.code, 0)) for choice in question.choices]
        apart = suppress(cells, sensitive=is_sensitive(question))
        people = "everyone else invited by a link of their own; not in the report's figure"
        results.append(_closed(question, apart, other, RULE, of_whom=people, chart=False))
    return results


def _result(question: Question, one: Tally) -> QuestionResult:
    sensitive = is_sensitive(question)
    if question.is_closed:
        cells = [Cell(choice.label, one.codes.get(choice.code, 0)) for choice in question.choices]
        if question.kind is Kind.MULTI:
            shown = suppress_each(cells, one.answered, sensitive=sensitive)
            return _closed(question, shown, one, f"{RULE} {MANY}")
        return _closed(question, suppress(cells, sensitive=sensitive), one, RULE)
    return QuestionResult(
        key=question.key,
        ask=without_pipes(question.ask),
        kind=question.kind.value,
        of_whom="",
        lines=(),
        chart=None,
        base=suppress([Cell("", one.answered)], sensitive=sensitive).total,
        left_out=left_out_words(one),
        rule=RULE,
        mean=_mean(question, one),
        published=False,
        has_words=question.takes_words,
    )


def _closed(
    question: Question,
    shown: ShownRow,
    one: Tally,
    rule: str,
    *,
    of_whom: str = "",
    chart: bool = True,
) -> QuestionResult:
    labels = [choice.label for choice in question.choices]
    lines = tuple(
        Line(label, count, percent(count, shown.total))
        for label, count in zip(labels, shown.cells, strict=True)
    )
    ask = without_pipes(question.ask)
    return QuestionResult(
        key=question.key,
        ask=ask,
        kind=question.kind.value,
        of_whom=of_whom,
        lines=lines,
        chart=bar_chart(question.key, ask, labels, shown) if chart else None,
        base=shown.total,
        left_out=left_out_words(one),
        rule=f"{rule} {SENSITIVE_RULE}" if is_sensitive(question) else rule,
        mean="",
        published=bool(of_whom),
        has_words=question.takes_words and chart,
    )


def _mean(question: Question, one: Tally) -> str:
    """The mean of a number question, from a base of 10: a mean of few gives each away."""
    if question.kind is not Kind.NUMBER or one.answered < WORDS_FROM:
        return ""
    mean = (one.total / Decimal(one.answered)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{mean:f}"


def _by_kind(
    question: Question, kinds: Sequence[str], found: Mapping[str, Mapping[str, Tally]]
) -> ByKind:
    tallies = [found[kind].get(question.key, NOTHING) for kind in kinds]
    counts = [[one.codes.get(choice.code, 0) for one in tallies] for choice in question.choices]
    table = suppress_table(counts, sensitive=is_sensitive(question))
    return ByKind(
        key=question.key,
        ask=without_pipes(question.ask),
        kinds=tuple(kind or "Not known" for kind in kinds),
        labels=tuple(choice.label for choice in question.choices),
        cells=table.cells,
        shares=tuple(
            tuple(percent(one, base) for one, base in zip(row, table.column_totals, strict=True))
            for row in table.cells
        ),
        row_totals=table.row_totals,
        bases=table.column_totals,
        base=table.total,
        rule=RULE,
    )
