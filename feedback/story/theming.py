"""What did the invented analysts make of that February's words? Codings, no machine."""

from __future__ import annotations

from datetime import datetime
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.coding.books import open_book, themes_of
from feedback.coding.deciding import code_answer
from feedback.coding.questions import OpenQuestion, list_answers, question_of, writers
from feedback.coding.steps import Doer
from feedback.reports.words import read_words
from feedback.services import Services
from feedback.store.rounds import RoundInstrument, SurveyVersion
from feedback.themes.words import WordFinder, tokens_of

FIRST, SECOND = "officer@example.org", "duty@example.org"
ASKED = (("parent", "good"), ("young-person", "good"), ("child-8-11", "good"))
LEFT = 0.3  # so many are left for whoever tries the board
BOTH = 0.3  # so many of the answers are coded by a second person too
SLIPS = 0.12  # so often the second hears something else


def tell_themes(services: Services, round_id: str, chance: Random, now: datetime) -> int:
    """Code most answers to three questions of the round; how many answers."""
    coded = 0
    with services.sessions.writing() as session:
        for question in asked_of(session, round_id):
            coded += _code(services, session, question, chance, now)
    return coded


def asked_of(session: Session, round_id: str) -> tuple[OpenQuestion, ...]:
    """The questions of the round that the story codes and quotes."""
    found = (_question(session, round_id, *one) for one in ASKED)
    return tuple(one for one in found if one is not None)


def _question(
    session: Session, round_id: str, survey_key: str, question_key: str
) -> OpenQuestion | None:
    instrument = session.scalar(
        select(RoundInstrument.id)
        .join(SurveyVersion, SurveyVersion.id == RoundInstrument.survey_version_id)
        .where(RoundInstrument.round_id == round_id, SurveyVersion.survey_key == survey_key)
    )
    return None if instrument is None else question_of(session, instrument, question_key)


def _code(
    services: Services, session: Session, question: OpenQuestion, chance: Random, now: datetime
) -> int:
    open_book(session, question, now)
    list_answers(session, question)
    themes = themes_of(session, question)
    finder = WordFinder([one.words for one in themes])
    ids = sorted(writers(session, question.instrument_id, question.key))
    said = read_words(session, services.keys, ids, [question.key])
    coded = [one for one in ids if chance.random() > LEFT]
    for one in coded:
        text = said.get(one, {}).get(question.key, "")
        found = {hit.theme for hit in finder.find(tokens_of(text)) if not hit.is_negated}
        mine = [themes[at].id for at in sorted(found)]
        code_answer(session, question, one, mine, Doer(FIRST, now))
        if chance.random() < BOTH:
            others = mine if chance.random() > SLIPS else [chance.choice(themes).id]
            code_answer(session, question, one, others, Doer(SECOND, now))
    return len(coded)
