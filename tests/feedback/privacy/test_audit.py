"""Does the audit's chain show every tampering?"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from feedback.privacy.audit import head, note, verify
from feedback.store.database import Database
from feedback.store.outbox import AuditEntry
from feedback.store.tables import metadata

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
