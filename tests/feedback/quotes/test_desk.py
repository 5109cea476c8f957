"""Do words go into a report only when two people let them, and out again when they must?"""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from feedback.collection.doors import Standing
from feedback.collection.responses import Held
from feedback.collection.retention import Due, Rules, due, forget
from feedback.collection.sending import withdraw
from feedback.quotes.desk import approve, correct_speaker, fit, redact, refuse, stop
from feedback.quotes.lines import Line, open_quote
from feedback.quotes.passages import Span
from feedback.reports.quotes import ApprovedQuote, approved_quotes
from feedback.services import Services
from feedback.store.quotes import Quote
from feedback.store.responses import Answer, Response
from tests.factories import DURING
from tests.feedback.quotes.conftest import Round, make_round

EDITOR, SECOND = "editor@partnership.example", "second@partnership.example"
READ = "She listens to me and [name] came with us."


def redacts(closed: Round, line: Line, *spans: Span, by: str = EDITOR, version: int = 0) -> str:
    with closed.services.sessions.writing() as session:
        opened = open_quote(session, closed.services.keys, line.id)
        return redact(
            session, opened, version=version or line.version, start=0, end=41,
            spans=spans or opened.spans, by=by,
        )  # fmt: skip


def approves(closed: Round, line: Line, *, by: str = SECOND, known: str = "no", others: int = 1,
             version: int = 0) -> str:  # fmt: skip
    with closed.services.sessions.writing() as session:
        return approve(
            session, closed.services.keys, line.id, version=version or line.version + 1,
            known=known, others=others, by=by, now=DURING,
        )  # fmt: skip


def an_approved(closed: Round, at: int = 0) -> Line:
    line = closed.propose(at)
    assert redacts(closed, line) == ""
    assert approves(closed, line) == ""
    return closed.lines()[closed.responses[at]]


def in_reports(closed: Round) -> tuple[ApprovedQuote, ...]:
    with closed.services.sessions.reading() as session:
        return approved_quotes(session, [closed.id])


def test_one_person_redacts_another_approves_and_a_report_has_it(each_store: Services) -> None:
    closed = make_round(each_store)
    line = closed.propose()
    assert line.text == READ
    assert in_reports(closed) == ()
    assert redacts(closed, line) == ""
    assert in_reports(closed) == ()
    assert approves(closed, line) == ""
    (told,) = in_reports(closed)
    assert (told.text, told.said_by, told.theme) == (READ, "Young person", "Being heard")
    assert (told.round_name, told.question_key, told.is_lone) == ("February 2024", "good", False)


def test_no_words_stand_in_the_table_until_they_are_approved(closed: Round) -> None:
    line = closed.propose()
    redacts(closed, line)
    with closed.services.sessions.reading() as session:
        assert session.scalars(select(Quote.text)).one() is None


def test_nobody_approves_what_they_redacted_while_a_colleague_is_there(closed: Round) -> None:
    line = closed.propose()
    redacts(closed, line)
    assert "Somebody else" in approves(closed, line, by=EDITOR)
    assert in_reports(closed) == ()


def test_where_nobody_else_is_there_a_lone_approval_is_marked(closed: Round) -> None:
    line = closed.propose()
    redacts(closed, line)
    assert approves(closed, line, by=EDITOR, others=0) == ""
    assert in_reports(closed)[0].is_lone


def test_words_somebody_would_know_are_blocked(closed: Round) -> None:
    line = closed.propose()
    redacts(closed, line)
    assert "Answer whether" in approves(closed, line, known="")
    assert approves(closed, line, known="yes") == ""
    assert closed.lines()[line.response_id].state == "blocked"
    assert approves(closed, line, version=line.version + 2) != ""
    assert in_reports(closed) == ()


def test_who_looked_at_an_older_version_decides_nothing(closed: Round) -> None:
    line = closed.propose()
    redacts(closed, line)
    redacts(closed, line, Span(0, 3, "other"), version=line.version + 1)
    assert "changed this quote" in approves(closed, line)
    assert closed.lines()[line.response_id].text == "[other] listens to me and Priya came with us."


def test_an_approved_quote_that_is_redacted_again_must_be_approved_again(closed: Round) -> None:
    line = an_approved(closed)
    assert redacts(closed, line) == ""
    assert in_reports(closed) == ()


