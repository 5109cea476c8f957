"""Which Re-thinks were there, what was agreed, and what was learned?"""

from __future__ import annotations

from collections.abc import Mapping

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback.console.rethink_form import AGENCIES, notes_from, optional_day, record_from
from feedback.console.training import LEADS
from feedback.console.training_form import day_from
from feedback.reports.rethink_words import said_rows
from feedback.reports.training_answers import Looked, instruments_of, sent_to
from feedback.reports.training_change import STUCK_RULE, stuck_change
from feedback.reports.training_counts import RETHINK_RULE, rethink_years
from feedback.reports.training_levels import level_by_level
from feedback.reports.training_rates import RATE_RULE, wave_rates
from feedback.training.courses import STATUS_NAMES, find_course, make_session
from feedback.training.learning import PARTS, Wanted, add_learning, learning
from feedback.training.rethinks import (
    ISSUES,
    REASONS,
    STEPS,
    STRATEGIES,
    Record,
    actions_of,
    add_action,
    find_rethink,
    finish_action,
    keep_record,
    notes_key,
    rethink_course,
    rethinks,
)
from feedback.web.access import of_mine, signed_in, staff, staff_email
from feedback.web.context import now, services, today
from feedback.web.pages import Page
from surveys.kirkpatrick import ASKS, LEVEL_NAMES, WAVE_NAMES, Occasion, Wave

CHOICES = {"agencies": AGENCIES, "reasons": REASONS, "strategies": STRATEGIES, "issues": ISSUES,
           "steps": STEPS, "statuses": STATUS_NAMES}  # fmt: skip
PART_NAMES = {
    "for_whom": "For whom",
    "context": "In what circumstances (context)",
    "mechanism": "What made the difference (mechanism)",
    "outcome": "What came of it (outcome)",
}


def list_rethinks() -> ResponseReturnValue:
    """The year table, every Re-think, and a form for the next."""
    return _list_page({}, {})


def new_rethink() -> ResponseReturnValue:
    """Plan one; its record is written afterwards."""
    held_on, problem = day_from(request.form, "held_on", "day of the Re-think")
    if held_on is None:
        return make_response(_list_page(request.form, {"held_on": problem}), 422)
    with services().sessions.writing() as writing:
        course_id = rethink_course(writing, by=staff_email(), now=now())
        if not of_mine(writing, "course_id", [find_course(writing, course_id)]):
            abort(404)
        session_id = make_session(
            writing, course_id, held_on, place=request.form.get("place", ""),
            trainer=request.form.get("trainer", ""),
        )  # fmt: skip
    flash("The Re-think is planned. Make its square, and write the record afterwards.")
    return redirect(url_for("rethink", rethink_id=session_id), 303)


def rethink(rethink_id: str) -> ResponseReturnValue:
    """One Re-think: its record, its actions, its learning."""
    return _page(rethink_id)


def record(rethink_id: str) -> ResponseReturnValue:
    """Keep the facilitator's record."""
    _is_there(rethink_id)
    told, wrong = record_from(request.form)
    if told is None:
        return make_response(_page(rethink_id, wrong), 422)
    with services().sessions.writing() as writing:
        keep_record(writing, rethink_id, told, by=staff_email(), now=now())
    words = "The record is kept."
    if told.is_safety_raised:
        words += " A new safety concern goes to MASH or the LADO today; this record tells nobody."
    flash(words)
    return redirect(url_for("rethink", rethink_id=rethink_id), 303)


def new_action(rethink_id: str) -> ResponseReturnValue:
    """Note what was agreed."""
    _is_there(rethink_id)
    form = request.form
    due_on, problem = optional_day(form, "due_on")
    wrong = {"due_on": problem} if problem else {}
    if not form.get("what", "").strip():
        wrong["what"] = "Write what was agreed."
    if wrong:
        return make_response(_page(rethink_id, wrong), 422)
    served = services()
    served.keys.make(notes_key(rethink_id))
    with served.sessions.writing() as writing:
        add_action(
            writing, served.keys, rethink_id, what=form["what"], owner=form.get("owner", ""),
            due_on=due_on,
        )  # fmt: skip
    flash("The action is noted.")
    return redirect(url_for("rethink", rethink_id=rethink_id, _anchor="actions"), 303)


def action_done(rethink_id: str, action_id: str) -> ResponseReturnValue:
    """It is done."""
    with services().sessions.writing() as writing:
        finish_action(writing, rethink_id, action_id, today())
    return redirect(url_for("rethink", rethink_id=rethink_id, _anchor="actions"), 303)


def new_learning(rethink_id: str) -> ResponseReturnValue:
    """Tie context, mechanism and outcome together."""
    _is_there(rethink_id)
    form = request.form
    notes, wrong = notes_from(form)
    if notes is None:
        return make_response(_page(rethink_id, wrong), 422)
    served = services()
    served.keys.make(notes_key(rethink_id))
    with served.sessions.writing() as writing:
        add_learning(
            writing, served.keys, rethink_id, notes, by=staff_email(), now=now(),
            issue=form.get("issue", "") if form.get("issue") in ISSUES else "",
            agency=form.get("agency", "") if form.get("agency") in AGENCIES else "",
            may_quote=form.get("may_quote") == "yes",
        )  # fmt: skip
    flash("The row is kept.")
    return redirect(url_for("rethink", rethink_id=rethink_id, _anchor="learning"), 303)


