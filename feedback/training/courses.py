"""What is held, when, and did it run? Courses and their sessions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Subquery, case, func, insert, select, update
from sqlalchemy.orm import Session

from feedback.errors import FeedbackError, NotFound
from feedback.privacy.audit import note
from feedback.store.base import new_id
from feedback.store.sight import EVERYTHING, Sight, courses_within
from feedback.store.training import Attendance, Course, TrainingSession
from surveys.kirkpatrick import Occasion, financial_year

REACH_NAMES = {"multi": "Multi-agency", "single": "Single agency"}
STATUS_NAMES = {"planned": "Planned", "ran": "Ran", "cancelled": "Cancelled"}


class SessionCancelled(FeedbackError):
    """Nobody can have come to a session that did not run."""

    message = "This session was cancelled. Say that it ran before you add who came."


class PeopleCame(FeedbackError):
    """A session with attendances ran; it cannot be cancelled any more."""

    message = "People came to this session, so it cannot be cancelled."


@dataclass(frozen=True, slots=True)
class Situation:
    """A scored item of one course: what is asked, the right answer, and the wrong ones."""

    ask: str
    right: str
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoursePlan:
    """What staff say of a course."""

    title: str
    occasion: Occasion = Occasion.COURSE
    reach: str = "multi"  # multi | single
    organisation: str = ""
    objectives: tuple[str, ...] = ()
    situations: tuple[Situation, ...] = ()  # its own scored items; none: the library's
    waits_for_term: bool = False
    team: str = ""  # whose staff alone see it; "": those who see every course


@dataclass(frozen=True, slots=True)
class CourseView:
    """A course as pages show it; `attendances` are those of the sessions that ran."""

    id: str
    title: str
    occasion: Occasion
    reach: str
    organisation: str
    team: str
    objectives: tuple[str, ...]
    waits_for_term: bool
    is_story: bool
    ran: int
    attendances: int


@dataclass(frozen=True, slots=True)
class SessionView:
    """One session as pages show it."""

    id: str
    course_id: str
    held_on: date
    place: str
    trainer: str
    status: str
    cancelled_why: str
    attendances: int

    @property
    def financial_year(self) -> str:
        """The year its counts belong to."""
        return financial_year(self.held_on)


def make_course(
    session: Session, plan: CoursePlan, *, by: str, now: datetime, is_story: bool = False
) -> str:
    """Keep a new course; its id."""
    course_id = new_id()
    session.execute(
        insert(Course).values(
            id=course_id, title=plan.title.strip(), occasion=plan.occasion.value,
            reach=plan.reach, organisation=plan.organisation.strip(),
            objectives=[one.strip() for one in plan.objectives if one.strip()],
            situations=[
                {"ask": one.ask, "choices": [one.right, *one.wrong]} for one in plan.situations
            ],
            waits_for_term=plan.waits_for_term, team=plan.team, made_by=by, made_at=now,
            is_story=is_story,
        )
    )  # fmt: skip
    note(session, who=by, what="course_made", about=f"course:{course_id}", now=now)
    return course_id


def make_session(
    session: Session, course_id: str, held_on: date, *, place: str = "", trainer: str = ""
) -> str:
    """Plan one session of a course; its id. Raises NotFound."""
    if session.get(Course, course_id) is None:
        raise NotFound
    session_id = new_id()
    session.execute(
        insert(TrainingSession).values(
            id=session_id, course_id=course_id, held_on=held_on, place=place.strip(),
            trainer=trainer.strip(), status="planned", cancelled_why="",
        )
    )  # fmt: skip
    return session_id


def say_it_ran(session: Session, session_id: str, *, by: str, now: datetime) -> None:
    """The session took place."""
    _set_status(session, session_id, "ran", "", by, now)


def cancel(session: Session, session_id: str, why: str, *, by: str, now: datetime) -> None:
    """The session did not take place. Raises PeopleCame where somebody is on its list."""
    came = session.scalar(
        select(func.count()).select_from(Attendance).where(Attendance.session_id == session_id)
    )
    if came:
        raise PeopleCame
    _set_status(session, session_id, "cancelled", why.strip(), by, now)


def list_courses(
    session: Session,
    occasions: Sequence[Occasion] = (Occasion.COURSE,),
    sight: Sight = EVERYTHING,
) -> tuple[CourseView, ...]:
    """The courses of these kinds in sight by title, archived ones left out."""
    rows = session.scalars(
        select(Course)
        .where(
            Course.occasion.in_([one.value for one in occasions]),
            Course.archived_on.is_(None),
            courses_within(sight),
        )
        .order_by(Course.title, Course.id)
    ).all()
    counts = _counts(session)
    return tuple(_view(row, counts) for row in rows)


def find_course(session: Session, course_id: str) -> CourseView:
    """One course. Raises NotFound."""
    row = session.get(Course, course_id)
    if row is None:
        raise NotFound
    return _view(row, _counts(session, course_id))


def sessions_of(session: Session, course_id: str) -> tuple[SessionView, ...]:
    """The sessions of a course, the newest first."""
    return _sessions(session, TrainingSession.course_id == course_id)


def find_session(session: Session, session_id: str) -> SessionView:
    """One session. Raises NotFound."""
    found = _sessions(session, TrainingSession.id == session_id)
    if not found:
        raise NotFound
    return found[0]


def came_per_session() -> Subquery:
    """session_id, came: how many came to each session.

    The booking system's list counts where there is one: who left an address at the session may
    stand in it under another.
    """
    listed = func.sum(case((Attendance.came_by == "import", 1), else_=0))
    return (
        select(Attendance.session_id, case((listed > 0, listed), else_=func.count()).label("came"))
        .group_by(Attendance.session_id)
        .subquery()
    )


def _sessions(session: Session, where: ColumnElement[bool]) -> tuple[SessionView, ...]:
    came = came_per_session()
    rows = session.execute(
        select(TrainingSession, func.coalesce(came.c.came, 0))
        .outerjoin(came, came.c.session_id == TrainingSession.id)
        .where(where)
        .order_by(TrainingSession.held_on.desc(), TrainingSession.id)
    )
    return tuple(
        SessionView(
            one.id, one.course_id, one.held_on, one.place, one.trainer, one.status,
            one.cancelled_why, count,
        )
        for one, count in rows
    )  # fmt: skip


def _set_status(
    session: Session, session_id: str, status: str, why: str, by: str, now: datetime
) -> None:
    changed = session.execute(
        update(TrainingSession)
        .where(TrainingSession.id == session_id)
        .values(status=status, cancelled_why=why)
        .returning(TrainingSession.id)
    ).scalar()
    if changed is None:
        raise NotFound
    note(session, who=by, what=f"session_{status}", about=f"training_session:{session_id}", now=now)


def _counts(session: Session, course_id: str | None = None) -> dict[str, tuple[int, int]]:
    """course -> (sessions that ran, attendances at them)."""
    came = came_per_session()
    query = (
        select(TrainingSession.course_id, func.count(), func.coalesce(func.sum(came.c.came), 0))
        .outerjoin(came, came.c.session_id == TrainingSession.id)
        .where(TrainingSession.status == "ran")
        .group_by(TrainingSession.course_id)
    )
    if course_id is not None:
        query = query.where(TrainingSession.course_id == course_id)
    return {key: (ran, int(people)) for key, ran, people in session.execute(query)}


def _view(row: Course, counts: dict[str, tuple[int, int]]) -> CourseView:
    return CourseView(
        row.id, row.title, Occasion(row.occasion), row.reach, row.organisation, row.team,
        tuple(row.objectives), row.waits_for_term, row.is_story, *counts.get(row.id, (0, 0)),
    )  # fmt: skip
