"""Can an analyst ask for a file, and does nobody else get it?"""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from sqlalchemy import delete, select
from werkzeug.test import TestResponse

from feedback.jobs.exporting import export_due
from feedback.reports.exports import RESULT_HEADER
from feedback.services import Services
from feedback.store.staff import Staff, StaffScope
from feedback.web.roles import Role
from tests.feedback.console.conftest import Desk, SeatAt, moves_by_itself
from tests.feedback.console.test_results import fill
from tests.feedback.jobs.test_exporting import two_versions
from tests.feedback.reports.world import CHILD, YOUNG_PERSON, add_round


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
    assert "kind 1" not in made(services, desk).text


def made(services: Services, desk: Desk) -> TestResponse:
    """The worker works, and the newest file is taken."""
    export_due(services)
    listed = desk.get("/staff/files").text
    address = listed.partition('href="/staff/files/')[2].partition('"')[0]
    return desk.get(f"/staff/files/{address}")


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_file_of_results_says_what_the_page_says(
    services: Services, seat: SeatAt, ending: str
) -> None:
    place = fill(services)
    desk = seat(Role.ADMINISTRATOR)
    desk.post("/staff/files", page="/staff/files", instrument=place.instrument.id,
              rounds="all", ending=f"results.{ending}")  # fmt: skip
    reply = made(services, desk)
    assert reply.headers["Content-Disposition"].startswith('attachment; filename="results-')
    if ending == "csv":
        rows = list(csv.reader(io.StringIO(reply.data.decode("utf-8-sig"))))
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(reply.data))["Results"]
        rows = [["" if cell is None else str(cell) for cell in row]
                for row in sheet.iter_rows(values_only=True)]  # fmt: skip
    assert tuple(rows[0]) == RESULT_HEADER
    page = desk.get(place.survey).text
    told = [row for row in rows if row[0] == "My social worker listens to me." and row[3]]
    assert {row[3] for row in told} >= {"fewer than 5"}
    assert all(f">{row[3]}</td>" in page for row in told)
    assert "results." not in "".join(row[2] for row in rows)


def test_who_is_held_to_a_team_gets_that_teams_answers_and_only_while_held_to_it(
    services: Services, seat: SeatAt
) -> None:
    with services.sessions.writing() as session:
        world, (young,) = add_round(services, session, (YOUNG_PERSON, "confidential"))
        for team, count in (("North", 12), ("South", 15)):
            for member in world.people(young, count, team=team):
                world.answer(young, member, {"listen": "always"})
        _, (child,) = add_round(services, session, (CHILD, "confidential"))
    desk = seat(Role.ANALYST)
    held_to(services, desk, ("young-person", "North"))
    assert desk.get(f"/staff/files?instrument={child.id}").status_code == 404
    sent = desk.post("/staff/files", page="/staff/files", instrument=child.id, ending="csv")
    assert sent.status_code == 404
    page = f"/staff/files?instrument={young.id}"
    assert desk.post("/staff/files", page=page, instrument=young.id, ending="csv").status_code < 400
    reply = made(services, desk)
    lines = reply.data.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 12
    assert "South" not in reply.text
    taken = reply.request.path
    held_to(services, desk, ("young-person", "South"))
    assert desk.get(taken).status_code == 404


def held_to(services: Services, desk: Desk, pair: tuple[str, str]) -> None:
    """Somebody sees this survey and team from now on, and nothing else."""
    with services.sessions.writing() as session:
        staff_id = session.scalars(select(Staff.id).where(Staff.email == desk.email)).one()
        session.execute(delete(StaffScope).where(StaffScope.staff_id == staff_id))
        session.add(StaffScope(staff_id=staff_id, survey_key=pair[0], team=pair[1]))
