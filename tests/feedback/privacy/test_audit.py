"""Does the audit's chain show every tampering?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update

from feedback.privacy.audit import head, note, verify
from feedback.store.database import Database
from feedback.store.outbox import AuditEntry
from feedback.store.tables import metadata
from tests.conftest import scaled
from tests.postgres import postgres_url

NOW = datetime(2024, 2, 5, 10, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Database:
    database = Database(f"sqlite:///{tmp_path / 'audit.sqlite'}")
    metadata.create_all(database.engine)
    with database.writing() as session:
        for n in range(10):
            note(session, who="a@example.org", what="seen", about=f"concern:{n}", now=NOW,
                 details={"n": str(n)})  # fmt: skip
    return database


def breaks(store: Database, anchored: tuple[int, str] | None = None) -> list[str]:
    with store.reading() as session:
        return [f"{one.place} {one.why}" for one in verify(session, anchored=anchored)]


def test_an_untouched_log_holds(store: Database) -> None:
    assert breaks(store) == []


@pytest.mark.parametrize(
    "change",
    [{"who": "b@example.org"}, {"what": "x"}, {"about": "y"}, {"details": {"n": "x"}},
     {"at": datetime(2024, 2, 6, tzinfo=UTC)}, {"hash": "0" * 64}, {"before": "0" * 64}],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
@pytest.mark.parametrize("place", [1, 5, 10])
def test_any_edit_is_found(store: Database, place: int, change: dict[str, object]) -> None:
    if place == 1 and "before" in change:
        return  # the first entry's is zeros
    with store.writing() as session:
        session.execute(update(AuditEntry).where(AuditEntry.place == place).values(**change))
    assert breaks(store)


@pytest.mark.parametrize("place", [1, 5, 9])
def test_a_deletion_is_found(store: Database, place: int) -> None:
    with store.writing() as session:
        session.execute(delete(AuditEntry).where(AuditEntry.place == place))
    assert breaks(store)


def test_a_swap_is_found(store: Database) -> None:
    with store.writing() as session:
        for was, becomes in ((3, 100), (4, 3), (100, 4)):
            session.execute(update(AuditEntry).where(AuditEntry.place == was).values(place=becomes))
    assert breaks(store)


def test_cutting_the_end_off_is_found_against_an_anchor(store: Database) -> None:
    with store.reading() as session:
        anchored = head(session)
    with store.writing() as session:
        session.execute(delete(AuditEntry).where(AuditEntry.place > 7))
    assert breaks(store) == []
    assert breaks(store, anchored) == ["10 is not the entry that was anchored"]


def test_a_rewritten_chain_is_found_against_an_anchor(store: Database) -> None:
    with store.reading() as session:
        anchored = head(session)
        kept = session.scalars(select(AuditEntry.about).order_by(AuditEntry.place)).all()
    with store.writing() as session:
        session.execute(delete(AuditEntry))
        for about in kept:
            note(session, who="c@example.org", what="seen", about=about, now=NOW)
    assert breaks(store) == []
    assert breaks(store, anchored)


PLACES = st.integers(1, 10)
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
HASHES = st.text("0123456789abcdef", min_size=64, max_size=64)
TAMPERING = st.one_of(
    st.tuples(st.just("delete"), PLACES, PLACES),
    st.tuples(st.just("swap"), PLACES, PLACES),
    st.tuples(st.just("cut"), PLACES, PLACES),
    st.tuples(st.sampled_from(["who", "what", "about"]), PLACES, WORDS),
    st.tuples(st.sampled_from(["before", "hash"]), PLACES, HASHES),
    st.tuples(st.just("details"), PLACES, st.dictionaries(WORDS, WORDS, max_size=2)),
)


def tamper(store: Database, how: str, place: int, with_what: object) -> None:
    with store.writing() as session:
        if how == "delete":
            session.execute(delete(AuditEntry).where(AuditEntry.place == place))
        elif how == "cut":
            session.execute(delete(AuditEntry).where(AuditEntry.place >= place))
        elif how == "swap":
            for was, becomes in ((place, 100), (with_what, place), (100, with_what)):
                session.execute(
                    update(AuditEntry).where(AuditEntry.place == was).values(place=becomes)
                )
        else:
            session.execute(
                update(AuditEntry).where(AuditEntry.place == place).values(**{how: with_what})
            )


@settings(
    max_examples=scaled(2000),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(tampering=st.lists(TAMPERING, min_size=1, max_size=4))
def test_whatever_is_changed_is_found(
    store: Database, tampering: list[tuple[str, int, object]]
) -> None:
    with store.reading() as session:
        anchored = head(session)
        sound = [row._asdict() for row in session.execute(select(*AuditEntry.__table__.columns))]
    for step in tampering:
        tamper(store, *step)
    with store.reading() as session:
        now = [row._asdict() for row in session.execute(select(*AuditEntry.__table__.columns))]
    assert bool(breaks(store, anchored)) is (now != sound)
    with store.writing() as session:
        session.execute(delete(AuditEntry))
        session.execute(insert(metadata.tables[AuditEntry.__tablename__]), sound)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_those_who_write_at_once_make_one_chain(kind: str, tmp_path: Path) -> None:
    url = postgres_url() if kind == "postgresql" else f"sqlite:///{tmp_path / 'chain.sqlite'}"
    if url is None:
        pytest.skip("PostgreSQL is not installed")
    database = Database(url)
    metadata.create_all(database.engine)
    each = scaled(400) // 4

    def write(who: str) -> None:
        for n in range(each):
            with database.writing() as session:
                note(session, who=who, what="seen", about=str(n), now=NOW)

    with ThreadPoolExecutor(4) as people:
        list(people.map(write, "abcd"))
    with database.reading() as session:
        assert head(session)[0] == 4 * each
        assert verify(session) == ()
    database.close()
