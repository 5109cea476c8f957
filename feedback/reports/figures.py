"""Which figures does the yearly report print, and how was each one reached?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy.orm import Session

from feedback.privacy.small_numbers import Cell, Shown, suppress
from feedback.reports.counting import invited, took_part
from feedback.reports.groups import Group
from feedback.reports.published import ItemTable

YES = "yes"
# The report's own numbers (report-figures 5.1) for the figures it has always printed.
REPORT_IDS = {
    "participation.parent": "F1",
    "participation.children": "F2",
    "said_yes.talk_important": "F3",
    "said_yes.have_say": "F4",
    "ratings.svc_rating": "F5",
    "ratings.sw_rating": "F6",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with everything needed to check it.

    `value` is a percentage to 2 decimal places, rounded half up, or None where it must not be
    shown or has no base; `numerator` and `base` are None then too, where they are hidden.
    """

    id: str
    title: str
    value: Decimal | None
    numerator: int | None
    base: int | None
    rule: str
    cohort: str
    period: str
    suppressed: bool
    computed_from: str  # SHA-256 of what went in, as far as it is shown
    at: datetime

    @property
    def text(self) -> str:
        """As surveys print it: whole percents, or the words in its place."""
        if self.suppressed:
            return "not shown"
        if not self.base or self.numerator is None:
            return "no answers yet"
        return f"{whole(self.numerator, self.base)}%"

    @property
    def counts(self) -> str:
        """The numerator and the base in words."""
        if self.suppressed:
            return "too few people to show"
        return f"{self.numerator:,} of {self.base:,}"

    @property
    def sentence(self) -> str:
        """Words fit to be published, with the base that belongs to the figure."""
        if self.suppressed:
            return "Too few people answered for us to show this figure."
        if not self.base:
            return "Nobody has answered yet."
        return f"{self.text} {self.title} ({self.counts}; {self.cohort})."


def share(numerator: int, base: int) -> Decimal | None:
    """The percentage to 2 decimal places, rounded half up; None without a base."""
    if base == 0:
        return None
    return (Decimal(100 * numerator) / Decimal(base)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def whole(numerator: int, base: int) -> int:
    """The percentage to 0 decimal places, rounded half up once: never from a rounded value."""
    return int((Decimal(100 * numerator) / Decimal(base)).quantize(Decimal(1), ROUND_HALF_UP))


def financial_year(day: date) -> str:
    """The year from 1 April to 31 March a day falls in, like 2023-24."""
    first = day.year if (day.month, day.day) >= (4, 1) else day.year - 1
    return f"{first}-{(first + 1) % 100:02d}"


def participation(session: Session, group: Group, at: datetime) -> Figure:
    """How many of those invited took part (F1, F2)."""
    asked = invited(session, group.instrument_ids, group.scope)
    did = took_part(
        session,
        group.instrument_ids,
        group.scope,
        anonymous=group.anonymous_ids,
        no_substance=group.quote_items,
    )
    shown = suppress([Cell("took part", did), Cell("did not", asked - did)])
    rule = (
        f"People who sent at least one answer to a question about their views, out of all "
        f"{group.people} in the list fixed when the round opened. Declined, unfinished and "
        "deleted answers are not counted as taking part; those people stay in the base. People "
        "on hold who were never sent an invitation are not in it."
    )
    return _figure(
        f"participation.{group.key}",
        f"of {group.people} took part",
        (shown.cells[0], shown.total),
        rule + _by_register(group),
        group,
        at,
    )


def said_yes(table: ItemTable, at: datetime) -> Figure | None:
    """How many of those who answered said yes (F3, F4); None where yes was not on offer."""
    if YES not in table.codes:
        return None
    row = table.codes.index(YES)
    others = " and ".join(
        f"“{label}”" for code, label in zip(table.codes, table.labels, strict=True) if code != YES
    )
    rule = (
        f"Those who chose Yes out of all who answered the question, {table.group.people}, in "
        f"{table.surveys}. {others} are in the base and are not yes. Skipped questions and "
        "questions not asked for privacy are not in the base."
    )
    return _figure(
        f"said_yes.{table.item}",
        f"said yes: “{table.wording}”",
        (table.shown.row_totals[row], table.shown.total),
        rule + _unknown(table.group),
        table.group,
        at,
    )


def round_figures(
    session: Session, groups: Sequence[Group], tables: Sequence[ItemTable], at: datetime
) -> tuple[Figure, ...]:
    """Every figure of a round: who took part, then who said yes."""
    taking_part = [participation(session, group, at) for group in groups]
    yes = [figure for table in tables if (figure := said_yes(table, at)) is not None]
    return (*taking_part, *yes)


def _figure(
    key: str,
    title: str,
    shown: tuple[Shown, Shown],
    rule: str,
    group: Group,
    at: datetime,
) -> Figure:
    part, whole_group = shown
    hidden = part.value is None or whole_group.value is None
    value = None
    if part.value is not None and whole_group.value is not None:
        value = share(part.value, whole_group.value)
    # Only of what is shown: a hash of hidden counts could be tried out value by value.
    told = [key, rule, group.told(), part.text, whole_group.text]
    line = json.dumps(told, sort_keys=True, ensure_ascii=True)
    return Figure(
        id=REPORT_IDS.get(key, key),
        title=title,
        value=value,
        numerator=None if hidden else part.value,
        base=None if hidden else whole_group.value,
        rule=rule,
        cohort=group.people,
        period=f"{group.round_name}, financial year {financial_year(group.opens_on)}",
        suppressed=hidden,
        computed_from=hashlib.sha256(line.encode()).hexdigest(),
        at=at,
    )


def _by_register(group: Group) -> str:
    if not group.anonymous_ids:
        return ""
    return (
        " Where answers are anonymous, those who sent are counted from the register: "
        "nobody can tell what they answered."
    )


def _unknown(group: Group) -> str:
    if group.scope.kinds is None:
        return ""
    words = " Answers by an open link belong to no list of people and are not counted here."
    if group.anonymous_ids:
        words += (
            " Where answers are anonymous, nobody can tell whose they are: answers from "
            "everybody invited to that survey are counted."
        )
    return words
