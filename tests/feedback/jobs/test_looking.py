"""Is every text looked at a second time, and anew when the lexicon changes?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedback.collection.quarantine import keep_aside, mark_read, prepare_aside
from feedback.jobs.looking import Looker, look_at_all
from feedback.safeguarding.concerns import Screener
from feedback.safeguarding.lexicon_changes import ADD, decide, living_lexicon, propose
from feedback.safeguarding.reading import waiting
from feedback.safeguarding.scan import Scanner
from feedback.safeguarding.second_look import SecondLook
from feedback.safeguarding.verdict import Level, Verdict
from feedback.services import Services
from feedback.store.concerns import Concern
from feedback.store.reading import Reading
from feedback.store.responses import Quarantine
from tests.apps import make_app
from tests.factories import DURING, ask, survey
from tests.people import Person

TEXTS = """
key: small
version: 1
title: Your views
audience: {audience}
language: en
start: {{who_asks: [We ask.], who_sees: [We see.]}}
thanks: [Bye.]
sections:
  - key: all
    title: All
    questions:
      - {{key: good, kind: long_text, ask: What is good?}}
      - {{key: change, kind: long_text, ask: What should change?}}
"""
HARMLESS, HINT, URGENT = "we play cards", "i count the stairs he takes", "my dad hits me"


class Hears(SecondLook):
    """A second look that knows one hint. Remembers what it was shown."""

    version = "hears-1"

    def __init__(self, hint: str = HINT) -> None:
        self.hint = hint
        self.shown: list[tuple[str, str]] = []

    def look(self, text: str, first: Verdict, *, audience: str) -> Verdict:
        self.shown.append((text, audience))
        level = Level.URGENT if self.hint in text else Level.NONE
        return Verdict(level, ("unsafe_home",), ((0, len(text)),), first.lexicon_version)


class Breaks(SecondLook):
    """A second look that fails on everything."""

    version = "breaks-1"

    def look(self, text: str, first: Verdict, *, audience: str) -> Verdict:
        raise RuntimeError("no model")


def somebody_writes(
    services: Services, good: str, change: str = "", audience: str = "child_8_11"
) -> Person:
    asked = ask(services, survey(TEXTS.format(audience=audience)))
    person = Person(make_app(services))
    person.opens(f"/i/{asked.tokens[0]}").presses("begin").presses("on")
    person.presses("next", good=good)
    return person.presses("next", change=change) if change else person


def concerns(services: Services) -> list[tuple[str, str, str]]:
    with services.sessions.reading() as session:
        rows = session.execute(select(Concern.question_key, Concern.level, Concern.kinds))
        return sorted((row[0], row[1], row[2]) for row in rows)


def test_a_hint_the_rules_missed_becomes_a_concern_to_read(services: Services) -> None:
    somebody_writes(services, HARMLESS, HINT)
    assert concerns(services) == []
    assert look_at_all(services, Hears()) == 2
    assert concerns(services) == [("change", "review", "unsafe_home")]


def test_what_was_looked_at_is_not_looked_at_again(services: Services) -> None:
    somebody_writes(services, HARMLESS, HINT)
    hears = Hears()
    look_at_all(services, hears)
    assert look_at_all(services, hears) == 0
    assert sorted(hears.shown) == [(HINT, "child"), (HARMLESS, "child")]


def test_a_concern_raised_at_once_is_not_raised_twice_or_lowered(services: Services) -> None:
    somebody_writes(services, URGENT)
    before = concerns(services)
    assert [level for _, level, _ in before] == ["urgent"]
    look_at_all(services, Hears())
    assert concerns(services) == before


def test_words_changed_in_between_are_looked_at_too(services: Services) -> None:
    person = somebody_writes(services, HARMLESS)
    look_at_all(services, Hears())
    person.presses("back").presses("next", good=HINT)
    look_at_all(services, Hears())
    assert concerns(services) == [("good", "review", "unsafe_home")]


def test_words_changed_while_the_worker_looks_stay_due(services: Services) -> None:
    person = somebody_writes(services, HARMLESS)

    class Slow(Hears):
        def look(self, text: str, first: Verdict, *, audience: str) -> Verdict:
            if text == HARMLESS:
                person.presses("back").presses("next", good=HINT)
            return super().look(text, first, audience=audience)

    slow = Slow()
    look_at_all(services, slow)
    look_at_all(services, slow)
    assert concerns(services) == [("good", "review", "unsafe_home")]


def test_a_broken_second_look_leaves_the_words_to_a_person(services: Services) -> None:
    somebody_writes(services, HARMLESS, URGENT)
    look_at_all(services, Breaks())
    assert [(key, level) for key, level, _ in concerns(services)] == [
        ("change", "urgent"), ("good", "unscreened"),
    ]  # fmt: skip


def test_without_a_model_the_rules_look_alone(services: Services) -> None:
    somebody_writes(services, HARMLESS, HINT)
    assert look_at_all(services, None) == 2
    assert concerns(services) == []
    assert look_at_all(services, Hears()) == 2, "once a model is installed everything is due"
    assert len(concerns(services)) == 1


def with_phrase(session: Session, phrase: str) -> Scanner:
    """The scanner after two people put an urgent phrase into the lexicon."""
    change = propose(
        session, what=ADD, phrase=phrase, level="urgent", kind="other",
        audiences=["child"], why="A code word.", by="a@example.org", now=DURING,
    )  # fmt: skip
    decide(session, str(change), live=True, others=1, by="b@example.org", now=DURING)
    return Scanner(living_lexicon(session))


def test_a_changed_lexicon_scans_what_is_stored(services: Services) -> None:
    somebody_writes(services, HARMLESS)
    look_at_all(services, None)
    with services.sessions.writing() as session:
        changed = with_phrase(session, HARMLESS)
    look_at_all(replace(services, scanner=changed), None)
    assert concerns(services) == [("good", "urgent", "other")]


def test_words_stored_before_there_was_a_list_are_looked_at(services: Services) -> None:
    somebody_writes(services, HARMLESS, HINT)
    with services.sessions.writing() as session:
        session.execute(delete(Reading))
    look_at_all(services, Hears())
    assert len(concerns(services)) == 1


def test_words_kept_aside_are_looked_at(services: Services) -> None:
    kept_aside(services, {"good": HINT})
    look_at_all(services, Hears())
    assert concerns(services) == [("good", "review", "unsafe_home")]
    assert aside_levels(services) == ["review"]


def aside_levels(services: Services) -> list[str]:
    with services.sessions.reading() as session:
        return list(session.scalars(select(Quarantine.level)))


def kept_aside(services: Services, words: dict[str, str]) -> None:
    screener = Screener(services.scanner, services.clock.monotonic, 1.0)
    aside = prepare_aside(services.keys, screener, words, why="closed")
    with services.sessions.writing() as session:
        keep_aside(session, aside, DURING, DURING.date())


def test_words_kept_aside_are_looked_at_once_by_each_look(services: Services) -> None:
    kept_aside(services, {"good": HARMLESS})
    hears = Hears()
    assert look_at_all(services, hears) == 1
    assert look_at_all(services, hears) == 0
    assert aside_levels(services) == ["none"]
    assert look_at_all(services, None) == 1, "another look than the one before"


def test_a_look_lowers_nothing_of_words_kept_aside(services: Services) -> None:
    kept_aside(services, {"good": URGENT, "change": HINT, "who": HARMLESS})
    assert aside_levels(services) == ["urgent"]
    look_at_all(services, Hears())
    assert aside_levels(services) == ["urgent"]
    assert [level for _, level, _ in concerns(services)] == ["review", "urgent"]


def test_a_changed_lexicon_scans_words_kept_aside_and_read_by_a_person(services: Services) -> None:
    kept_aside(services, {"good": HARMLESS})
    look_at_all(services, None)
    with services.sessions.writing() as session:
        mark_read(session, session.scalars(select(Quarantine.id)).one(), "a@example.org", DURING)
        changed = with_phrase(session, HARMLESS)
    look_at_all(replace(services, scanner=changed), None)
    assert concerns(services) == [("good", "urgent", "other")]
    assert aside_levels(services) == ["urgent"]


@pytest.mark.parametrize(
    ("audience", "scanned_as"), [("parent", "parent"), ("professional", "professional")]
)
def test_each_audience_is_read_as_what_it_is(
    services: Services, audience: str, scanned_as: str
) -> None:
    somebody_writes(services, HARMLESS, audience=audience)
    hears = Hears()
    look_at_all(services, hears)
    assert hears.shown == [(HARMLESS, scanned_as)]


def test_words_taken_back_are_due_no_more(services: Services) -> None:
    person = somebody_writes(services, HARMLESS)
    person.presses("delete").presses("delete-yes")
    with services.sessions.reading() as session:
        assert waiting(session, Looker(services, None, services.scanner).name) == 0
    assert look_at_all(services, Hears()) == 1, "they wait for one look (test_passing_words)"
    assert look_at_all(services, Hears()) == 0


def test_words_whose_key_is_gone_are_due_no_more(services: Services) -> None:
    somebody_writes(services, HINT)
    with services.sessions.reading() as session:
        response_id = session.scalars(select(Reading.response_id)).one()
    services.keys.destroy(f"response:{response_id}")
    look_at_all(services, Hears())
    assert concerns(services) == []
    assert look_at_all(services, Hears()) == 0
