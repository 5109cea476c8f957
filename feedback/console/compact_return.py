"""What does one organisation's return say, and what does the panel say of it?"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback.compact.asking import instrument, link_of, reached_by
from feedback.compact.carried import last_return, read_updates
from feedback.compact.cycles import VARIANTS, RequestView, find_cycle, find_request
from feedback.compact.files import FileView, files_of, open_file
from feedback.compact.grading import graded, moderate
from feedback.compact.returns import key_getter, read_return
from feedback.compact.signing import reopen
from feedback.compact.updates import PARTS, STATES, promised
from feedback.console.compact import HERE, KEEPERS
from feedback.errors import NotFound
from feedback.privacy.audit import note
from feedback.sealing.keystore import WordsAreGone
from feedback.training.attendance_file import SECTORS
from feedback.web.access import staff, staff_email
from feedback.web.attachment import attachment
from feedback.web.context import now, services
from feedback.web.pages import Page
from surveys.answers import Answers, Value
from surveys.compact import GRADES, STANDARDS
from surveys.compact_return import QUOTE_KEYS, Indicator, indicators_of, progress

WHY_MOST = 500


@dataclass(frozen=True, slots=True)
class Standard:
    """One standard of a return as the panel reads it."""

    number: int
    indicators: tuple[Indicator, ...]


def see(request_id: str) -> ResponseReturnValue:
    """GET: everything of one return; who read it is noted."""
    return _page(request_id)


def panel(request_id: str) -> ResponseReturnValue:
    """POST: the panel's grades of one standard, with a word why. Empty ones change nothing."""
    with services().sessions.writing() as writing:
        held = graded(writing, find_request(writing, request_id).id)
        wrong, count = {}, 0
        for indicator, stands in held.items():
            grade = request.form.get(f"{indicator}-panel", "")
            why = request.form.get(f"{indicator}-why", "").strip()
            if grade not in GRADES or (grade, why) == (stands.moderated, stands.why):
                continue
            if len(why) > WHY_MOST:
                wrong[f"{indicator}-why"] = f"Make it {WHY_MOST} letters or fewer."
                continue
            moderate(writing, request_id, indicator, grade, by=staff_email(), now=now(), why=why)
            count += 1
    if wrong:
        return make_response(_page(request_id, wrong), 422)
    flash(f"{count} {'grade' if count == 1 else 'grades'} of the panel kept.")
    return redirect(url_for("compact_request", request_id=request_id), 303)


def open_again(request_id: str) -> ResponseReturnValue:
    """POST: let the organisation change its return, with a reason."""
    with services().sessions.reading() as reading:
        find_request(reading, request_id)
    why = request.form.get("why", "").strip()
    if not 0 < len(why) <= WHY_MOST:
        return make_response(_page(request_id, {"why": "Write why it is opened again."}), 422)
    with services().sessions.writing() as writing:
        reopen(writing, request_id, why, by=staff_email(), now=now())
    flash("The return is open again. Its figures count once it is signed off anew.")
    return redirect(url_for("compact_request", request_id=request_id), 303)


def file(request_id: str, file_id: str) -> Response:
    """GET: one file of the return, to be saved; who took it is noted."""
    served = services()
    with served.sessions.writing() as writing:
        held = find_request(writing, request_id)
        if held.response_id is None:
            raise NotFound
        key = key_getter(served.keys, held.response_id)()
        view, raw = open_file(writing, key, request_id, file_id)
        note(
            writing, who=staff_email(), what="compact_file_taken",
            about=f"compact_file:{file_id}", now=now(),
        )  # fmt: skip
    return attachment(view.name, raw)


def _page(request_id: str, wrong: dict[str, str] | None = None) -> str:
    served, survey = services(), instrument()
    with served.sessions.writing() as writing:  # that somebody read it is written down
        held = find_request(writing, request_id)
        cycle = find_cycle(writing, held.cycle_id)
        answers, hands = read_return(writing, served.keys, held)
        if "variant" not in answers:
            answers = answers.given("variant", Value(codes=(held.variant,)))
        before = last_return(writing, served.keys, survey, held)
        given = {
            "held": held, "cycle": cycle, "course": cycle, "answers": answers, "hands": hands,
            "grades": graded(writing, request_id), "before": before,
            "updates": read_updates(writing, served.keys, held),
            "files": _files(writing, held), "reached": reached_by(writing, cycle.id),
            "link": link_of(writing, served.keys, held.member_id) if held.member_id else None,
        }  # fmt: skip
        note(
            writing, who=staff_email(), what="compact_return_read",
            about=f"compact_request:{request_id}", now=now(),
        )  # fmt: skip
    return render_template(
        "console/compact-return.html", **given, standards=_standards(answers),
        wrong=wrong or {}, typed=request.form, survey=survey, names=STANDARDS, sectors=SECTORS,
        variants=VARIANTS, grade_names=GRADES, progress=progress(survey, answers),
        actions=promised(survey, answers), states=STATES, parts=PARTS, quote_keys=QUOTE_KEYS,
        base_url=served.settings.base_url,
    )  # fmt: skip


def _standards(answers: Answers) -> list[Standard]:
    found = [Standard(one, indicators_of(instrument(), one, answers)) for one in STANDARDS]
    return [one for one in found if one.indicators]


def _files(session: Session, held: RequestView) -> tuple[FileView, ...]:
    if held.response_id is None:
        return ()
    try:
        return files_of(session, key_getter(services().keys, held.response_id)(), held.id)
    except WordsAreGone:
        return ()


MAY, POST = staff(*KEEPERS, whole=True), ("POST",)
RETURN = f"{HERE}/returns/<request_id>"
PAGES = (
    Page(RETURN, "compact_request", see, MAY),
    Page(f"{RETURN}/panel", "compact_panel", panel, MAY, POST),
    Page(f"{RETURN}/reopen", "compact_reopen", open_again, MAY, POST),
    Page(f"{RETURN}/files/<file_id>", "compact_evidence", file, MAY),
)
