"""A round whose people have e-mail addresses, for tests of sending."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import update

from feedback.collection.cohort_file import read_cohort
from feedback.collection.cohort_views import MemberView, members_of
from feedback.collection.cohorts import add_people, freeze_cohorts, round_key
from feedback.services import Services
from feedback.store.rounds import Round
from tests.factories import DURING, ask, survey
from tests.fakes import FixedClock, RememberingPostman

PARENTS = """
key: mail-parent
version: 1
title: Your views
audience: parent
language: en
start: {who_asks: [We ask.], who_sees: [We see.]}
thanks: [Thank you.]
sections:
  - key: one
    title: One
    questions:
      - {key: listen, kind: yes_no, ask: Do people listen to you?, options: YN}
"""


@dataclass(frozen=True)
class Mailing:
    """One open round and the people who may be written to."""

    services: Services
    round_id: str
    cohort_id: str

    @property
    def clock(self) -> FixedClock:
        assert isinstance(self.services.clock, FixedClock)
        return self.services.clock

    @property
    def postman(self) -> RememberingPostman:
        assert isinstance(self.services.postman, RememberingPostman)
        return self.services.postman

    def members(self) -> tuple[MemberView, ...]:
        with self.services.sessions.reading() as session:
            return members_of(session, self.cohort_id)

    def addresses(self) -> list[str]:
        """To whom e-mails went, in their order."""
        return [letter.to for letter in self.postman.sent]


def mailing(services: Services, people: int, *, held: int = 0) -> Mailing:
    """An open round with `people` parents by e-mail; the last `held` of them are on hold."""
    asked = ask(services, survey(PARENTS), people=0, state="open")
    lines = ["reference,cohort,email,hold"]
    lines += [
        f"R{n:05},CP,p{n}@family.example,{'moved' if n >= people - held else ''}"
        for n in range(people)
    ]
    told = read_cohort("\n".join(lines).encode())
    key = services.keys.make(round_key(asked.round_id))
    with services.sessions.writing() as session:
        add_people(session, asked.cohort_id, told.good, key=key, by="test", now=DURING)
        freeze_cohorts(session, asked.round_id, DURING)
        session.execute(update(Round).values(opened_at=DURING))
    return Mailing(services, asked.round_id, asked.cohort_id)
