"""How do invitations leave the house: letters to print, a mail-merge file, e-mails?"""

from __future__ import annotations

import csv
import io
from itertools import groupby

import segno
from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback.collection.cohort_views import (
    CohortView,
    cohorts_of,
    find_member,
    with_reference,
)
from feedback.collection.cohorts import round_key
from feedback.collection.invitations import Addressed, letters_for, resend_email
from feedback.collection.outbox import counts
from feedback.collection.reminders import queue_due
from feedback.collection.round_views import RoundView
from feedback.errors import FeedbackError, NotFound
from feedback.privacy.audit import note
from feedback.reports.cells import for_csv
from feedback.web.access import Role, of_mine, round_here, staff, staff_email
from feedback.web.context import now, services, today
from feedback.web.pages import Page

MAKERS = (Role.ADMINISTRATOR, Role.ANALYST)
BUTTONS = {"print": "letters_printed", "merge": "mail_merge_taken"}


class NotOpen(FeedbackError):
    """Letters carry links, and links are for a round that is open or ready to be."""

    message = "Open the round first: the list of people is fixed then, and the links work."


def letters(round_id: str) -> ResponseReturnValue:
    """What can be sent, what is under way, and what went wrong."""
    with services().sessions.reading() as reading:
        around = round_here(reading, round_id)
        lists = of_mine(reading, "cohort_id", cohorts_of(reading, round_id))
        sent = counts(reading, round_id)
    return render_template("console/letters.html", around=around, lists=lists, sent=sent)


def print_letters(round_id: str, cohort_id: str) -> ResponseReturnValue:
    """Every letter of a cohort on a page of its own, to be printed. Noted in the audit."""
    around, people = _letters(round_id, cohort_id, "print")
    sheets = [(one, link := _link(one.token), square_of(link)) for one in people]
    return render_template("console/letter-print.html", around=around, sheets=sheets)


def square_of(link: str) -> tuple[int, str]:
    """A link's QR code: side in modules, and the path of an SVG that draws its dark ones.

    It stands in the page itself: fetched one by one, 250 squares were still blank on paper when
    somebody printed at once.
    """
    code = segno.make(link, error="m")
    runs: list[str] = []
    for row, modules in enumerate(code.matrix_iter()):  # with the light border cameras need
        at = 0
        for dark, run in groupby(modules):
            wide = len(list(run))
            if dark:
                runs.append(f"M{at} {row}h{wide}v1h-{wide}z")
            at += wide
    return int(code.symbol_size()[0]), "".join(runs)


def mail_merge(round_id: str, cohort_id: str) -> ResponseReturnValue:
    """The same people and links as a CSV file for a mail-merge. Noted in the audit."""
    _, people = _letters(round_id, cohort_id, "merge")
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["reference", "name", "address", "worker", "link"])
    for one in people:
        cells = (one.reference, one.name, one.address, one.worker, _link(one.token))
        writer.writerow([for_csv(cell) for cell in cells])
    reply = make_response(out.getvalue().encode("utf-8-sig"))
    reply.headers["Content-Type"] = "text/csv; charset=utf-8"
    reply.headers["Content-Disposition"] = 'attachment; filename="letters.csv"'
    return reply


def send_emails(round_id: str) -> ResponseReturnValue:
    """Queue what is due now; the worker sends it."""
    with services().sessions.writing() as writing:
        around = round_here(writing, round_id)
        if around.state != "open":
            raise NotOpen
        added = queue_due(writing, now())
        note(
            writing, who=staff_email(), what="emails_queued", about=f"round:{round_id}",
            now=now(), details={"added": str(added)},
        )  # fmt: skip
    services().queue.wake("send_due")
    flash(f"{added} e-mails are on their way." if added else "There is no e-mail to send now.")
    return redirect(url_for("letters", round_id=round_id), 303)


def resend(round_id: str) -> ResponseReturnValue:
    """A new link for one person, by reference; the old link dies."""
    reference = request.form.get("reference", "").strip()
    with services().sessions.reading() as reading:
        members = of_mine(reading, "member_id", with_reference(reading, round_id, reference))
    flash(_renewed(tuple(one.id for one in members)))
    return redirect(url_for("letters", round_id=round_id), 303)


def resend_to(round_id: str, member_id: str) -> ResponseReturnValue:
    """The same from the person's own page."""
    with services().sessions.reading() as reading:
        member = find_member(reading, round_id, member_id)
    flash(_renewed((member.id,)))
    return redirect(url_for("cohort_person", round_id=round_id, member_id=member_id), 303)


def _renewed(member_ids: tuple[str, ...]) -> str:
    """Make new links where an e-mail may go; what to tell the person at the desk."""
    renewed = 0
    with services().sessions.writing() as writing:
        for member_id in member_ids:
            if resend_email(writing, services().keys, member_id, now()):
                renewed += 1
                note(writing, who=staff_email(), what="link_renewed", about=f"member:{member_id}",
                     now=now())  # fmt: skip
    if not renewed:
        return "Nobody with this reference can be written to by e-mail now. No link was changed."
    services().queue.wake("send_due")
    return "A new link is on its way. The old one does not work any more."


def _link(token: str) -> str:
    return f"{services().settings.base_url}/i/{token}"


def _letters(round_id: str, cohort_id: str, how: str) -> tuple[RoundView, tuple[Addressed, ...]]:
    """The people of a cohort with their links; the export is noted before it leaves."""
    key = services().keys.make(round_key(round_id))
    with services().sessions.writing() as writing:
        around = round_here(writing, round_id)
        cohort = _cohort(cohorts_of(writing, round_id), cohort_id)
        if not cohort.is_frozen:
            raise NotOpen
        people = letters_for(writing, services().keys, cohort_id, key, today())
        note(
            writing, who=staff_email(), what=BUTTONS[how], about=f"cohort:{cohort_id}", now=now(),
            details={"people": str(len(people))},
        )  # fmt: skip
    return around, people


def _cohort(lists: tuple[CohortView, ...], cohort_id: str) -> CohortView:
    cohort = next((one for one in lists if one.id == cohort_id), None)
    if cohort is None:
        raise NotFound
    return cohort


_AT = "/staff/rounds/<round_id>/letters"
_PERSON = "/staff/rounds/<round_id>/people/<member_id>"
PAGES = (
    Page(_AT, "letters", letters, staff(*MAKERS)),
    Page(f"{_AT}/<cohort_id>/print", "letters_print", print_letters, staff(*MAKERS), ("POST",)),
    Page(f"{_AT}/<cohort_id>/merge", "letters_merge", mail_merge, staff(*MAKERS), ("POST",)),
    Page(f"{_AT}/emails", "letters_send", send_emails, staff(*MAKERS), ("POST",)),
    Page(f"{_AT}/again", "letters_again", resend, staff(*MAKERS), ("POST",)),
    Page(f"{_PERSON}/new-link", "resend", resend_to, staff(*MAKERS), ("POST",)),
)
