"""Which surveys and teams may a member of staff see? One value, asked wherever they are listed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, or_, select, true
from sqlalchemy.orm import Session, aliased

from feedback.store.responses import Response
from feedback.store.rounds import CohortMember, RoundInstrument, SurveyVersion
from feedback.store.staff import Staff, StaffRole, StaffScope
from feedback.store.training import Course

ANY = ""  # in a pair: every survey, or every team
VIEWERS = frozenset({"team_viewer", "training_lead"})  # these see a team that is named, or nothing
LEAD = "training_lead"
# In a pair, in the place of a survey: courses and workshops, or Re-thinks. One course: its id.
TRAINING, RETHINK = "training", "rethink"
OF_COURSES = frozenset({TRAINING, RETHINK})


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody may see: pairs of (survey key, team), ANY in a place for all; None: all."""

    pairs: frozenset[tuple[str, str]] | None = None

    @property
    def is_whole(self) -> bool:
        """Whether nothing is kept from this person."""
        return self.pairs is None or (ANY, ANY) in self.pairs

    def teams(self, survey_key: str) -> frozenset[str] | None:
        """The teams whose people count in this survey; None: everybody, empty: nobody."""
        if self.is_whole or self.pairs is None:
            return None
        found = frozenset(team for survey, team in self.pairs if survey in {ANY, survey_key})
        return None if ANY in found else found

    def may_see(self, survey_key: str, team: str | None = None) -> bool:
        """Whether anything of this survey may be seen, or, with `team`, that team's part of it."""
        teams = self.teams(survey_key)
        if teams is None:
            return True
        return bool(teams) if team is None else team in teams

    def clause(self, survey_key: Any, team: Any, *, unknown_too: bool = False) -> Any:
        """The same for a list in SQL, by the columns that hold the survey's key and the team.

        `unknown_too`: rows of no known team or survey as well.
        """
        if self.is_whole or self.pairs is None:
            return true()
        allowed: list[ColumnElement[bool]] = []
        for survey, one in sorted(self.pairs):
            of_survey = true() if survey == ANY else survey_key == survey
            of_team = true() if one == ANY else team == one
            if unknown_too:
                of_survey = or_(of_survey, survey_key.is_(None))
                of_team = or_(of_team, team.is_(None), team == "")
            allowed.append(and_(of_survey, of_team))
        return or_(false(), *allowed)


EVERYTHING = Sight()
NOTHING = Sight(frozenset())


def sight_of(session: Session, staff_id: str) -> Sight:
    """What this member of staff may see. Viewers without a team see nothing.

    A training lead to whom nothing is named sees every course and Re-think, and nothing else.
    """
    rows = session.execute(
        select(StaffScope.survey_key, StaffScope.team).where(StaffScope.staff_id == staff_id)
    )
    pairs = frozenset((row.survey_key, row.team) for row in rows)
    roles = set(session.scalars(select(StaffRole.name).where(StaffRole.staff_id == staff_id)))
    if roles - VIEWERS:
        return Sight(pairs) if pairs else EVERYTHING
    own = session.scalar(select(Staff.team).where(Staff.id == staff_id)) or ""
    named = {(survey, team or own) for survey, team in pairs or {(ANY, ANY)}}
    kept = frozenset(pair for pair in named if pair[1] != ANY or pair[0] in OF_COURSES)
    if not kept and LEAD in roles:
        kept = frozenset((kind, ANY) for kind in OF_COURSES)
    return Sight(kept)


def courses_within(sight: Sight) -> Any:
    """A clause for queries that hold Course: courses of a kind and team in sight, or named."""
    kind = case((Course.occasion == RETHINK, RETHINK), else_=TRAINING)
    return or_(sight.clause(kind, Course.team), sight.clause(Course.id, Course.team))


def within(sight: Sight, instrument_id: Any, response_id: Any) -> Any:
    """A clause for rows that hold these two columns: in sight, or nobody knows whose they are.

    For what may be a child in need: such a row is hidden only where it surely is of another
    survey or team.
    """
    if sight.is_whole:
        return true()
    asked, version = aliased(RoundInstrument), aliased(SurveyVersion)
    member, writer = aliased(CohortMember), aliased(Response)
    survey = (
        select(version.survey_key)
        .join(asked, asked.survey_version_id == version.id)
        .where(asked.id == instrument_id)
        .scalar_subquery()
    )
    team = (
        select(member.team)
        .join(writer, writer.member_id == member.id)
        .where(writer.id == response_id)
        .scalar_subquery()
    )
    return sight.clause(survey, team, unknown_too=True)
