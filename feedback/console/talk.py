"""How did the chat of one survey go, and which words should it understand from now on?"""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from chatbot.hearing import Aliases, scope_of
from chatbot.lexis import Lexis
from chatbot.loading import load_lexis
from feedback.collection.talk_aliases import Alias, aliases, refusal, taught, teach, unteach
from feedback.privacy.audit import note
from feedback.privacy.redaction import Redactor
from feedback.reports.groups import Asked, Group, group_of, groups_of_round
from feedback.reports.misheard import misheard
from feedback.reports.talk import TOOK, talk_figures
from feedback.reports.talk_themes import themes_by_door
from feedback.safeguarding.concerns import Screener, scanned_as
from feedback.safeguarding.verdict import Level
from feedback.web.access import Role, round_here, signed_in, staff, staff_email
from feedback.web.context import now, services
from feedback.web.pages import Page
from surveys.definition import CHILDREN, Question

READERS = (Role.ANALYST,)


def talk_results(round_id: str, instrument_id: str) -> ResponseReturnValue:
    """Figures of the chat and, beside the form, what it did not understand. The look is noted."""
    with services().sessions.writing() as writing:
        around = round_here(writing, round_id)
        group, asked = _asked(writing, round_id, instrument_id)
        lexis, known = _words_of(writing, asked)
        teams = group.scope.teams
        figures = talk_figures(writing, asked, teams)
        themes = themes_by_door(writing, asked, teams)
        unheard = misheard(writing, services().keys, lexis, asked, taught(known), teams)
        if any(one.phrases for one in unheard):
            note(writing, who=staff_email(), what="chat_words_viewed",
                 about=f"instrument:{asked.id}", now=now())  # fmt: skip
    return render_template(
        "console/talk.html", around=around, asked=asked, figures=figures, unheard=unheard,
        known=[(one, _stands_for(asked, one)) for one in known], times=tuple(TOOK.values()),
        themes=themes,
    )  # fmt: skip


def talk_teach(round_id: str, instrument_id: str, question_key: str) -> ResponseReturnValue:
    """One click: these words stand for this answer from the next turn on."""
    phrase, code = request.form.get("phrase", ""), request.form.get("code", "")
    with services().sessions.writing() as writing:
        _group, asked = _asked(writing, round_id, instrument_id)
        if question_key not in asked.survey.positions:
            abort(404)
        question = asked.survey.question(question_key)
        lexis, known = _words_of(writing, asked)
        why = _refused(lexis, question, code, phrase, taught(known), asked)
        if not why:
            made = teach(writing, lexis, question, code, phrase, by=staff_email(), now=now())
            note(writing, who=staff_email(), what="chat_alias_added", about=f"alias:{made}",
                 now=now(), details={"scope": scope_of(question), "code": code})  # fmt: skip
    flash(why or "Done. The chat understands it from the next turn on.")
    return _back(round_id, instrument_id)


def talk_unteach(round_id: str, instrument_id: str, alias_id: str) -> ResponseReturnValue:
    """Take it out of use again."""
    with services().sessions.writing() as writing:
        _group, asked = _asked(writing, round_id, instrument_id)
        _lexis, known = _words_of(writing, asked)
        if alias_id not in {one.id for one in known}:
            abort(404)
        unteach(writing, alias_id, by=staff_email(), now=now())
        note(writing, who=staff_email(), what="chat_alias_removed", about=f"alias:{alias_id}",
             now=now())  # fmt: skip
    flash("Taken out of use. The chat asks again from the next turn on.")
    return _back(round_id, instrument_id)


def _asked(session: Session, round_id: str, instrument_id: str) -> tuple[Group, Asked]:
    groups = groups_of_round(session, services().surveys, round_id, signed_in().sight)
    group, asked = group_of(groups, instrument_id)
    if asked.survey.audience not in CHILDREN:  # only these can be talked through
        abort(404)
    return group, asked


def _words_of(session: Session, asked: Asked) -> tuple[Lexis, tuple[Alias, ...]]:
    """The language's words, and what was taught at this survey's questions."""
    scopes = {scope_of(question) for question in asked.survey.questions if question.is_closed}
    lexis = load_lexis(asked.survey.language)
    return lexis, aliases(session, asked.survey.language, sorted(scopes)) if scopes else ()


def _refused(
    lexis: Lexis, question: Question, code: str, phrase: str, known: Aliases, asked: Asked
) -> str:
    why = refusal(lexis, question, code, phrase, known)
    if why:
        return why
    look = Screener(services().scanner, services().clock.monotonic, 1)
    level, *_ = look.words(phrase, audience=scanned_as(asked.survey.audience))
    if level != Level.NONE.value:
        return "The scan looks for these words: they must go on reaching a person."
    if Redactor().find(phrase):
        return "These words may tell who wrote them. They cannot stand for an answer."
    return ""


def _stands_for(asked: Asked, alias: Alias) -> str:
    """The label of the answer, by the first question that has it."""
    for question in asked.survey.questions:
        choice = question.choice(alias.code) if scope_of(question) == alias.scope else None
        if choice is not None:
            return choice.label
    return alias.code


def _back(round_id: str, instrument_id: str) -> ResponseReturnValue:
    address = url_for("talk_results", round_id=round_id, instrument_id=instrument_id)
    return redirect(f"{address}#misunderstood", 303)


_CHAT = "/staff/rounds/<round_id>/results/<instrument_id>/chat"

PAGES = (
    Page(_CHAT, "talk_results", talk_results, staff(*READERS)),
    Page(f"{_CHAT}/<question_key>", "talk_teach", talk_teach, staff(*READERS), ("POST",)),
    Page(
        f"{_CHAT}/aliases/<alias_id>/remove", "talk_unteach", talk_unteach, staff(*READERS),
        ("POST",),
    ),
)  # fmt: skip