def learned() -> ResponseReturnValue:
    """What works, for whom, in what circumstances and how; kept to an issue, agency or word."""
    asked = {name: request.args.get(name, "") for name in ("issue", "agency", "word", "quotable")}
    if asked["issue"] not in {"", *ISSUES} or asked["agency"] not in {"", *AGENCIES}:
        abort(404)
    wanted = Wanted(
        issue=asked["issue"], agency=asked["agency"], word=asked["word"].strip(),
        only_quotable=asked["quotable"] == "yes", sight=signed_in().sight,
    )  # fmt: skip
    served = services()
    with served.sessions.reading() as reading:
        rows = learning(reading, served.keys, wanted)
        said = said_rows(reading, served.keys, wanted)
    return render_template("console/learned.html", rows=rows, said=said, asked=asked, **CHOICES)


def rethink_results() -> ResponseReturnValue:
    """What those who were there said, the same day and 8 weeks on."""
    looked = Looked(Occasion.RETHINK, sight=signed_in().sight)
    with services().sessions.reading() as reading:
        sent = sum(
            sent_to(reading, instruments_of(reading, looked, wave))
            for wave in (Wave.DAY_0, Wave.WEEK_8)
        )
        levels = level_by_level(reading, looked)
        stuck = stuck_change(reading, looked, now())
        rates = wave_rates(reading, looked, now())
    return render_template(
        "console/rethink-results.html", levels=levels, stuck=stuck, rates=rates, asks=ASKS,
        names=LEVEL_NAMES, waves=WAVE_NAMES, rules=(STUCK_RULE, RATE_RULE), is_empty=not sent,
    )  # fmt: skip


def _is_there(session_id: str) -> None:
    with services().sessions.reading() as reading:
        find_rethink(reading, session_id)


def _list_page(given: Mapping[str, str], wrong: Mapping[str, str]) -> str:
    sight = signed_in().sight
    with services().sessions.reading() as reading:
        every = rethinks(reading, sight)
        years = rethink_years(reading, sight)
    return render_template(
        "console/rethinks.html", every=every, years=years, given=given, wrong=wrong,
        rule=RETHINK_RULE, **CHOICES,
    )  # fmt: skip


def _page(session_id: str, wrong: Mapping[str, str] | None = None) -> str:
    served = services()
    with served.sessions.reading() as reading:
        line = find_rethink(reading, session_id)
        actions = actions_of(reading, served.keys, session_id)
        rows = [row for row in learning(reading, served.keys) if row.session_id == session_id]
    return render_template(
        "console/rethink.html", line=line, actions=actions, rows=rows, wrong=wrong or {},
        given=request.form if wrong else _given(line.record), today=today(), parts=PARTS,
        part_names=PART_NAMES, **CHOICES,
    )  # fmt: skip


def _given(kept: Record | None) -> dict[str, object]:
    """The record as its form has it; an empty form where there is none."""
    if kept is None:
        return {"issues": ()}
    day = kept.requested_on
    return {
        "requested_by": kept.requested_by, "strategy": str(kept.strategy), "reason": kept.reason,
        "case_reference": kept.case_reference, "steps": str(kept.steps or ""),
        "is_safety_raised": _said(kept.is_safety_raised),
        "is_escalated": _said(kept.is_escalated), "is_neutral": _said(kept.is_neutral),
        "issues": kept.issues, "requested_on-day": str(day.day),
        "requested_on-month": str(day.month), "requested_on-year": str(day.year),
        **{f"people-{agency}": str(count) for agency, count in kept.people.items()},
    }  # fmt: skip


def _said(answer: bool | None) -> str:
    return "" if answer is None else "yes" if answer else "no"


HERE = "/staff/rethinks"
PAGES = (
    Page(HERE, "rethinks", list_rethinks, staff(*LEADS)),
    Page(HERE, "new_rethink", new_rethink, staff(*LEADS), ("POST",)),
    Page(f"{HERE}/learned", "learned", learned, staff(*LEADS)),
    Page(f"{HERE}/results", "rethink_results", rethink_results, staff(*LEADS)),
    Page(f"{HERE}/<rethink_id>", "rethink", rethink, staff(*LEADS)),
    Page(f"{HERE}/<rethink_id>/record", "rethink_record", record, staff(*LEADS), ("POST",)),
    Page(f"{HERE}/<rethink_id>/actions", "rethink_action", new_action, staff(*LEADS), ("POST",)),
    Page(
        f"{HERE}/<rethink_id>/actions/<action_id>", "rethink_action_done", action_done,
        staff(*LEADS), ("POST",),
    ),
    Page(f"{HERE}/<rethink_id>/learning", "new_learning", new_learning, staff(*LEADS), ("POST",)),
)  # fmt: skip
