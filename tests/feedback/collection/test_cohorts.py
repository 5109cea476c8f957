"""Are cohorts filled, frozen and changed so that every change after opening is on record?"""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from feedback.collection.cohort_file import read_cohort
from feedback.collection.cohort_views import log_of, members_of
from feedback.collection.cohorts import (
    Added,
    add_people,
    contact_of,
    freeze_cohorts,
    log_rejects,
    round_key,
    sealed_contact,
    set_hold,
)
from feedback.services import Services
from feedback.store.rounds import Participation
from tests.factories import DURING, ask
from tests.feedback.collection.test_rounds import survey_for

FILE = """reference,cohort,team,name,email,hold
A1,CIN,North,Zoe Hart,zoe@family.example,
A2,CP,South,,,unsafe at home
A3,wrong,,,,
"""


@pytest.fixture
def services(each_store: Services) -> Services:
    return each_store


def fill(services: Services, text: str = FILE, *, state: str = "draft") -> tuple[str, str, Added]:
    """(round, cohort, what came of it) of a file taken in; bad lines logged."""
    asked = ask(services, survey_for("parent"), people=0, state=state)
    key = services.keys.make(round_key(asked.round_id))
    told = read_cohort(text.encode())
    with services.sessions.writing() as session:
        if state == "open":
            freeze_cohorts(session, asked.round_id, DURING)
        added = add_people(session, asked.cohort_id, told.good, key=key, by="me", now=DURING)
        log_rejects(session, asked.cohort_id, told.bad, by="me", now=DURING)
    return asked.round_id, asked.cohort_id, added


def invited(services: Services) -> int:
    with services.sessions.reading() as session:
        return session.scalar(select(func.count()).select_from(Participation)) or 0


def test_a_file_fills_a_cohort_with_contact_details_sealed(services: Services) -> None:
    round_id, cohort_id, added = fill(services)
    assert added == Added(people=2, already=0)
    with services.sessions.reading() as session:
        first, second = members_of(session, cohort_id)
        sealed = sealed_contact(session, first.id)
        log = log_of(session, cohort_id)
    assert (first.reference, first.kind, first.contact_by) == ("A1", "CIN", "email")
    assert second.hold == "unsafe"
    assert sealed is not None
    assert b"zoe" not in sealed.lower()
    key = services.keys.open(round_key(round_id))
    assert contact_of(first.id, sealed, key)["name"] == "Zoe Hart"
    assert [line.about for line in log] == ["Line 4"]
    assert "A3" not in log[0].what


def test_freezing_invites_everybody_who_is_not_on_hold_once(services: Services) -> None:
    round_id, _, _ = fill(services)
    for _ in range(2):
        with services.sessions.writing() as session:
            freeze_cohorts(session, round_id, DURING)
    assert invited(services) == 1


def test_people_added_after_opening_are_invited_and_logged(services: Services) -> None:
    _, cohort_id, _ = fill(services, state="open")
    assert invited(services) == 1
    with services.sessions.reading() as session:
        whats = {(line.about, line.what) for line in log_of(session, cohort_id)}
    assert ("A1", "added after opening") in whats
    assert ("A2", "added after opening") in whats


def test_who_is_there_already_stays_as_they_are(services: Services) -> None:
    round_id, cohort_id, _ = fill(services)
    key = services.keys.open(round_key(round_id))
    again = read_cohort(b"reference,cohort\nA1,CP\nA9,CP\n")
    with services.sessions.writing() as session:
        added = add_people(session, cohort_id, again.good, key=key, by="me", now=DURING)
        kinds = {one.reference: one.kind for one in members_of(session, cohort_id)}
    assert added == Added(people=1, already=1)
    assert kinds["A1"] == "CIN"


def test_a_hold_changed_after_opening_is_logged_and_lifting_it_invites(services: Services) -> None:
    _, cohort_id, _ = fill(services, state="open")
    with services.sessions.writing() as session:
        first, second = members_of(session, cohort_id)
        set_hold(session, first.id, "moved", by="me", now=DURING)
        set_hold(session, second.id, "", by="me", now=DURING)
    assert invited(services) == 2
    with services.sessions.reading() as session:
        whats = [(line.about, line.what) for line in log_of(session, cohort_id)]
    assert ("A1", "hold: moved") in whats
    assert ("A2", "hold taken off") in whats
