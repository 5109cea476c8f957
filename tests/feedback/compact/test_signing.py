"""Is a return signed off only when it is finished, and opened again only by staff?"""

from __future__ import annotations

import pytest
from sqlalchemy import select

from feedback.compact.cycles import find_request
from feedback.compact.grading import AlreadyReturned, graded, moderate
from feedback.compact.signing import NeverBegun, NotFinished, outstanding, reopen
from feedback.reports.compact import standard_shares
from feedback.store.outbox import AuditEntry, OutboxMessage
from surveys.answers import Value
from tests.feedback.compact.world import BY, Audit, on_both


def missing(audit: Audit, token: str) -> list[str]:
    with audit.services.sessions.reading() as session:
        found = outstanding(session, audit.services.keys, audit.mine(token))
    return [one.question_key for one in found.missing]


@on_both
def test_every_indicator_needs_a_grade_and_a_poor_one_an_action(audit: Audit) -> None:
    token = audit.asks()
    ada = audit.joins(token, "Ada")
    assert len(missing(audit, token)) == 36
    audit.grades_all(token, ada, ca04a="requires_improvement", ca05a="not_applicable")
    assert missing(audit, token) == ["ca04a_action", "ca04a_owner", "ca04a_due"]
    with pytest.raises(NotFinished):
        audit.signs(token)
    audit.promises(token, ada)
    assert missing(audit, token) == []
    audit.signs(token)
    mine = audit.mine(token)
    assert mine.is_signed_off
    assert mine.request.signed_off_by == "Invented Head, head teacher"
    with audit.services.sessions.reading() as session:
        shares = standard_shares(session, audit.cycle_id)
        kinds = session.scalars(select(OutboxMessage.kind)).all()
    assert (shares[3].graded, shares[3].requires_improvement) == (3, 1)
    assert shares[4].graded == 2  # not applicable is left out
    assert sorted(kinds) == ["compact_receipt", "compact_request"]


def test_who_left_no_email_is_sent_no_receipt(audit: Audit) -> None:
    token = audit.asks(email="")
    audit.grades_all(token, audit.joins(token, "Ada"))
    audit.signs(token)
    assert audit.mine(token).is_signed_off
    with audit.services.sessions.reading() as session:
        assert session.scalars(select(OutboxMessage.kind)).all() == []


def test_two_peoples_words_beside_each_other_hold_it_up(audit: Audit) -> None:
    token = audit.asks()
    ada, ben = audit.joins(token, "Ada"), audit.joins(token, "Ben")
    audit.grades_all(token, ada)
    before = audit.mine(token)
    audit.writes(token, ada, {"ca01a_evidence": Value(text="one")})
    audit.writes(token, ben, {"ca01a_evidence": Value(text="two")}, seen=before)
    with pytest.raises(NotFinished):
        audit.signs(token)


def test_it_is_signed_off_once(audit: Audit) -> None:
    token = audit.asks()
    audit.grades_all(token, audit.joins(token, "Ada"))
    audit.signs(token)
    with pytest.raises(AlreadyReturned):
        audit.signs(token)


def test_an_action_left_from_a_changed_grade_goes_with_sign_off(audit: Audit) -> None:
    token = audit.asks()
    ada = audit.joins(token, "Ada")
    audit.grades_all(token, ada, ca04a="inadequate")
    audit.promises(token, ada)
    audit.writes(token, ada, {"ca04a": Value(codes=("good",))})
    audit.signs(token)
    assert "ca04a_action" not in audit.mine(token).answers


@on_both
def test_staff_open_it_again_and_what_the_panel_said_stays(audit: Audit) -> None:
    token = audit.asks()
    ada = audit.joins(token, "Ada")
    audit.grades_all(token, ada)
    audit.signs(token)
    request_id = audit.request_id(token)
    with audit.services.sessions.writing() as session:
        moderate(session, request_id, "ca01a", "inadequate", by=BY, now=audit.now, why="No lead.")
        reopen(session, request_id, "They asked", by=BY, now=audit.now)
    with audit.services.sessions.reading() as session:
        assert standard_shares(session, audit.cycle_id)[0].graded == 0  # until it is back
    audit.writes(token, ada, {"ca01b": Value(codes=("outstanding",))})
    audit.signs(token)
    with audit.services.sessions.reading() as session:
        grades = graded(session, request_id)
        what = session.scalars(select(AuditEntry.what)).all()
    assert (grades["ca01a"].moderated, grades["ca01a"].why) == ("inadequate", "No lead.")
    assert grades["ca01b"].grade == "outstanding"
    assert {"compact_moderated", "compact_reopened", "compact_signed_off"} <= set(what)
    with audit.services.sessions.reading() as session:
        assert find_request(session, request_id).submitted_on is not None


def test_what_never_began_is_not_opened_again(audit: Audit) -> None:
    token = audit.asks()
    with pytest.raises(NeverBegun), audit.services.sessions.writing() as session:
        reopen(session, audit.request_id(token), "why", by=BY, now=audit.now)


def test_a_late_return_is_taken_and_marked(audit: Audit) -> None:
    token = audit.asks()
    ada = audit.joins(token, "Ada")
    audit.clock.instant = audit.now.replace(month=4, day=2)
    audit.grades_all(token, ada)
    audit.signs(token)
    mine = audit.mine(token)
    assert mine.request.is_late(mine.cycle.due_on)
