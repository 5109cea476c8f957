"""Does the second look hear what no answer keeps: taken back, written over, typed beside?"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from feedback.app import create_app
from feedback.jobs.looking import look_at_all
from feedback.safeguarding.passing import owner_of
from feedback.sealing.keystore import WordsAreGone
from feedback.services import Services
from feedback.store.database import Database
from feedback.store.reading import PassingWords
from tests.factories import ask, survey
from tests.feedback.jobs.test_looking import (
    HARMLESS,
    HINT,
    URGENT,
    Breaks,
    Hears,
    concerns,
    somebody_writes,
)
from tests.feedback.participant.test_answering import SMALL
from tests.people import Person

HEARD = ("review", "unsafe_home")


@pytest.fixture
def app(services: Services) -> Flask:
    return create_app(services=services)


def waiting(services: Services) -> list[str]:
    with services.sessions.reading() as session:
        return list(session.scalars(select(PassingWords.id)))


def a_child(services: Services, app: Flask) -> Person:
    asked = ask(services, survey(SMALL))
    return Person(app).opens(f"/i/{asked.tokens[0]}").presses("begin")


def at_likes(person: Person) -> Person:
    """Goes page by page to the question with boxes to tick."""
    person.presses("on").presses("next", presence="alone").presses("next", helper="nobody")
    person.presses("next", assent="yes").presses("next", listen="always")
    return person.presses("next", safe_home="always")


def test_words_written_over_before_the_worker_came_are_heard(services: Services) -> None:
    person = somebody_writes(services, HINT)
    person.presses("back").presses("next", good=HARMLESS)
    look_at_all(services, Hears())
    assert concerns(services) == [("good", *HEARD)]


def test_words_emptied_or_skipped_before_the_worker_came_are_heard(services: Services) -> None:
    person = somebody_writes(services, HINT)
    person.presses("back").presses("next", good="").presses("skip", change=f"{HINT} at night")
    look_at_all(services, Hears())
    assert concerns(services) == [("change", *HEARD), ("good", *HEARD)]


def test_everything_deleted_before_the_worker_came_is_heard(services: Services) -> None:
    somebody_writes(services, HINT).presses("delete").presses("delete-yes")
    look_at_all(services, Hears())
    assert concerns(services) == [("good", *HEARD)]


def test_words_off_the_path_when_it_was_sent_are_heard(services: Services, app: Flask) -> None:
    person = a_child(services, app).presses("on").presses("next", presence="alone")
    person.presses("next", helper="nobody").presses("next", assent="yes")
    person.presses("next", listen="never").presses("next", why_not=HINT)
    person.presses("back").presses("back").presses("next", listen="always")
    person.presses("next", safe_home="always").presses("skip").presses("skip").presses("skip")
    person.presses("send")
    look_at_all(services, Hears())
    assert concerns(services) == [("why_not", *HEARD)]


def test_words_beside_boxes_that_were_taken_back_are_heard(services: Services, app: Flask) -> None:
    person = at_likes(a_child(services, app))
    person.presses("next", likes=["other"], likes__says=HINT).presses("back")
    person.presses("next", likes=["cats"], likes__says="")
    look_at_all(services, Hears())
    assert concerns(services) == [("likes", *HEARD)]


@pytest.mark.parametrize(
    ("before", "said"),
    [((), "i would say always really"),
     (("always",), "i would say never really")],  # a choice that raises a concern by itself
    ids=["a choice", "a choice that worries"],
)  # fmt: skip
def test_words_understood_as_a_choice_get_the_second_look(
    services: Services, app: Flask, before: tuple[str, ...], said: str
) -> None:
    person = a_child(services, app).presses("talk")
    for one in ("alone", "no", "yes", *before):
        person.presses("say", say=one)
    person.presses("say", say=said)
    assert len(waiting(services)) == 1
    assert look_at_all(services, Hears(said)) == 1
    assert HEARD in [(level, kinds) for _, level, kinds in concerns(services)]


def test_a_short_choice_or_command_waits_for_nobody(services: Services, app: Flask) -> None:
    person = a_child(services, app).presses("talk")
    for one in ("alone", "no", "yes", "always", "go back"):
        person.presses("say", say=one)
    assert waiting(services) == []


def test_the_same_words_sent_again_do_not_wait(services: Services) -> None:
    person = somebody_writes(services, HARMLESS)
    person.presses("back").presses("next", good=HARMLESS)
    assert waiting(services) == []


def test_words_the_worker_has_looked_at_do_not_wait(services: Services) -> None:
    person = somebody_writes(services, HARMLESS)
    look_at_all(services, Hears())
    person.presses("delete").presses("delete-yes")
    assert waiting(services) == []


def test_nothing_of_harmless_words_stays(services: Services) -> None:
    somebody_writes(services, HARMLESS).presses("delete").presses("delete-yes")
    (held_id,) = waiting(services)
    assert look_at_all(services, Hears()) == 1
    assert concerns(services) == []
    assert waiting(services) == []
    with pytest.raises(WordsAreGone):
        services.keys.open(owner_of(held_id))


def test_a_copy_from_before_the_look_stays_unreadable(services: Services, tmp_path: Path) -> None:
    somebody_writes(services, HARMLESS).presses("delete").presses("delete-yes")
    copy = tmp_path / "old-copy"
    shutil.copytree(services.settings.data_dir, copy, ignore=shutil.ignore_patterns("keys"))
    look_at_all(services, Hears())
    old = Database(f"sqlite:///{copy / 'feedback.sqlite'}")
    with old.reading() as session:
        row = session.scalars(select(PassingWords)).one()
        assert row.sealed is not None
        with pytest.raises(WordsAreGone):
            services.keys.open(owner_of(row.id))
    old.close()


def test_a_key_left_by_a_killed_worker_is_destroyed_by_the_next(services: Services) -> None:
    somebody_writes(services, HARMLESS).presses("delete").presses("delete-yes")
    (held_id,) = waiting(services)
    with services.sessions.writing() as session:  # the verdict was stored, then the power went
        session.get_one(PassingWords, held_id).sealed = None
    look_at_all(services, Hears())
    assert waiting(services) == []
    with pytest.raises(WordsAreGone):
        services.keys.open(owner_of(held_id))


def test_a_broken_look_leaves_them_to_a_person(services: Services) -> None:
    somebody_writes(services, HARMLESS).presses("delete").presses("delete-yes")
    look_at_all(services, Breaks())
    assert [level for _, level, _ in concerns(services)] == ["unscreened"]
    assert waiting(services) == []


def test_what_rang_at_once_rings_no_second_time(services: Services) -> None:
    person = somebody_writes(services, URGENT).presses("on:change")
    person.presses("delete").presses("delete-yes")
    before = concerns(services)
    look_at_all(services, Hears())
    assert concerns(services) == before
