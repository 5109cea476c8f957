"""Whose words did the invented staff let go? Proposed, redacted by one, decided by another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from feedback.coding.books import themes_of
from feedback.coding.decisions import standings
from feedback.coding.questions import OpenQuestion
from feedback.privacy.redaction import Redactor
from feedback.quotes.desk import (
    BLOCKED,
    NOBODY,
    PROPOSED,
    REDACTED,
    REFUSED,
    SOMEBODY,
    Candidate,
    approve,
    fit,
    propose,
    redact,
    refuse,
)
from feedback.quotes.lines import Line, lines, open_quote
from feedback.quotes.passages import Span, passage_of
from feedback.reports.quotes import APPROVED
from feedback.reports.words import read_words
from feedback.services import Services
from feedback.store.rounds import RoundInstrument
from feedback.story.theming import FIRST, SECOND, asked_of

# What becomes of the quotes, in turn: something of everything is on the desk.
FATES = (APPROVED, APPROVED, REDACTED, APPROVED, PROPOSED, APPROVED, REFUSED, APPROVED, BLOCKED)
OF_A_THEME = 3


def tell_quotes(services: Services, round_id: str, now: datetime) -> int:
    """Take quotes through the desk; how many were approved. The themes must be coded before."""
    redactor = Redactor()
    desk: list[Line] = []
    with services.sessions.writing() as session:
        for question in asked_of(session, round_id):
            instrument = session.get_one(RoundInstrument, question.instrument_id)
            survey = services.surveys.get(session, instrument.survey_version_id)
            consent = next(one.key for one in survey.questions if one.quote_consent)
            found = list(_candidates(services, session, question, consent, redactor))
            propose(session, instrument.id, survey.audience.value, consent, found)
            told = lines(session, services.keys, instrument.id)
            desk += sorted(told, key=lambda it: it.text)
        return _decide(services, session, desk, now)


def _candidates(
    services: Services, session: Session, question: OpenQuestion, consent: str, redactor: Redactor
) -> Iterator[Candidate]:
    """Passages of people who agreed, a few on each theme, the same words never twice."""
    people = fit(session, question.instrument_id, consent)
    said = read_words(session, services.keys, sorted(people), [question.key])
    names = {one.id: one.name for one in themes_of(session, question)}
    stand = {
        one: min((names[it], it) for it in told.themes)
        for one, told in standings(session, question).items()
        if told.themes
    }
    heard: set[str] = set()
    often: dict[str, int] = {}
    for one in _in_order(said, question.key):
        text = said[one][question.key]
        passage, (name, theme) = passage_of(text), stand.get(one, ("", ""))
        if passage is None or not theme or text in heard or often.get(theme, 0) == OF_A_THEME:
            continue
        heard.add(text)
        often[theme] = often.get(theme, 0) + 1
        spans = tuple(Span(it.start, it.end, it.kind) for it in redactor.find(text))
        yield Candidate(one, question.key, *passage, spans, theme, name)


def _in_order(said: Mapping[str, Mapping[str, str]], key: str) -> list[str]:
    """By what was said: ids are drawn anew whenever the story is told."""
    return sorted((one for one in said if key in said[one]), key=lambda one: said[one][key])


def _decide(services: Services, session: Session, desk: Sequence[Line], now: datetime) -> int:
    approved = 0
    for place, line in enumerate(desk):
        fate = FATES[place % len(FATES)]
        if fate in {APPROVED, REDACTED, BLOCKED}:
            opened = open_quote(session, services.keys, line.id)
            redact(
                session, opened, version=line.version, start=opened.start, end=opened.end,
                spans=opened.spans, by=FIRST,
            )  # fmt: skip
        if fate in {APPROVED, BLOCKED}:
            known = NOBODY if fate == APPROVED else SOMEBODY
            said = approve(
                session, services.keys, line.id, version=line.version + 1, known=known, others=1,
                by=SECOND, now=now + timedelta(days=1),
            )  # fmt: skip
            approved += fate == APPROVED and not said
        elif fate == REFUSED:
            refuse(session, line.id, version=line.version, by=SECOND, now=now + timedelta(days=1))
    return approved
