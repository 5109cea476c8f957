"""What happens to words that cannot be taken as an answer? First kept, then said so kindly."""

from __future__ import annotations

from flask import Response, g, request
from sqlalchemy.orm import Session

from feedback.collection.languages import Language
from feedback.collection.quarantine import keep_aside, prepare_aside
from feedback.participant.reply import page
from feedback.participant.visit import Visit, language_of, screener
from feedback.safeguarding.concerns import scanned_as
from feedback.web.context import now, services, today


def words_in_form() -> dict[str, str]:
    """Every field a person may have filled, under its name; ours begin with "_"."""
    found: dict[str, str] = {}
    for name in request.form:
        if name.startswith("_"):
            continue
        told = "\n".join(value for value in request.form.getlist(name) if value.strip())
        if told:
            found[name] = told
    return found


def keep(why: str, visit: Visit | None = None, words: dict[str, str] | None = None) -> bool:
    """Keep the form's words aside, screened; whether there were any. Durable on return."""
    found = words_in_form() if words is None else words
    if not found:
        return False
    keep_words(
        why, found, response_id=visit.held.id if visit else None,
        round_instrument_id=visit.held.round_instrument_id if visit else None,
        audience=scanned_as(visit.survey.audience) if visit else "child",
        language=language_of(visit.ticket, visit.survey) if visit else None,
    )  # fmt: skip
    g.words_kept = words is None  # the whole form: an error page need not give it back
    return True


def keep_words(
    why: str,
    found: dict[str, str],
    *,
    response_id: str | None,
    round_instrument_id: str | None,
    audience: str,
    language: Language | None = None,
) -> None:
    """Keep these words aside, screened for an audience. Durable on return."""
    served = services()
    aside = prepare_aside(
        served.keys, screener(language), found, why=why, response_id=response_id,
        round_instrument_id=round_instrument_id, audience=audience,
    )  # fmt: skip
    with served.sessions.writing() as session:
        keep_aside(session, aside, now(), today())


def keep_in(session: Session, why: str, visit: Visit, words: dict[str, str]) -> None:
    """Keep some words aside in a transaction that runs already."""
    served = services()
    aside = prepare_aside(
        served.keys,
        screener(language_of(visit.ticket, visit.survey)),
        words,
        why=why,
        response_id=visit.held.id,
        round_instrument_id=visit.held.round_instrument_id,
        audience=scanned_as(visit.survey.audience),
    )
    keep_aside(session, aside, now(), today())


def kept_page(why: str, visit: Visit | None = None) -> Response:
    """Keep the words, then tell the person, with the reason in plain words."""
    had_words = keep(why, visit)
    return page("kept.html", 200 if had_words else 409, why=why, had_words=had_words)
