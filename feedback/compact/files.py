"""Which files show what a return's grades rest on? Sealed, in the database, under its key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from feedback.compact.evidence import FILES_MOST, Accepted
from feedback.compact.filling import By
from feedback.errors import FeedbackError, NotFound
from feedback.sealing.keystore import OpenKey
from feedback.store.base import new_id
from feedback.store.compact import CompactFile
from feedback.store.turns import take_turn


class TooManyFiles(FeedbackError):
    """A return is not an archive."""

    message = f"A return can hold {FILES_MOST} files. Take one away first."


@dataclass(frozen=True, slots=True)
class FileView:
    """A file without what stands in it."""

    id: str
    indicator: str
    name: str
    kind: str
    size_bytes: int
    kept_on: date

    @property
    def size(self) -> str:
        """In words: kilobytes, 1 at least."""
        return f"{max(1, round(self.size_bytes / 1024)):,} KB"


def keep_file(
    session: Session, key: OpenKey, request_id: str, indicator: str, told: Accepted, by: By
) -> str:
    """Keep a file; its id. The same file sent twice is kept once. Raises TooManyFiles."""
    take_turn(session, f"compact files {request_id}")
    there = files_of(session, key, request_id)
    for one in there:
        if (one.indicator, one.name, one.size_bytes) == (indicator, told.name, len(told.raw)):
            return one.id
    if len(there) >= FILES_MOST:
        raise TooManyFiles
    file_id = new_id()
    session.execute(
        insert(CompactFile).values(
            id=file_id, request_id=request_id, indicator=indicator, hand_id=by.hand_id,
            name=key.seal(told.name, f"name:{file_id}"), kind=told.kind,
            size_bytes=len(told.raw), sealed=key.seal_bytes(told.raw, f"file:{file_id}"),
            kept_on=by.today,
        )
    )  # fmt: skip
    return file_id


def files_of(session: Session, key: OpenKey, request_id: str) -> tuple[FileView, ...]:
    """Every file of a return, by indicator and name."""
    rows = session.execute(
        select(
            CompactFile.id, CompactFile.indicator, CompactFile.name, CompactFile.kind,
            CompactFile.size_bytes, CompactFile.kept_on,
        ).where(CompactFile.request_id == request_id)
    )  # fmt: skip
    found = [
        FileView(row[0], row[1], key.unseal(row[2], f"name:{row[0]}"), row[3], row[4], row[5])
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: (one.indicator, one.name, one.id)))


def count_files(session: Session, request_id: str) -> int:
    """How many files a return has."""
    counted = select(func.count()).select_from(CompactFile)
    return session.scalar(counted.where(CompactFile.request_id == request_id)) or 0


def open_file(
    session: Session, key: OpenKey, request_id: str, file_id: str
) -> tuple[FileView, bytes]:
    """One file of this return with its bytes. Raises NotFound."""
    row = session.get(CompactFile, file_id)
    if row is None or row.request_id != request_id:
        raise NotFound
    name = key.unseal(row.name, f"name:{row.id}")
    view = FileView(row.id, row.indicator, name, row.kind, row.size_bytes, row.kept_on)
    return view, key.unseal_bytes(row.sealed, f"file:{row.id}")


def drop_file(session: Session, request_id: str, file_id: str) -> None:
    """Take a file away; harmless where it is gone already."""
    session.execute(
        delete(CompactFile).where(CompactFile.id == file_id, CompactFile.request_id == request_id)
    )
