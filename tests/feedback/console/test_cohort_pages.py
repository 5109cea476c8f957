"""Can an officer say who is asked from a council's file, and take links and letters away?"""

from __future__ import annotations

import csv
import html
import io
import re

import pytest
import segno
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from feedback.collection.cohort_views import MemberView, cohorts_of, log_of, members_of
from feedback.collection.opting_out import opt_out
from feedback.collection.rounds import open_round
from feedback.jobs.worker import work_once
from feedback.ports import DeliveryFailed
from feedback.services import Services
from feedback.store.outbox import AuditEntry
from feedback.web.accounts import Role
from tests.factories import DURING, Asked, ask
from tests.fakes import RememberingPostman, RememberingQueue
from tests.feedback.collection.test_rounds import survey_for
from tests.feedback.console.conftest import Desk, SeatAt
from tests.mailing import Mailing, mailing

FILE = b"""Ref;Cohort;Team;Name;Email;Hold
A1;CIN;North;Zo\xeb O'Hara;zoe@family.example;
A2;CP;South;=HYPERLINK("x");;unsafe at home
A3;wrong;South;Ann Lee;;
;CP;South;Bo Lee;;
"""
HIDDEN = re.compile(r'name="rows" value="([^"]*)"')


@pytest.fixture
def desk(seat: SeatAt) -> Desk:
    return seat(Role.ANALYST)


def draft(services: Services) -> Asked:
    return ask(services, survey_for("parent"), people=0, state="draft")


def upload(desk: Desk, asked: Asked, raw: bytes, **form: object) -> str:
    here = f"/staff/rounds/{asked.round_id}/cohorts"
    given = {
        "csrf_token": desk.token(here),
        "instrument": asked.instrument_id,
        "file": FileStorage(io.BytesIO(raw), "people.csv"),
        **form,
    }
    # Made here: the test client would leave a temporary file open for a large one.
    boundary, body = encode_multipart(given)
    kind = f"multipart/form-data; boundary={boundary}"
    return desk.client.post(f"{here}/preview", data=body, content_type=kind).text


def confirm(desk: Desk, asked: Asked, page: str, do: str, **cells: str) -> str:
    here = f"/staff/rounds/{asked.round_id}/cohorts"
    found = HIDDEN.search(page)
    assert found is not None
    given = {"rows": html.unescape(found[1]), "_do": do, **cells}
    path = f"{here}/surveys/{asked.instrument_id}"
    return desk.client.post(
        path, data={"csrf_token": desk.token(here), **given}, follow_redirects=True
    ).text


def people(services: Services, asked: Asked) -> tuple[MemberView, ...]:
    with services.sessions.reading() as session:
        return members_of(session, asked.cohort_id)


def audited(services: Services) -> set[str]:
    with services.sessions.reading() as session:
        return set(session.scalars(select(AuditEntry.what)))


def test_a_preview_names_every_bad_line_and_keeps_nothing(desk: Desk, services: Services) -> None:
    asked = draft(services)
    page = upload(desk, asked, FILE)
    assert "2 lines need mending" in page
    assert "Line 4: The cohort is not one of" in page
    assert "Line 5: There is no reference." in page
    assert "Zoë O&#39;Hara" in page
    assert people(services, asked) == ()


def test_lines_are_mended_on_screen_or_left_out_with_a_log(desk: Desk, services: Services) -> None:
    asked = draft(services)
    page = upload(desk, asked, FILE)
    page = confirm(desk, asked, page, "check", **{"line-4-cohort": "CLA"})
    assert "1 line needs mending" in page
    page = confirm(desk, asked, page, "add")
    assert "3 people were added. 1 line was left out." in page
    assert [(one.reference, one.kind) for one in people(services, asked)] == [
        ("A1", "CIN"), ("A2", "CP"), ("A3", "CLA")
    ]  # fmt: skip
    with services.sessions.reading() as session:
        (line,) = log_of(session, asked.cohort_id)
    assert (line.about, line.what) == ("Line 5", "There is no reference.")
    assert "cohort_filled" in audited(services)


