"""How does the worker look a second time at every text, and anew when the lexicon changes?"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

import structlog

from feedback.collection.quarantine import PLACE
from feedback.jobs.sending import never
from feedback.safeguarding.concerns import Finding, PreparedConcern, prepare
from feedback.safeguarding.meaning_file import MeaningError, second_look_from
from feedback.safeguarding.passing import (
    forget_passed,
    note_passed,
    owner_of,
    passed,
    passing_due,
)
from feedback.safeguarding.reading import (
    ToLook,
    aside_due,
    due_for_a_look,
    gravest,
    list_unlisted,
    note_aside_look,
    note_look,
    raise_or_heighten,
)
from feedback.safeguarding.scan import Scanner
from feedback.safeguarding.screening import AnyScanner, screen
from feedback.safeguarding.second_look import SecondLook, combine
from feedback.safeguarding.verdict import Level, Verdict
from feedback.sealing.keystore import WordsAreGone
from feedback.services import Services
from feedback.store.responses import Quarantine

log = structlog.get_logger(__name__)
BATCH = 100


@dataclass(frozen=True, slots=True)
class Looker:
    """The scan with the lexicon in use, and the second look where it is installed."""

    services: Services
    second: SecondLook | None
    scanner: AnyScanner

    @property
    def name(self) -> str:
        """What looks: the lexicon's version and the model's."""
        version = self.services.scanner.lexicon.version
        return version if self.second is None else f"{version}/{self.second.version}"

    def verdict(self, text: str, audience: str) -> Verdict:
        """Both looks at one text; never raises. A broken second look is a text not screened."""
        clock = self.services.clock
        first = screen(self.scanner, text, audience=audience, elapsed=clock.monotonic)
        if self.second is None:
            return first
        try:
            return combine(first, self.second.look(text, first, audience=audience))
        except Exception as error:  # a person reads the words instead
            log.error("second look failed", kind=type(error).__name__)
            if first.level is Level.NONE:
                return replace(first, level=Level.UNSCREENED)
            return first


def look_at_all(
    services: Services,
    second: SecondLook | None,
    *,
    ending: Callable[[], bool] = never,
) -> int:
    """Look at every text that this lexicon and model have not seen; how many were looked at.

    A text stays due until its verdict is stored together with its concern, so a worker killed
    on the way looks again.
    """
    # Without a second look nobody else weighs the lexicon's hints: they are raised here.
    scanner = services.scanner if second is not None else Scanner(services.scanner.lexicon)
    looker = Looker(services, second, scanner)
    with services.sessions.writing() as session:
        while list_unlisted(session):
            pass
    looked = 0
    skipped: set[str] = set()
    while not ending():
        with services.sessions.reading() as session:
            batch = due_for_a_look(session, looker.name, most=BATCH + len(skipped))
        fresh = [one for one in batch if one.id not in skipped]
        if not fresh:
            break
        for one in fresh:
            if ending():
                break
            if not _look_at(looker, one):
                skipped.add(one.id)  # other words stand there by now: due again next time
            looked += 1
    return looked + _look_at_passing(looker, ending) + _look_aside(looker, ending)


def _look_at(looker: Looker, one: ToLook) -> bool:
    services = looker.services
    verdict, prepared = _weigh(looker, one, f"response:{one.response_id}")
    with services.sessions.writing() as session:
        if not note_look(session, one, looker.name, verdict.level.value):
            return False
        if prepared is not None:
            raise_or_heighten(session, prepared, services.clock.now())
    return True


def _weigh(looker: Looker, one: ToLook, owner: str) -> tuple[Verdict, PreparedConcern | None]:
    """The verdict on words under the key of `owner`, and the concern to raise where they worry."""
    services = looker.services
    try:
        words = services.keys.open(owner).unseal(one.sealed, one.question_key)
    except WordsAreGone:
        words = ""
    verdict = looker.verdict(words, one.audience)
    if verdict.level is Level.NONE:
        return verdict, None
    finding = Finding(
        one.question_key, _asked(services, one), words, "words", verdict.level.value,
        verdict.kinds, verdict.spans, verdict.lexicon_version,
    )  # fmt: skip
    return verdict, prepare(
        services.keys, finding, response_id=one.response_id,
        round_instrument_id=one.round_instrument_id, shown="footer",
    )  # fmt: skip


def _look_at_passing(looker: Looker, ending: Callable[[], bool]) -> int:
    """The same for words that no answer keeps; then they are gone, and their keys.

    A worker killed in between leaves a key without words: the next one destroys it.
    """
    sessions, looked = looker.services.sessions, 0
    while not ending():
        with sessions.reading() as session:
            due = passing_due(session, most=BATCH)
        if not due:
            break
        for one in due:
            _, prepared = _weigh(looker, one, owner_of(one.id))
            with sessions.writing() as session:
                if note_passed(session, one.id) and prepared is not None:
                    raise_or_heighten(session, prepared, looker.services.clock.now())
            looked += 1
    _forget_passed(looker.services)
    return looked


def _forget_passed(services: Services) -> None:
    with services.sessions.reading() as session:
        gone = passed(session)
    if gone:
        services.keys.destroy_all([owner_of(one) for one in gone])
        with services.sessions.writing() as session:
            forget_passed(session, gone)


def _asked(services: Services, one: ToLook) -> str:
    with services.sessions.reading() as session:
        survey = services.surveys.get(session, one.asked_in)
    question = next((q for q in survey.questions if q.key == one.question_key), None)
    return question.ask if question is not None else ""


def _look_aside(looker: Looker, ending: Callable[[], bool]) -> int:
    """The same for words kept aside: scanned as a child's, which asks most."""
    sessions, looked = looker.services.sessions, 0
    while not ending():
        with sessions.reading() as session:
            due = aside_due(session, looker.name, most=BATCH)
        if not due:
            break
        for aside_id in due:
            with sessions.reading() as session:
                row = session.get(Quarantine, aside_id)
            if row is not None:
                _look_at_aside(looker, row)
                looked += 1
    return looked


