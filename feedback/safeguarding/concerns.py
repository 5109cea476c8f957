"""What worries us in an answer, and how is it raised so that nobody can miss it?"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from feedback.safeguarding.alarms import sound_first
from feedback.safeguarding.keeping_out import keep_out_the_concerned
from feedback.safeguarding.screening import AnyScanner, screen
from feedback.safeguarding.verdict import Level
from feedback.sealing.keystore import Keys
from feedback.store.concerns import Concern
from feedback.store.once import insert_once
from surveys.answers import Value, label_of, worry_of
from surveys.definition import CHILDREN, Audience, Question, WorryLevel

SAME_DAY = "same_day"  # a closed answer that a person must look at today (decisions 18)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing somebody must look at. `level`: urgent, same_day, review or unscreened."""

    question_key: str
    asked: str
    said: str
    source: str  # words | choice | quarantine
    level: str
    kinds: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    lexicon_version: str = ""

    @property
    def is_hit(self) -> bool:
        """Whether the person may be shown the help card (a failed scan shows nothing)."""
        return self.level != Level.UNSCREENED.value


Screened = tuple[str, tuple[str, ...], tuple[tuple[int, int], ...], str]


@dataclass(frozen=True, slots=True)
class Screener:
    """The scan with its clock and budget, ready for any text of one audience."""

    scanner: AnyScanner
    elapsed: Callable[[], float]  # seconds on a steady clock
    budget_seconds: float

    def words(
        self, text: str, *, audience: str
    ) -> tuple[str, tuple[str, ...], tuple[tuple[int, int], ...], str]:
        """(level, kinds, spans, lexicon version) of a text; never raises."""
        verdict = screen(
            self.scanner,
            text,
            audience=audience,
            elapsed=self.elapsed,
            budget_seconds=self.budget_seconds,
        )
        return verdict.level.value, verdict.kinds, verdict.spans, verdict.lexicon_version


@dataclass(frozen=True, slots=True)
class PreparedConcern:
    """A concern whose own key is durable already, ready for the answer's transaction."""

    id: str
    fingerprint: str
    finding: Finding
    sealed: bytes
    response_id: str | None
    round_instrument_id: str | None
    shown: str  # card | footer
    keys: Keys = field(repr=False, compare=False)  # who is with the family is sealed too


def scanned_as(audience: Audience) -> str:
    """The scan's audience for a survey's: child, parent or professional."""
    if audience in CHILDREN:
        return "child"
    return "parent" if audience is Audience.PARENT else "professional"


def look_at(
    question: Question, value: Value, screener: Screener, audience: Audience
) -> tuple[Finding, ...]:
    """Everything worrying in one answer: its words, its choice, or both."""
    found: list[Finding] = []
    if value.text:
        level, kinds, spans, version = screener.words(value.text, audience=scanned_as(audience))
        if level != Level.NONE.value:
            found.append(
                Finding(
                    question.key, question.ask, value.text, "words", level, kinds, spans, version
                )
            )
    worry = worry_of(question, value)
    if worry is not None:
        level = SAME_DAY if worry is WorryLevel.CONCERN else Level.REVIEW.value
        chosen = label_of(question, Value(codes=value.codes))
        found.append(Finding(question.key, question.ask, chosen, "choice", level))
    return tuple(found)


def prepare(
    keys: Keys,
    finding: Finding,
    *,
    response_id: str | None,
    round_instrument_id: str | None,
    shown: str,
) -> PreparedConcern:
    """Make the concern's own key and sealed copy. Call before the data's transaction.

    The same finding of the same response prepares the same concern, so a retry raises it once.
    """
    told = json.dumps([response_id, finding.question_key, finding.source, finding.said])
    fingerprint = keys.keyed_hash("concern", told)
    concern_id = fingerprint[:32]
    copy = {
        "asked": finding.asked,
        "said": finding.said,
        "spans": [list(span) for span in finding.spans],
    }
    sealed = keys.make(f"concern:{concern_id}").seal(
        json.dumps(copy, ensure_ascii=False), "finding"
    )
    return PreparedConcern(
        concern_id, fingerprint, finding, sealed, response_id, round_instrument_id, shown, keys
    )


def raise_concern(session: Session, prepared: PreparedConcern, now: datetime) -> bool:
    """Write the concern in the answer's own transaction; False where it stands already."""
    finding = prepared.finding
    raised = insert_once(
        session,
        Concern,
        id=prepared.id,
        response_id=prepared.response_id,
        round_instrument_id=prepared.round_instrument_id,
        question_key=finding.question_key,
        source=finding.source,
        level=finding.level,
        kinds=";".join(finding.kinds)[:80],
        lexicon_version=finding.lexicon_version,
        shown=prepared.shown,
        sealed=prepared.sealed,
        fingerprint=prepared.fingerprint,
        state="new",
        raised_at=now,
    )
    if raised:
        keep_out_the_concerned(
            session,
            prepared.keys,
            concern_id=prepared.id,
            response_id=prepared.response_id,
            words=finding.said,
            now=now,
        )
        sound_first(session, prepared.id, finding.level, now)
    return raised
