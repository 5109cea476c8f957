"""What is each answer about in the end: the person who coded it last, else the machine?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from feedback.coding.books import ends_of, themes_of
from feedback.coding.questions import OpenQuestion
from feedback.store.themes import MACHINE, Coding, Theme, ThemeMatch


@dataclass(frozen=True, slots=True)
class Decision:
    """What one person said an answer is about: themes by id, perhaps none."""

    by: str
    at: datetime
    themes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an answer stands: `themes` are chosen ones; `by` is MACHINE for a suggestion."""

    by: str
    themes: frozenset[str]


def codings(session: Session, question: OpenQuestion) -> dict[str, dict[str, Decision]]:
    """Response id -> person -> their decision, in the themes as they were given."""
    given: dict[tuple[str, str], set[str]] = {}
    for row in session.execute(
        select(ThemeMatch.response_id, ThemeMatch.by, ThemeMatch.theme_id)
        .join(Theme, Theme.id == ThemeMatch.theme_id)
        .where(_themes_here(question), ThemeMatch.by != MACHINE)
    ):
        given.setdefault((row.response_id, row.by), set()).add(row.theme_id)
    found: dict[str, dict[str, Decision]] = {}
    for one in session.scalars(
        select(Coding).where(
            Coding.instrument_id == question.instrument_id, Coding.question_key == question.key
        )
    ):
        themes = frozenset(given.get((one.response_id, one.by), ()))
        found.setdefault(one.response_id, {})[one.by] = Decision(one.by, one.at, themes)
    return found


def latest_codings(session: Session, question: OpenQuestion) -> dict[str, Decision]:
    """Response id -> the decision made last, in the themes that count now (merged, dropped)."""
    ends = ends_of(themes_of(session, question))
    found = {}
    for response_id, by_person in codings(session, question).items():
        last = max(by_person.values(), key=lambda one: (one.at, one.by))
        found[response_id] = Decision(last.by, last.at, counted_as(last.themes, ends))
    return found


def machine_matches(session: Session, question: OpenQuestion) -> dict[str, dict[str, float]]:
    """Response id -> theme id -> score, of what the machine placed."""
    found: dict[str, dict[str, float]] = {}
    for row in session.execute(
        select(ThemeMatch.response_id, ThemeMatch.theme_id, ThemeMatch.score)
        .join(Theme, Theme.id == ThemeMatch.theme_id)
        .where(_themes_here(question), ThemeMatch.by == MACHINE, ThemeMatch.is_placed.is_(True))
    ):
        found.setdefault(row.response_id, {})[row.theme_id] = row.score
    return found


def standings(session: Session, question: OpenQuestion) -> dict[str, Standing]:
    """Response id -> where it stands. An answer in no theme of anybody's is missing."""
    ends = ends_of(themes_of(session, question))
    found = {
        response_id: Standing(MACHINE, themes)
        for response_id, scores in machine_matches(session, question).items()
        if (themes := counted_as(scores, ends))
    }
    for response_id, decision in latest_codings(session, question).items():
        found[response_id] = Standing(decision.by, decision.themes)
    return found


def counted_as(
    themes: Mapping[str, float] | frozenset[str], ends: Mapping[str, str]
) -> frozenset[str]:
    """The chosen themes these count under; what was dropped falls away."""
    return frozenset(ends[one] for one in themes if one in ends)


def _themes_here(question: OpenQuestion) -> ColumnElement[bool]:
    return and_(Theme.instrument_id == question.instrument_id, Theme.question_key == question.key)
