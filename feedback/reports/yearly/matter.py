"""What was asked in the year a report is about? Looked up once for all its blocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.collection.round_views import ELSEWHERE
from feedback.collection.shelf import SurveyShelf
from feedback.reports.figures import Figure, participation, said_yes
from feedback.reports.groups import Group, groups_of_round
from feedback.reports.past import Point, Published, Trend, past_tables, printed_point, trends
from feedback.reports.published import ItemTable, item_tables
from feedback.reports.yearly.parts import Found, Part
from feedback.store.rounds import Round
from surveys.kirkpatrick import days_of_financial_year

DRAFT, CLOSED = "draft", "closed"


@dataclass
class Matter:
    """One financial year, and what is counted for it. Raises ValueError for what is no year."""

    session: Session
    surveys: SurveyShelf
    year: str
    at: datetime

    @cached_property
    def before(self) -> Matter:
        """The year before, to tell what has changed."""
        return Matter(self.session, self.surveys, year_before(self.year), self.at)

    @cached_property
    def rounds(self) -> tuple[Round, ...]:
        """The rounds that opened in the year, the newest first."""
        first, last = days_of_financial_year(self.year)
        return tuple(
            self.session.scalars(
                select(Round)
                .where(
                    Round.opens_on.between(first, last),
                    Round.state != DRAFT,
                    Round.id.not_in(ELSEWHERE),
                )
                .order_by(Round.opens_on.desc(), Round.id)
            )
        )

    @cached_property
    def groups(self) -> dict[str, Group]:
        """Each group of people in the newest round of the year that asked them."""
        found: dict[str, Group] = {}
        for one in self.rounds:
            for group in groups_of_round(self.session, self.surveys, one.id):
                found.setdefault(group.key, group)
        return found

    @cached_property
    def tables(self) -> dict[str, ItemTable]:
        """The published items by their key."""
        return {
            table.item: table
            for group in self.groups.values()
            for table in item_tables(self.session, group)
        }

    @cached_property
    def past(self) -> tuple[Published, ...]:
        """Every published table, looked up once for all blocks."""
        return tuple(past_tables(self.session))

    @cached_property
    def trends(self) -> tuple[Trend, ...]:
        """Each figure over all years, our own and printed: looked up once for all blocks."""
        return trends(self.session, self.surveys, self.past, self.at)

    @cached_property
    def printed(self) -> dict[str, Point]:
        """What was printed of our figures for this year, before they were counted here."""
        tables = [one for one in self.past if one.period == self.year]
        return {one.figure: point for one in tables if (point := printed_point(one)) is not None}

    def found(self, parts: tuple[Part, ...], group: Group) -> Found:
        """Parts about a group, with what is to be said of its round."""
        here = next(one for one in self.rounds if one.id == group.round_id)
        return Found(parts, is_story=here.is_story, is_still_open=here.state != CLOSED)

    def taking_part(self, key: str) -> Figure | None:
        """How many of a group took part; None where nobody of them was asked."""
        group = self.groups.get(key)
        return participation(self.session, group, self.at) if group else None

    def yes(self, item: str) -> Figure | None:
        """How many said yes to an item; None where it was not asked."""
        table = self.tables.get(item)
        return said_yes(table, self.at) if table else None


def year_before(year: str) -> str:
    """2022-23 for 2023-24. Raises ValueError for what is no financial year."""
    first = days_of_financial_year(year)[0].year - 1
    return f"{first}-{(first + 1) % 100:02d}"
