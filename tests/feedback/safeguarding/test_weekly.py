"""Are the weekly figures what a person would count by hand?"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from feedback.collection.calendar import local_day
from feedback.safeguarding.concerns import Finding, prepare, raise_concern
from feedback.safeguarding.reading_list import week_of
from feedback.safeguarding.weekly import WEEKS, Week, real_worries, sample, weeks, wilson
from feedback.services import Services
from feedback.store.concerns import Concern, ConcernStep
from feedback.store.reading import Reading
from tests.factories import DURING
from tests.feedback.jobs.test_looking import HARMLESS, somebody_writes


def a_concern(
    services: Services, level: str, *, at: datetime = DURING, minutes: int | None = None,
    outcome: str = "",
) -> None:  # fmt: skip
    finding = Finding("more", "What?", f"{level} {at} {minutes} {outcome}", "words", level)
    made = prepare(services.keys, finding, response_id=None, round_instrument_id=None, shown="card")
    with services.sessions.writing() as session:
        raise_concern(session, made, at)
        row = session.get_one(Concern, made.id)
        if minutes is not None:
            row.acknowledged_at = at + timedelta(minutes=minutes)
        if outcome:
            row.closed_at = at + timedelta(days=1)
            session.add(
                ConcernStep(concern_id=made.id, what=f"closed:{outcome}", note=None, by="a", at=at)
            )


def figures(services: Services) -> dict[str, Week]:
    with services.sessions.reading() as session:
        return {one.name: one for one in weeks(session, DURING, local_day)}


def test_a_week_is_counted_as_by_hand(services: Services) -> None:
    a_concern(services, "urgent", minutes=10, outcome="upheld")
    a_concern(services, "urgent", minutes=30, outcome="false_alarm")
    a_concern(services, "same_day", minutes=50)
    a_concern(services, "unscreened")
    a_concern(services, "review", outcome="false_alarm")
    week = figures(services)[week_of(DURING.date())]
    assert (week.raised, week.alarms, week.minutes, week.unacknowledged) == (5, 4, 30, 1)
    assert (week.closed, week.false_alarms) == (3, 2)


def test_each_concern_counts_in_its_own_week_and_empty_weeks_are_shown(services: Services) -> None:
    a_concern(services, "urgent", at=DURING - timedelta(weeks=2), minutes=5)
    found = figures(services)
    assert len(found) == WEEKS
    assert [one.raised for one in found.values()] == [0, 0, 1] + [0] * (WEEKS - 3)
    assert found[week_of(DURING.date())].minutes is None


def test_the_sample_tells_how_much_is_missed(services: Services) -> None:
    for n in range(10):
        somebody_writes(services, f"{HARMLESS} {n}")
    for n in range(5):
        a_concern(services, "urgent", minutes=n)
    with services.sessions.writing() as session:
        session.execute(update(Reading).values(judged="nothing"))
        one = session.query(Reading).first()
        assert one is not None
        one.judged = "concern"
    with services.sessions.reading() as session:
        found = sample(session, flagged_worries=real_worries(session))
    assert (found.read, found.missed, found.unflagged) == (10, 1, 10)
    assert found.recall == pytest.approx(5 / 6)
    assert 0 < found.low < 5 / 6 < found.high <= 1


def test_a_false_alarm_is_no_worry_heard(services: Services) -> None:
    a_concern(services, "urgent", outcome="false_alarm")
    a_concern(services, "urgent", minutes=1)
    with services.sessions.reading() as session:
        assert real_worries(session) == 1


def test_without_a_sample_nothing_is_claimed(services: Services) -> None:
    with services.sessions.reading() as session:
        found = sample(session, flagged_worries=0)
    assert (found.read, found.recall) == (0, None)


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(0, 0, 0.0, 1.0), (0, 20, 0.0, 0.161), (1, 20, 0.009, 0.236), (10, 20, 0.299, 0.701)],
)
def test_wilson_as_in_the_books(hits: int, n: int, low: float, high: float) -> None:
    assert wilson(hits, n) == pytest.approx((low, high), abs=0.001)
