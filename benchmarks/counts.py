"""How fast are results, Explore and files with a million answers? `python -m benchmarks.counts`.

Makes the answers in a throw-away store (SQLite, and PostgreSQL where it is installed), asks for
each page as staff would, in one process, and makes a year's chapter and a file of 100,000
responses. All is invented. The processor's own time stands beside the clock's, which a busy machine
stretches; of PostgreSQL it is our process's alone.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from flask.testing import FlaskClient
from sqlalchemy import insert

from feedback.app import create_app
from feedback.reports.fixing import fix_round
from feedback.reports.yearly.binding import bound
from feedback.reports.yearly.chapter import chapter_of_year
from feedback.reports.yearly.filing import ENDINGS
from feedback.services import Services
from feedback.store.base import new_id
from feedback.store.responses import Answer, Response
from feedback.store.rounds import Cohort, CohortMember, Participation, Round, RoundInstrument
from feedback.web.roles import Role
from tests.factories import DURING, make_services, survey
from tests.postgres import postgres_url
from tests.staff import employ, sign_in

QUESTIONS = 40
CODES = ("always", "most", "sometimes", "never", "not_sure")
KINDS, TEAMS = ("CIN", "CP", "CLA"), ("North", "South", "East", "West", "Central")
CHANNELS = ("link", "link", "link", "kiosk", "paper", "chat")
YEAR = "2018-19"  # of the last of ten rounds
BATCH = 1000  # responses written at once
HEAD = """
key: big
version: 1
title: Many questions
audience: young_person
language: en
start: {who_asks: [We ask.], who_sees: [We see.]}
thanks: [Thank you.]
sections:
  - key: all
    title: All
    questions:
"""


@dataclass(frozen=True)
class Made:
    """A round full of answers."""

    round_id: str
    instrument_id: str


def main() -> int:
    """Measure; nothing fails here, the figures are read by people."""
    read = argparse.ArgumentParser(description=__doc__)
    read.add_argument("--answers", type=int, default=1_000_000)
    read.add_argument("--rounds", type=int, default=10, help="over how many rounds they lie")
    read.add_argument("--export", type=int, default=100_000, help="responses of the file")
    read.add_argument("--looks", type=int, default=40, help="requests of each page")
    read.add_argument("--only", choices=["sqlite", "postgresql"])
    asked = read.parse_args()
    for kind in ("sqlite", "postgresql"):
        if asked.only in {None, kind}:
            with tempfile.TemporaryDirectory() as folder:
                url = "" if kind == "sqlite" else postgres_url()
                if url is None:
                    print("PostgreSQL is not installed: left out")
                    continue
                _measure(Path(folder), url, kind, asked)
    return 0


def _measure(folder: Path, url: str, kind: str, asked: argparse.Namespace) -> None:
    services = make_services(folder, url=url)
    per_round = asked.answers // QUESTIONS // asked.rounds
    began = time.monotonic()
    made = [_fill(services, number, per_round) for number in range(asked.rounds)]
    print(f"\n{kind}: {per_round * asked.rounds * QUESTIONS:,} answers in {asked.rounds} rounds, "
          f"made in {time.monotonic() - began:.0f} s")  # fmt: skip
    began = time.monotonic()
    for one in made:
        with services.sessions.writing() as session:
            fix_round(session, services.surveys, one.round_id, by="bench", now=DURING)
    print(f"  counts fixed in {time.monotonic() - began:.1f} s")
    client = create_app(services.settings, services).test_client()
    employ(services, "analyst@partnership.example", Role.ANALYST)
    sign_in(client, services, "analyst@partnership.example")
    here = f"/staff/rounds/{made[0].round_id}/results"
    for name, path in (
        ("results of a round", here),
        ("results of a survey, every question", f"{here}/{made[0].instrument_id}"),
        ("the same by cohort", f"{here}/{made[0].instrument_id}?by=kind"),
        ("Explore by team", "/staff/explore?question=children.q1&by=team"),
        ("Explore by year, one cohort", "/staff/explore?question=children.q1&by=year&kind=CP"),
        ("Year on year", "/staff/past"),
    ):
        _time(client, name, path, asked.looks)
    for ending in ENDINGS:
        _chapter(services, ending)
    if asked.export:
        big = _fill(services, 99, asked.export)
    services.sessions.close()
    if asked.export:
        _files(folder, services.settings.database, big)


def _time(client: FlaskClient, name: str, path: str, looks: int) -> None:
    took, worked = [], []
    for _ in range(looks):
        began, own = time.perf_counter(), time.process_time()
        assert client.get(path).status_code == 200, path  # noqa: S101 - a measurement
        took.append(1000 * (time.perf_counter() - began))
        worked.append(1000 * (time.process_time() - own))
    p95, own95 = (statistics.quantiles(one, n=20)[-1] for one in (took, worked))
    print(f"  {name}: p95 {p95:.0f} ms, median {statistics.median(took):.0f} ms; of the processor "
          f"p95 {own95:.0f} ms, median {statistics.median(worked):.0f} ms", flush=True)  # fmt: skip


def _chapter(services: Services, ending: str) -> None:
    """The year's chapter from the answers, as `feedback report` makes it."""
    began = time.perf_counter()
    with services.sessions.reading() as session:
        found = chapter_of_year(session, services.surveys, YEAR, DURING)
    content = bound(found, "Partnership", ending)
    print(f"  chapter of {YEAR} as .{ending}: {time.perf_counter() - began:.1f} s, "
          f"{len(content) // 1024} KB", flush=True)  # fmt: skip


