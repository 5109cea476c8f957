"""Does each organisation get its link, and only those that owe something another message?"""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from feedback.collection.opting_out import opt_out
from feedback.collection.round_views import list_rounds
from feedback.compact.asking import remind
from feedback.compact.cycles import Asked, AskedAlready, ask, requests_of, to_chase
from feedback.compact.updates import ask_for_updates
from feedback.jobs.worker import work_once
from feedback.store.outbox import OutboxMessage
from tests.fakes import RememberingPostman
from tests.feedback.compact.world import BY, Audit, on_both


def sent(audit: Audit) -> list[tuple[str, str]]:
    """(to, subject) of every e-mail since the last look."""
    postman = audit.services.postman
    assert isinstance(postman, RememberingPostman)
    work_once(audit.services)
    found = sorted((letter.to, letter.subject) for letter in postman.sent)
    postman.sent.clear()
    return found


def reminds(audit: Audit) -> int:
    with audit.services.sessions.writing() as session:
        everybody = [one.id for one in requests_of(session, audit.cycle_id)]
        return remind(session, audit.cycle_id, everybody, by=BY, now=audit.now)


def test_a_request_goes_to_who_has_an_address_with_the_link_and_a_way_to_stop(
    audit: Audit,
) -> None:
    token = audit.asks("With Mail")
    audit.asks("By Hand", email="")
    work_once(audit.services)
    postman = audit.services.postman
    assert isinstance(postman, RememberingPostman)
    (letter,) = postman.sent
    assert (letter.to, letter.subject) == ("office@school.example", "Your Compact return")
    assert f"/compact/{token}" in letter.text
    assert "With Mail" in letter.text
    assert "31 March 2024" in letter.text
    assert f"/stop/{token}" in letter.unsubscribe_url


@on_both
def test_nobody_is_asked_twice_in_a_cycle_however_the_name_is_written(audit: Audit) -> None:
    audit.asks("St. Invented's School")
    with pytest.raises(AskedAlready), audit.services.sessions.writing() as session:
        ask(session, audit.cycle_id, Asked("ST INVENTEDS SCHOOL", "education", "education"),
            date(2024, 2, 6))  # fmt: skip


@on_both
def test_a_reminder_goes_to_those_who_returned_nothing_and_notes_the_day(audit: Audit) -> None:
    done, owes = audit.asks("Done", email="a@x.example"), audit.asks("Owes", email="b@x.example")
    stopped = audit.asks("Stopped", email="c@x.example")
    audit.grades_all(done, audit.joins(done, "Ada"))
    audit.signs(done)
    with audit.services.sessions.writing() as session:
        opt_out(session, audit.mine(stopped).request.member_id or "", date(2024, 2, 5))
    sent(audit)
    assert reminds(audit) == 1
    assert reminds(audit) == 0  # one a day
    assert sent(audit) == [("b@x.example", "Your Compact return: a reminder")]
    with audit.services.sessions.reading() as session:
        told = {one.organisation: one.chased_on for one in to_chase(session, audit.cycle_id)}
    assert told == {"Owes": date(2024, 2, 5), "Stopped": None}
    assert audit.mine(owes).request.chased_on == date(2024, 2, 5)


def test_a_reminder_that_waits_is_stopped_by_the_return(audit: Audit) -> None:
    token = audit.asks()
    audit.grades_all(token, audit.joins(token, "Ada"))
    sent(audit)
    reminds(audit)
    audit.signs(token)
    assert [subject for _, subject in sent(audit)] == ["Your Compact return has arrived"]
    with audit.services.sessions.reading() as session:
        states = dict(session.execute(select(OutboxMessage.kind, OutboxMessage.state)).all())
    assert states["compact_reminder"] == "stopped"


@on_both
def test_who_promised_an_action_is_asked_how_it_went(audit: Audit) -> None:
    promised = audit.asks("Promised", email="p@x.example")
    ada = audit.joins(promised, "Ada")
    audit.grades_all(promised, ada, ca04a="requires_improvement")
    audit.promises(promised, ada)
    audit.signs(promised)
    nothing = audit.asks("Nothing", email="n@x.example")
    audit.grades_all(nothing, audit.joins(nothing, "Ben"))
    audit.signs(nothing)
    sent(audit)
    audit.clock.move(days=365)
    with audit.services.sessions.writing() as session:
        assert ask_for_updates(session, audit.cycle_id, by=BY, now=audit.now) == 1
    assert sent(audit) == [("p@x.example", "Your Compact return: how did your actions go?")]


@on_both
def test_the_round_under_a_cycle_is_on_no_list_and_gets_no_february_message(audit: Audit) -> None:
    audit.asks()
    with audit.services.sessions.reading() as session:
        assert list_rounds(session, audit.now) == ()
    sent(audit)
    audit.clock.move(days=8)
    assert sent(audit) == []