def test_a_line_mended_wrongly_is_shown_again_before_anything_is_added(
    desk: Desk, services: Services
) -> None:
    asked = draft(services)
    page = upload(desk, asked, FILE)
    page = confirm(desk, asked, page, "add", **{"line-4-cohort": "still wrong"})
    assert "2 lines need mending" in page
    assert "still wrong" in page
    assert people(services, asked) == ()


def test_a_file_of_five_megabytes_travels_there_and_back(desk: Desk, services: Services) -> None:
    asked = draft(services)
    lines = [f"R{n:05};CIN;North;{'name ' * 40};;" for n in range(19_000)]
    raw = ("Ref;Cohort;Team;Name;Email;Hold\n" + "\n".join(lines)).encode()
    page = upload(desk, asked, raw)
    assert "19,000" in page
    assert "19,000 people were added." in confirm(desk, asked, page, "add")


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"instrument": ""}, "Choose a survey."),
        ({"file": ""}, "Choose a file."),
        ({"file": FileStorage(io.BytesIO(b"PK\x03\x04"), "a.xlsx")}, "This is an Excel file."),
    ],
)
def test_what_is_missing_is_said(
    desk: Desk, services: Services, form: dict[str, object], words: str
) -> None:
    assert words in upload(desk, draft(services), FILE, **form)


@pytest.mark.parametrize("rows", ["", "{}", "[1]", '[[1,"a"]]', '[["1",2]]', "[[" * 9000])
def test_lines_that_were_tampered_with_are_refused(
    desk: Desk, services: Services, rows: str
) -> None:
    asked = draft(services)
    here = f"/staff/rounds/{asked.round_id}/cohorts"
    path = f"{here}/surveys/{asked.instrument_id}"
    assert desk.post(path, page=here, rows=rows, _do="add").status_code == 400


def test_a_hold_is_put_on_and_taken_off(desk: Desk, services: Services) -> None:
    world = mailing(services, 2)
    member = world.members()[0]
    path = f"/staff/rounds/{world.round_id}/people/{member.id}"
    desk.post(path, page=path, hold="unsafe")
    assert world.members()[0].hold == "unsafe"
    assert "on hold" in desk.get(path).text
    desk.post(path, page=path, hold="")
    assert world.members()[0].hold == ""
    listing = desk.get(f"/staff/rounds/{world.round_id}/cohorts/{world.cohort_id}").text
    assert "hold: unsafe" in listing


def letters(world: Mailing, desk: Desk, how: str) -> str:
    here = f"/staff/rounds/{world.round_id}/letters"
    return desk.post(f"{here}/{world.cohort_id}/{how}", page=here).text


def by_letter(services: Services, desk: Desk) -> Mailing:
    """A round opened with two people by letter, one whose name would run as a formula."""
    asked = draft(services)
    raw = FILE.replace(b"unsafe at home", b"").replace(b"zoe@family.example", b"")
    confirm(desk, asked, upload(desk, asked, raw), "add")
    with services.sessions.writing() as session:
        open_round(session, asked.round_id, by="me", now=DURING)
    return Mailing(services, asked.round_id, asked.cohort_id)


def drawn(path: str) -> set[tuple[int, int]]:
    """The modules an SVG path of one-high bars covers, as (row, column)."""
    bars = re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path)
    assert "".join(f"M{x} {y}h{wide}v1h-{wide}z" for x, y, wide in bars) == path
    return {(int(y), int(x) + step) for x, y, wide in bars for step in range(int(wide))}


def dark_modules(link: str, side: int) -> set[tuple[int, int]]:
    rows = list(segno.make(link, error="m").matrix_iter())
    assert len(rows) == side
    return {(y, x) for y, row in enumerate(rows) for x, dark in enumerate(row) if dark}


def test_a_list_reached_by_e_mail_says_why_there_is_no_letter(
    desk: Desk, services: Services
) -> None:
    world = mailing(services, 2)
    page = letters(world, desk, "print")
    assert "0 letters" in page
    assert "Nobody on this list gets a letter now" in page


