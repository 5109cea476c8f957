"""Is evidence judged by what it is, kept sealed, and given back as it came?"""

from __future__ import annotations

import io
import zipfile

import pytest
from sqlalchemy import select

from feedback.compact.evidence import BYTES_MOST, Accepted, judge
from feedback.compact.files import TooManyFiles, drop_file, files_of, keep_file, open_file
from feedback.errors import NotFound
from feedback.store.compact import CompactFile
from tests.feedback.compact.world import Audit, on_both

PDF = b"%PDF-1.7 invented"


def zipped(*names: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return held.getvalue()


@pytest.mark.parametrize(
    ("name", "raw", "kept_as"),
    [
        ("Policy.PDF", PDF, "Policy.pdf"),
        ("a.jpeg", b"\xff\xd8\xff\xe0", "a.jpg"),
        ("minutes.docx", zipped("word/document.xml"), "minutes.docx"),
        ("record.xlsx", zipped("xl/workbook.xml", "xl/printerSettings1.bin"), "record.xlsx"),
        ("..\\..\\etc/pass*wd\r\n.pdf", PDF, "passwd.pdf"),
        (".pdf", PDF, "evidence.pdf"),
    ],
)
def test_a_document_is_kept_under_a_harmless_name(name: str, raw: bytes, kept_as: str) -> None:
    told = judge(name, raw)
    assert isinstance(told, Accepted), told
    assert told.name == kept_as


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("a.pdf", b""),
        ("a.pdf", PDF + b"x" * BYTES_MOST),
        ("a.html", b"<script>alert(1)</script>"),
        ("a.pdf", b"<html>"),
        ("a.docx", PDF),
        ("a.html", PDF),
        ("a.svg", b"<svg/>"),
        ("a.docx", zipped("word/document.xml", "word/vbaProject.bin")),
        ("a.docx", zipped("anything.txt")),
        ("a.docx", b"PK\x03\x04 broken"),
    ],
)
def test_anything_else_is_refused_with_a_reason(name: str, raw: bytes) -> None:
    assert isinstance(judge(name, raw), str)


@on_both
def test_a_file_is_sealed_and_comes_back_byte_for_byte(audit: Audit) -> None:
    token = audit.asks()
    by = audit.joins(token, "Ada")
    key, request_id = audit.key(token), audit.request_id(token)
    told = Accepted("Head's policy.pdf", "pdf", PDF)
    with audit.services.sessions.writing() as session:
        first = keep_file(session, key, request_id, "ca01a", told, by)
        assert keep_file(session, key, request_id, "ca01a", told, by) == first  # a double tap
        row = session.scalars(select(CompactFile)).one()
        assert b"invented" not in row.sealed
        assert b"policy" not in row.name
        (view,) = files_of(session, key, request_id)
        assert open_file(session, key, request_id, view.id) == (view, PDF)
        assert (view.name, view.size) == ("Head's policy.pdf", "1 KB")


def test_a_file_opens_for_its_own_return_only(audit: Audit) -> None:
    token, other = audit.asks("One"), audit.asks("Two")
    by, _ = audit.joins(token, "Ada"), audit.joins(other, "Ben")
    with audit.services.sessions.writing() as session:
        told = Accepted("a.pdf", "pdf", PDF)
        kept = keep_file(session, audit.key(token), audit.request_id(token), "ca01a", told, by)
        with pytest.raises(NotFound):
            open_file(session, audit.key(other), audit.request_id(other), kept)
        drop_file(session, audit.request_id(other), kept)
        assert len(files_of(session, audit.key(token), audit.request_id(token))) == 1
        drop_file(session, audit.request_id(token), kept)
        assert files_of(session, audit.key(token), audit.request_id(token)) == ()


def test_a_return_is_no_archive(audit: Audit) -> None:
    token = audit.asks()
    by = audit.joins(token, "Ada")
    key, request_id = audit.key(token), audit.request_id(token)
    with audit.services.sessions.writing() as session:
        for n in range(30):
            keep_file(session, key, request_id, "ca01a", Accepted(f"{n}.pdf", "pdf", PDF), by)
        with pytest.raises(TooManyFiles):
            keep_file(session, key, request_id, "ca01a", Accepted("x.pdf", "pdf", PDF), by)
