"""Which words of people go into reports? Proposed, redacted by one person, approved by another."""

from __future__ import annotations

from collections.abc import Iterator

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback.collection.errands import QUOTES, ask_for
from feedback.privacy.audit import note
from feedback.privacy.identifier_patterns import KINDS
from feedback.quotes.desk import (
    BLOCKED,
    PROPOSED,
    REDACTED,
    approve,
    correct_speaker,
    redact,
    refuse,
    stop,
)
from feedback.quotes.lines import Opened, line_of, lines, open_quote
from feedback.quotes.passages import Span, places_of, sentences
from feedback.reports.groups import Asked, Group, group_of, groups_of_round
from feedback.reports.quotes import APPROVED, SPEAKERS
from feedback.web.access import Role, round_here, signed_in, staff, staff_email
from feedback.web.accounts import list_staff
from feedback.web.context import now, services
from feedback.web.pages import Page
from surveys.piping import without_pipes

READERS = (Role.ADMINISTRATOR, Role.ANALYST, Role.DUTY_OFFICER)
EDITORS = (Role.ANALYST, Role.DUTY_OFFICER)  # these have case access: they see the words as said
STATES = {
    PROPOSED: "To redact",
    REDACTED: "To approve",
    APPROVED: "Approved",
    BLOCKED: "Somebody would know who said it",
}


def quotes(round_id: str, instrument_id: str) -> ResponseReturnValue:
    """A survey's quotes by what is to be done with them. The look at the words is noted."""
    with services().sessions.writing() as writing:
        around = round_here(writing, round_id)
        group, asked = _asked(writing, round_id, instrument_id)
        every = lines(writing, services().keys, asked.id, group.scope.teams)
        if any(line.text for line in every):
            _note(writing, "quotes_viewed", f"instrument:{asked.id}")
    me = staff_email()
    return render_template(
        "console/quotes.html",
        around=around, asked=asked, states=STATES,
        piles={state: [line for line in every if line.state == state] for state in STATES},
        asks={q.key: without_pipes(q.ask) for q in asked.survey.questions},
        may_edit=_has_case_access(),
        may_tick={
            line.id for line in every
            if line.may_be_used and (line.redacted_by != me or not _others(me))
        },
        may_find=group.scope.teams is None and _has_case_access(),
    )  # fmt: skip


def quotes_find(round_id: str, instrument_id: str) -> ResponseReturnValue:
    """Ask the worker for candidates; this page's reload shows them."""
    with services().sessions.writing() as writing:
        group, asked = _asked(writing, round_id, instrument_id)
        if group.scope.teams is not None:
            abort(403)
        about = {"instrument_id": asked.id, "round_id": round_id}
        errand_id = ask_for(writing, QUOTES, about, by=staff_email(), now=now())
        _note(writing, "quotes_searched", f"instrument:{asked.id}")
    return redirect(url_for("errand", errand_id=errand_id), 303)


def quotes_approve(round_id: str, instrument_id: str) -> ResponseReturnValue:
    """Approve several at once: each ticked one, with one answer that holds for all of them."""
    chosen = dict(one.split(":", 1) for one in request.form.getlist("quote") if ":" in one)
    known = request.form.get("known", "")
    problems: list[str] = []
    with services().sessions.writing() as writing:
        group, asked = _asked(writing, round_id, instrument_id)
        seen = {one.id for one in lines(writing, services().keys, asked.id, group.scope.teams)}
        for quote_id, version in chosen.items():
            if quote_id in seen and version.isdecimal():
                problems.append(_approve(writing, quote_id, int(version), known))
    said = {one for one in problems if one}
    done = len(problems) - len([one for one in problems if one])
    if not chosen:
        said = {"Tick at least one quote."}
    _say(f"{done} approved." if done and known == "no" else "", *sorted(said))
    return redirect(url_for("quotes", round_id=round_id, instrument_id=instrument_id), 303)


def quote(quote_id: str) -> ResponseReturnValue:
    """One quote: as it would be read, and for those with case access beside what was said."""
    opened: Opened | None = None
    with services().sessions.writing() as writing:
        line = line_of(writing, services().keys, quote_id)
        around = round_here(writing, line.round_id)
        asked = _asked(writing, line.round_id, line.instrument_id)[1]
        if _has_case_access() and line.text:
            opened = open_quote(writing, services().keys, quote_id)
        _note(writing, "quote_opened" if opened else "quote_viewed", f"quote:{quote_id}")
    return render_template(
        "console/quote.html",
        around=around, asked=asked, line=line, opened=opened, speakers=SPEAKERS, states=STATES,
        kind_options=[(kind, f"[{kind}]") for kind in KINDS], **_shown(opened),
        ask=without_pipes(asked.survey.question(line.question_key).ask),
        is_own=line.redacted_by == staff_email(), others=_others(line.redacted_by),
    )  # fmt: skip


def quote_redact(quote_id: str) -> ResponseReturnValue:
    """This passage with these words hidden; it then waits for a second person."""
    with services().sessions.writing() as writing:
        opened = open_quote(writing, services().keys, quote_id)
        parts = sentences(opened.answer)
        first, last = (_number(name, len(parts)) for name in ("first", "last"))
        said = redact(
            writing, opened, version=_number("version", 10**6),
            start=parts[first].start if parts and first < len(parts) else 0,
            end=parts[last].end if parts and last < len(parts) else 0,
            spans=tuple(_spans(opened)), by=staff_email(),
        )  # fmt: skip
        _note(writing, "quote_redacted", f"quote:{quote_id}", refused=said)
    _say("Kept. A colleague can approve it now.", said)
    return redirect(url_for("quote", quote_id=quote_id), 303)


