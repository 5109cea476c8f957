"""Do people speak of the same things in the chat as in the form, as far as it may be told?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.coding.decisions import standings
from feedback.coding.questions import question_of, writers
from feedback.reports.groups import Asked
from feedback.reports.talk import DOORS, doors_of
from feedback.reports.themes import ByGroup, themes_by
from feedback.store.themes import MACHINE
from surveys.definition import TEXT_KINDS, Question
from surveys.piping import without_pipes


@dataclass(frozen=True, slots=True)
class ThemesByDoor:
    """One question in own words: its themes, and who wrote, by DOORS."""

    key: str
    ask: str
    table: ByGroup


def themes_by_door(
    session: Session, asked: Asked, teams: frozenset[str] | None = None
) -> tuple[ThemesByDoor, ...]:
    """The chosen themes of a survey's open questions by door, hidden like themes anywhere.

    Not rounded as the rest of the chat's page is: the same answers by all doors stand exact beside
    the results, and a rounded part of an exact whole tells the hidden one. Of people of these
    teams only where they are named. A question of which no person has coded an answer is left out.
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
    place = question_of(session, asked.id, question.key)
    stand = standings(session, place)
    if all(one.by == MACHINE for one in stand.values()):
        return None  # the machine's word alone is no figure
    wrote = frozenset(
        one for one in writers(session, asked.id, question.key, teams) if one in doors
    )
    table = themes_by(session, place, doors, DOORS, frozenset(wrote), stand)
    return ThemesByDoor(question.key, without_pipes(question.ask), table) if table.names else None
