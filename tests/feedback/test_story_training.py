"""Does the story show the yearly report's counts of courses and Re-thinks, and the two shares?"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import TextClause, select, text

from feedback.jobs.worker import work_once
from feedback.reports.compact import cycles, standard_shares
from feedback.reports.training_answers import Looked
from feedback.reports.training_change import skill_lines, stuck_change
from feedback.reports.training_counts import came_by_sector, rethink_years, year_lines
from feedback.reports.training_levels import level_by_level
from feedback.reports.training_rates import wave_rates
from feedback.services import Services
from feedback.store.training import Course, TrainingSession
from feedback.story.compact import tell_compact
from feedback.story.courses import MET_TITLE
from feedback.story.rethinking import tell_rethinks
from feedback.story.training import tell_training
from feedback.training.waves import instrument_of
from feedback.web.accounts import Role
from surveys.kirkpatrick import Occasion, Wave
from tests.apps import make_app
from tests.factories import make_services
from tests.fakes import FixedClock, RememberingPostman
from tests.staff import employ, sign_in

NOW = datetime(2024, 11, 4, 10, 0, tzinfo=UTC)
REPORT = Path(__file__).resolve().parents[3] / "shared/domain/yearly-report-2023-24.txt"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    services = make_services(tmp_path_factory.mktemp("courses"))
    services = replace(services, clock=FixedClock(NOW))
    tell_training(services, Random(1), lambda _words: None)
    tell_rethinks(services, Random(1), lambda _words: None)
    tell_compact(services, Random(1), lambda _words: None)
    yield services
    services.sessions.close()


def test_courses_and_attendances_of_three_years(told: Services) -> None:
    with told.sessions.reading() as session:
        lines = {
            one.year: (one.multi_ran, one.multi_came, one.single_ran, one.single_came)
            for one in year_lines(session)
        }
    assert lines == {
        "2023-24": (125, 1_496, 63, 1_506),
        "2022-23": (127, 1_416, 27, 1_220),
        "2021-22": (134, 1_337, 17, 408),
    }


@pytest.mark.skipif(not REPORT.exists(), reason="the yearly report is not on this machine")
def test_they_are_the_reports_own_numbers(told: Services) -> None:
    report = REPORT.read_text("utf-8")
    with told.sessions.reading() as session:
        years = sorted(year_lines(session), key=lambda one: one.year)
        again = sorted(rethink_years(session), key=lambda one: one.year)
    for heading, numbers in (
        ("Number of Multi-Agency Courses Run", [one.multi_ran for one in years]),
        ("Number of Attendees on Multi-Agency Courses", [one.multi_came for one in years]),
        ("Number of Single Agency Courses Run", [one.single_ran for one in years]),
        ("Number of Attendees on Single Agency Courses", [one.single_came for one in years]),
    ):
        assert "\t".join([heading, *(f"{one:,}" for one in numbers)]) in report
    for one in again:
        assert f"{one.year}\t{one.ran}\t{one.cancelled}\t{one.people}" in report


def test_sectors_add_up(told: Services) -> None:
    with told.sessions.reading() as session:
        assert sum(came_by_sector(session, "2023-24").values()) == 1_496
        assert sum(came_by_sector(session, "2023-24", "single").values()) == 1_506


def test_the_two_day_course_was_answered_in_all_its_waves(told: Services) -> None:
    with told.sessions.reading() as session:
        course_id = session.scalars(select(Course.id).where(Course.title == MET_TITLE)).one()
        looked = Looked(course_id=course_id)
        three, six = wave_rates(session, looked, NOW)
        lines = skill_lines(session, looked, NOW)
        stuck = stuck_change(session, Looked(Occasion.RETHINK), NOW)
    assert (three.invited, three.delivered, three.eligible, three.answered.text) == (
        250, 241, 235, "112",
    )  # fmt: skip
    assert (six.invited, six.answered.text) == (250, "87")
    assert [one.base.text for one in lines[0].points] == ["250", "250", "112", "87"]
    assert all((change.figure.low or 0) > 0 for line in lines for change in line.changes)
    assert stuck.figure.text.startswith("−")


# Each mean and each matched change of a course, by the shortest way: one level a line.
POINTS_SQL = """
    WITH said AS (
        SELECT a.question_key AS asked, w.wave, m.reference AS who, a.response_id AS response,
               CAST(substr(a.code, 2) AS INTEGER) AS level
          FROM answer a JOIN response r ON r.id = a.response_id AND r.state = 'sent'
          JOIN training_wave w ON w.round_instrument_id = r.round_instrument_id
          JOIN training_session s ON s.id = w.session_id AND s.course_id = :course
          LEFT JOIN cohort_member m ON m.id = r.member_id
         WHERE a.status = 'given' AND a.code GLOB 'c[1-5]'
    )