def _files(folder: Path, store: str, made: Made) -> None:
    for ending in ("csv", "xlsx", "sav"):
        command = [sys.executable, "-m", "benchmarks.one_file", ending, str(folder), store]
        subprocess.run([*command, made.instrument_id], check=True)  # noqa: S603 - our own


def _fill(services: Services, number: int, responses: int) -> Made:
    """A closed round in a February of its own, its people and their answers."""
    lines = [
        f"      - {{key: q{n}, kind: scale, options: FR, ask: Question {n}?}}"
        for n in range(1, QUESTIONS)
    ]
    lines.append(f"      - {{key: q{QUESTIONS}, kind: number, ask: How many?, min: 0, max: 99}}")
    what = survey(HEAD + "\n".join(lines))
    opens = date(2010 + number % 15, 2, 1)
    made = Made(new_id(), new_id())
    cohort = new_id()
    with services.sessions.writing() as session:
        version = services.surveys.publish(session, what, DURING)
        name = f"February {opens.year} ({number})"
        session.add(Round(id=made.round_id, name=name, opens_on=opens, closes_on=opens,
                          state="closed", made_by="bench"))  # fmt: skip
        session.flush()
        session.add(RoundInstrument(id=made.instrument_id, round_id=made.round_id,
                                    survey_version_id=version, mode="confidential"))  # fmt: skip
        session.flush()
        session.add(Cohort(id=cohort, round_instrument_id=made.instrument_id, name="All"))
    chance = Random(number)  # noqa: S311 - invented answers
    for start in range(0, responses, BATCH):
        members, written, answers = _batch(
            made, cohort, opens, min(BATCH, responses - start), chance
        )
        with services.sessions.writing() as session:
            session.execute(insert(CohortMember), members)
            session.execute(insert(Participation), [{"member_id": one["id"]} for one in members])
            session.execute(insert(Response), written)
            session.execute(insert(Answer), answers)
    return made


Rows = list[dict[str, object]]


def _batch(
    made: Made, cohort: str, day: date, count: int, chance: Random
) -> tuple[Rows, Rows, Rows]:
    members: Rows = []
    written: Rows = []
    answers: Rows = []
    for _ in range(count):
        member, response = new_id(), new_id()
        members.append({"id": member, "cohort_id": cohort, "reference": member,
                        "kind": chance.choice(KINDS), "team": chance.choice(TEAMS),
                        "age_band": "", "contact_by": "letter", "has_email": False})  # fmt: skip
        written.append({"id": response, "round_instrument_id": made.instrument_id,
                        "member_id": member, "state": "sent", "channel": chance.choice(CHANNELS),
                        "at_page": "", "started_on": day, "sent_on": day})  # fmt: skip
        answers += _answers(response, chance)
    return members, written, answers


def _answers(response: str, chance: Random) -> Iterator[dict[str, object]]:
    for n in range(1, QUESTIONS + 1):
        code = chance.choice(CODES) if n < QUESTIONS else None
        yield {"response_id": response, "question_key": f"q{n}", "n": 0, "item_key": f"q{n}",
               "status": "given", "code": code, "number": None if code else chance.randint(0, 99),
               "day": None, "sealed": None}  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
