"""What is forgotten when, what is the proof, and what do we hold of one person?"""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback.collection.retention import keep_for, proofs
from feedback.collection.round_views import list_rounds
from feedback.collection.subject_access import Asked, Part, everything_of, times_asked
from feedback.privacy.audit import note
from feedback.training.subject_access import as_noted, attendances_by, parts_of
from feedback.web.access import Role, signed_in, staff, staff_email
from feedback.web.context import now, services
from feedback.web.pages import Page

KEEPERS = (Role.ADMINISTRATOR, Role.DUTY_OFFICER)
MONTHS_MOST = 240
KINDS = {
    "taken_back": "Answers a person took back",
    "words": "Free words",
    "answers": "Ticks and numbers",
    "contacts": "Names, addresses and links",
    "quarantine": "Words kept aside",
    "concerns": "Concerns",
    "messages": "Messages sent",
    "delegates": "Delegates' addresses",
    "joins": "Keys that join a delegate's answers",
    "rejects": "Lines left out of lists",
    "rethinks": "Notes of Re-thinks",
}


def forgotten(problem: str = "") -> ResponseReturnValue:
    """The rules, each survey's own, and every run so far: to be printed."""
    with services().sessions.reading() as reading:
        rounds = list_rounds(reading, now())
        runs = proofs(reading)
    settings = services().settings
    rules = (
        ("Names, addresses and personal links", settings.keep_contacts_months, "the round closed"),
        ("Free words", settings.keep_words_months, "the round closed"),
        ("Ticks and numbers", settings.keep_answers_months, "the round closed"),
        ("Words kept aside", settings.keep_aside_months, "a person read them"),
        ("A concern's own copy", settings.keep_concerns_months, "it was closed"),
        ("What was sent to whom", settings.keep_messages_months, "it was due"),
        ("Delegates' addresses", settings.keep_contacts_months, "the last wave was due"),
        ("Keys that join their answers", settings.keep_messages_months, "the last wave was due"),
        ("Notes of Re-thinks", settings.keep_answers_months, "the Re-think"),
    )
    return render_template(
        "console/forgotten.html",
        rules=rules, rounds=rounds, runs=runs, kinds=KINDS, problem=problem,
        usual=settings.keep_words_months,
        may_change=Role.ADMINISTRATOR in signed_in().roles,
    ), 422 if problem else 200  # fmt: skip


def keep_months(instrument_id: str) -> ResponseReturnValue:
    """How long this survey's words of this round are kept; empty: as usual."""
    typed = request.form.get("months", "").strip()
    if typed and not (typed.isascii() and typed.isdigit() and 1 <= int(typed) <= MONTHS_MOST):
        return forgotten(f"Write a number of months from 1 to {MONTHS_MOST}, or leave it empty.")
    with services().sessions.writing() as writing:
        keep_for(writing, instrument_id, int(typed) if typed else None)
        note(writing, who=staff_email(), what="retention_changed", now=now(),
             about=f"round_instrument:{instrument_id}", details={"months": typed})  # fmt: skip
    flash("Changed.")
    return redirect(url_for("forgotten"), 303)


def subject_access() -> ResponseReturnValue:
    """The form that asks whose data, and why."""
    return render_template("console/subject-access.html", problems=(), given={})


def subject_access_found() -> ResponseReturnValue:
    """Everything we hold, each text to be redacted by a person; the reason is noted first."""
    reference = request.form.get("reference", "").strip()
    reason = request.form.get("reason", "").strip()
    problems = [
        problem
        for problem, is_wrong in (
            (("reference", "Write the person's reference, e-mail or mobile."), not reference),
            (("reason", "Write who asked, and when."), not reason),
        )
        if is_wrong
    ]
    asked: tuple[Asked, ...] | None = ()
    parts: tuple[Part, ...] = ()
    if not problems:
        with services().sessions.writing() as writing:
            asked, parts = _found(writing, reference)
            about = as_noted(services().keys, reference)
            note(writing, who=staff_email(), what="subject_access_opened", about=about, now=now(),
                 details={"reason": reason[:500]})  # fmt: skip
        if asked is None:
            problems = [("reference", "You are kept out of this. A colleague has to do it.")]
        elif not asked and not parts:
            problems = [("reference", "Nobody with this was asked, or came to a course.")]
    if problems:
        return render_template(
            "console/subject-access.html", problems=problems, given=request.form
        ), 422
    return render_template("console/subject-access-redact.html", parts=parts, reference=reference)


def subject_access_copy() -> ResponseReturnValue:
    """The copy for the person, as a page to print; nothing of it is stored."""
    parts = []
    for n, heading in enumerate(request.form.getlist("heading")):
        labels, texts = request.form.getlist(f"label-{n}"), request.form.getlist(f"text-{n}")
        chosen = set(request.form.getlist(f"give-{n}"))
        lines = [
            (label, text)
            for place, (label, text) in enumerate(zip(labels, texts, strict=False))
            if str(place) in chosen
        ]
        if lines:
            parts.append((heading, lines))
    with services().sessions.writing() as writing:
        note(writing, who=staff_email(), what="subject_access_copied", now=now(),
             about=as_noted(services().keys, request.form.get("reference", "")),
             details={"lines": str(sum(len(lines) for _, lines in parts))})  # fmt: skip
    return render_template("console/subject-access-copy.html", parts=parts)


def _found(session: Session, reference: str) -> tuple[tuple[Asked, ...] | None, tuple[Part, ...]]:
    """By a reference of a round; or by what somebody left who came to courses."""
    keys, staff_id = services().keys, signed_in().id
    came = attendances_by(session, keys, reference)
    asked: tuple[Asked, ...] = ()
    for one in dict.fromkeys((reference, *(each.link_key for each in came))):
        found = times_asked(session, one, staff_id)
        if found is None:
            return None, ()
        asked += found
    if not asked and not came:
        return (), ()
    parts = everything_of(session, keys, services().surveys.get, asked)
    return asked, parts_of(session, came) + parts


PAGES = (
    Page("/staff/forgotten", "forgotten", forgotten, staff(*KEEPERS)),
    Page(
        "/staff/forgotten/<instrument_id>", "keep_months", keep_months,
        staff(Role.ADMINISTRATOR), ("POST",),
    ),
    Page(
        "/staff/subject-access", "subject_access", subject_access,
        staff(Role.DUTY_OFFICER, whole=True),
    ),
    Page(
        "/staff/subject-access/found", "subject_access_found", subject_access_found,
        staff(Role.DUTY_OFFICER, whole=True), ("POST",),
    ),
    Page(
        "/staff/subject-access/copy", "subject_access_copy", subject_access_copy,
        staff(Role.DUTY_OFFICER, whole=True), ("POST",),
    ),
)  # fmt: skip