"""
MEAN_SQL = """
    SELECT AVG(level), COUNT(*) FROM said WHERE asked = :key AND wave = :wave
"""
CHANGE_SQL = """
    SELECT AVG(b.level - a.level), COUNT(*) FROM said a JOIN said b
        ON CASE :wave WHEN 'day_0' THEN a.response = b.response ELSE a.who = b.who END
     WHERE a.asked = :skill || '_before' AND a.wave = 'day_0'
       AND b.asked = :skill || '_now' AND b.wave = :wave
"""


def test_means_and_changes_are_what_a_few_lines_of_sql_say(told: Services) -> None:
    with told.sessions.reading() as session:
        course = session.scalars(select(Course.id).where(Course.title == MET_TITLE)).one()
        compared = 0
        for line in skill_lines(session, Looked(course_id=course), NOW):
            places = ("before", "day_0"), ("now", "day_0"), ("now", "month_3"), ("now", "month_6")
            for point, (word, wave) in zip(line.points, places, strict=True):
                asked = {"course": course, "key": f"{line.key}_{word}", "wave": wave}
                mean, count = session.execute(told_of(MEAN_SQL), asked).one()
                assert (point.figure.text, point.figure.base) == (f"{half_up(mean)}", count)
                compared += 1
            for change, wave in zip(line.changes, ("day_0", "month_3", "month_6"), strict=True):
                asked = {"course": course, "skill": line.key, "wave": wave}
                mean, count = session.execute(told_of(CHANGE_SQL), asked).one()
                assert change.figure.text == f"+{half_up(mean)}"
                assert change.figure.base in {count, None}
                compared += change.figure.base == count
    assert compared > 20


CODES_SQL = """
    SELECT a.question_key, a.code, COUNT(*)
      FROM answer a JOIN response r ON r.id = a.response_id AND r.state = 'sent'
      JOIN training_wave w ON w.round_instrument_id = r.round_instrument_id AND w.wave = :wave
      JOIN training_session s ON s.id = w.session_id AND s.course_id = :course
     WHERE a.status = 'given' AND a.code IS NOT NULL GROUP BY a.question_key, a.code
