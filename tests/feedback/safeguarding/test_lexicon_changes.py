"""Does a change of the lexicon need two people, and does the scan then hear it?"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedback.safeguarding.lexicon_changes import (
    ADD,
    CALM,
    ChangeProblem,
    changes,
    decide,
    living_lexicon,
    propose,
    withdraw_change,
)
from feedback.safeguarding.scan import Scanner
from feedback.safeguarding.verdict import Level
from feedback.services import Services
from tests.factories import make_services

NOW = datetime(2024, 2, 5, 10, tzinfo=UTC)
PHRASE = "he puts me in the cold box"


@pytest.fixture
def services(tmp_path: Path) -> Services:
    return make_services(tmp_path)


def proposed(services: Services, **given: object) -> str | ChangeProblem:
    wanted: dict[str, object] = {
        "what": ADD, "phrase": PHRASE, "level": "urgent", "kind": "physical",
        "audiences": ["child"], "why": "Said to a social worker.",
    } | given  # fmt: skip
    with services.sessions.writing() as session:
        return propose(session, by="a@example.org", now=NOW, **wanted)  # type: ignore[arg-type]


def decided(services: Services, change: object, by: str, others: int, *, live: bool = True) -> str:
    with services.sessions.writing() as session:
        return decide(session, str(change), live=live, others=others, by=by, now=NOW)


def level_of(services: Services, said: str, audience: str = "child") -> Level:
    with services.sessions.reading() as session:
        return Scanner(living_lexicon(session)).scan(said, audience=audience).level


def test_a_proposal_alone_changes_nothing(services: Services) -> None:
    proposed(services)
    assert level_of(services, PHRASE) is Level.NONE


def test_a_colleague_confirms_and_the_scan_hears_it(services: Services) -> None:
    change = proposed(services)
    assert "Somebody else" in decided(services, change, "a@example.org", others=1)
    assert decided(services, change, "b@example.org", others=1) == ""
    assert level_of(services, f"yes and {PHRASE.upper()}!!") is Level.URGENT
    assert level_of(services, PHRASE, "parent") is Level.NONE
    assert level_of(services, "he puts me in the team") is Level.NONE


def test_the_version_tells_of_every_decision(services: Services) -> None:
    with services.sessions.reading() as session:
        before = living_lexicon(session).version
    change = proposed(services)
    decided(services, change, "b@example.org", others=1)
    with services.sessions.writing() as session:
        assert living_lexicon(session).version == f"{before}+1"
        assert withdraw_change(session, str(change), by="b@example.org", now=NOW) == ""
    with services.sessions.reading() as session:
        assert living_lexicon(session).version == f"{before}+2"
    assert level_of(services, PHRASE) is Level.NONE


def test_where_nobody_else_is_there_a_lone_decision_is_marked(services: Services) -> None:
    assert decided(services, proposed(services), "a@example.org", others=0) == ""
    with services.sessions.reading() as session:
        assert [one.is_lone for one in changes(session, "live")] == [True]


def test_a_decision_is_made_once(services: Services) -> None:
    change = proposed(services)
    assert decided(services, change, "b@example.org", others=1, live=False) == ""
    assert "already" in decided(services, change, "c@example.org", others=1)
    assert level_of(services, PHRASE) is Level.NONE


def test_a_harmless_phrase_is_calmed(services: Services) -> None:
    said = "my dad hits me with the tickle stick"
    assert level_of(services, said) is not Level.NONE
    change = proposed(services, what=CALM, phrase="hits me with the tickle stick")
    decided(services, change, "b@example.org", others=1)
    assert level_of(services, said) is Level.NONE
    assert level_of(services, "my dad hits me with a belt") is not Level.NONE


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("phrase", {"phrase": "  "}),
        ("phrase", {"phrase": "hits"}),
        ("phrase", {"phrase": "a " * 13}),
        ("phrase", {"phrase": "he ~9 ~~3 hits"}),
        ("level", {"level": "none"}),
        ("kind", {"kind": "weather"}),
        ("audiences", {"audiences": []}),
        ("why", {"why": " "}),
        ("what", {"what": "other"}),
    ],
)
def test_a_proposal_that_cannot_work_is_told_where(
    services: Services, field: str, given: dict[str, object]
) -> None:
    problem = proposed(services, **given)
    assert isinstance(problem, ChangeProblem)
    assert problem.field == field
