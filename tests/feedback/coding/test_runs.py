"""Is a question read once, by however many workers, and is nothing kept of who takes it back?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from feedback.coding.decisions import standings
from feedback.coding.runs import (
    LEASE,
    Read,
    ask_for_run,
    claim_answers,
    last_run,
    note_read,
    start,
    take_sorting,
)
from feedback.collection.doors import Standing
from feedback.collection.responses import Held
from feedback.collection.sending import withdraw
from feedback.jobs.theming import read_due
from feedback.services import Services
from feedback.store.responses import Response
from feedback.store.themes import Theme, ThemeAnswer, ThemeMatch
from feedback.themes.embedding import has_minilm
from tests.fakes import FixedClock
from tests.feedback.coding.world import DURING, OFFICER, Themed, themed


def waiting(made: Themed) -> str:
    with made.services.sessions.writing() as session:
        run_id = ask_for_run(session, made.question, by=OFFICER, now=DURING)
        start(session, run_id, made.question, DURING)
    return run_id


def count(services: Services, table: type[ThemeMatch | ThemeAnswer | Theme]) -> int:
    with services.sessions.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_run_puts_answers_into_the_codebooks_themes(each_store: Services) -> None:
    made = themed(each_store)
    made.run()
    with each_store.sessions.reading() as session:
        run = last_run(session, made.question)
        stand = standings(session, made.question)
        names = {one.id: one.key for one in session.scalars(select(Theme))}
    assert run is not None
    assert (run.state, run.done, run.total) == ("done", 12, 12)
    assert run.versions["embedder"] == "none"
    keys = [{names[one] for one in stand[response].themes} for response in made.responses]
    assert all("listened" in one for one in keys[:8])
    assert all("activities" in one for one in keys[8:])


def test_asking_twice_gives_the_same_run(services: Services) -> None:
    made = themed(services)
    with services.sessions.writing() as session:
        first = ask_for_run(session, made.question, by=OFFICER, now=DURING)
        assert ask_for_run(session, made.question, by=OFFICER, now=DURING) == first


def test_two_workers_share_the_answers_and_one_sorts(each_store: Services) -> None:
    made = themed(each_store)
    run_id = waiting(made)
    with each_store.sessions.writing() as session:
        mine = claim_answers(session, run_id, DURING, most=5)
    with each_store.sessions.writing() as session:
        yours = claim_answers(session, run_id, DURING, most=50)
        assert take_sorting(session, run_id, DURING) is None  # not all is read
    assert len(mine) == 5
    assert len(yours) == 7
    assert not {one.id for one in mine} & {one.id for one in yours}
    with each_store.sessions.writing() as session:
        note_read(session, run_id, [Read(one.id, "", None) for one in (*mine, *yours)])
    with each_store.sessions.writing() as session:
        assert take_sorting(session, run_id, DURING) == 1
        assert take_sorting(session, run_id, DURING) is None


def test_what_a_killed_worker_held_comes_back(each_store: Services) -> None:
    made = themed(each_store)
    run_id = waiting(made)
    with each_store.sessions.writing() as session:
        held = claim_answers(session, run_id, DURING, most=5)  # and then it is killed
    assert len(held) == 5
    read_due(each_store)
    with each_store.sessions.reading() as session:
        run = last_run(session, made.question)
    assert run is not None
    assert (run.state, run.done) == ("reading", 7)
    clock = each_store.clock
    assert isinstance(clock, FixedClock)
    clock.move(seconds=(LEASE + timedelta(seconds=1)).total_seconds())
    read_due(each_store)
    with each_store.sessions.reading() as session:
        run = last_run(session, made.question)
    assert run is not None
    assert (run.state, run.done) == ("done", 12)


class Breaking:
    """Work that breaks on the way, with words in its error that must go nowhere."""

    def go_on(self, *_given: object, **_named: object) -> int:
        raise ValueError("She always listens")


def test_a_run_that_breaks_is_given_up_after_three_tries(
    services: Services, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    made = themed(services)
    waiting(made)
    for _ in range(3):
        read_due(services, Breaking())
    with services.sessions.reading() as session:
        run = last_run(session, made.question)
    assert run is not None
    assert (run.state, run.trouble) == ("failed", "ValueError")
    assert "listens" not in caplog.text + "".join(capsys.readouterr())


@pytest.mark.skipif(not has_minilm(), reason="MiniLM is not installed")
def test_only_what_is_new_is_read_again(services: Services) -> None:
    made = themed(services)
    made.run("minilm")
    with services.sessions.reading() as session:
        before = dict(session.execute(select(ThemeAnswer.id, ThemeAnswer.vectors)).all())
    assert all(before.values())
    made.run("minilm")
    with services.sessions.reading() as session:
        after = dict(session.execute(select(ThemeAnswer.id, ThemeAnswer.vectors)).all())
    # Sealing draws a new number each time: the same bytes were not made anew.
    assert after == before


def test_who_takes_back_their_answers_leaves_nothing(each_store: Services) -> None:
    made = themed(each_store)
    made.run()
    gone = made.responses[0]
    with each_store.sessions.writing() as session:
        row = session.get(Response, gone)
        assert row is not None
        withdraw(session, each_store.keys, held(row, made), member_id=None)
    with each_store.sessions.reading() as session:
        for table in (ThemeMatch, ThemeAnswer):
            left = set(session.scalars(select(table.response_id)))
            assert gone not in left
            assert made.responses[1] in left
        assert gone not in standings(session, made.question)


def test_a_changed_mind_makes_no_difference_to_the_others(services: Services) -> None:
    """A response that counts no more is taken out at the next run."""
    made = themed(services)
    made.run()
    with services.sessions.writing() as session:
        row = session.get(Response, made.responses[0])
        assert row is not None
        row.state = "superseded"
    made.run()
    assert count(services, ThemeAnswer) == 11


def test_what_no_codebook_names_is_found_and_replaced_by_the_next_run(services: Services) -> None:
    texts = [f"The vending machine in the corridor eats coins, take {n}" for n in range(12)]
    made = themed(services, texts)
    made.run()
    with services.sessions.reading() as session:
        found = session.scalars(select(Theme).where(Theme.state == "candidate")).all()
    assert found
    assert all(one.source == "found" and one.name for one in found)
    made.run()
    with services.sessions.reading() as session:
        again = session.scalars(select(Theme).where(Theme.state == "candidate")).all()
    assert [one.name for one in again] == [one.name for one in found]
    assert not {one.id for one in again} & {one.id for one in found}


def held(row: Response, made: Themed) -> Held:
    """The response as its own form would find it."""
    return Held(
        row.id, row.round_instrument_id, "", "confidential", row.member_id, row.state, "link", "",
        False, False, Standing.OPEN, DURING.date(), DURING.date(),
    )  # fmt: skip
