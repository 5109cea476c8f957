"""A question with answers to code, all invented; who wrote what is known to the test only."""

from __future__ import annotations

from dataclasses import dataclass, field

from feedback.coding.questions import OpenQuestion
from feedback.coding.runs import ask_for_run
from feedback.jobs.theming import read_due
from feedback.services import Services
from tests.factories import DURING
from tests.feedback.reports.world import YOUNG_PERSON, Instrument, World, add_round

LISTENS = "She always listens to me and takes me seriously, that is answer {n}."
BUS = "We went to the park and played football, number {n}."
OFFICER, SECOND = "officer@partnership.example", "second@partnership.example"


@dataclass
class Themed:
    """A closed round with a question, and its answers: response ids in the order given."""

    services: Services
    question: OpenQuestion
    instrument: Instrument
    responses: list[str] = field(default_factory=list)

    def run(self, embedder: str = "none", **parameters: object) -> str:
        """Asked for by the console, done by a worker."""
        with self.services.sessions.writing() as session:
            run_id = ask_for_run(
                session, self.question, by=OFFICER, now=self.services.clock.now(),
                parameters={"embedder": embedder, **parameters},
            )  # fmt: skip
        read_due(self.services)
        return run_id


def themed(services: Services, texts: list[str] | None = None, kind: str = "CP") -> Themed:
    """Twelve answers unless said: eight about being listened to, four about football."""
    said = texts
    if said is None:
        said = [LISTENS.format(n=n) for n in range(8)] + [BUS.format(n=n) for n in range(4)]
    with services.sessions.writing() as session:
        world, (young,) = add_round(services, session, (YOUNG_PERSON, "confidential"))
        made = Themed(
            services, OpenQuestion(world.round_id, young.id, "young-person", "good"), young
        )
        made.responses = write(world, young, said, kind)
    return made


def write(world: World, young: Instrument, texts: list[str], kind: str = "CP") -> list[str]:
    """People of this kind who wrote these words; their response ids."""
    members = world.people(young, len(texts), kind)
    return [
        world.answer(young, member, {}, words={"good": text})
        for member, text in zip(members, texts, strict=True)
    ]


__all__ = ["BUS", "DURING", "LISTENS", "OFFICER", "SECOND", "Themed", "themed", "write"]
