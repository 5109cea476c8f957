"""Which question's themes does an address name, and who may read or code its answers?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort, url_for
from sqlalchemy.orm import Session

from feedback.coding.books import ThemeView, themes_of
from feedback.coding.questions import OpenQuestion
from feedback.coding.steps import Doer
from feedback.collection.round_views import RoundView
from feedback.reports.groups import Asked, Group, group_of, groups_of_round
from feedback.reports.published import is_sensitive
from feedback.reports.theme_words import Reader
from feedback.web.access import Role, round_here, signed_in, staff_email
from feedback.web.context import now, services
from surveys.piping import without_pipes

READERS = (Role.ADMINISTRATOR, Role.ANALYST, Role.DUTY_OFFICER)  # of figures
CODERS = (Role.ANALYST, Role.DUTY_OFFICER)  # of words
ADDRESS = "/staff/rounds/<round_id>/results/<instrument_id>/themes/<question_key>"


@dataclass(frozen=True, slots=True)
class Here:
    """One question of one survey of one round, as this member of staff may see it."""

    around: RoundView
    group: Group
    asked: Asked
    question: OpenQuestion
    ask: str
    is_sensitive: bool

    @property
    def teams(self) -> frozenset[str] | None:
        """The teams whose people this person sees; None: all."""
        return self.group.scope.teams

    @property
    def reader(self) -> Reader:
        """This member of staff before the words."""
        sees = Role.DUTY_OFFICER in signed_in().roles
        return Reader(staff_email(), sees, self.teams)

    def address(self, page: str, **more: Any) -> str:
        """Where another page of this question is."""
        return url_for(
            page, round_id=self.around.id, instrument_id=self.asked.id,
            question_key=self.question.key, **more,
        )  # fmt: skip


def here(session: Session, round_id: str, instrument_id: str, question_key: str) -> Here:
    """What the address names. Raises NotFound; 404 for a question without words."""
    around = round_here(session, round_id)
    groups = groups_of_round(session, services().surveys, round_id, signed_in().sight)
    group, asked = group_of(groups, instrument_id)
    if question_key not in asked.survey.positions:
        abort(404)
    question = asked.survey.question(question_key)
    if not question.takes_words:
        abort(404)
    return Here(
        around, group, asked, OpenQuestion(round_id, asked.id, asked.survey.key, question_key),
        without_pipes(question.ask), is_sensitive(question),
    )  # fmt: skip


def theme_in(session: Session, place: Here, theme_id: str) -> ThemeView:
    """The theme, if it is this question's; else 404."""
    by_id = {one.id: one for one in themes_of(session, place.question)}
    return by_id[theme_id] if theme_id in by_id else abort(404)


def doer() -> Doer:
    """This member of staff, now."""
    return Doer(staff_email(), now())


def may_code() -> bool:
    """Whether this person may read and code answers."""
    return bool(signed_in().roles.intersection(CODERS))