@pytest.mark.parametrize(
    ("state", "outcome", "is_quoted"),
    [("new", "", False), ("acted", "", False), ("closed", "upheld", False),
     ("closed", "false_alarm", True)],
)  # fmt: skip
def test_a_response_with_a_concern_open_or_upheld_is_never_quoted(
    closed: Round, state: str, outcome: str, *, is_quoted: bool
) -> None:
    an_approved(closed)
    closed.worry(0, state, outcome)
    assert bool(in_reports(closed)) is is_quoted
    with closed.services.sessions.reading() as session:
        assert (closed.responses[0] in fit(session, closed.instrument_id, "quote_ok")) is is_quoted


def test_a_concern_that_comes_meanwhile_stops_the_approval(closed: Round) -> None:
    line = closed.propose()
    redacts(closed, line)
    closed.worry(0, "new")
    assert "may not be used" in approves(closed, line)


@pytest.mark.parametrize("given", ["no", "not_sure", "skipped"])
def test_only_a_yes_is_consent(closed: Round, given: str) -> None:
    an_approved(closed)
    changed = {"status": "skipped", "code": None} if given == "skipped" else {"code": given}
    with closed.services.sessions.writing() as session:
        session.execute(
            update(Answer)
            .where(Answer.response_id == closed.responses[0], Answer.question_key == "quote_ok")
            .values(**changed)
        )
    assert in_reports(closed) == ()


def test_of_fewer_than_ten_people_nothing_is_quoted(services: Services) -> None:
    few = make_round(services, people=9)
    line = few.propose()
    redacts(few, line)
    assert "too few people" in approves(few, line)
    assert in_reports(few) == ()


def test_a_group_that_shrinks_takes_its_quotes_out(closed: Round) -> None:
    an_approved(closed)
    with closed.services.sessions.writing() as session:
        gone = update(Response).where(Response.id.in_(closed.responses[3:]))
        session.execute(gone.values(state="superseded"))
    assert in_reports(closed) == ()


def test_consent_taken_back_stops_everything_of_that_person(closed: Round) -> None:
    line = an_approved(closed)
    with closed.services.sessions.writing() as session:
        assert stop(session, line.id, by=SECOND, now=DURING) == 1
        assert closed.responses[0] not in fit(session, closed.instrument_id, "quote_ok")
        assert session.get_one(Quote, line.id, populate_existing=True).text is None
    assert in_reports(closed) == ()


def test_words_that_are_forgotten_take_their_quotes_along(closed: Round) -> None:
    an_approved(closed)
    from_retention = [one for one in due_now(closed) if one.what == "words"]
    with closed.services.sessions.writing() as session:
        for one in from_retention:
            forget(session, closed.services.keys, one, DURING)
    assert in_reports(closed) == ()
    with closed.services.sessions.reading() as session:
        assert session.scalars(select(Quote.id)).all() == []


def test_a_persons_own_deletion_takes_their_quote_along(each_store: Services) -> None:
    closed = make_round(each_store)
    an_approved(closed, 0)
    an_approved(closed, 1)
    with each_store.sessions.writing() as session:
        row = session.get_one(Response, closed.responses[0])
        mine = Held(
            row.id, row.round_instrument_id, "", "confidential", row.member_id, row.state, "link",
            "", False, False, Standing.OPEN, DURING.date(), DURING.date(),
        )  # fmt: skip
        withdraw(session, each_store.keys, mine, member_id=row.member_id)
    with each_store.sessions.reading() as session:
        assert list(session.scalars(select(Quote.response_id))) == [closed.responses[1]]
    assert len(in_reports(closed)) == 1


def due_now(closed: Round) -> list[Due]:
    later = closed.services.clock.now().replace(year=2040)
    with closed.services.sessions.reading() as session:
        return list(due(session, Rules(24, 72, 3, 3, 72, 24), later))


def test_one_person_is_quoted_once_in_a_report(closed: Round) -> None:
    an_approved(closed, 0)
    an_approved(closed, 1)
    with closed.services.sessions.writing() as session:
        first = session.get_one(Response, closed.responses[0])
        second = session.get_one(Response, closed.responses[1])
        second.member_id = first.member_id
    assert len(in_reports(closed)) == 1


def test_a_wrong_speaker_is_corrected(closed: Round) -> None:
    line = an_approved(closed)
    with closed.services.sessions.writing() as session:
        assert correct_speaker(session, line.id, "professional") == ""
        assert correct_speaker(session, line.id, "a ghost") != ""
    assert in_reports(closed)[0].said_by == "Professional"


def test_what_was_refused_is_not_proposed_again(closed: Round) -> None:
    line = closed.propose()
    with closed.services.sessions.writing() as session:
        assert refuse(session, line.id, version=line.version, by=EDITOR, now=DURING) == ""
    closed.propose()
    assert [one.state for one in closed.lines().values()] == ["refused"]
