"""Does a running process scan with the lexicon as staff changed it?"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from feedback.collection.living_scanner import LOOK_EVERY_SECONDS, LivingScanner
from feedback.safeguarding.lexicon_changes import ADD, decide, propose
from feedback.safeguarding.verdict import Level
from feedback.store.database import Database
from tests.factories import make_services

NOW = datetime(2024, 2, 5, 10, tzinfo=UTC)
PHRASE = "he puts me in the cold box"


class Watch:
    """A steady clock that a test moves."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_confirmed_phrase_is_heard_a_few_seconds_later(tmp_path: Path) -> None:
    services, watch = make_services(tmp_path), Watch()
    living = LivingScanner(services.sessions, watch)
    before = living.lexicon.version
    assert living.scan(PHRASE).level is Level.NONE
    with services.sessions.writing() as session:
        change = propose(
            session, what=ADD, phrase=PHRASE, level="urgent", kind="physical",
            audiences=["child"], why="Heard in a home.", by="a@example.org", now=NOW,
        )  # fmt: skip
        decide(session, str(change), live=True, others=1, by="b@example.org", now=NOW)
    watch.seconds = LOOK_EVERY_SECONDS + 1
    assert living.scan(PHRASE).level is Level.URGENT
    assert living.lexicon.version != before


def test_without_its_store_it_goes_on_with_the_lexicon_in_hand(tmp_path: Path) -> None:
    living = LivingScanner(Database(f"sqlite:///{tmp_path / 'without-tables.sqlite'}"), Watch())
    assert living.scan("my dad hits me").level is Level.URGENT