def _look_at_aside(looker: Looker, row: Quarantine) -> None:
    services = looker.services
    try:
        told = services.keys.open(f"quarantine:{row.id}").unseal(row.sealed, PLACE)
    except WordsAreGone:
        told = "{}"
    levels: list[str] = []
    raised = []
    for name, words in json.loads(told).items():
        verdict = looker.verdict(words, "child")
        levels.append(verdict.level.value)
        if verdict.level is Level.NONE:
            continue
        finding = Finding(name[:80], "", words, "quarantine", verdict.level.value, verdict.kinds,
                          verdict.spans, verdict.lexicon_version)  # fmt: skip
        raised.append(
            prepare(services.keys, finding, response_id=row.response_id,
                    round_instrument_id=row.round_instrument_id, shown="footer")
        )  # fmt: skip
    with services.sessions.writing() as session:
        note_aside_look(session, row.id, looker.name, gravest(levels))
        for prepared in raised:
            raise_or_heighten(session, prepared, services.clock.now())


def keep_looking(services: Services, stopping: threading.Event, seconds: float = 5.0) -> None:
    """Look again and again until `stopping`, whatever else this worker is busy sending.

    Several workers do no harm: a verdict is stored once, with its concern.
    """
    while not stopping.is_set():
        try:
            look_at_all(services, second_look(), ending=stopping.is_set)
        except Exception as error:  # the store may be away for a moment
            log.error("no second look", kind=type(error).__name__)
        stopping.wait(seconds)


@cache
def second_look() -> SecondLook | None:
    """The second look of this process, loaded once; None where it is not installed or broken."""
    try:
        return second_look_from()
    except (MeaningError, OSError) as error:  # the rules look alone, and raise every hint
        log.error("second look not loaded", kind=type(error).__name__)
        return None
