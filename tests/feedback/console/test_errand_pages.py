"""Do people without a command line get what the commands give, and nobody else their files?"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select

from feedback.collection.errands import claim_errand
from feedback.jobs.errands import do_errands, forget_expired
from feedback.jobs.uploads import assign_file, discover_file, feel_file
from feedback.sealing.keystore import WordsAreGone
from feedback.services import Services
from feedback.store.errands import Errand
from feedback.store.outbox import AuditEntry
from feedback.themes.embedding import has_minilm
from feedback.web.accounts import Role
from tests.feedback.console.conftest import Desk, SeatAt, moves_by_itself

ANSWERS = "id,said\n" + "".join(
    f"{n},{said}\n"
    for n, said in enumerate(
        ["My worker Xanthippe listens to me", "They never rang us back", "We waited three weeks"]
        * 3
    )
)
PAGE = "/staff/errands"


def gives(desk: Desk, kind: str, raw: bytes, name: str = "in.csv", **form: str) -> str:
    """The address of the errand."""
    reply = desk.post(
        f"{PAGE}/ask", page=PAGE, kind=kind, file=(io.BytesIO(raw), name), column="said", **form
    )
    assert reply.status_code == 303, reply.text
    return str(reply.location)


def workbook(rows: list[list[str]], path: Path) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        assert book.active is not None
        book.active.append(row)
    book.save(path)
    return path.read_bytes()


@pytest.mark.parametrize(
    ("kind", "added"),
    [
        ("redact", ["id", "said", "redacted", "found"]),
        ("scan", ["id", "said", "level", "kinds", "spans"]),
        ("sentiment", ["id", "said", "sentiment", "sureness"]),
        ("assign", ["row", "theme", "score"]),
    ],
)
def test_a_file_comes_back_as_the_command_makes_it(
    services: Services, seat: SeatAt, kind: str, added: list[str]
) -> None:
    analyst = seat(Role.ANALYST)
    there = gives(analyst, kind, ANSWERS.encode(), shipped="parents")
    waiting = analyst.get(there).text
    assert "Waits" in waiting
    assert moves_by_itself(waiting)
    assert do_errands(services) == 1
    done = analyst.get(there).text
    assert "Done" in done
    assert not moves_by_itself(done)
    made = analyst.get(f"{there}/file")
    table = list(csv.reader(io.StringIO(made.data.decode("utf-8-sig"))))
    assert table[0] == added
    assert len(table) >= 10
    with services.sessions.reading() as session:
        audited = set(session.scalars(select(AuditEntry.what)))
    assert {"file_uploaded", "downloaded"} <= audited


@pytest.mark.skipif(not has_minilm(), reason="MiniLM is not installed")
@pytest.mark.parametrize("doing", [assign_file, discover_file, feel_file])
def test_a_person_who_waits_sees_it_move(
    services: Services, seat: SeatAt, doing: Callable[..., object]
) -> None:
    lines = [f"{n},{'word ' * 60}{n}" for n in range(40)]
    gives(seat(Role.ANALYST), "assign", "\n".join(["id,said", *lines]).encode(), shipped="parents")
    with services.sessions.writing() as session:
        claimed = claim_errand(session, services.clock.now())
    assert claimed is not None
    steps: list[tuple[int, int]] = []
    doing(services, claimed, lambda done, total: steps.append((done, total)))
    assert steps[0] == (0, 40)
    assert {total for _, total in steps} == {40}
    done = [one for one, _ in steps]
    assert done == sorted(done)
    assert any(0 < one < 20 for one in done)
    assert 30 < done[-1] < 40


def test_themes_are_found_in_a_file(services: Services, seat: SeatAt) -> None:
    analyst = seat(Role.ANALYST)
    there = gives(analyst, "discover", ANSWERS.encode(), themes="2")
    do_errands(services)
    found = json.loads(analyst.get(f"{there}/file").data)
    assert len(found["themes"]) == 2


def test_a_workbook_and_known_names(services: Services, seat: SeatAt, tmp_path: Path) -> None:
    analyst = seat(Role.ANALYST)
    raw = workbook([["said"], ["i told quillon"]], tmp_path / "in.xlsx")
    there = gives(analyst, "redact", raw, "in.xlsx", names="Quillon\n")
    do_errands(services)
    assert "i told [name]" in analyst.get(f"{there}/file").data.decode()


def test_the_words_are_sealed_and_nobody_elses(services: Services, seat: SeatAt) -> None:
    there = gives(seat(Role.ANALYST), "redact", ANSWERS.encode())
    with services.sessions.reading() as session:
        row = session.scalars(select(Errand)).one()
    assert row.given is not None
    assert b"Xanthippe" not in row.given
    do_errands(services)
    other = seat(Role.DUTY_OFFICER)
    assert other.get(there).status_code == 404
    assert other.get(f"{there}/file").status_code == 404


def test_after_a_day_the_file_and_its_key_are_gone(services: Services, seat: SeatAt) -> None:
    analyst = seat(Role.ANALYST)
    there = gives(analyst, "redact", ANSWERS.encode())
    do_errands(services)
    services.clock.move(hours=25)  # type: ignore[attr-defined]  # the test's clock
    assert forget_expired(services) == 1
    with pytest.raises(WordsAreGone):
        services.keys.open(f"errand:{there.rsplit('/', 1)[1]}")
    with services.sessions.reading() as session:
        assert session.scalars(select(Errand)).all() == []


@pytest.mark.parametrize(
    ("raw", "form", "told"),
    [
        (b"other\nwords here\n", {}, "No column of the file"),
        (b"said\n", {}, "a top row only"),
        (b"PK\x03\x04broken", {}, "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_worked_on_is_told_why(
    services: Services, seat: SeatAt, raw: bytes, form: dict[str, str], told: str
) -> None:
    analyst = seat(Role.ANALYST)
    there = gives(analyst, "redact", raw, **form)
    do_errands(services)
    seen = analyst.get(there).text
    assert "Not done" in seen
    assert told in seen


def test_what_is_missing_is_said_beside_the_field(seat: SeatAt) -> None:
    reply = seat(Role.ANALYST).post(f"{PAGE}/ask", page=PAGE, kind="redact", column="said")
    assert reply.status_code == 422
    assert "Choose a file" in reply.text
