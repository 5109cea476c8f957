"""May this round open? Each check is green, or says what is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from feedback.collection.calendar import local_day
from feedback.collection.instruments import AUDIENCE_NAMES, Mode
from feedback.collection.round_facts import Fact, put_fact, read_facts
from feedback.collection.round_views import RoundView
from feedback.collection.rounds import FormProblem, NotReady, open_round
from feedback.privacy.audit import note
from feedback.safeguarding.concerns import scanned_as
from feedback.safeguarding.number_checks import CheckedLine, checked_lines
from surveys.definition import UNDER_11

HOLDS_FRESH = timedelta(days=7)  # people die, move and are adopted: an old list does harm
VALUE_MOST = 500
SIGN_OFF = "anonymous_sign_off"


@dataclass(frozen=True, slots=True)
class Check:
    """One go-live check. `fact` names the fact staff can note for it, if there is one."""

    key: str
    title: str
    is_green: bool
    must_be: bool  # whether the round waits for it
    told: str  # what is noted, or what is missing and what to do
    fact: str = ""
    ask: str = ""
    value: str = ""
    noted_by: str = ""
    noted_on: date | None = None  # London day


@dataclass(frozen=True, slots=True)
class _Asked:
    """A check that is green once somebody noted a fact."""

    key: str
    title: str
    ask: str
    missing: str


DUTY = _Asked(
    "duty_officer",
    "Duty officer",
    "Name and phone number of the duty officer",
    "Nobody is named who looks at worrying answers.",
)
DEPUTY = _Asked(
    "deputy",
    "Deputy",
    "Name and phone number of the deputy",
    "Nobody is named who stands in when the duty officer is away.",
)
OUT_OF_HOURS = _Asked(
    "out_of_hours",
    "Out-of-hours number",
    "Number for evenings, nights and weekends",
    "There is no number for evenings, nights and weekends.",
)
PRIVACY = _Asked(
    "privacy_notice",
    "Privacy notice",
    "Version or date of the privacy notice that was approved",
    "Nobody has noted which privacy notice was approved.",
)
PARENTS = _Asked(
    "parents_notice",
    "Parents' notice, with a way to opt out",
    "Day the notice went to parents of children under 11, and how they can opt out",
    "Parents of children under 11 have not been told, or cannot opt out.",
)
DPIA = _Asked(
    "dpia_reference",
    "Data protection impact assessment",
    "Reference of the assessment (DPIA)",
    "There is no reference to a data protection impact assessment.",
)
HOLDS = _Asked(
    "hold_list",
    "Hold list",
    "Who read the hold list, and against which records",
    "Nobody has read the hold list against today's records in the last 7 days.",
)
FACTS: Mapping[str, _Asked] = {
    asked.key: asked for asked in (DUTY, DEPUTY, OUT_OF_HOURS, PRIVACY, PARENTS, DPIA, HOLDS)
}


def go_live_checks(session: Session, around: RoundView, now: datetime) -> tuple[Check, ...]:
    """Every check of this round, in the order of the page."""
    facts = read_facts(session, around.id)
    numbers = checked_lines(session, local_day(now))
    children = around.asks_children
    checks = [
        _window(around, now),
        _somebody_to_ask(around),
        _asked(DUTY, facts, must_be=children),
        _deputy(facts, must_be=children),
        _out_of_hours(facts, must_be=children),
        _numbers(around, numbers),
        _asked(PRIVACY, facts, must_be=True),
    ]
    if any(one.audience in UNDER_11 for one in around.instruments):
        checks.append(_asked(PARENTS, facts, must_be=True))
    checks.append(_asked(DPIA, facts, must_be=children))
    checks.append(_holds(facts, now, must_be=children))
    checks += _sign_offs(around, facts)
    return tuple(checks)


def may_open(checks: tuple[Check, ...]) -> bool:
    """Whether no check holds the round back."""
    return all(check.is_green for check in checks if check.must_be)


def note_fact(
    session: Session, around: RoundView, key: str, value: str, *, by: str, now: datetime
) -> FormProblem | None:
    """Note one go-live fact in place of an earlier one; the problem where it will not do.

    A sign-off of an anonymous round for children has a function of its own.
    """
    if key not in FACTS:
        return FormProblem(key, "There is no such check.")
    clean = " ".join(value.split())
    if not clean:
        return FormProblem(key, f"{FACTS[key].ask}: write it here.")
    if len(clean) > VALUE_MOST:
        return FormProblem(key, f"Use {VALUE_MOST} letters or fewer.")
    if key == OUT_OF_HOURS.key and not _has_number(clean):
        return FormProblem(key, "Write a phone number, like 023 9200 0000.")
    put_fact(session, around.id, key, clean, by=by, now=now)
    note(
        session,
        who=by,
        what="go_live_noted",
        about=f"round:{around.id}",
        now=now,
        details={"check": key},
    )
    return None


def sign_off_anonymous(
    session: Session, around: RoundView, instrument_id: str, *, by: str, now: datetime
) -> None:
    """A duty officer agrees that these children are asked anonymously (decisions 12).

    The page lets only duty officers come here. Raises NotFound.
    """
    instrument = around.instrument(instrument_id)
    value = f"{AUDIENCE_NAMES[instrument.audience]}: anonymous"
    put_fact(session, around.id, f"{SIGN_OFF}:{instrument_id}", value, by=by, now=now)
    note(
        session,
        who=by,
        what="anonymous_signed_off",
        about=f"round_instrument:{instrument_id}",
        now=now,
    )


def open_if_green(session: Session, around: RoundView, *, by: str, now: datetime) -> None:
    """Open the round in the transaction that read its checks. Raises NotReady."""
    if not may_open(go_live_checks(session, around, now)):
        raise NotReady
    open_round(session, around.id, by=by, now=now)


def _asked(
    asked: _Asked,
    facts: Mapping[str, Fact],
    *,
    must_be: bool,
    holds: Callable[[Fact], str] = lambda _fact: "",
) -> Check:
    fact = facts.get(asked.key)
    if fact is None:
        return Check(asked.key, asked.title, False, must_be, asked.missing, asked.key, asked.ask)
    trouble = holds(fact)
    return Check(
        asked.key,
        asked.title,
        not trouble,
        must_be,
        trouble or fact.value,
        asked.key,
        asked.ask,
        fact.value,
        fact.noted_by,
        local_day(fact.noted_at),
    )


def _window(around: RoundView, now: datetime) -> Check:
    is_green = around.closes_on >= local_day(now)
    told = "The window is still ahead." if is_green else "The closing day is over."
    return Check("window", "Opening and closing day", is_green, True, told)


def _somebody_to_ask(around: RoundView) -> Check:
    nobody = [
        AUDIENCE_NAMES[one.audience]
        for one in around.instruments
        if not (one.people or one.has_open_link)
    ]
    told = (
        "Upload a cohort or make an open link for: " + ", ".join(nobody) + "."
        if nobody
        else "Every survey has people to ask or an open link."
    )
    return Check("people", "People to ask", not nobody, True, told)


def _deputy(facts: Mapping[str, Fact], *, must_be: bool) -> Check:
    duty = facts.get(DUTY.key)

    def differs(fact: Fact) -> str:
        same = duty is not None and duty.value.casefold() == fact.value.casefold()
        return "The deputy must be somebody else than the duty officer." if same else ""

    return _asked(DEPUTY, facts, must_be=must_be, holds=differs)


def _out_of_hours(facts: Mapping[str, Fact], *, must_be: bool) -> Check:
    return _asked(OUT_OF_HOURS, facts, must_be=must_be)


def _numbers(around: RoundView, numbers: tuple[CheckedLine, ...]) -> Check:
    asked = {scanned_as(one.audience) for one in around.instruments}
    ours = [number for number in numbers if asked.intersection(number.line.audiences)]
    red = [number.line.name for number in ours if not number.is_green]
    if not ours:
        told = "There are no help numbers yet. Go to Help numbers and write them in."
    elif red:
        told = "Ring these and note that they are right: " + ", ".join(red) + "."
    else:
        told = "Every number was checked in the last 90 days."
    return Check("help_numbers", "Help numbers", bool(ours) and not red, around.asks_children, told)


def _holds(facts: Mapping[str, Fact], now: datetime, *, must_be: bool) -> Check:
    def is_old(fact: Fact) -> str:
        return HOLDS.missing if now - fact.noted_at > HOLDS_FRESH else ""

    return _asked(HOLDS, facts, must_be=must_be, holds=is_old)


def _sign_offs(around: RoundView, facts: Mapping[str, Fact]) -> list[Check]:
    checks = []
    for one in around.instruments:
        if not (one.asks_children and one.mode is Mode.ANONYMOUS):
            continue
        fact = facts.get(f"{SIGN_OFF}:{one.id}")
        checks.append(
            Check(
                f"{SIGN_OFF}:{one.id}",
                f"Anonymous: {AUDIENCE_NAMES[one.audience]}",
                fact is not None,
                True,
                "A duty officer agreed."
                if fact
                else "A duty officer must agree: nobody could tell which child is worried.",
                noted_by=fact.noted_by if fact else "",
                noted_on=local_day(fact.noted_at) if fact else None,
            )
        )
    return checks


def _has_number(text: str) -> bool:
    return sum(letter.isdigit() for letter in text) >= 3
