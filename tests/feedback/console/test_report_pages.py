"""Can staff write the yearly report on screen, have it reviewed, publish it and take it away?"""

from __future__ import annotations

import html
import io
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest
from sqlalchemy import select

from feedback.jobs.reporting import make_due
from feedback.reports.yearly.filing import WAKE
from feedback.services import Services
from feedback.store.outbox import AuditEntry
from feedback.store.reports import ReportFile
from feedback.web.accounts import Role
from tests.fakes import FixedClock, RememberingQueue
from tests.feedback.console.conftest import Desk, SeatAt, moves_by_itself
from tests.feedback.reports.world import PARENT, add_round

YEAR = "2023-24"
BLOCK = re.compile(r'href="(/staff/reports/\w+/blocks/\w+)"')


@pytest.fixture
def ann(services: Services, seat: SeatAt) -> Desk:
    """The analyst, with a closed round of 40 parents, 20 of whom answered."""
    assert isinstance(services.clock, FixedClock)
    with services.sessions.writing() as session:
        here, (parent,) = add_round(services, session, (PARENT, "confidential"))
        for member in here.people(parent, 40)[:20]:
            here.answer(parent, member, {"svc_rating": "good"})
    return seat(Role.ANALYST, email="ann@example.org")


def begun(desk: Desk) -> str:
    reply = desk.post("/staff/reports", year=YEAR)
    assert reply.status_code == 303
    return reply.location


def form_of(desk: Desk, page: str) -> dict[str, str]:
    """The hidden fields of the review's or publication's form, as they stand on the page."""
    text = desk.get(page).text
    return dict(re.findall(r'name="(version|shown)" value="([^"]*)"', text))


def test_a_report_begins_with_the_years_figures(ann: Desk) -> None:
    assert "No report has been begun" in ann.get("/staff/reports").text
    page = begun(ann)
    assert begun(ann) == page
    text = html.unescape(ann.get(page).text)
    assert "<strong>50%</strong> (20 of 40)" in text
    assert "You changed it last" not in text, "there is no colleague"
    preview = html.unescape(ann.get(f"{page}/preview").text)
    assert '<span class="app-figure__value">50%</span>' in preview
    assert "Draft." in preview
    assert "Missing in this draft" in preview
    assert ann.post("/staff/reports", year="soon").status_code == 422


def test_the_second_editor_sees_both_texts_and_loses_nothing(ann: Desk, seat: SeatAt) -> None:
    page = begun(ann)
    block = BLOCK.findall(ann.get(page).text)[0]
    ben = seat(Role.ADMINISTRATOR, email="ben@example.org")
    assert ann.post(block, heading="", text="Ann's words", version="1").status_code == 303
    reply = ben.post(block, heading="", text="Ben's words", version="1")
    assert reply.status_code == 409
    text = html.unescape(reply.text)
    assert "What ann@example.org wrote" in text
    assert "Ann's words" in text
    assert ">Ben's words</textarea>" in text
    version = re.search(r'name="version" value="(\d+)"', text)
    assert version is not None
    both = ben.post(block, heading="", text="Both of us", version=version[1])
    assert both.status_code == 303
    assert "Both of us" in ann.get(f"{page}/preview").text


def test_a_block_is_moved_added_and_taken_out(ann: Desk) -> None:
    page = begun(ann)
    blocks = list(dict.fromkeys(BLOCK.findall(ann.get(page).text)))
    assert ann.post(f"{blocks[1]}/move", to="up", version="1").status_code == 303
    now = list(dict.fromkeys(BLOCK.findall(ann.get(page).text)))
    assert now[:2] == [blocks[1], blocks[0]]
    ann.post(f"{blocks[2]}/move", to="up", version="1")
    assert "Somebody has changed it since you looked" in ann.get(page).text
    added = ann.post(f"{page}/blocks", what="table", version="2")
    ann.post(added.location, heading="MET", text="a | n\nx | 1\nTotal | 3", version="1")
    shown = html.unescape(ann.get(page).text)
    assert "MET: n: the parts add up to 1, and “Total” says 3." in shown
    version = form_of(ann, page)["version"]
    assert ann.post(f"{added.location}/remove", version=version).status_code == 303
    assert "Sums to check" not in ann.get(page).text
    assert ann.get(added.location).status_code == 404
    assert ann.post(f"{page}/blocks", what="moon", version="9").status_code == 404


