"""How does an administrator let colleagues in, say what each may see, and shut a leaver out?"""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email
from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback.collection.instruments import february_instruments
from feedback.collection.round_views import list_rounds
from feedback.privacy.audit import note
from feedback.store.sight import RETHINK, TRAINING
from feedback.training.courses import list_courses
from feedback.web.access import Role, signed_in, staff
from feedback.web.accounts import StaffLine, add_staff, find_account, list_staff, make_link
from feedback.web.context import now, services
from feedback.web.pages import Page
from feedback.web.roles import NEED_SECOND_FACTOR, ROLE_NAMES
from feedback.web.second_factor import reset_second_factor
from feedback.web.staff_changes import (
    Access,
    LastAdministrator,
    access_of,
    change_access,
    close_account,
    find_staff,
    forget_council_account,
    known_teams,
    open_again,
)
from surveys.kirkpatrick import POP_UPS, Occasion

NOBODY = Access("", frozenset(), frozenset(), frozenset())
NAME_MOST = 200  # letters
KINDS = {TRAINING: "Every course and workshop", RETHINK: "Every Re-think"}
ROLE_HINTS = {
    Role.ADMINISTRATOR: "lets staff in; makes rounds; sees concerns and words",
    Role.ANALYST: "makes rounds; sees results and words",
    Role.DUTY_OFFICER: "acts on concerns; reads every child’s words",
    Role.TRAINING_LEAD: "runs courses and Re-thinks: all, or those you name below",
    Role.TEAM_VIEWER: "sees the figures of the teams you name below",
}


def staff_list() -> ResponseReturnValue:
    """Everybody, and who may do what."""
    with services().sessions.reading() as reading:
        lines = list_staff(reading)
        scopes = {one.id: access_of(reading, one.id) for one in lines}
    no_phone = {
        one.id
        for one in lines
        if not (one.has_second_factor or one.has_council_account)
        and scopes[one.id].roles & NEED_SECOND_FACTOR
    }
    return render_template(
        "console/staff-list.html",
        lines=lines,
        scopes=scopes,
        role_names=ROLE_NAMES,
        no_phone=no_phone,
    )


def new_staff() -> ResponseReturnValue:
    """Add somebody; the page after shows the link to give them, once."""
    if request.method == "GET":
        return _form(None, NOBODY)
    wanted, typed = _wanted(), request.form.get("email", "")
    email = _address(typed)
    if email is None:
        return _form(None, wanted, ("email", "Write an e-mail address like name@council.gov.uk."))
    if wanted.problem:
        return _form(None, wanted, ("roles", wanted.problem))
    with services().sessions.writing() as writing:
        if find_account(writing, email) is not None:
            wrong = ("email", "They are on the list of staff already.")
            return _form(None, wanted, wrong)
        role = min(wanted.roles)
        staff_id = add_staff(writing, email=email, role=role, by=signed_in().email, now=now())
        changed = change_access(writing, staff_id, wanted)
        _note(writing, "staff_added", staff_id, changed)
        token = make_link(writing, staff_id, "set_up", now())
        line = find_staff(writing, staff_id)
    return _link_page(line, token)


def staff_member(staff_id: str) -> ResponseReturnValue:
    """One colleague: name, roles, and which surveys and teams they see."""
    with services().sessions.reading() as reading:
        line, held = find_staff(reading, staff_id), access_of(reading, staff_id)
    if request.method == "GET":
        return _form(line, held)
    wanted = _wanted()
    if wanted.problem:
        return _form(line, wanted, ("roles", wanted.problem))
    try:
        with services().sessions.writing() as writing:
            changed = change_access(writing, staff_id, wanted)
            if changed:
                _note(writing, "staff_changed", staff_id, changed)
    except LastAdministrator as story:
        return _form(line, wanted, ("roles", story.message))
    flash("Saved. It counts from their next page on." if changed else "Nothing was changed.")
    is_still_mine = staff_id != signed_in().id or Role.ADMINISTRATOR in wanted.roles
    return redirect(url_for("staff_list" if is_still_mine else "home"), 303)


