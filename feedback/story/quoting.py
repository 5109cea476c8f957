"""Which of the invented people's words did the invented staff let out? Some wait for the next."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from feedback.coding.books import themes_of
from feedback.coding.decisions import latest_codings
from feedback.coding.questions import OpenQuestion
from feedback.privacy.redaction import Redactor
from feedback.quotes.desk import NOBODY, Candidate, approve, fit, propose, redact
from feedback.quotes.lines import lines, open_quote
from feedback.quotes.passages import Span, passage_of
from feedback.reports.words import read_words
from feedback.sealing.keystore import Keys
from feedback.services import Services
from feedback.story.theming import ASKED, question_of_story
from feedback.story.words import GOOD

EDITOR, SECOND = "officer@example.org", "admin@example.org"
CONSENT = "quote_ok"
MOST, LEFT_TO_REDACT, LEFT_TO_APPROVE = 6, 1, 1  # of each question, no two alike

_SAYINGS = frozenset(one for told in GOOD.values() for one in told)  # and nothing nasty


def tell_quotes(services: Services, round_id: str, now: datetime) -> int:
    """Propose, redact and approve words of three questions of the round; how many were approved."""
    approved = 0
    for survey_key, question_key in ASKED:
        with services.sessions.writing() as session:
            question = question_of_story(session, round_id, survey_key, question_key)
            if question is not None:
                speaker = survey_key.replace("-", "_")
                found = _candidates(session, services.keys, question)
                propose(session, question.instrument_id, speaker, CONSENT, found)
                approved += _decide(session, services.keys, question, now)
    return approved


def _candidates(session: Session, keys: Keys, question: OpenQuestion) -> list[Candidate]:
    """The first of each saying, on the first theme somebody coded it to, if any."""
    names = {one.id: one.name for one in themes_of(session, question)}
    coded = latest_codings(session, question)
    ids = sorted(fit(session, question.instrument_id, CONSENT))
    said = read_words(session, keys, ids, [question.key])
    redactor, found = Redactor(), dict[str, Candidate]()
    for one in ids:
        text = said.get(one, {}).get(question.key, "")
        theme = min(coded[one].themes, default="") if one in coded else ""
        passage = passage_of(text)
        if text in _SAYINGS and passage == (0, len(text)) and text not in found:
            spans = tuple(Span(hit.start, hit.end, hit.kind) for hit in redactor.find(text))
            found[text] = Candidate(one, question.key, *passage, spans, theme, names.get(theme, ""))
    # What there is to hide comes first: it shows what the desk is for.
    return sorted(found.values(), key=lambda one: (not one.spans, not one.theme_id))[:MOST]


def _decide(session: Session, keys: Keys, question: OpenQuestion, now: datetime) -> int:
    proposed = sorted(lines(session, keys, question.instrument_id), key=lambda one: -one.hidden)
    redacted = proposed[: max(0, len(proposed) - LEFT_TO_REDACT)]
    for line in redacted:
        opened = open_quote(session, keys, line.id)
        redact(
            session, opened, version=line.version, start=opened.start, end=opened.end,
            spans=opened.spans, by=EDITOR,
        )  # fmt: skip
    chosen = redacted[: max(0, len(redacted) - LEFT_TO_APPROVE)]
    refused = [
        approve(
            session, keys, line.id, version=line.version + 1, known=NOBODY, others=1, by=SECOND,
            now=now,
        )
        for line in chosen
    ]  # fmt: skip
    return refused.count("")