def quote_decide(quote_id: str) -> ResponseReturnValue:
    """Approve, refuse, stop for good, or say who really speaks."""
    verdict, version = request.form.get("verdict", ""), _number("version", 10**6)
    by, said = staff_email(), ""
    with services().sessions.writing() as writing:
        line = line_of(writing, services().keys, quote_id)
        if verdict == "approve":
            said = _approve(writing, quote_id, version, request.form.get("known", ""))
        elif verdict == "refuse":
            said = refuse(writing, quote_id, version=version, by=by, now=now())
            _note(writing, "quote_refused", f"quote:{quote_id}", refused=said)
        elif verdict == "stop":
            stop(writing, quote_id, by=by, now=now())
            _note(writing, "quote_stopped", f"quote:{quote_id}")
        elif verdict == "speaker":
            to = request.form.get("speaker", "")
            said = correct_speaker(writing, quote_id, to)
            _note(writing, "quote_speaker_corrected", f"quote:{quote_id}", refused=said,
                  before=line.speaker, after=to)  # fmt: skip
        else:
            abort(400)
    _say("Done.", said)
    if said or verdict == "speaker":
        return redirect(url_for("quote", quote_id=quote_id), 303)
    desk = url_for("quotes", round_id=line.round_id, instrument_id=line.instrument_id)
    return redirect(desk, 303)


def _approve(session: Session, quote_id: str, version: int, known: str) -> str:
    line = line_of(session, services().keys, quote_id)
    said = approve(
        session, services().keys, quote_id, version=version, known=known,
        others=_others(line.redacted_by), by=staff_email(), now=now(),
    )  # fmt: skip
    what = "quote_blocked" if known == "yes" else "quote_approved"
    _note(session, what, f"quote:{quote_id}", refused=said)
    return said


def _spans(opened: Opened) -> Iterator[Span]:
    """What stays hidden, as relabelled, and further words that the person typed."""
    for n, one in enumerate(opened.spans):
        kind = request.form.get(f"kind-{n}", one.kind)
        if kind in KINDS:
            yield Span(one.start, one.end, kind)
    kind = request.form.get("more-kind", "other")
    for start, end in places_of(request.form.get("more", ""), opened.answer):
        yield Span(start, end, kind if kind in KINDS else "other")


def _shown(opened: Opened | None) -> dict[str, object]:
    """The answer in pieces and in sentences, and which of these are quoted."""
    if opened is None:
        return {}
    parts = sentences(opened.answer)
    inside = [n for n, part in enumerate(parts) if opened.start <= part.start < opened.end] or [0]
    return {
        "pieces": tuple(_pieces(opened)),
        "sentences": parts,
        "sentence_options": [(n, f"{n + 1}: {part.text[:60]}") for n, part in enumerate(parts)],
        "first": inside[0],
        "last": inside[-1],
    }


def _pieces(opened: Opened) -> Iterator[tuple[str, str]]:
    """The whole answer in pieces: (words, kind where they are hidden)."""
    at = 0
    for one in opened.spans:
        yield opened.answer[at : one.start], ""
        yield opened.answer[one.start : one.end], one.kind
        at = one.end
    yield opened.answer[at:], ""


def _asked(session: Session, round_id: str, instrument_id: str) -> tuple[Group, Asked]:
    groups = groups_of_round(session, services().surveys, round_id, signed_in().sight)
    return group_of(groups, instrument_id)


def _has_case_access() -> bool:
    return bool(signed_in().roles.intersection(EDITORS))


def _others(but: str) -> int:
    """How many colleagues besides `but` could approve."""
    with services().sessions.reading() as reading:
        everyone = list_staff(reading)
    may = {role.value for role in READERS}
    return sum(1 for one in everyone if one.active and may & set(one.roles) and one.email != but)


def _number(field: str, most: int) -> int:
    typed = request.form.get(field, "")
    return min(int(typed), most) if typed.isascii() and typed.isdecimal() else 0


def _say(done: str, *refusals: str) -> None:
    for words in [one for one in refusals if one] or [done]:
        if words:
            flash(words)


def _note(session: Session, what: str, about: str, **details: str) -> None:
    told = {name: words for name, words in details.items() if words}
    note(session, who=staff_email(), what=what, about=about, now=now(), details=told)


_SURVEY = "/staff/rounds/<round_id>/results/<instrument_id>/quotes"

PAGES = (
    Page(_SURVEY, "quotes", quotes, staff(*READERS)),
    Page(f"{_SURVEY}/find", "quotes_find", quotes_find, staff(*EDITORS), ("POST",)),
    Page(f"{_SURVEY}/approve", "quotes_approve", quotes_approve, staff(*READERS), ("POST",)),
    Page("/staff/quotes/<quote_id>", "quote", quote, staff(*READERS)),
    Page(
        "/staff/quotes/<quote_id>/redact", "quote_redact", quote_redact, staff(*EDITORS), ("POST",)
    ),
    Page(
        "/staff/quotes/<quote_id>/decide", "quote_decide", quote_decide, staff(*READERS), ("POST",)
    ),
)