def test_a_second_person_reviews_and_publishes(ann: Desk, seat: SeatAt) -> None:
    page = begun(ann)
    ben = seat(Role.ADMINISTRATOR, email="ben@example.org")
    assert "You changed it last: a colleague has to review it." in ann.get(page).text
    ann.post(f"{page}/review", version="1")
    assert "I have reviewed it" in ben.get(page).text
    ben.post(f"{page}/review", **form_of(ben, page))
    ben.post(f"{page}/publish", **form_of(ben, page))
    text = ben.get(page).text
    assert "Published by ben@example.org" in text
    assert not BLOCK.findall(text)
    assert "Draft." not in ben.get(f"{page}/preview").text


def test_a_file_is_made_by_the_worker_for_whoever_asked_and_then_forgotten(
    ann: Desk, seat: SeatAt, services: Services
) -> None:
    page = begun(ann)
    assert ann.post(f"{page}/files", ending="odt").status_code == 404
    assert ann.post(f"{page}/files", ending="docx").status_code == 303
    assert isinstance(services.queue, RememberingQueue)
    assert services.queue.woken[-1][0] == WAKE
    waiting = ann.get(page).text
    assert "is being made" in waiting
    assert moves_by_itself(waiting)
    assert make_due(services) == 1
    assert make_due(services) == 0
    made = ann.get(page).text
    assert not moves_by_itself(made)
    link = re.search(r'href="(/staff/reports/\w+/files/\w+)"', made)
    assert link is not None
    reply = ann.get(link[1])
    assert reply.headers["Content-Disposition"].endswith('"feedback-chapter-2023-24.docx"')
    words = [one.text for one in docx.Document(io.BytesIO(reply.data)).paragraphs]
    assert "20 of 40. No figure for 2022-23 to compare with." in words
    ben = seat(Role.ADMINISTRATOR, email="ben@example.org")
    assert ben.get(link[1]).status_code == 404, "sealed to the person"
    with services.sessions.reading() as session:
        noted = session.scalars(select(AuditEntry.what)).all()
        sealed = session.scalars(select(ReportFile.sealed)).one()
    assert noted.count("downloaded") == 1
    assert sealed is not None
    assert b"word/document.xml" not in sealed
    assert isinstance(services.clock, FixedClock)
    services.clock.instant = datetime(2024, 2, 9, tzinfo=UTC)
    make_due(services)
    with services.sessions.reading() as session:
        assert session.scalars(select(ReportFile.id)).all() == []


def test_a_file_that_cannot_be_made_says_so_and_stops_no_other(
    ann: Desk, services: Services
) -> None:
    page = begun(ann)
    ann.post(f"{page}/files", ending="pdf")
    with services.sessions.writing() as session:  # a report that is broken in the store
        session.scalars(select(ReportFile)).one().ending = "moon"
    ann.post(f"{page}/files", ending="html")
    assert make_due(services) == 2
    text = ann.get(page).text
    assert "could not be made. Ask for it again." in text
    assert "feedback-chapter-2023-24.html</a>" in text


def test_others_do_not_see_reports(seat: SeatAt) -> None:
    for role in (Role.TRAINING_LEAD, Role.TEAM_VIEWER, Role.DUTY_OFFICER):
        assert seat(role, team="North").get("/staff/reports").status_code == 403


def test_a_web_process_loads_nothing_of_word_or_pdf(tmp_path: Path) -> None:
    """In a process of its own: this one has read Word files."""
    code = (
        "import sys, wsgi; "
        "print([m for m in ('docx', 'typst', 'numpy', 'pandas', 'pyreadstat') if m in sys.modules])"
    )
    given = os.environ | {"FEEDBACK_ENV": "development", "FEEDBACK_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=given)
    assert done.stdout.strip() == "[]"
