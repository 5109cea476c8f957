"""How does a worker find passages of a survey that may be quoted?"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.coding.books import themes_of
from feedback.coding.decisions import machine_matches, standings
from feedback.coding.questions import question_of
from feedback.collection.cohorts import contact_of, round_key
from feedback.collection.errands import Claimed
from feedback.privacy.small_numbers import may_list_words
from feedback.quotes.desk import fit, propose
from feedback.quotes.finding import candidates
from feedback.reports.words import read_words, writers_by_question
from feedback.sealing.keystore import WordsAreGone
from feedback.services import Services
from feedback.store.quotes import Quote
from feedback.store.rounds import Cohort, CohortMember, RoundInstrument
from feedback.store.staff import Staff
from feedback.store.themes import MACHINE
from surveys.definition import Kind, Question, Survey


def find_quotes(
    services: Services, claimed: Claimed, told: Callable[[int, int], None]
) -> tuple[None, str]:
    """Propose passages for every long answer of a survey; a person is quoted once at most."""
    instrument_id = claimed.about["instrument_id"]
    with services.sessions.reading() as session:
        instrument = session.get_one(RoundInstrument, instrument_id)
        survey = services.surveys.get(session, instrument.survey_version_id)
        names = _names(services, session, instrument)
    consent = next((one.key for one in survey.questions if one.quote_consent), "")
    asked = [one for one in survey.questions if one.kind is Kind.LONG_TEXT]
    made = 0
    for place, question in enumerate(asked):
        told(place, len(asked))
        made += _of_question(services, survey, instrument_id, consent, question, names)
    told(len(asked), len(asked))
    return None, f"{made} new {'quote' if made == 1 else 'quotes'} to look at."


def _of_question(
    services: Services,
    survey: Survey,
    instrument_id: str,
    consent: str,
    question: Question,
    names: tuple[str, ...],
) -> int:
    with services.sessions.reading() as session:
        if not may_list_words(writers_by_question(session, instrument_id).get(question.key, 0)):
            return 0
        people = fit(session, instrument_id, consent)
        words = read_words(session, services.keys, sorted(people), [question.key])
        taken = _taken(session, instrument_id, people)
        themes = _themes(session, instrument_id, question.key)
    answers = {one: told[question.key] for one, told in words.items() if question.key in told}
    found = candidates(question.key, answers, people, names=names, taken=taken, themes=themes)
    with services.sessions.writing() as session:
        return propose(session, instrument_id, survey.audience.value, consent, found)


def _taken(session: Session, instrument_id: str, people: dict[str, str]) -> frozenset[str]:
    """People some words of whom are on the desk already."""
    held = session.scalars(
        select(Quote.response_id).where(Quote.round_instrument_id == instrument_id)
    )
    return frozenset(people[one] for one in held if one in people)


def _themes(
    session: Session, instrument_id: str, question_key: str
) -> dict[tuple[str, str], dict[str, float]]:
    """Chosen themes by (id, name): response id -> score, where people or the machine put it."""
    question = question_of(session, instrument_id, question_key)
    names = {one.id: one.name for one in themes_of(session, question)}
    scores = machine_matches(session, question)
    found: dict[tuple[str, str], dict[str, float]] = {}
    for response_id, standing in standings(session, question).items():
        for theme_id in standing.themes:
            score = scores.get(response_id, {}).get(theme_id, 1.0)
            sure = score if standing.by == MACHINE else 1.0
            found.setdefault((theme_id, names[theme_id]), {})[response_id] = sure
    return dict(sorted(found.items()))


def _names(services: Services, session: Session, instrument: RoundInstrument) -> tuple[str, ...]:
    """Names of the people invited, of their workers, and of our own staff."""
    found = [name for name in session.scalars(select(Staff.name)) if name]
    try:
        key = services.keys.open(round_key(instrument.round_id))
    except WordsAreGone:  # contact details go some months after the round
        return tuple(found)
    rows = session.execute(
        select(CohortMember.id, CohortMember.contact)
        .join(Cohort, Cohort.id == CohortMember.cohort_id)
        .where(Cohort.round_instrument_id == instrument.id, CohortMember.contact.is_not(None))
    )
    for row in rows:
        contact = contact_of(row.id, row.contact, key)
        found += [contact[field] for field in ("name", "worker") if contact.get(field)]
    return tuple(found)
