"""Do people speak of the same things in the chat as in the form, as far as it may be told?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.coding.books import ThemeView, themes_of
from feedback.coding.decisions import standings
from feedback.coding.questions import question_of, writers
from feedback.privacy.small_numbers import Shown, about
from feedback.reports.groups import Asked
from feedback.reports.talk import DOORS, doors_of, share_of
from surveys.definition import TEXT_KINDS, Question
from surveys.piping import without_pipes


@dataclass(frozen=True, slots=True)
class ThemesByDoor:
    """One question in own words: how many wrote by each door, and of what; as DOORS are ordered."""

    key: str
    ask: str
    wrote: tuple[Shown, ...]
    lines: tuple[tuple[str, tuple[str, ...]], ...]  # a theme's name, and its share by door


def themes_by_door(
    session: Session, asked: Asked, teams: frozenset[str] | None = None
) -> tuple[ThemesByDoor, ...]:
    """The chosen themes of a survey's open questions by door, rounded like all of the chat's page.

    Of people of these teams only where they are named. A question nobody has coded is left out.
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
    themes = [one for one in themes_of(session, place) if one.is_chosen]
    stand = standings(session, place) if themes else {}
    if not stand:
        return None
    wrote: dict[str, list[frozenset[str]]] = {key: [] for key in DOORS}
    for response_id in writers(session, asked.id, question.key, teams):
        if response_id in doors:
            told = stand.get(response_id)
            wrote[doors[response_id]].append(told.themes if told else frozenset())
    return ThemesByDoor(
        key=question.key,
        ask=without_pipes(question.ask),
        wrote=tuple(about(len(many)) for many in wrote.values()),
        lines=tuple((one.name, _shares(one, wrote)) for one in themes),
    )


def _shares(theme: ThemeView, wrote: Mapping[str, list[frozenset[str]]]) -> tuple[str, ...]:
    return tuple(
        share_of(sum(theme.id in themes for themes in many), len(many)) for many in wrote.values()
    )
