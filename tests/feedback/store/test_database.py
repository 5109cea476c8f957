"""Does the store keep its promises: durable settings, writers that wait, nothing half?"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import create_engine, insert, inspect, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError

from feedback.store.database import Database
from feedback.store.once import insert_once
from feedback.store.outbox import KeptSetting
from feedback.store.rounds import CohortMember
from feedback.store.tables import metadata
from tests.conftest import scaled
from tests.postgres import postgres_url

NOW = datetime(2024, 2, 5, 10, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    if request.param == "postgresql":
        found = postgres_url()
        if found is None:
            pytest.skip("PostgreSQL is not installed")
        url = found
    database = Database(url)
    metadata.create_all(database.engine)
    yield database
    database.close()


def keep(database: Database, key: str, value: str) -> None:
    with database.writing() as session:
        session.execute(
            insert(KeptSetting).values(key=key, value=value, changed_by="t", changed_at=NOW)
        )


def kept(database: Database, key: str) -> str | None:
    with database.reading() as session:
        return session.scalar(select(KeptSetting.value).where(KeptSetting.key == key))


def test_sqlite_is_durable_on_every_connection(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'durable.sqlite'}")
    for _ in range(3):
        with database.reading() as session:
            told = {
                name: session.execute(text(f"PRAGMA {name}")).scalar_one()
                for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
            }
            assert told == {
                "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1
            }  # fmt: skip
            assert session.execute(text("PRAGMA busy_timeout")).scalar_one() >= 5000
        database.engine.dispose()


def test_a_block_that_fails_leaves_no_trace(store: Database) -> None:
    def fails() -> None:
        with store.writing() as session:
            session.execute(
                insert(KeptSetting).values(key="a", value="1", changed_by="t", changed_at=NOW)
            )
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert kept(store, "a") is None


def test_a_row_is_written_once_however_often_it_is_asked_for(store: Database) -> None:
    for expected in (True, False, False):
        with store.writing() as session:
            values = {"key": "once", "value": "1", "changed_by": "t", "changed_at": NOW}
            assert insert_once(session, KeptSetting, **values) is expected


def test_foreign_keys_hold(store: Database) -> None:
    with pytest.raises(IntegrityError), store.writing() as session:
        session.execute(insert(CohortMember).values(cohort_id="nobody", reference="R", kind="CP"))


def test_naive_times_are_refused_and_others_come_back_as_utc(store: Database) -> None:
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(StatementError), store.writing() as session:
        session.execute(
            insert(KeptSetting).values(key="n", value="", changed_by="t", changed_at=naive)
        )
    elsewhere = datetime(2024, 7, 1, 12, tzinfo=timezone(timedelta(hours=1)))
    with store.writing() as session:
        session.execute(
            insert(KeptSetting).values(key="z", value="", changed_by="t", changed_at=elsewhere)
        )
    with store.reading() as session:
        found = session.scalars(select(KeptSetting.changed_at)).one()
    assert found == elsewhere
    assert found.utcoffset() == timedelta(0)


def count_up(database: Database, times: int, failures: list[Exception]) -> None:
    for _ in range(times):
        try:
            with database.writing() as session:
                before = session.scalar(select(KeptSetting.value).where(KeptSetting.key == "count"))
                session.execute(
                    update(KeptSetting)
                    .where(KeptSetting.key == "count")
                    .values(value=str(int(before or 0) + 1))
                )
        except OperationalError as failure:
            failures.append(failure)


def at_once(database: Database, threads: int, times: int) -> list[Exception]:
    failures: list[Exception] = []
    people = [
        threading.Thread(target=count_up, args=(database, times, failures)) for _ in range(threads)
    ]
    for person in people:
        person.start()
    for person in people:
        person.join()
    return failures


def test_writers_that_read_first_wait_for_each_other(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'writers.sqlite'}")
    metadata.create_all(database.engine)
    keep(database, "count", "0")
    each = scaled(1200) // 4
    assert at_once(database, 4, each) == []
    assert kept(database, "count") == str(4 * each)
    print(f"N = {4 * each} read-then-write transactions")


def test_deferred_writers_would_fail(tmp_path: Path) -> None:
    """The negative control: with a plain BEGIN the same people step on each other."""
    path = tmp_path / "deferred.sqlite"
    database = Database(f"sqlite:///{path}")
    metadata.create_all(database.engine)
    keep(database, "count", "0")

    class Deferred(Database):
        def __init__(self) -> None:
            self.engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 1})
            self._writer = self.engine.execution_options()

    each = scaled(1200) // 4
    failures = at_once(Deferred(), 4, each)
    lost = 4 * each - int(kept(database, "count") or 0)
    assert failures or lost
    print(f"N = {4 * each} deferred transactions: {len(failures)} failed")


def test_an_engine_that_is_closed_holds_nothing(store: Database) -> None:
    keep(store, "k", "v")
    store.close()
    assert kept(store, "k") == "v"


def test_every_constraint_and_index_has_a_name_of_ours(store: Database) -> None:
    """A migration can only change what it can name, the same on both databases."""
    told = inspect(store.engine)
    for table in metadata.tables:
        names = {
            "pk": [told.get_pk_constraint(table)["name"]],
            "fk": [key["name"] for key in told.get_foreign_keys(table)],
            "uq": [key["name"] for key in told.get_unique_constraints(table)],
            "ck": [key["name"] for key in told.get_check_constraints(table)],
            "ix": [
                key["name"]
                for key in told.get_indexes(table)
                if not key.get("duplicates_constraint")
            ],
        }
        for kind, held in names.items():
            assert all(name and name.startswith(f"{kind}_{table}") for name in held), (table, held)
