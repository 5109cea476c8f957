"""Do worrying words reach a person, and is each look noted?"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.collection.quarantine import keep_aside, prepare_aside
from feedback.safeguarding.concern_list import Piece, pieces_of
from feedback.safeguarding.concerns import Finding, Screener, prepare, raise_concern
from feedback.services import Services
from feedback.store.outbox import AuditEntry
from feedback.store.responses import Quarantine, Response
from feedback.web.accounts import Role
from tests.factories import DURING, Asked, ask
from tests.feedback.collection.test_rounds import survey_for
from tests.feedback.console.conftest import SeatAt

SAID = "He <b>hits</b> me & I'm scared"


def a_concern(services: Services, said: str = SAID) -> str:
    asked = ask(services, survey_for("young_person"))
    finding = Finding("more", "What else?", said, "words", "urgent", ("physical",), ((6, 10),), "1")
    prepared = prepare(
        services.keys,
        finding,
        response_id=None,
        round_instrument_id=asked.instrument_id,
        shown="card",
    )
    with services.sessions.writing() as session:
        raise_concern(session, prepared, DURING)
    return prepared.id


def words_aside(services: Services, words: str = SAID) -> str:
    screener = Screener(services.scanner, services.clock.monotonic, 1.0)
    aside = prepare_aside(services.keys, screener, {"more": words}, why="closed")
    with services.sessions.writing() as session:
        keep_aside(session, aside, DURING, DURING.date())
    return aside.id


def looks(session: Session, what: str) -> list[tuple[str, str]]:
    rows = session.execute(select(AuditEntry.who, AuditEntry.about).where(AuditEntry.what == what))
    return [(row.who, row.about) for row in rows]


def test_a_concern_stands_first_on_the_home_page(seat: SeatAt, services: Services) -> None:
    a_concern(services)
    assert "Look at 1 concern" in seat(Role.DUTY_OFFICER).get("/staff/").text
    assert "concern" not in seat(Role.ANALYST).get("/staff/").text


def test_a_concern_shows_the_words_that_fired_and_notes_the_look(
    seat: SeatAt, services: Services
) -> None:
    concern_id = a_concern(services)
    desk = seat(Role.DUTY_OFFICER)
    listed = desk.get("/staff/desk").text
    assert concern_id in listed
    assert "hits" not in listed, "the list bears no words"
    page = desk.get(f"/staff/concerns/{concern_id}").text
    assert "<mark>hits</mark>" in page
    assert "&lt;b&gt;" in page
    assert "<b>" not in page
    with services.sessions.reading() as session:
        assert looks(session, "concern_viewed") == [(desk.email, f"concern:{concern_id}")]


def test_a_concern_whose_key_is_gone_says_so(seat: SeatAt, services: Services) -> None:
    concern_id = a_concern(services)
    services.keys.destroy(f"concern:{concern_id}")
    assert "The words are gone" in seat(Role.DUTY_OFFICER).get(f"/staff/concerns/{concern_id}").text


def test_words_aside_are_read_by_a_person_and_each_look_is_noted(
    seat: SeatAt, services: Services
) -> None:
    item_id = words_aside(services)
    desk = seat(Role.DUTY_OFFICER)
    assert "Read 1 text kept aside" in desk.get("/staff/").text
    path = f"/staff/kept-aside/{item_id}"
    assert "&lt;b&gt;hits" in desk.get(path).text
    assert desk.post(f"{path}/read", page=path).status_code == 303
    assert "Everything has been read" in desk.get("/staff/kept-aside").text
    assert item_id in desk.get("/staff/kept-aside?all=1").text
    with services.sessions.reading() as session:
        assert looks(session, "quarantine_viewed")[0] == (desk.email, f"quarantine:{item_id}")
        assert session.scalars(select(Quarantine.read_by)).one() == desk.email


def test_an_unknown_concern_or_text_is_a_page_not_found(seat: SeatAt) -> None:
    desk = seat(Role.DUTY_OFFICER)
    assert desk.get("/staff/concerns/nothing").status_code == 404
    assert desk.get("/staff/kept-aside/nothing").status_code == 404


def test_overlapping_spans_are_cut_once() -> None:
    assert pieces_of("abcdef", [[1, 3], [2, 4], [9, 12]]) == (
        Piece("a", False),
        Piece("bcd", True),
        Piece("ef", False),
    )
    assert pieces_of("", [[0, 1]]) == ()


def test_a_paper_answer_is_typed_in_on_one_page(seat: SeatAt, services: Services) -> None:
    asked: Asked = ask(services, survey_for("young_person"))
    desk = seat(Role.ANALYST)
    here = f"/staff/rounds/{asked.round_id}/entry"
    whose = {"reference": "R0", "channel": "paper"}
    form = desk.post(here, page=here, instrument=asked.instrument_id, **whose)
    assert form.status_code == 200
    assert "R0" in form.text
    path = f"{here}/{asked.instrument_id}"
    wrong = desk.post(path, page=here, _c="a" * 32, listen="perhaps", more="A bus pass", **whose)
    assert wrong.status_code == 422
    assert "A bus pass" in wrong.text, "what was typed is not lost"
    for _ in range(2):
        sent = desk.post(path, page=here, _c="a" * 32, listen="yes", more="A bus pass", **whose)
        assert sent.status_code == 303
        assert "R0" not in (sent.location or "")
    with services.sessions.reading() as session:
        assert session.scalars(select(Response.state)).all() == ["sent"]


def test_an_unknown_reference_is_told(seat: SeatAt, services: Services) -> None:
    asked = ask(services, survey_for("young_person"))
    here = f"/staff/rounds/{asked.round_id}/entry"
    reply = seat(Role.ANALYST).post(
        here, page=here, instrument=asked.instrument_id, reference="R77"
    )
    assert reply.status_code == 422
    assert "Nobody with this reference" in reply.text
