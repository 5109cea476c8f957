"""How is the lexicon changed on screen: proposed by one person, confirmed by another?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from feedback.safeguarding.lexicon import Lexicon, compile_lexicon
from feedback.safeguarding.lexicon_file import SHIPPED, read_lexicon_data
from feedback.safeguarding.scan import Scanner
from feedback.safeguarding.verdict import AUDIENCES, KINDS, Level
from feedback.store.base import new_id
from feedback.store.reading import LexiconChange

ADD, CALM = "add", "remove"  # a phrase that alarms; a phrase that is harmless
WORDS_MOST = 12
PHRASE_MOST = 120
LIVE, PROPOSED, REFUSED, WITHDRAWN = "live", "proposed", "refused", "withdrawn"


@dataclass(frozen=True, slots=True)
class Change:
    """One change as it applies."""

    id: str
    what: str
    level: str
    kind: str
    audiences: tuple[str, ...]
    phrase: str
    why: str
    state: str
    is_lone: bool
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class ChangeProblem:
    """What is wrong with a proposal, and at which field."""

    field: str
    message: str


def changes(session: Session, *states: str) -> tuple[Change, ...]:
    """Changes in these states (all when none is named), newest first."""
    query = select(LexiconChange).order_by(LexiconChange.proposed_at.desc(), LexiconChange.id)
    if states:
        query = query.where(LexiconChange.state.in_(states))
    return tuple(
        Change(
            row.id, row.what, row.level, row.kind, tuple(row.audiences.split(";")), row.phrase,
            row.why, row.state, row.is_lone, row.proposed_by, row.proposed_at, row.decided_by,
            row.decided_at,
        )
        for row in session.scalars(query)
    )  # fmt: skip


def propose(
    session: Session,
    *,
    what: str,
    phrase: str,
    level: str,
    kind: str,
    audiences: Sequence[str],
    why: str,
    by: str,
    now: datetime,
) -> str | ChangeProblem:
    """Write a proposal; its id, or what is wrong with it. It changes nothing yet."""
    clean = " ".join(phrase.split())
    problem = _problem(what, clean, level, kind, audiences, why)
    if problem is not None:
        return problem
    change_id = new_id()
    session.execute(
        insert(LexiconChange).values(
            id=change_id, language="en-GB", what=what, level=level, kind=kind,
            audiences=";".join(a for a in AUDIENCES if a in audiences), phrase=clean,
            why=why.strip(), state=PROPOSED, is_lone=False, proposed_by=by, proposed_at=now,
        )
    )  # fmt: skip
    return change_id


def decide(
    session: Session, change_id: str, *, live: bool, others: int, by: str, now: datetime
) -> str:
    """Confirm or refuse a proposal; "" when done, else why not.

    `others`: how many colleagues besides the proposer could confirm. Where there is one, it must
    not be the proposer; where there is none the change is marked as a lone one (decisions 15).
    """
    row = session.get(LexiconChange, change_id)
    if row is None:
        return "This change is not there any more."
    is_own = row.proposed_by == by
    if live and is_own and others:
        return "Somebody else has to confirm your own proposal."
    decided = session.execute(
        update(LexiconChange)
        .where(LexiconChange.id == change_id, LexiconChange.state == PROPOSED)
        .values(
            state=LIVE if live else REFUSED, is_lone=live and is_own, decided_by=by, decided_at=now
        )
    )
    return "" if decided.rowcount else "Somebody decided this already."  # type: ignore[attr-defined]


def withdraw_change(session: Session, change_id: str, *, by: str, now: datetime) -> str:
    """Take a live change out again; "" when done, else why not."""
    done = session.execute(
        update(LexiconChange)
        .where(LexiconChange.id == change_id, LexiconChange.state == LIVE)
        .values(state=WITHDRAWN, decided_by=by, decided_at=now)
    )
    return "" if done.rowcount else "This change is not in use."  # type: ignore[attr-defined]


def decisions(session: Session) -> int:
    """How often the living lexicon was changed: once for what is in use, twice for what was."""
    counted = session.execute(
        select(LexiconChange.state, func.count())
        .where(LexiconChange.state.in_((LIVE, WITHDRAWN)))
        .group_by(LexiconChange.state)
    )
    return sum(count * (1 if state == LIVE else 2) for state, count in counted)


def living_lexicon(session: Session, path: Path = SHIPPED) -> Lexicon:
    """The shipped lexicon with what staff changed; its version tells how often they did."""
    return with_changes(changes(session, LIVE), decisions(session), path)


def with_changes(live: Sequence[Change], decided: int, path: Path = SHIPPED) -> Lexicon:
    """Compile the shipped data and these changes. Raises LexiconError."""
    data = read_lexicon_data(path)
    if decided:
        data["version"] = f"{data['version']}+{decided}"
    if not live:
        return compile_lexicon(data)
    shipped = compile_lexicon(data)
    rules = data.get("rules", [])
    added = [
        {
            "id": f"staff-{change.id[:8]}",
            "kinds": change.kind,
            "level": change.level,
            "audiences": " ".join(change.audiences),
            "patterns": as_pattern(shipped, change.phrase),
        }
        for change in live
        if change.what == ADD
    ]
    calm = [as_pattern(shipped, change.phrase) for change in live if change.what == CALM]
    data["rules"] = [*(rules if isinstance(rules, list) else []), *added]
    data["idioms"] = "\n".join([str(data.get("idioms", "")), *calm])
    return compile_lexicon(data)


def as_pattern(lexicon: Lexicon, phrase: str) -> str:
    """A phrase as the scan reads it: its words, each as the speller writes it, in this order."""
    words = Scanner(lexicon).reads(phrase)
    return " ".join(word for word in words if all(p.isalnum() for p in word.split("_")))


def _problem(
    what: str, phrase: str, level: str, kind: str, audiences: Sequence[str], why: str
) -> ChangeProblem | None:
    if what not in {ADD, CALM}:
        return ChangeProblem("what", "Choose what the phrase should do.")
    if not phrase:
        return ChangeProblem("phrase", "Write the phrase.")
    if len(phrase) > PHRASE_MOST or len(phrase.split()) > WORDS_MOST:
        return ChangeProblem("phrase", f"Use {WORDS_MOST} words or fewer.")
    if len(phrase.split()) < 2:
        return ChangeProblem("phrase", "One word alone says too little. Write two or more.")
    if not all(any(letter.isalpha() for letter in word) for word in phrase.split()):
        return ChangeProblem("phrase", "Use words only: letters and apostrophes.")
    if level not in {Level.REVIEW.value, Level.URGENT.value}:
        return ChangeProblem("level", "Choose how soon a person must look.")
    if kind not in KINDS:
        return ChangeProblem("kind", "Choose what it may be about.")
    if not audiences or not set(audiences) <= set(AUDIENCES):
        return ChangeProblem("audiences", "Choose whose words it is looked for in.")
    if not why.strip():
        return ChangeProblem("why", "Say why, so that a colleague can decide.")
    return None
