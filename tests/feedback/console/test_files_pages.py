"""Can an analyst ask for a file, and does nobody else get it?"""

from __future__ import annotations

from feedback.jobs.exporting import export_due
from feedback.services import Services
from feedback.web.roles import Role
from tests.feedback.console.conftest import SeatAt, moves_by_itself
from tests.feedback.jobs.test_exporting import two_versions


def test_a_file_is_asked_for_made_taken_and_noted(services: Services, seat: SeatAt) -> None:
    one, _two = two_versions(services)
    desk = seat(Role.ANALYST)
    page = f"/staff/files?instrument={one}"
    assert "All 2 rounds that asked it" in desk.get(page).text
    reply = desk.post("/staff/files", page=page, instrument=one, rounds="all", ending="csv")
    assert reply.status_code == 303
    waiting = desk.get("/staff/files").text
    assert "Waiting" in waiting
    assert moves_by_itself(waiting)
    assert not moves_by_itself(desk.get(page).text), "a form is being filled in"
    export_due(services)
    listed = desk.get("/staff/files").text
    assert not moves_by_itself(listed)
    address = listed.partition('href="/staff/files/')[2].partition('"')[0]
    taken = desk.get(f"/staff/files/{address}")
    assert taken.status_code == 200
    assert taken.headers["Content-Disposition"].startswith('attachment; filename="answers-')
    assert taken.headers["Cache-Control"] == "no-store"
    assert "'=kind" in taken.data.decode("utf-8-sig")
    other = seat(Role.ANALYST, email="other@partnership.example")
    assert other.get(f"/staff/files/{address}").status_code == 404
    assert "answers-" not in other.get("/staff/files").text


def test_an_administrator_gets_a_file_without_words(services: Services, seat: SeatAt) -> None:
    one, _two = two_versions(services)
    desk = seat(Role.ADMINISTRATOR)
    desk.post("/staff/files", page=f"/staff/files?instrument={one}", instrument=one, ending="csv")
    export_due(services)
    listed = desk.get("/staff/files").text
    address = listed.partition('href="/staff/files/')[2].partition('"')[0]
    assert "kind 1" not in desk.get(f"/staff/files/{address}").text
