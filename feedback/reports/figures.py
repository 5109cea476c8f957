"""Which figures does the yearly report print, and how was each one reached?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from sqlalchemy.orm import Session

from feedback.collection.calendar import told_time
from feedback.privacy.small_numbers import NOT_SHOWN, Cell, Shown, suppress
from feedback.reports.counting import invited, took_part
from feedback.reports.groups import Group
from feedback.reports.published import ItemTable
from surveys.change import Change
from surveys.kirkpatrick import financial_year

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


Form = Literal["share", "mean", "change"]


@dataclass(frozen=True, slots=True)
class About:
    """Whom figures are about, of which time, and when they were counted."""

    cohort: str
    period: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with everything needed to check it.

    `value` is, to 2 decimal places, rounded half up: of a share (a rate is one) the percentage, of
    a mean the mean, of a change later minus earlier of the same people. It is None where it must
    not be shown or has no base; `numerator` and `base` are None then too, where they are hidden.
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
    form: Form = "share"
    low: Decimal | None = None  # of a change: what bounds its 95% interval
    high: Decimal | None = None

    @property
    def text(self) -> str:
        """As surveys print it: whole percents, 3.50, +0.85, or the words in its place."""
        if self.suppressed:
            return NOT_SHOWN
        if self.value is None:
            return "nobody matched" if self.form == "change" else "no answers yet"
        if self.numerator is not None and self.base:
            return f"{whole(self.numerator, self.base)}%"
        return signed(self.value) if self.form == "change" else f"{self.value:f}"

    @property
    def interval(self) -> str:
        """The 95% interval in words; empty where there is none to show."""
        if self.low is None or self.high is None:
            return ""
        return f"{signed(self.low)} to {signed(self.high)}"

    @property
    def computed_at(self) -> str:
        """When it was counted, as people here read it."""
        return told_time(self.at)

    @property
    def counts(self) -> str:
        """What the figure rests on, in words: "5 of 12", "12 answered", "12 matched"."""
        if self.suppressed:
            return "too few people to show"
        if self.base is None:  # hidden for the sake of those beside them
            return "how many is not shown"
        if self.form == "share":
            return f"{self.numerator:,} of {self.base:,}"
        return f"{self.base:,} {'matched' if self.form == 'change' else 'answered'}"

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


def signed(value: Decimal) -> str:
    """With its sign, a true minus: a change reads as one even where it is nought."""
    return f"{value:+f}".replace("-", "−")


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
    return share_figure(
        f"participation.{group.key}",
        f"of {group.people} took part",
        (shown.cells[0], shown.total),
        rule + _by_register(group),
        _of_round(group, at),
        group.told(),
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
    return share_figure(
        f"said_yes.{table.item}",
        f"said yes: “{table.wording}”",
        (table.shown.row_totals[row], table.shown.total),
        rule + _unknown(table.group),
        _of_round(table.group, at),
        table.group.told(),
    )


def round_figures(
    session: Session, groups: Sequence[Group], tables: Sequence[ItemTable], at: datetime
) -> tuple[Figure, ...]:
    """Every figure of a round: who took part, then who said yes."""
    taking_part = [participation(session, group, at) for group in groups]
    yes = [figure for table in tables if (figure := said_yes(table, at)) is not None]
    return (*taking_part, *yes)


def share_figure(
    key: str, title: str, shown: tuple[Shown, Shown], rule: str, about: About, *told: object
) -> Figure:
    """A share of a base, hidden where either must be; `told`: what else it was counted from."""
    part, base = shown
    hidden = part.value is None or base.value is None
    value = None
    if part.value is not None and base.value is not None:
        value = share(part.value, base.value)
    return Figure(
        id=REPORT_IDS.get(key, key),
        title=title,
        value=value,
        numerator=None if hidden else part.value,
        base=None if hidden else base.value,
        rule=rule,
        cohort=about.cohort,
        period=about.period,
        suppressed=hidden,
        computed_from=_fingerprint(key, rule, *told, part.text, base.text),
        at=about.at,
    )


def mean_figure(
    key: str, title: str, value: Decimal | None, base: Shown, rule: str, about: About
) -> Figure:
    """A mean of all who answered; hidden where so few did that they must be."""
    told = None if base.is_hidden else value
    return Figure(
        id=key,
        title=title,
        value=told,
        numerator=None,
        base=base.value,
        rule=rule,
        cohort=about.cohort,
        period=about.period,
        suppressed=base.is_hidden,
        computed_from=_fingerprint(key, rule, about.cohort, about.period, base.text, str(told)),
        at=about.at,
        form="mean",
    )


def change_figure(
    key: str, title: str, change: Change, matched: Shown, hidden: bool, rule: str, about: About
) -> Figure:
    """How the same people changed; `hidden` where so few were matched that it must be.

    Their count may have to be hidden for the sake of those who were not matched, and the change
    of many people told all the same.
    """
    told = (None, None, None) if hidden else (change.mean, change.low, change.high)
    source = (about.cohort, about.period, matched.text, [str(one) for one in told])
    return Figure(
        id=key,
        title=title,
        value=told[0],
        numerator=None,
        base=matched.value,
        rule=rule,
        cohort=about.cohort,
        period=about.period,
        suppressed=hidden,
        computed_from=_fingerprint(key, rule, *source),
        at=about.at,
        form="change",
        low=told[1],
        high=told[2],
    )


def _fingerprint(*told: object) -> str:
    """Only of what is shown: a hash of hidden counts could be tried out value by value."""
    line = json.dumps(told, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(line.encode()).hexdigest()


def _of_round(group: Group, at: datetime) -> About:
    period = f"{group.round_name}, financial year {financial_year(group.opens_on)}"
    return About(group.people, period, at)


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
