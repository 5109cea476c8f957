"""Can staff show what was forgotten, and give a person a copy of what is held of them?"""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from feedback.jobs.forgetting import forget_due
from feedback.services import Services
from feedback.store.concerns import Concern, ConcernKeptOut
from feedback.store.outbox import AuditEntry
from feedback.store.quotes import Quote
from feedback.store.responses import Response
from feedback.store.rounds import CohortMember, RoundInstrument
from feedback.store.staff import Staff
from feedback.web.accounts import Role
from tests.factories import DURING
from tests.feedback.console.conftest import Desk, SeatAt
from tests.feedback.jobs.test_forgetting import TELLING, a_closed_round, later
from tests.feedback.quotes.conftest import make_round
from tests.feedback.training.world import Training, code

HOME, ACCESS = "/staff/forgotten", "/staff/subject-access"


def reference(services: Services) -> str:
    with services.sessions.reading() as session:
        return session.scalars(select(CohortMember.reference)).one()


def asks(desk: Desk, who: str, reason: str = "The young person, by letter, 3 March") -> str:
    return desk.post(f"{ACCESS}/found", page=ACCESS, reference=who, reason=reason).text


def copies(desk: Desk, page: str, **changed: str) -> str:
    """Post the redaction page as it stands, with some texts written over."""
    form: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page):
        form.setdefault(name, []).append(value)
    for name, value in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)<', page):
        form.setdefault(name, []).append(value)
    form = {name: [changed.get(one, one) for one in values] for name, values in form.items()}
    return desk.client.post(f"{ACCESS}/copy", data=form).text


def test_the_proof_tells_what_went_by_which_rule(seat: SeatAt, services: Services) -> None:
    a_closed_round(services)
    desk = seat(Role.ADMINISTRATOR)
    assert "Nothing yet" in desk.get(HOME).text
    forget_due(later(services, 25))
    page = desk.get(HOME).text
    assert "words: 24 months after the round closed" in page
    assert "Free words: small" in page


def test_an_administrator_changes_how_long_one_surveys_words_are_kept(
    seat: SeatAt, services: Services
) -> None:
    asked = a_closed_round(services)
    path = f"{HOME}/{asked.instrument_id}"
    desk = seat(Role.ADMINISTRATOR)
    assert desk.post(path, page=HOME, months="soon").status_code == 422
    desk.post(path, page=HOME, months="36")
    with services.sessions.reading() as session:
        assert session.scalars(select(RoundInstrument.keep_months)).one() == 36
        noted = session.scalars(select(AuditEntry).where(AuditEntry.what == "retention_changed"))
        assert [one.details for one in noted] == [{"months": "36"}]
    assert seat(Role.DUTY_OFFICER).post(path, page=HOME, months="1").status_code == 403


def test_a_copy_holds_what_was_chosen_as_it_was_redacted(seat: SeatAt, services: Services) -> None:
    a_closed_round(services, "Josh at school is kind")
    desk = seat(Role.DUTY_OFFICER)
    page = asks(desk, reference(services))
    assert "Josh at school is kind" in page
    assert "Sent on" in page
    copy = copies(desk, page, **{"Josh at school is kind": "[name] at school is kind"})
    assert "[name] at school is kind" in copy
    assert "Josh" not in copy
    with services.sessions.reading() as session:
        told = session.execute(select(AuditEntry.what, AuditEntry.details)).all()
    assert {"subject_access_opened", "subject_access_copied"} <= {row.what for row in told}
    assert "Josh" not in str(told)


def test_a_copy_tells_which_words_were_chosen_to_be_quoted(
    seat: SeatAt, services: Services
) -> None:
    closed = make_round(services)
    read_out, waiting = closed.propose(0), closed.propose(1)
    with services.sessions.writing() as session:
        row = session.get_one(Quote, read_out.id)
        row.state, row.text = "approved", read_out.text
        names = [
            session.get_one(CohortMember, session.get_one(Response, one.response_id).member_id)
            for one in (read_out, waiting)
        ]
        first, second = (one.reference for one in names)
    desk = seat(Role.DUTY_OFFICER)
    told = copies(desk, asks(desk, first)).split("Quotes from these answers")[1]
    assert "What helped? (approved)" in told
    assert "She listens to me and [name] came with us." in told
    told = copies(desk, asks(desk, second)).split("Quotes from these answers")[1]
    assert "(proposed)" in told
    assert "It is not read out." in told


def test_who_asked_must_be_written_down(seat: SeatAt, services: Services) -> None:
    a_closed_round(services)
    page = asks(seat(Role.DUTY_OFFICER), reference(services), reason="")
    assert "Write who asked, and when." in page


def test_nobody_with_that_reference(seat: SeatAt, services: Services) -> None:
    a_closed_round(services)
    assert "Nobody with this" in asks(seat(Role.DUTY_OFFICER), "nobody")


def test_whoever_is_kept_out_of_a_concern_cannot_open_it_this_way(
    seat: SeatAt, services: Services
) -> None:
    a_closed_round(services, TELLING)
    desk = seat(Role.DUTY_OFFICER)
    with services.sessions.writing() as session:
        staff_id = session.scalars(select(Staff.id).where(Staff.email == desk.email)).one()
        concern_id = session.scalars(select(Concern.id)).one()
        session.add(
            ConcernKeptOut(concern_id=concern_id, staff_id=staff_id, why="named", by="t", at=DURING)
        )
    page = asks(desk, reference(services))
    assert "You are kept out" in page
    assert "hits" not in page


def test_only_the_duty_officer_opens_it(seat: SeatAt) -> None:
    assert seat(Role.ADMINISTRATOR).get(ACCESS).status_code == 403


@pytest.mark.parametrize("typed", ["P0@school.example", "07700 900123"])
def test_somebody_who_came_to_courses_is_found_by_what_they_left(
    seat: SeatAt, services: Services, typed: str
) -> None:
    training = Training(services)
    heading = b"Reference,Email,Mobile,Sector\n"
    for title in ("Neglect", "Thresholds"):
        line = b"B0,p0@school.example,07700900123,Health"
        training.came(training.session(training.course(title)), heading + line)
    training.answers_later(training.follow_ups()[0], {"process_now": code("c4")})
    page = asks(seat(Role.DUTY_OFFICER), typed)
    for told in ("Came to Neglect, 15 January 2024", "Came to Thresholds", "p0@school.example",
                 "+447700900123", "Asked again: 3 months on", "Answers, sent"):  # fmt: skip
        assert told in page
    with services.sessions.reading() as session:
        noted = session.scalars(select(AuditEntry).where(AuditEntry.what.startswith("subject")))
        assert not any("school" in one.about or "900123" in one.about for one in noted)


def test_a_booking_reference_finds_who_left_no_address(seat: SeatAt, services: Services) -> None:
    training = Training(services)
    training.came(training.session(training.course("Neglect")), b"Reference\nB7\n")
    assert "Came to Neglect" in asks(seat(Role.DUTY_OFFICER), "b7")
