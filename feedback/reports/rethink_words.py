"""What did those who were at a Re-think say works, for whom, in what circumstances, and how?

One row a person: their three notes belong together, or they say nothing of what works. So a row is
listed only where many people wrote, never one Re-think alone, and without its day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.coding.questions import COUNTED
from feedback.privacy.small_numbers import Cell, Shown, may_list_words, suppress
from feedback.reports.training_answers import Looked
from feedback.reports.words import in_no_order, read_words
from feedback.sealing.keystore import Keys
from feedback.store.concerns import Concern
from feedback.store.responses import Answer, Response
from feedback.store.training import Course, Rethink, TrainingSession, TrainingWave
from feedback.training.learning import Wanted
from surveys.kirkpatrick import Occasion, Wave, financial_year

NOTES = ("circumstances", "mechanism", "outcome")  # context, mechanism, outcome
AGENCY, CONSENT, YES = "sector", "quote_ok", "yes"


@dataclass(frozen=True, slots=True)
class SaidThere:
    """One person's three notes; "" for what they did not write."""

    agency: str
    year: str
    circumstances: str
    mechanism: str
    outcome: str
    may_quote: bool


@dataclass(frozen=True, slots=True)
class SaidRows:
    """`base`: how many people wrote; `too_few`: they are not listed."""

    rows: tuple[SaidThere, ...]
    base: Shown
    too_few: bool


@dataclass(frozen=True, slots=True)
class _Writer:
    id: str
    year: str
    issues: tuple[str, ...]
    codes: Mapping[str, str]

    def fits(self, wanted: Wanted) -> bool:
        is_of = not wanted.agency or self.codes.get(AGENCY) == wanted.agency
        return is_of and (not wanted.issue or wanted.issue in self.issues)


def said_rows(session: Session, keys: Keys, wanted: Wanted) -> SaidRows:
    """The rows of those who fit; listed from 10 writers, and where nobody is left out by few.

    Words under a concern are never here, whatever came of it.
    """
    every = _writers(session, wanted)
    chosen = [one for one in every if one.fits(wanted)]
    base = suppress([Cell("", len(chosen)), Cell("", len(every) - len(chosen))]).cells[0]
    left = len(every) - len(chosen)
    if not may_list_words(len(chosen)) or (left and not may_list_words(left)):
        return SaidRows((), base, bool(chosen))
    told = read_words(session, keys, [one.id for one in chosen], NOTES)
    known = {one.id: one for one in chosen}
    rows = [_row(known[one], told[one]) for one in in_no_order(known, "rethink") if one in told]
    return SaidRows(
        tuple(
            row
            for row in rows
            if (row.may_quote or not wanted.only_quotable)
            and wanted.is_in(row.circumstances, row.mechanism, row.outcome)
        ),
        base,
        too_few=False,
    )


def _row(writer: _Writer, told: Mapping[str, str]) -> SaidThere:
    context, mechanism, outcome = (told.get(name, "") for name in NOTES)
    may_quote = writer.codes.get(CONSENT) == YES
    agency = writer.codes.get(AGENCY, "")
    return SaidThere(agency, writer.year, context, mechanism, outcome, may_quote)


def _writers(session: Session, wanted: Wanted) -> Sequence[_Writer]:
    """Who wrote at least one of the three notes."""
    worrying = select(Concern.response_id).where(Concern.response_id.is_not(None))
    wrote = select(Answer.response_id).where(
        Answer.question_key.in_(NOTES), Answer.sealed.is_not(None), Answer.status == "given"
    )
    rows = session.execute(
        select(Response.id, TrainingSession.held_on, Rethink.issues)
        .join(TrainingWave, TrainingWave.round_instrument_id == Response.round_instrument_id)
        .join(TrainingSession, TrainingSession.id == TrainingWave.session_id)
        .join(Course, Course.id == TrainingSession.course_id)
        .outerjoin(Rethink, Rethink.session_id == TrainingSession.id)
        .where(
            Looked(Occasion.RETHINK, sight=wanted.sight).clause,
            TrainingWave.wave == Wave.DAY_0.value,
            Response.state == COUNTED,
            Response.has_hit.is_(False),
            Response.id.not_in(worrying),
            Response.id.in_(wrote),
        )
    ).all()
    codes: dict[str, dict[str, str]] = {}
    for answer in session.execute(
        select(Answer.response_id, Answer.question_key, Answer.code).where(
            Answer.response_id.in_([row.id for row in rows]),
            Answer.question_key.in_((AGENCY, CONSENT)),
            Answer.code.is_not(None),
        )
    ):
        codes.setdefault(answer.response_id, {})[answer.question_key] = answer.code or ""
    return [
        _Writer(row.id, financial_year(row.held_on), tuple(row.issues or ()), codes.get(row.id, {}))
        for row in rows
    ]