def staff_link(staff_id: str) -> ResponseReturnValue:
    """A fresh one-time link to choose a password; opens a closed account again."""
    with services().sessions.writing() as writing:
        if open_again(writing, staff_id):
            _note(writing, "staff_opened_again", staff_id)
        token = make_link(writing, staff_id, "set_up", now())
        _note(writing, "staff_link_made", staff_id)
        line = find_staff(writing, staff_id)
    return _link_page(line, token)


def disable_member(staff_id: str) -> ResponseReturnValue:
    """Close an account: every session of theirs ends at once."""
    with services().sessions.writing() as writing:
        close_account(writing, staff_id, by_id=signed_in().id, now=now())
        _note(writing, "staff_disabled", staff_id)
    flash("The account is closed, on every device.")
    return redirect(url_for("staff_list"), 303)


def reset_member(staff_id: str) -> ResponseReturnValue:
    """Forget a colleague's phone and recovery codes: they lost them."""
    with services().sessions.writing() as writing:
        line = find_staff(writing, staff_id)
        reset_second_factor(writing, staff_id)
        _note(writing, "second_factor_reset", staff_id)
    flash(f"{line.email} sets up a phone anew after their password.")
    return redirect(url_for("staff_member", staff_id=staff_id), 303)


def unlink_member(staff_id: str) -> ResponseReturnValue:
    """Undo the link to the council's own sign-in."""
    with services().sessions.writing() as writing:
        find_staff(writing, staff_id)
        if forget_council_account(writing, staff_id):
            _note(writing, "council_account_unlinked", staff_id)
    flash("The council’s account is not linked any more.")
    return redirect(url_for("staff_member", staff_id=staff_id), 303)


def _note(
    session: Session, what: str, staff_id: str, details: dict[str, str] | None = None
) -> None:
    who, about = signed_in().email, f"staff:{staff_id}"
    note(session, who=who, what=what, about=about, now=now(), details=details)


def _wanted() -> Access:
    given = request.form
    return Access(
        given.get("name", "").strip()[:NAME_MOST],
        frozenset(role for role in Role if role.value in given.getlist("roles")),
        frozenset(one for one in given.getlist("surveys") if one and len(one) <= 80),
        frozenset(team for line in given.get("teams", "").splitlines() if (team := line.strip())),
    )


def _address(typed: str) -> str | None:
    try:
        # A council's own name may not resolve here.
        found = validate_email(typed, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return None
    return found.normalized


def _form(line: StaffLine | None, held: Access, wrong: tuple[str, str] | None = None) -> Response:
    with services().sessions.reading() as reading:
        rounds, teams = list_rounds(reading, now()), known_teams(reading)
        courses = list_courses(reading, (Occasion.COURSE, *POP_UPS))
    surveys = {one.key: one.survey.title for one in february_instruments()}
    surveys |= {one.survey_key: one.title for around in rounds for one in around.instruments}
    surveys |= KINDS | {one.id: f"The course “{one.title}”" for one in courses}
    surveys |= {key: key for key in held.surveys - surveys.keys()}
    page = render_template(
        "console/staff-member.html",
        line=line,
        held=held,
        email=request.form.get("email", ""),
        wrong=dict([wrong]) if wrong else {},
        surveys=surveys,
        known_teams=teams,
        roles=[(role, ROLE_NAMES[role], ROLE_HINTS[role]) for role in Role],
        is_me=line is not None and line.id == signed_in().id,
    )
    return make_response(page, 422 if wrong else 200)


def _link_page(line: StaffLine, token: str) -> ResponseReturnValue:
    address = services().settings.staff_base_url + url_for("set_up", token=token)
    return render_template("console/staff-link.html", line=line, address=address)


_ONE = "/staff/people/<staff_id>"
_MAY = staff(Role.ADMINISTRATOR)

PAGES = (
    Page("/staff/people", "staff_list", staff_list, _MAY),
    Page("/staff/people/new", "new_staff", new_staff, _MAY, ("GET", "POST")),
    Page(_ONE, "staff_member", staff_member, _MAY, ("GET", "POST")),
    Page(f"{_ONE}/link", "staff_link", staff_link, _MAY, ("POST",)),
    Page(f"{_ONE}/disable", "disable_member", disable_member, _MAY, ("POST",)),
    Page(f"{_ONE}/reset", "reset_member", reset_member, _MAY, ("POST",)),
    Page(f"{_ONE}/unlink", "unlink_member", unlink_member, _MAY, ("POST",)),
)