def test_letters_have_neutral_words_a_link_and_a_code(desk: Desk, services: Services) -> None:
    world = by_letter(services, desk)
    page = letters(world, desk, "print")
    links = re.findall(r"http://[^<\s]+/i/[a-z2-7]{26}", page)
    assert len(set(links)) == 2
    body = page[page.index("app-letter") :].lower()
    body = body.replace("portsmouth safeguarding children partnership", "")
    for word in ("social work", "protection", "safeguard", "child in need"):
        assert word not in body
    squares = re.findall(r'viewBox="0 0 (\d+) \1".*?<path d="([^"]+)"', page)
    assert len(squares) == len(links)
    for link, (side, path) in zip(links, squares, strict=True):
        assert drawn(path) == dark_modules(link, int(side))
    assert "<img" not in page  # a picture still on its way would be a blank square on paper
    assert "letters_printed" in audited(services)


def test_a_mail_merge_file_runs_no_formula_and_repeats_the_same_links(
    desk: Desk, services: Services
) -> None:
    world = by_letter(services, desk)
    first, second = (letters(world, desk, "merge") for _ in range(2))
    rows = list(csv.DictReader(io.StringIO(first.lstrip("\ufeff"))))
    assert [row["reference"] for row in rows] == ["A1", "A2"]
    assert rows[1]["name"].startswith("'=")
    assert first == second
    assert all(row["link"] in letters(world, desk, "print") for row in rows)
    assert "mail_merge_taken" in audited(services)


def test_letters_wait_until_the_round_is_open(desk: Desk, services: Services) -> None:
    asked = draft(services)
    world = Mailing(services, asked.round_id, asked.cohort_id)
    assert "Open the round first" in letters(world, desk, "print")


def test_a_new_link_by_reference_wakes_a_worker(desk: Desk, services: Services) -> None:
    world = mailing(services, 2)
    work_once(services)
    here = f"/staff/rounds/{world.round_id}/letters"
    desk.post(f"{here}/again", page=here, reference=" r00000 ")
    queue = services.queue
    assert isinstance(queue, RememberingQueue)
    assert queue.woken == [("send_due",)]
    work_once(services)
    assert world.addresses().count("p0@family.example") == 2
    desk.post(f"{here}/again", page=here, reference="nobody")
    assert "No link was changed" in desk.get(here).text


def test_delivery_tells_what_was_sent_and_what_was_not(desk: Desk, services: Services) -> None:
    world = mailing(services, 3)
    postman = services.postman
    assert isinstance(postman, RememberingPostman)
    postman.broken = DeliveryFailed("the mail server refused the address (550)", permanent=True)
    work_once(services)
    with services.sessions.writing() as session:
        opt_out(session, world.members()[0].id, DURING.date())
    page = desk.get(f"/staff/rounds/{world.round_id}/delivery").text
    assert "refused the address (550)" in page
    assert "Not delivered" in page
    assert "opted out in this round: 1" in page
    assert "family.example" not in page


@pytest.mark.parametrize("role", [Role.TEAM_VIEWER, Role.DUTY_OFFICER, Role.TRAINING_LEAD])
@pytest.mark.parametrize("page", ["cohorts", "letters", "delivery"])
def test_only_analysts_and_administrators_see_who_is_asked(
    seat: SeatAt, services: Services, role: Role, page: str
) -> None:
    asked = draft(services)
    assert seat(role).get(f"/staff/rounds/{asked.round_id}/{page}").status_code == 403


def test_a_person_of_another_round_is_not_found(desk: Desk, services: Services) -> None:
    world, other = mailing(services, 1), draft(services)
    member = world.members()[0]
    for path in (f"people/{member.id}", f"cohorts/{world.cohort_id}"):
        assert desk.get(f"/staff/rounds/{other.round_id}/{path}").status_code == 404


def test_the_round_lists_its_cohorts(desk: Desk, services: Services) -> None:
    world = mailing(services, 2, held=1)
    with services.sessions.reading() as session:
        (cohort,) = cohorts_of(session, world.round_id)
    assert (cohort.people, cohort.on_hold, cohort.is_frozen) == (2, 1, True)
    assert "Look at people and holds" in desk.get(f"/staff/rounds/{world.round_id}/cohorts").text
