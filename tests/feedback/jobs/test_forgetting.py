"""Is everything forgotten when its time has come, so that no old copy can bring it back?"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from feedback.collection.calendar import months_before
from feedback.collection.retention import digest_of
from feedback.jobs.forgetting import forget_due
from feedback.jobs.looking import look_at_all
from feedback.sealing.keystore import WordsAreGone
from feedback.services import Services
from feedback.store.concerns import Concern
from feedback.store.database import Database
from feedback.store.forgetting import Forgotten
from feedback.store.outbox import AuditEntry
from feedback.store.reading import Reading
from feedback.store.responses import Answer, Response
from feedback.store.rounds import CohortMember, Invitation, Round, RoundInstrument
from tests.apps import make_app
from tests.factories import CLOSES, DURING, Asked, ask, survey
from tests.fakes import FixedClock
from tests.feedback.jobs.test_looking import TEXTS
from tests.people import Person

CANARY = "kanarienvogel sings at noon"
TELLING = "my dad hits me kanarienvogel"


def later(services: Services, months: int) -> Services:
    """The same world so many months after the round closed."""
    day = CLOSES + timedelta(days=31 * months)
    return replace(
        services, clock=FixedClock(datetime(day.year, day.month, day.day, 3, tzinfo=UTC))
    )


def a_closed_round(services: Services, said: str = CANARY) -> Asked:
    asked = ask(services, survey(TEXTS.format(audience="child_8_11")))
    person = Person(make_app(services))
    person.opens(f"/i/{asked.tokens[0]}").presses("begin").presses("on")
    person.presses("next", good=said)
    if "on:change" in person.text:  # the help card stands in between
        person.presses("on:change")
    person.presses("next", change="").presses("send")
    with services.sessions.writing() as session:
        session.execute(update(Round).values(state="closed"))
    return asked


def count(services: Services, what: type, *where: object) -> int:
    with services.sessions.reading() as session:
        return session.scalar(select(func.count()).select_from(what).where(*where)) or 0  # type: ignore[arg-type]


def proofs(services: Services) -> dict[str, Forgotten]:
    with services.sessions.reading() as session:
        return {one.what: one for one in session.scalars(select(Forgotten))}


def test_nothing_goes_before_its_time(services: Services) -> None:
    a_closed_round(services)
    forget_due(later(services, 1))
    assert proofs(services) == {}
    assert count(services, Answer, Answer.sealed.is_not(None)) == 1


def test_names_and_links_go_first_and_who_was_asked_is_still_counted(services: Services) -> None:
    a_closed_round(services)
    with services.sessions.writing() as session:
        session.execute(update(CohortMember).values(contact=b"sealed", has_email=True))
    forget_due(later(services, 4))
    assert count(services, CohortMember) == 1
    assert count(services, CohortMember, CohortMember.contact.is_not(None)) == 0
    assert count(services, Invitation) == 0
    assert set(proofs(services)) == {"contacts"}


def test_words_go_and_ticks_stay(services: Services) -> None:
    a_closed_round(services)
    with services.sessions.reading() as session:
        ids = session.scalars(select(Response.id)).all()
    assert forget_due(later(services, 25)) >= 1
    with pytest.raises(WordsAreGone):
        services.keys.open(f"response:{ids[0]}")
    assert count(services, Answer, Answer.sealed.is_not(None)) == 0
    assert count(services, Answer) > 0
    assert count(services, Reading) == 0
    proof = proofs(services)["words"]
    assert (proof.rows, proof.keys_destroyed, proof.digest) == (1, 1, digest_of(ids))
    assert count(services, AuditEntry, AuditEntry.what == "forgotten") >= 1


def test_everything_of_a_person_goes_in_the_end(services: Services) -> None:
    a_closed_round(services)
    forget_due(later(services, 74))
    assert count(services, Answer) == 0
    assert count(services, Response) == 0


def test_a_survey_of_a_round_may_have_its_own_rule(services: Services) -> None:
    a_closed_round(services)
    with services.sessions.writing() as session:
        session.execute(update(RoundInstrument).values(keep_months=36))
    forget_due(later(services, 25))
    assert count(services, Answer, Answer.sealed.is_not(None)) == 1
    forget_due(later(services, 37))
    assert count(services, Answer, Answer.sealed.is_not(None)) == 0


def test_a_concern_keeps_its_own_copy_until_its_own_time(services: Services) -> None:
    a_closed_round(services, TELLING)
    forget_due(later(services, 74))
    with services.sessions.writing() as session:
        concern_id = session.scalars(select(Concern.id)).one()
        services.keys.open(f"concern:{concern_id}")  # raises where it is gone
        session.execute(update(Concern).values(state="closed", closed_at=DURING))
    forget_due(later(services, 74))
    assert count(services, Concern) == 0
    with pytest.raises(WordsAreGone):
        services.keys.open(f"concern:{concern_id}")


def test_a_deletion_cut_short_is_finished_in_the_night(services: Services) -> None:
    asked = ask(services, survey(TEXTS.format(audience="child_8_11")))
    person = Person(make_app(services))
    person.opens(f"/i/{asked.tokens[0]}").presses("begin").presses("on").presses(
        "next", good=CANARY
    )
    with services.sessions.writing() as session:  # the answers went, then the power
        session.execute(update(Response).values(state="withdrawn"))
        response_id = session.scalars(select(Response.id)).one()
    assert forget_due(later(services, 0)) == 1
    with pytest.raises(WordsAreGone):
        services.keys.open(f"response:{response_id}")
    assert proofs(services)["taken_back"].keys_destroyed == 1
    assert forget_due(later(services, 0)) == 0


def test_killed_between_keys_and_rows_the_next_night_does_the_rest(services: Services) -> None:
    a_closed_round(services)
    with services.sessions.reading() as session:
        response_id = session.scalars(select(Response.id)).one()
    services.keys.destroy(f"response:{response_id}")  # as if killed right after
    forget_due(later(services, 25))
    assert count(services, Answer, Answer.sealed.is_not(None)) == 0


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2024, 8, 31), 6, date(2024, 2, 29)),
        (date(2025, 8, 31), 6, date(2025, 2, 28)),
        (date(2024, 1, 15), 1, date(2023, 12, 15)),
        (date(2024, 1, 15), 24, date(2022, 1, 15)),
    ],
)
def test_months_are_counted_by_the_calendar(day: date, months: int, expected: date) -> None:
    assert months_before(day, months) == expected


def places_with(folder: Path, words: str) -> list[str]:
    """Every file under `folder` that holds these words, in any encoding we write."""
    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            held = path.read_bytes()
            if any(words.encode(code) in held for code in ("utf-8", "utf-16-le", "utf-16-be")):
                found.append(path.name)
    return found


def test_the_canary_is_found_where_it_is_in_the_clear(tmp_path: Path) -> None:
    """The negative control: the search below would see words that were not sealed."""
    with sqlite3.connect(tmp_path / "open.sqlite") as held:
        held.execute("CREATE TABLE t (words TEXT)")
        held.execute("INSERT INTO t VALUES (?)", (CANARY,))
    held.close()
    assert places_with(tmp_path, CANARY) == ["open.sqlite"]


def test_no_words_are_left_anywhere_and_an_old_copy_stays_unreadable(
    services: Services,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    a_closed_round(services, f"{TELLING}. {CANARY}")
    look_at_all(services, None)
    folder = services.settings.data_dir
    old = tmp_path / "old-copy"
    shutil.copytree(folder, old, ignore=shutil.ignore_patterns("keys"))
    assert places_with(folder, CANARY) == [], "sealed from the first moment, in database and log"
    with services.sessions.writing() as session:
        session.execute(update(Concern).values(state="closed", closed_at=DURING))
    forget_due(later(services, 74))
    assert places_with(folder, CANARY) == []
    assert places_with(temporary, CANARY) == []
    assert CANARY not in caplog.text
    assert CANARY not in "".join(capfd.readouterr())
    assert not [one for one in services.postman.sent if CANARY in one.text]  # type: ignore[attr-defined]
    before = Database(f"sqlite:///{old / 'feedback.sqlite'}")
    with before.reading() as session:
        rows = session.scalars(select(Answer).where(Answer.sealed.is_not(None))).all()
        concerns = session.scalars(select(Concern.id)).all()
    before.close()
    assert rows
    assert concerns
    for row in rows:
        with pytest.raises(WordsAreGone):
            services.keys.open(f"response:{row.response_id}")
    for concern_id in concerns:
        with pytest.raises(WordsAreGone):
            services.keys.open(f"concern:{concern_id}")
