"""Are names, files and updates of a return forgotten with its words, while grades stay?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from feedback.compact.evidence import Accepted
from feedback.compact.files import keep_file
from feedback.jobs.forgetting import forget_due
from feedback.jobs.worker import work_once
from feedback.reports.compact import standard_shares
from feedback.sealing.keystore import WordsAreGone
from feedback.store.compact import CompactFile, CompactHand
from feedback.store.rounds import Round
from tests.feedback.compact.world import DUE, Audit, on_both


def count(audit: Audit, table: type) -> int:
    with audit.services.sessions.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


@on_both
def test_the_papers_go_two_years_after_the_last_day_and_the_grades_stay(audit: Audit) -> None:
    token = audit.asks()
    by = audit.joins(token, "Ada")
    audit.grades_all(token, by)
    key, request_id = audit.key(token), audit.request_id(token)
    with audit.services.sessions.writing() as session:
        keep_file(session, key, request_id, "ca01a", Accepted("a.pdf", "pdf", b"%PDF-"), by)
        closes_on = session.scalars(select(Round.closes_on)).one()
    held = audit.mine(token).held
    assert held is not None
    audit.signs(token)
    assert closes_on == DUE + timedelta(days=550)
    audit.clock.instant = datetime(2027, 9, 1, 12, tzinfo=UTC)  # nearly two years after it closed
    work_once(audit.services)
    forget_due(audit.services)
    assert (count(audit, CompactHand), count(audit, CompactFile)) == (1, 1)
    audit.clock.instant = datetime(2027, 11, 1, 12, tzinfo=UTC)
    forget_due(audit.services)
    assert (count(audit, CompactHand), count(audit, CompactFile)) == (0, 0)
    with pytest.raises(WordsAreGone):
        audit.services.keys.open(held.key_owner)
    with audit.services.sessions.reading() as session:
        assert standard_shares(session, audit.cycle_id)[0].graded == 3
