"""What do tests of quotes share: a closed round whose people wrote something, on each store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pytest

from feedback.quotes.desk import Candidate, propose
from feedback.quotes.lines import Line, lines
from feedback.quotes.passages import Span
from feedback.services import Services
from feedback.store.base import new_id
from feedback.store.concerns import Concern, ConcernStep
from tests.factories import DURING
from tests.feedback.reports.world import YOUNG_PERSON, add_round

__all__ = ["Round", "make_round"]

SAID = "She listens to me and Priya came with us. It was really good at Oaklands School."


@dataclass
class Round:
    """A closed round of one survey."""

    services: Services
    id: str
    instrument_id: str
    responses: list[str]

    def propose(self, at: int = 0, spans: tuple[Span, ...] = (Span(22, 27, "name"),)) -> Line:
        """A quote of one response, its first sentence, with Priya hidden."""
        one = Candidate(self.responses[at], "good", 0, 41, spans, "t1", "Being heard")
        with self.services.sessions.writing() as session:
            propose(session, self.instrument_id, "young_person", "quote_ok", [one])
        return self.lines()[self.responses[at]]

    def lines(self) -> Mapping[str, Line]:
        """The desk, by response."""
        from_ids = {}
        with self.services.sessions.reading() as session:
            for line in lines(session, self.services.keys, self.instrument_id):
                from_ids[line.response_id] = line
        return from_ids

    def worry(self, at: int, state: str, outcome: str = "") -> None:
        """A concern on one response."""
        concern = new_id()
        with self.services.sessions.writing() as session:
            session.add(
                Concern(id=concern, response_id=self.responses[at], state=state, source="words",
                        round_instrument_id=self.instrument_id, question_key="good", level="review",
                        sealed=b"", fingerprint=concern, raised_at=DURING)
            )  # fmt: skip
            session.flush()
            if outcome:
                session.add(
                    ConcernStep(concern_id=concern, what=f"closed:{outcome}", by="o", at=DURING)
                )


def make_round(
    services: Services, *, people: int = 12, consent: str = "yes", said: Sequence[str] = ()
) -> Round:
    """`people` wrote the same kind words, or each what was `said`; all answered about consent."""
    words = said or [SAID] * people
    with services.sessions.writing() as session:
        world, (instrument,) = add_round(services, session, (YOUNG_PERSON, "confidential"))
        ids = [
            world.answer(instrument, member, {"quote_ok": consent}, words={"good": text})
            for member, text in zip(world.people(instrument, len(words)), words, strict=True)
        ]
    return Round(services, world.round_id, instrument.id, ids)


@pytest.fixture
def closed(services: Services) -> Round:
    """Twelve people, all of whom said yes."""
    return make_round(services)