"""


def test_every_share_of_every_level_is_what_sql_counts_or_hidden(told: Services) -> None:
    compared = hidden = 0
    with told.sessions.reading() as session:
        course = session.scalars(select(Course.id).where(Course.title == MET_TITLE)).one()
        counted: dict[str, dict[str, dict[str, int]]] = {}
        for wave in Wave:
            rows = session.execute(text(CODES_SQL), {"course": course, "wave": wave.value})
            for key, code, count in rows:
                counted.setdefault(wave.value, {}).setdefault(key, {})[code] = count
        found = level_by_level(session, Looked(course_id=course))
    for shares in (one for part in found for one in part.questions):
        question = shares.key.removeprefix(f"{shares.wave.value}-")
        asked = instrument_of(Occasion.COURSE, shares.wave).question(question)
        counts = counted.get(shares.wave.value, {}).get(question, {})
        for choice, cell in zip(asked.choices, shares.row.cells, strict=True):
            hidden += cell.is_hidden
            compared += not cell.is_hidden
            assert cell.value in {counts.get(choice.code, 0), None}, (shares.key, choice.code)
            assert cell.value is None or cell.value == 0 or cell.value >= 5
    print(f"compared {compared} counts with SQL; {hidden} are hidden")  # noqa: T201
    assert compared > 60


def told_of(query: str) -> TextClause:
    return text(POINTS_SQL + query)


def half_up(value: float) -> Decimal:
    return Decimal(repr(value)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_the_lead_sees_the_counts_the_shares_and_their_rules(told: Services) -> None:
    employ(told, "lead@partnership.example", Role.TRAINING_LEAD)
    client = make_app(told).test_client()
    sign_in(client, told, "lead@partnership.example")
    page = client.get("/staff/training").text
    row = re.search(r">2023-24</a></th>(.*?)</tr>", page, re.DOTALL)
    assert row is not None
    assert re.findall(r">([\d,]+)</td>", row[1]) == ["125", "1,496", "63", "1,506", "4"]
    assert "Attendances, not people" in page
    course = re.search(rf'courses/(\w+)">{MET_TITLE}', page)
    assert course is not None
    shown = html.unescape(client.get(f"/staff/training/courses/{course[1]}/results").text)
    assert "91% agree (228 of 250)" in shown
    assert "98% agree (245 of 250)" in shown
    assert "training.process.change.month_3" in shown  # each figure with its counts and print
    assert "out of all who answered the question" in shown
    assert "invented demonstration" in shown


def test_nothing_of_the_story_is_sent_to_anybody(told: Services) -> None:
    assert work_once(told) == 0
    assert isinstance(told.postman, RememberingPostman)
    assert told.postman.sent == []


def test_every_session_is_a_working_day_of_its_year(told: Services) -> None:
    with told.sessions.reading() as session:
        days = session.scalars(select(TrainingSession.held_on)).all()
    assert all(day.weekday() < 5 for day in days)
    assert min(days) >= date(2021, 4, 1)
    assert max(days) <= date(2024, 3, 31)


# --- the Compact audit


def test_82_of_111_returned_and_six_standards_are_flagged_as_printed(told: Services) -> None:
    with told.sessions.reading() as session:
        years = {one.year: one for one in cycles(session)}
        shares = standard_shares(session, years["2023-24"].id)
    told_of = {year: str(one.returns.percent) for year, one in years.items()}
    assert told_of == {"2021-22": "93.5", "2022-23": "93.7", "2023-24": "73.9"}
    returns = years["2023-24"].returns
    assert (returns.returned, returns.requested, returns.to_chase) == (82, 111, 29)
    printed = {
        one.standard: (str(one.requires_improvement_percent), str(one.inadequate_percent))
        for one in shares
        if one.is_flagged
    }
    assert printed == {
        4: ("5.37", "0.00"), 5: ("5.40", "0.12"), 6: ("7.47", "0.18"), 10: ("6.80", "0.50"),
        11: ("5.70", "0.76"), 12: ("8.00", "0.00"),
    }  # fmt: skip


def test_the_analyst_sees_the_returns_the_flags_and_their_rules(told: Services) -> None:
    employ(told, "analyst@partnership.example", Role.ANALYST)
    client = make_app(told).test_client()
    sign_in(client, told, "analyst@partnership.example")
    years = client.get("/staff/compact").text
    address = re.search(r'href="(/staff/compact/\w+)">2023-24', years)
    assert address is not None
    page = client.get(address[1]).text
    assert "returned: 82 of 111" in page
    assert "To chase: 29" in page
    assert page.count(">Needs work</strong>") == 6
    assert "7.47% (41)" in page
    assert "Not applicable is left out" in page
    assert "invented demonstration" in page
    assert client.get(f"{address[1]}?sector=education").status_code == 200
    assert client.get(f"{address[1]}?sector=moon").status_code == 404
