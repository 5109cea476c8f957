"""What did people answer to the items the yearly report prints, over all surveys that ask them?

A published figure adds up several surveys, and each survey has a page of its own: all of them are
protected in one table, so that subtracting pages from the figure tells nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from feedback.privacy.small_numbers import ShownRow, ShownTable, suppress_table
from feedback.reports.counting import NOTHING, Tally, tally
from feedback.reports.groups import Asked, Group
from surveys.definition import Kind, Question, Sensitivity

# On these even "nobody" tells something about each child of a small group.
SENSITIVE = frozenset({Sensitivity.HOME_SAFETY, Sensitivity.ABOUT_YOU})


@dataclass(frozen=True, slots=True)
class ItemTable:
    """One published item: answers (rows, all bands' codes) by survey (columns), with margins."""

    item: str
    wording: str
    group: Group
    asked: tuple[Asked, ...]  # the columns
    codes: tuple[str, ...]  # the rows
    labels: tuple[str, ...]
    shown: ShownTable
    left_out: tuple[Tally, ...]  # each column's tally, for its skipped and withheld

    @property
    def surveys(self) -> str:
        """The surveys in words."""
        return ", ".join(dict.fromkeys(one.survey.title for one in self.asked))

    def row_of(self, instrument_id: str, codes: Sequence[str]) -> ShownRow:
        """What may be shown of one survey: the cells in the order of `codes`."""
        column = [one.id for one in self.asked].index(instrument_id)
        rows = [self.codes.index(code) for code in codes]
        return ShownRow(
            labels=tuple(self.labels[row] for row in rows),
            cells=tuple(self.shown.cells[row][column] for row in rows),
            total=self.shown.column_totals[column],
        )


def published_items(group: Group) -> tuple[str, ...]:
    """The items of a group that the report prints, in the order they are asked."""
    items = [
        question.item
        for one in group.asked
        for question in one.survey.questions
        if question.published and _has_one_answer(question)
    ]
    return tuple(dict.fromkeys(items))


def item_tables(session: Session, group: Group) -> tuple[ItemTable, ...]:
    """A table for each published item of a group."""
    items = published_items(group)
    if not items:
        return ()
    asks = {
        (one.id, item): question
        for one in group.asked
        for item in items
        if (question := _asks(one, item)) is not None
    }
    tallies = {}
    for one in group.asked:
        keys = [question.key for (place, _item), question in asks.items() if place == one.id]
        tallies[one.id] = tally(session, one.id, group.scope_of(one), keys) if keys else {}
    tables = []
    for item in items:
        columns = [(one, asks[one.id, item]) for one in group.asked if (one.id, item) in asks]
        left_out = [tallies[one.id].get(question.key, NOTHING) for one, question in columns]
        tables.append(_table(item, group, columns, left_out))
    return tuple(tables)


def is_sensitive(question: Question) -> bool:
    """Whether even a 0 must be hidden."""
    return question.sensitive in SENSITIVE


def _table(
    item: str, group: Group, columns: list[tuple[Asked, Question]], tallies: list[Tally]
) -> ItemTable:
    questions = [question for _one, question in columns]
    # The report's own wording stands first, whichever band is asked first.
    first = sorted(questions, key=lambda question: not question.published)
    labels: dict[str, str] = {}
    for question in first:
        for choice in question.choices:
            labels.setdefault(choice.code, choice.label)
    counts = tuple(tuple(one.codes.get(code, 0) for one in tallies) for code in labels)
    return ItemTable(
        item=item,
        wording=first[0].ask,
        group=group,
        asked=tuple(one for one, _question in columns),
        codes=tuple(labels),
        labels=tuple(labels.values()),
        shown=suppress_table(
            counts,
            sensitive=any(is_sensitive(question) for question in questions),
            can_be=[[q.choice(code) is not None for q in questions] for code in labels],
        ),
        left_out=tuple(tallies),
    )


def _asks(one: Asked, item: str) -> Question | None:
    return next((q for q in one.survey.questions if q.item == item and _has_one_answer(q)), None)


def _has_one_answer(question: Question) -> bool:
    return question.is_closed and question.kind is not Kind.MULTI
