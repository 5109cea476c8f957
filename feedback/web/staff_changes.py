"""How is a colleague's access changed, and how is it that somebody is always left to do it?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from feedback.errors import FeedbackError, NotFound
from feedback.store.rounds import CohortMember
from feedback.store.sight import ANY, VIEWERS
from feedback.store.staff import Staff, StaffRole, StaffScope
from feedback.store.training import Course
from feedback.store.turns import take_turn
from feedback.web.accounts import StaffLine, disable_staff, list_staff
from feedback.web.roles import Role
from feedback.web.staff_sessions import end_all


class LastAdministrator(FeedbackError):
    """Nobody would be left who can let people in."""

    message = "This is the last administrator. Make somebody else an administrator first."


class NotYourself(FeedbackError):
    """Nobody closes the door behind themselves."""

    message = "You cannot close your own account. Ask another administrator."


@dataclass(frozen=True, slots=True)
class Access:
    """What a member of staff is called, may do, and may see; nothing chosen means all."""

    name: str
    roles: frozenset[Role]
    surveys: frozenset[str]
    teams: frozenset[str]

    @property
    def problem(self) -> str:
        """What is wrong with it, in words fit for the administrator; "" when it will do."""
        if not self.roles:
            return "Choose at least one role."
        if {role.value for role in self.roles} <= VIEWERS and not self.teams:
            return "Say which team: a viewer sees the figures of named teams only."
        if any(len(team) > 80 for team in self.teams):
            return "A team's name has 80 letters at most."
        return ""

    @property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """As it is kept: each survey with each team; none at all for everything."""
        if not self.surveys and not self.teams:
            return frozenset()
        surveys, teams = self.surveys or {ANY}, self.teams or {ANY}
        return frozenset((survey, team) for survey in surveys for team in teams)


def find_staff(session: Session, staff_id: str) -> StaffLine:
    """One member of staff. Raises NotFound."""
    for line in list_staff(session):
        if line.id == staff_id:
            return line
    raise NotFound


def access_of(session: Session, staff_id: str) -> Access:
    """What this person may do and see now. Raises NotFound."""
    line = find_staff(session, staff_id)
    pairs = session.execute(
        select(StaffScope.survey_key, StaffScope.team).where(StaffScope.staff_id == staff_id)
    ).all()
    teams = {pair.team for pair in pairs} | ({line.team} if line.team else set())
    return Access(
        line.name,
        frozenset(Role(name) for name in line.roles if name in set(Role)),
        frozenset(pair.survey_key for pair in pairs) - {ANY},
        frozenset(teams) - {ANY},
    )


def change_access(session: Session, staff_id: str, wanted: Access) -> dict[str, str]:
    """Give a person these roles, this name and this scope; what changed, for the audit.

    Raises NotFound, and LastAdministrator where nobody else could sign in as one.
    """
    before = access_of(session, staff_id)
    if Role.ADMINISTRATOR in before.roles and Role.ADMINISTRATOR not in wanted.roles:
        _somebody_is_left(session, staff_id)
    session.execute(delete(StaffRole).where(StaffRole.staff_id == staff_id))
    for role in sorted(wanted.roles):
        session.execute(insert(StaffRole).values(staff_id=staff_id, name=role.value))
    session.execute(delete(StaffScope).where(StaffScope.staff_id == staff_id))
    for survey, team in sorted(wanted.pairs):
        session.execute(insert(StaffScope).values(staff_id=staff_id, survey_key=survey, team=team))
    # The scope's rows say it all from now on; with one team the account names it too.
    only = next(iter(wanted.teams)) if len(wanted.teams) == 1 else ""
    session.execute(
        update(Staff).where(Staff.id == staff_id).values(name=wanted.name.strip(), team=only)
    )
    return _changed(before, wanted)


def close_account(session: Session, staff_id: str, *, by_id: str, now: datetime) -> None:
    """Disable somebody: their sessions die at once.

    Raises NotFound, NotYourself, LastAdministrator.
    """
    line = find_staff(session, staff_id)
    if staff_id == by_id:
        raise NotYourself
    if Role.ADMINISTRATOR.value in line.roles and line.active:
        _somebody_is_left(session, staff_id)
    disable_staff(session, email=line.email, now=now)


def open_again(session: Session, staff_id: str) -> bool:
    """Open a closed account, without a password; whether it was closed. Raises NotFound."""
    line = find_staff(session, staff_id)
    session.execute(update(Staff).where(Staff.id == staff_id).values(active=True, disabled_at=None))
    return not line.active


def known_teams(session: Session) -> tuple[str, ...]:
    """The teams people were asked from, and those that have courses of their own."""
    asked = select(CohortMember.team).where(CohortMember.team != "").distinct().limit(200)
    courses = select(Course.team).where(Course.team != "").distinct().limit(200)
    return tuple(sorted({*session.scalars(asked), *session.scalars(courses)}))


def forget_council_account(session: Session, staff_id: str) -> bool:
    """Undo the link to the council's own sign-in, and sign the person out."""
    undone = session.execute(
        update(Staff)
        .where(Staff.id == staff_id, Staff.oidc_subject.is_not(None))
        .values(oidc_subject=None)
    )
    end_all(session, staff_id)
    return bool(undone.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it


def administrators_left(session: Session, but: str = "") -> int:
    """How many administrators can sign in, `but` one left out."""
    query = (
        select(func.count())
        .select_from(Staff)
        .join(StaffRole, StaffRole.staff_id == Staff.id)
        .where(
            StaffRole.name == Role.ADMINISTRATOR.value,
            Staff.active,
            Staff.id != but,
            or_(Staff.password.is_not(None), Staff.oidc_subject.is_not(None)),
        )
    )
    return session.scalar(query) or 0


def _somebody_is_left(session: Session, staff_id: str) -> None:
    take_turn(session, "administrators")  # two that remove each other at once
    if not administrators_left(session, but=staff_id):
        raise LastAdministrator


def _changed(before: Access, wanted: Access) -> dict[str, str]:
    """What differs, "before -> after"; never the name itself: the audit needs no more of it."""
    told: tuple[tuple[str, Collection[str], Collection[str]], ...] = (
        ("roles", before.roles, wanted.roles),
        ("surveys", before.surveys, wanted.surveys),
        ("teams", before.teams, wanted.teams),
    )
    changed = {
        what: f"{';'.join(sorted(old)) or 'all'} -> {';'.join(sorted(new)) or 'all'}"
        for what, old, new in told
        if set(old) != set(new)
    }
    if before.name != wanted.name.strip():
        changed["name"] = "changed"
    return changed
