"""Does the register tell nothing by the order or the writing of its rows?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, text

from feedback.collection.register import lay_anew
from feedback.collection.responses import tick
from feedback.services import Services
from feedback.store.rounds import Participation
from tests.factories import ask, make_services, postgres_store, survey

SMALL = """
key: small
version: 1
title: Your views
audience: parent
language: en
start: {who_asks: [We ask.], who_sees: [We see.]}
sections:
  - key: all
    title: All
    questions: [{key: good, kind: long_text, ask: What is good?}]
"""


@pytest.fixture
def on_postgresql(tmp_path: Path) -> Iterator[Services]:
    url = postgres_store()
    if url is None:
        pytest.skip("PostgreSQL is not installed")
    made = make_services(tmp_path, url=url)
    yield made
    made.sessions.close()


def test_after_the_night_nothing_tells_who_sent_when(on_postgresql: Services) -> None:
    services = on_postgresql
    asked = ask(services, survey(SMALL), people=20, mode="anonymous")
    for member in reversed(asked.member_ids):
        with services.sessions.writing() as session:
            tick(session, member, "sent_on", date(2024, 2, 5))
    rows = "SELECT member_id, xmin::text AS wrote FROM participation ORDER BY ctid"
    with services.sessions.reading() as session:
        before = session.execute(text(rows)).all()
    assert len({row.wrote for row in before}) > 1  # the negative control: it did tell
    with services.sessions.writing() as session:
        assert lay_anew(session)
    with services.sessions.reading() as session:
        after = session.execute(text(rows)).all()
        sent = session.scalars(select(Participation.sent_on)).all()
    assert len({row.wrote for row in after}) == 1
    assert [row.member_id for row in after] == sorted(row.member_id for row in after)
    assert all(sent)


def test_sqlite_keeps_rows_by_their_random_key_and_needs_nothing(services: Services) -> None:
    ask(services, survey(SMALL), people=3, mode="anonymous")
    with services.sessions.writing() as session:
        assert not lay_anew(session)
