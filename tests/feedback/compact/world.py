"""A Compact audit with organisations in it, for tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

import pytest

from feedback.collection.calendar import local_day
from feedback.collection.cohorts import round_key
from feedback.collection.responses import key_owner
from feedback.compact.asking import CycleDoor, ask_all, link_of, open_door
from feedback.compact.cycles import Asked, find_request, make_cycle, requests_of
from feedback.compact.filling import By, Saved, Written, save
from feedback.compact.returns import (
    Return,
    add_hand,
    begin_return,
    find_return,
    key_getter,
    response_of,
)
from feedback.compact.signing import Signature, sign_off
from feedback.sealing.keystore import OpenKey
from feedback.services import Services
from surveys.answers import Value
from surveys.compact import STANDARDS
from surveys.compact_return import fingerprint, indicators_of, section_of
from tests.fakes import FixedClock

BY = "officer@partnership.example"
DUE = date(2024, 3, 31)
HEAD = Signature("Invented Head", "head teacher")


@dataclass
class Audit:
    """One cycle and the links of its organisations."""

    services: Services
    year: str = "2023-24"
    cycle_id: str = ""
    door: CycleDoor = field(default_factory=lambda: CycleDoor("", "", ""))

    @property
    def clock(self) -> FixedClock:
        assert isinstance(self.services.clock, FixedClock)
        return self.services.clock

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def begins(self) -> Audit:
        with self.services.sessions.writing() as session:
            self.cycle_id = make_cycle(session, self.year, by=BY, now=self.now, due_on=DUE)
            self.door = open_door(
                session, self.services.surveys, self.cycle_id, by=BY, now=self.now
            )
        self.services.keys.make(round_key(self.door.round_id))
        return self

    def asks(
        self,
        name: str = "Invented School",
        *,
        email: str = "office@school.example",
        variant: str = "education",
        sector: str = "education",
    ) -> str:
        """The organisation's token."""  # fmt: skip
        asked = [Asked(name, sector, variant, email)]
        with self.services.sessions.writing() as session:
            ask_all(
                session, self.services.keys, self.cycle_id, self.door, asked, by=BY, now=self.now
            )
            (request,) = (
                one for one in requests_of(session, self.cycle_id) if one.organisation == name
            )
            token = link_of(session, self.services.keys, request.member_id or "")
        assert token is not None
        return token

    def mine(self, token: str) -> Return:
        served = self.services
        with served.sessions.reading() as session:
            found = find_return(session, served.keys, served.surveys, token, self.now)
        assert found is not None
        return found

    def key(self, token: str) -> OpenKey:
        held = self.mine(token).held
        assert held is not None
        return key_getter(self.services.keys, held.id)()

    def joins(self, token: str, name: str) -> By:
        """Somebody says who they are; with them a return begins."""
        mine, keys = self.mine(token), self.services.keys
        owner = response_of(keys, mine.request.member_id or "")
        keys.make(key_owner(owner))
        with self.services.sessions.writing() as session:
            begin_return(session, keys, token, self.now, local_day(self.now))
            hand = add_hand(session, key_getter(keys, owner)(), mine.request.id, name)
        return By(hand, self.now, local_day(self.now))

    def writes(
        self, token: str, by: By, words: dict[str, Value], *, seen: Return | None = None
    ) -> Saved:
        """Save a page as it was seen (as it is now, unless said)."""
        mine = self.mine(token)
        page = (seen or mine).answers
        written = [
            Written(mine.survey.question(key), value, fingerprint(page.get(key)))
            for key, value in words.items()
        ]
        with self.services.sessions.writing() as session:
            return save(session, self.services.keys, mine, section_of(1), written, (), by)

    def grades_all(self, token: str, by: By, **but: str) -> None:
        """Every indicator good, but those named."""
        mine = self.mine(token)
        words = {
            one.key: Value(codes=(but.get(one.key, "good"),))
            for standard in STANDARDS
            for one in indicators_of(mine.survey, standard, mine.answers)
        }
        self.writes(token, by, words)

    def promises(self, token: str, by: By, indicator: str = "ca04a") -> None:
        self.writes(
            token, by,
            {
                f"{indicator}_action": Value(text="Start a school council"),
                f"{indicator}_owner": Value(text="deputy head"),
                f"{indicator}_due": Value(day=date(2024, 12, 20)),
            },
        )  # fmt: skip

    def signs(self, token: str) -> None:
        served = self.services
        with served.sessions.writing() as session:
            sign_off(
                session, served.keys, served.surveys, token, HEAD, self.now, local_day(self.now)
            )

    def request_id(self, token: str) -> str:
        return self.mine(token).request.id

    def request(self, token: str) -> object:
        with self.services.sessions.reading() as session:
            return find_request(session, self.request_id(token))


# What takes turns, locks or sums in SQL is tried on both databases.
on_both = pytest.mark.parametrize("audit", ["sqlite", "postgresql"], indirect=True)
