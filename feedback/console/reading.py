"""Has a person read every child's words? Flagged ones first; nothing is ever called clear."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback.errors import NotFound
from feedback.privacy.audit import note
from feedback.safeguarding.concern_list import Piece, pieces_of
from feedback.safeguarding.reading_list import (
    CONCERN,
    NOTHING,
    Opened,
    Text,
    count_unread,
    judge,
    mark_read,
    next_of_sample,
    open_texts,
    pile,
    week_of,
    worry_about,
)
from feedback.safeguarding.screening import screen
from feedback.web.access import Role, signed_in, staff, staff_email
from feedback.web.context import now, services, today
from feedback.web.pages import Page

READERS = (Role.ADMINISTRATOR, Role.DUTY_OFFICER)
AUDIENCES = {"child": "Children", "parent": "Parents and carers", "professional": "Professionals"}
RAISED = "same_day"  # what a reader worries about, the duty officer looks at today


def reading() -> ResponseReturnValue:
    """The list, without words."""
    chosen = request.args.get("who", "child")
    if chosen not in AUDIENCES:
        raise NotFound
    here = signed_in()
    with services().sessions.reading() as session:
        lines = pile(session, here.id, audience=chosen)
        counts = {one: count_unread(session, here.id, audience=one) for one in AUDIENCES}
    return render_template(
        "console/reading.html", lines=lines, counts=counts, audiences=AUDIENCES, chosen=chosen
    )


def read_texts(response_id: str) -> ResponseReturnValue:
    """One person's words, each with its question; that they were opened is noted first."""
    opened = _open(response_id)
    return render_template(
        "console/reading-texts.html",
        opened=opened,
        texts=[(text, _asked(text), _pieces(opened, text)) for text in opened.texts],
    )


def texts_read(response_id: str) -> ResponseReturnValue:
    """They were read; what worries the reader becomes a concern in the same transaction."""
    opened = _open(response_id)
    shown, worrying = request.form.getlist("shown"), set(request.form.getlist("worry"))
    raising = [
        worry_about(services().keys, opened, text, _asked(text), RAISED)
        for text in opened.texts
        if text.reading_id in worrying
    ]
    with services().sessions.writing() as session:
        mark_read(session, response_id, shown, by=staff_email(), today=today())
        raised = sum(raise_it(session, now()) for raise_it in raising)
        about = f"response:{response_id}"
        note(session, who=staff_email(), what="words_read", about=about, now=now(),
             details={"texts": str(len(shown)), "concerns": str(raised)})  # fmt: skip
    if raised:
        flash("Marked as read. What worries you is on the duty desk now.")
    else:
        flash("Marked as read.")
    return redirect(url_for("reading"), 303)


def sample() -> ResponseReturnValue:
    """One text of this week's blind sample: the machine's opinion is not shown."""
    week = week_of(today())
    with services().sessions.writing() as session:
        found = next_of_sample(session, services().keys, signed_in().id, week)
        if found is not None:
            about = f"response:{found[0].response_id}"
            note(session, who=staff_email(), what="sample_viewed", about=about, now=now())
    if found is None:
        return render_template("console/sample-done.html", week=week)
    _, text, waiting = found
    return render_template(
        "console/sample.html", text=text, asked=_asked(text), waiting=waiting, week=week
    )


def sample_judged() -> ResponseReturnValue:
    """A person's verdict; a worry becomes a concern in the same transaction."""
    verdict = request.form.get("verdict", "")
    response_id = request.form.get("response", "")
    opened = None
    with services().sessions.reading() as session:
        found = next_of_sample(session, services().keys, signed_in().id, week_of(today()))
    if found is not None and found[1].reading_id == request.form.get("reading"):
        opened, text, _ = found
    if opened is None or verdict not in {CONCERN, NOTHING}:
        flash("Choose one of the two answers.")
        return redirect(url_for("sample"), 303)
    raise_it = worry_about(services().keys, opened, text, _asked(text), RAISED)
    with services().sessions.writing() as session:
        judged = judge(session, text.reading_id, verdict, by=staff_email(), today=today())
        if judged and verdict == CONCERN:
            raise_it(session, now())
        about = f"response:{opened.response_id or response_id}"
        note(session, who=staff_email(), what="sample_judged", about=about, now=now(),
             details={"verdict": verdict})  # fmt: skip
    return redirect(url_for("sample"), 303)


def _open(response_id: str) -> Opened:
    with services().sessions.writing() as session:
        opened = open_texts(session, services().keys, signed_in().id, response_id)
        if opened is None:
            raise NotFound
        about = f"response:{response_id}"
        note(session, who=staff_email(), what="words_viewed", about=about, now=now())
    return opened


def _asked(text: Text) -> str:
    with services().sessions.reading() as session:
        survey = services().surveys.get(session, text.asked_in)
    question = next((q for q in survey.questions if q.key == text.question_key), None)
    return question.ask if question is not None else text.question_key


def _pieces(opened: Opened, text: Text) -> tuple[Piece, ...]:
    """The words, with what made the machine look marked."""
    audience = {"parent": "parent", "professional": "professional"}.get(opened.audience, "child")
    verdict = screen(services().scanner, text.words, audience=audience)
    return pieces_of(text.words, [list(span) for span in verdict.spans])


PAGES = (
    Page("/staff/reading", "reading", reading, staff(*READERS)),
    Page("/staff/reading/<response_id>", "read_texts", read_texts, staff(*READERS)),
    Page("/staff/reading/<response_id>/read", "texts_read", texts_read, staff(*READERS), ("POST",)),
    Page("/staff/sample", "sample", sample, staff(*READERS)),
    Page("/staff/sample/judged", "sample_judged", sample_judged, staff(*READERS), ("POST",)),
)
