"""How is this year's Compact told? Some returned, some are being filled in, some have not begun."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from feedback.collection.calendar import local_day
from feedback.collection.cohorts import round_key
from feedback.collection.responses import key_owner
from feedback.compact.asking import ask_all, link_of, open_door
from feedback.compact.cycles import Asked, make_cycle, requests_of
from feedback.compact.filling import By, Written, save
from feedback.compact.returns import (
    Return,
    add_hand,
    begin_return,
    find_return,
    key_getter,
    response_of,
)
from feedback.compact.signing import Signature, sign_off
from feedback.services import Services
from surveys.answers import Value
from surveys.compact import STANDARDS
from surveys.compact_return import fingerprint, indicators_of, section_of
from surveys.kirkpatrick import financial_year

BY = "story@example.org"
DUE_DAYS = 42
# name, sector, form: those called “Invented setting” were asked in 2023-24, too.
ORGANISATIONS = (
    ("Invented setting 1", "education", "education"),
    ("Invented setting 2", "education", "education"),
    ("Invented setting 3", "early_years", "education"),
    ("Invented setting 4", "education", "education"),
    ("Invented Community Nursing", "health", "statutory"),
    ("Invented Junior Football Club", "voluntary", "small_vcs"),
    ("Invented Homes", "housing", "statutory"),
    ("Invented Childminders", "early_years", "education"),
)
RETURNED, BEGUN = 3, 3
SAID = (
    "Posters made by pupils say whom to tell. They change them every term.",
    "More children ask for help by themselves since the drop-in began.",
    "Cover is hard to find when everybody is to be trained on one day.",
)
EVIDENCE = "Governors look at it every term; the minutes are on our site."


@dataclass(frozen=True, slots=True)
class Desk:
    """One organisation's link and the people at work on its return."""

    services: Services
    token: str
    now: datetime

    @property
    def today(self) -> date:
        """The day in London."""
        return local_day(self.now)

    def mine(self) -> Return:
        """The return as it stands."""
        served = self.services
        with served.sessions.reading() as session:
            found = find_return(session, served.keys, served.surveys, self.token, self.now)
        if found is None:
            raise LookupError("the story's own link leads nowhere")
        return found

    def joins(self, name: str) -> By:
        """Somebody says who they are."""
        mine, keys = self.mine(), self.services.keys
        owner = response_of(keys, mine.request.member_id or "")
        keys.make(key_owner(owner))
        with self.services.sessions.writing() as session:
            begin_return(session, keys, self.token, self.now, self.today)
            hand = add_hand(session, key_getter(keys, owner)(), mine.request.id, name)
        return By(hand, self.now, self.today)

    def writes(
        self, by: By, standard: int, words: dict[str, Value], page: Return | None = None
    ) -> None:
        """Save a page, as it was seen when `page` was shown."""
        mine = self.mine()
        seen = (page or mine).answers
        written = [
            Written(mine.survey.question(key), value, fingerprint(seen.get(key)))
            for key, value in words.items()
        ]
        with self.services.sessions.writing() as session:
            save(session, self.services.keys, mine, section_of(standard), written, (), by)


def tell_open_compact(
    services: Services, chance: Random, now: datetime, say: Callable[[str], None]
) -> None:
    """The audit of the financial year it is, with its returns at every stage."""
    tokens = _ask(services, now)
    for place, token in enumerate(tokens):
        desk = Desk(services, token, now)
        if place < RETURNED:
            _returned(desk, chance)
        elif place < RETURNED + BEGUN:
            _begun(desk, chance)
    say(f"  this year's Compact: {RETURNED} of {len(tokens)} returned, {BEGUN} being filled in")


def _ask(services: Services, now: datetime) -> list[str]:
    """Nobody is written to: the links stand on the organisations' pages."""
    year, due_on = financial_year(local_day(now)), local_day(now) + timedelta(days=DUE_DAYS)
    with services.sessions.writing() as session:
        cycle_id = make_cycle(session, year, by=BY, now=now, is_story=True, due_on=due_on)
        door = open_door(session, services.surveys, cycle_id, by=BY, now=now)
    services.keys.make(round_key(door.round_id))
    asked = [Asked(*one) for one in ORGANISATIONS]
    with services.sessions.writing() as session:
        ask_all(session, services.keys, cycle_id, door, asked, by=BY, now=now)
        members = {one.organisation: one.member_id for one in requests_of(session, cycle_id)}
        found = [link_of(session, services.keys, members[one[0]] or "") for one in ORGANISATIONS]
    return [token for token in found if token is not None]


def _returned(desk: Desk, chance: Random) -> None:
    by = desk.joins("Robin Invented")
    for standard in STANDARDS:
        desk.writes(by, standard, _graded(desk.mine(), standard, chance))
    quotes = {
        key: Value(text=words)
        for key, words in zip(("good_practice", "impact", "barrier"), SAID, strict=True)
    }
    agreed = {f"{key}_ok": Value(codes=("yes",)) for key in quotes}
    desk.writes(by, 12, quotes | agreed)
    served = desk.services
    with served.sessions.writing() as session:
        sign_off(
            session, served.keys, served.surveys, desk.token,
            Signature("Sam Invented", "head of the setting"), desk.now, desk.today,
        )  # fmt: skip


def _begun(desk: Desk, chance: Random) -> None:
    """Two people at work; at one place they wrote at the same time."""
    robin, kim = desk.joins("Robin Invented"), desk.joins("Kim Example")
    for standard in (1, 2, 3):
        desk.writes(robin, standard, _graded(desk.mine(), standard, chance))
    page = desk.mine()
    desk.writes(robin, 5, {"ca05a_evidence": Value(text="A checklist on the first day.")})
    theirs = {
        "ca05a_evidence": Value(text="Two hours with the safeguarding lead in the first week."),
        "ca05a": Value(codes=("good",)),
    }
    desk.writes(kim, 5, theirs, page)


def _graded(mine: Return, standard: int, chance: Random) -> dict[str, Value]:
    """Grades, evidence, and an action wherever a grade needs one."""
    words: dict[str, Value] = {}
    for one in indicators_of(mine.survey, standard, mine.answers):
        grade = chance.choices(("outstanding", "good", "requires_improvement"), (3, 8, 1))[0]
        words[one.key] = Value(codes=(grade,))
        words[one.evidence.key] = Value(text=EVIDENCE)
        if grade == "requires_improvement":
            words[one.action.key] = Value(text="Look at it with the children and write it anew.")
            words[one.owner.key] = Value(text="deputy head")
            words[one.due.key] = Value(day=date(mine.cycle.due_on.year + 1, 3, 31)
                                       if mine.cycle.due_on else None)  # fmt: skip
    return words
