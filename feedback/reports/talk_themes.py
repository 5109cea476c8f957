"""Do people speak of the same things in the chat as in the form, as far as it may be told?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.coding.decisions import standings
from feedback.coding.questions import question_of, writers
from feedback.privacy.small_numbers import Shown
from feedback.reports.groups import Asked
from feedback.reports.published import is_sensitive
from feedback.reports.talk import DOORS, doors_of
from feedback.reports.theme_groups import ByGroup, themes_by
from feedback.reports.themes import theme_summary
from surveys.definition import TEXT_KINDS, Question
from surveys.piping import without_pipes

BESIDE = "On paper or by telephone"


@dataclass(frozen=True, slots=True)
class ThemesByDoor:
    """One question in own words: its themes, by DOORS and BESIDE; `coded`: by people, of `base`."""

    key: str
    ask: str
    table: ByGroup
    base: Shown
    coded: Shown


def themes_by_door(
    session: Session, asked: Asked, teams: frozenset[str] | None = None
) -> tuple[ThemesByDoor, ...]:
    """The chosen themes of a survey's open questions by door, hidden like themes anywhere.

    Not rounded as the rest of the chat's page is: their whole stands exact beside the results, and
    a rounded part of it tells the hidden one. For the same reason those of no door have a column.
    Of people of these teams only where they are named. A question of which no person has coded an
    answer is left out: the machine's word alone is no figure.
    """
    rows = doors_of(asked.id, teams)
    doors = {row.id: row.door for row in session.execute(select(rows.c.id, rows.c.door))}
    found = (
        _question(session, asked, question, doors, teams)
        for question in asked.survey.questions
        if question.kind in TEXT_KINDS
    )
    return tuple(one for one in found if one is not None)


def _question(
    session: Session,
    asked: Asked,
    question: Question,
    doors: Mapping[str, str],
    teams: frozenset[str] | None,
) -> ThemesByDoor | None:
    sensitive = is_sensitive(question)
    whole = theme_summary(session, asked.id, question.key, teams=teams, sensitive=sensitive)
    if whole is None or whole.is_suggested or not whole.lines:
        return None
    place = question_of(session, asked.id, question.key)
    wrote = frozenset(writers(session, asked.id, question.key, teams))
    group_of = {one: doors.get(one, "") for one in wrote}
    groups = DOORS | ({"": BESIDE} if "" in group_of.values() else {})
    table = themes_by(
        session, place, group_of, groups, wrote, standings(session, place), sensitive=sensitive
    )
    ask = without_pipes(question.ask)
    return ThemesByDoor(question.key, ask, table, whole.base, whole.coded)
