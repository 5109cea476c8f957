"""How is a round made, opened by a person, and closed by the calendar?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from feedback.collection.calendar import closes_at
from feedback.collection.cohorts import freeze_cohorts
from feedback.collection.instruments import AUDIENCE_NAMES, Mode, modes_for
from feedback.collection.shelf import SurveyShelf
from feedback.errors import FeedbackError
from feedback.privacy.audit import note
from feedback.store.base import new_id
from feedback.store.rounds import Round, RoundInstrument
from surveys.definition import Survey

NAME_MOST = 100
DAYS_MOST = 366


class NotReady(FeedbackError):
    """The go-live checks are not all green."""

    message = "This round cannot open yet: not all checks are green."


@dataclass(frozen=True, slots=True)
class FormProblem:
    """What is wrong with one field of a staff form, in words fit for the person."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A round as somebody wants it: its window (London days) and (survey, mode) pairs."""

    name: str
    opens_on: date
    closes_on: date
    chosen: tuple[tuple[Survey, Mode], ...]


def problems_with(plan: Plan, today: date) -> tuple[FormProblem, ...]:
    """Everything that keeps a plan from becoming a round."""
    problems: list[FormProblem] = []
    if not plan.name.strip():
        problems.append(FormProblem("name", "Give the round a name, like February 2025."))
    if len(plan.name) > NAME_MOST:
        problems.append(FormProblem("name", f"Use {NAME_MOST} letters or fewer for the name."))
    if plan.closes_on < plan.opens_on:
        problems.append(
            FormProblem("closes_on", "The closing day must not be before the opening day.")
        )
    elif plan.closes_on < today:
        problems.append(FormProblem("closes_on", "The closing day must be today or later."))
    elif (plan.closes_on - plan.opens_on).days > DAYS_MOST:
        problems.append(FormProblem("closes_on", "A round can be open for a year at most."))
    if not plan.chosen:
        problems.append(FormProblem("instruments", "Choose at least one survey."))
    for survey, mode in plan.chosen:
        if mode not in modes_for(survey.audience):
            problems.append(
                FormProblem(
                    f"mode-{survey.key}",
                    f"{AUDIENCE_NAMES[survey.audience]} cannot be {mode.value}.",
                )
            )
    return tuple(problems)


def make_round(
    session: Session,
    shelf: SurveyShelf,
    plan: Plan,
    *,
    by: str,
    now: datetime,
    is_story: bool = False,
) -> str:
    """Publish the chosen surveys and lay a draft round over them; its id.

    Raises ValueError for a mode the audience may not have: pages ask `problems_with` first.
    """
    for survey, mode in plan.chosen:
        if mode not in modes_for(survey.audience):
            raise ValueError(f"{survey.key} may not be {mode.value}")
    round_id = new_id()
    session.execute(
        insert(Round).values(
            id=round_id,
            name=plan.name.strip(),
            opens_on=plan.opens_on,
            closes_on=plan.closes_on,
            made_by=by,
            is_story=is_story,
        )
    )
    for survey, mode in plan.chosen:
        session.execute(
            insert(RoundInstrument).values(
                id=new_id(),
                round_id=round_id,
                survey_version_id=shelf.publish(session, survey, now),
                mode=mode.value,
            )
        )
    note(session, who=by, what="round_made", about=f"round:{round_id}", now=now)
    return round_id


def open_round(session: Session, round_id: str, *, by: str, now: datetime) -> None:
    """Freeze the cohorts and let the window decide from now on.

    The caller has asked feedback.collection.go_live whether it may. Raises NotReady where the
    round is not a draft any more.
    """
    opened = session.execute(
        update(Round)
        .where(Round.id == round_id, Round.state == "draft")
        .values(state="open", opened_at=now)
        .returning(Round.id)
    ).scalar()
    if opened is None:
        raise NotReady("This round was opened or closed already.")
    freeze_cohorts(session, round_id, now)
    note(session, who=by, what="round_opened", about=f"round:{round_id}", now=now)


def close_round(session: Session, round_id: str, *, by: str, now: datetime) -> bool:
    """Close an open round before its window ends; False where it was not open."""
    closed = session.execute(
        update(Round)
        .where(Round.id == round_id, Round.state == "open")
        .values(state="closed", closed_at=now)
        .returning(Round.id)
    ).scalar()
    if closed is None:
        return False
    note(session, who=by, what="round_closed", about=f"round:{round_id}", now=now)
    return True


def close_due(session: Session, now: datetime) -> int:
    """Note as closed every open round whose last day is over; how many.

    Nothing waits for this: doors and pages ask the window itself.
    """
    due = [
        row
        for row in session.scalars(select(Round).where(Round.state == "open"))
        if now > closes_at(row.closes_on)
    ]
    for row in due:
        row.state = "closed"
        row.closed_at = closes_at(row.closes_on)
        note(session, who="the calendar", what="round_closed", about=f"round:{row.id}", now=now)
    return len(due)
