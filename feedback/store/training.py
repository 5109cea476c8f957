"""Courses, their sessions and who came; what is asked of them afterwards; Re-thinks.

Contact details stand apart from answers: `delegate_contact` leads to an attendance, answers lead to
a member of a wave's cohort, and `follow_up` alone joins the two, until it is forgotten.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback.store.base import UNORDERED, Base, Id, Instant, Key, Sealed, Words


class Course(Base):
    """Something people come to, however often it is held."""

    __tablename__ = "course"

    id: Mapped[Id]
    title: Mapped[Words]
    occasion: Mapped[Key]  # course | rethink | workshop | two_day_course | safer_me_plan
    reach: Mapped[Key]  # multi | single: for many agencies, or for one
    organisation: Mapped[Words] = mapped_column(default="")  # whose, where it is for one
    # Whose staff alone see it; "": those who see every course.
    team: Mapped[Key] = mapped_column(default="", server_default="")
    objectives: Mapped[list[str]] = mapped_column(JSON)
    situations: Mapped[list[dict[str, object]]] = mapped_column(
        JSON
    )  # ask, choices; first is right
    waits_for_term: Mapped[bool] = mapped_column(default=False)  # no message in school holidays
    made_by: Mapped[Words]
    made_at: Mapped[Instant]
    archived_on: Mapped[date | None]
    is_story: Mapped[bool] = mapped_column(default=False)


class TrainingSession(Base):
    """One time a course was to be held. A Re-think is a session too."""

    __tablename__ = "training_session"
    __table_args__ = (Index("ix_training_session_held_on_status", "held_on", "status"),)

    id: Mapped[Id]
    course_id: Mapped[str] = mapped_column(ForeignKey("course.id"), index=True)
    held_on: Mapped[date]  # the local day; of two days, the last
    place: Mapped[Words] = mapped_column(default="")
    trainer: Mapped[Words] = mapped_column(default="")
    status: Mapped[Key] = mapped_column(default="planned")  # planned | ran | cancelled
    cancelled_why: Mapped[Words] = mapped_column(default="")


class TrainingWave(Base):
    """The instrument that one wave of one session is asked with."""

    __tablename__ = "training_wave"

    session_id: Mapped[str] = mapped_column(ForeignKey("training_session.id"), primary_key=True)
    wave: Mapped[str] = mapped_column(String(80), primary_key=True)
    round_instrument_id: Mapped[str] = mapped_column(ForeignKey("round_instrument.id"), unique=True)


class Attendance(Base):
    """Somebody came to a session. `link_key`: a keyed hash made per course, not a name."""

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("session_id", "link_key"), UNORDERED)

    id: Mapped[Id]
    session_id: Mapped[str] = mapped_column(ForeignKey("training_session.id"))
    link_key: Mapped[str] = mapped_column(String(64), index=True)
    sector: Mapped[Key] = mapped_column(default="")
    came_by: Mapped[Key]  # import | door: the booking system's list, or left at the session


class DelegateContact(Base):
    """Where somebody may be written to, sealed under the session's key; no answer leads here."""

    __tablename__ = "delegate_contact"
    __table_args__ = (UNORDERED,)

    attendance_id: Mapped[str] = mapped_column(ForeignKey("attendance.id"), primary_key=True)
    sealed: Mapped[Sealed]  # sealed JSON: name, email, mobile
    has_email: Mapped[bool]
    opted_out_on: Mapped[date | None]
    left_role_on: Mapped[date | None]


class FollowUpStop(Base):
    """An address that gets no follow-up of any course: a keyed hash, and no name."""

    __tablename__ = "follow_up_stop"

    address_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    stopped_on: Mapped[date]


class FollowUp(Base):
    """One wave due for one person; its message was born in the outbox with it."""

    __tablename__ = "follow_up"
    __table_args__ = (UniqueConstraint("attendance_id", "wave"), UNORDERED)

    id: Mapped[Id]
    attendance_id: Mapped[str] = mapped_column(ForeignKey("attendance.id"))
    wave: Mapped[Key]
    due_on: Mapped[date]  # by the calendar; the message may be held to a working day of term
    member_id: Mapped[str] = mapped_column(ForeignKey("cohort_member.id"), unique=True)


class AttendanceReject(Base):
    """A line of an attendance file that was left out, with the reason and no personal detail."""

    __tablename__ = "attendance_reject"

    id: Mapped[Id]
    session_id: Mapped[str] = mapped_column(ForeignKey("training_session.id"), index=True)
    line: Mapped[int]
    reason: Mapped[Words]
    by: Mapped[Words]
    at: Mapped[Instant]


class Rethink(Base):
    """The facilitator's record of one Re-think: a case reference, never a child's name."""

    __tablename__ = "rethink"

    session_id: Mapped[str] = mapped_column(ForeignKey("training_session.id"), primary_key=True)
    case_reference: Mapped[Key] = mapped_column(default="")
    requested_on: Mapped[date]
    requested_by: Mapped[Key]  # the agency asking
    strategy: Mapped[int]  # 1 | 2 | 3 (independent facilitator)
    reason: Mapped[Key]  # limited_progress | conflict | both | thematic
    people: Mapped[dict[str, int]] = mapped_column(JSON)  # agency -> how many were there
    issues: Mapped[list[str]] = mapped_column(JSON)
    steps: Mapped[int | None]  # restorative steps reached, 1 to 5
    is_safety_raised: Mapped[bool | None]
    is_escalated: Mapped[bool | None]
    is_neutral: Mapped[bool | None]  # the facilitator, to the case


class RethinkAction(Base):
    """What was agreed: who does what until when, sealed."""

    __tablename__ = "rethink_action"

    id: Mapped[Id]
    session_id: Mapped[str] = mapped_column(ForeignKey("training_session.id"), index=True)
    sealed: Mapped[Sealed]  # sealed JSON: what, owner
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]


class RethinkLearning(Base):
    """One realist row: in this context this mechanism fired, for whom, giving this outcome."""

    __tablename__ = "rethink_learning"

    id: Mapped[Id]
    session_id: Mapped[str] = mapped_column(ForeignKey("training_session.id"), index=True)
    sealed: Mapped[Sealed]  # sealed JSON: for_whom, context, mechanism, outcome
    issue: Mapped[Key] = mapped_column(default="")
    agency: Mapped[Key] = mapped_column(default="")
    may_quote: Mapped[bool] = mapped_column(default=False)
    made_by: Mapped[Words]
    made_at: Mapped[Instant]
