"""What did the facilitator type into the record of a Re-think, and what is wrong with it?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from werkzeug.datastructures import MultiDict

from feedback.console.training_form import day_from
from feedback.training.attendance_file import SECTORS
from feedback.training.learning import PARTS, Notes
from feedback.training.rethinks import ISSUES, REASONS, STEPS, STRATEGIES, Record

AGENCIES = {code: words for code, words in SECTORS.items() if code}
PEOPLE_MOST = 99  # of one agency in one room
REFERENCE_MOST = 40
NOTE_MOST = 1_000
_SAID = {"yes": True, "no": False}


def record_from(form: MultiDict[str, str]) -> tuple[Record | None, dict[str, str]]:
    """The record, or None and what is wrong by field."""
    wrong: dict[str, str] = {}
    requested_on, problem = day_from(form, "requested_on", "day it was asked for")
    if requested_on is None:
        wrong["requested_on"] = problem
    for field, known, message in (
        ("requested_by", AGENCIES, "Say which agency asked."),
        ("reason", REASONS, "Say why it was asked for."),
        ("strategy", {str(one) for one in STRATEGIES}, "Say which strategy."),
    ):
        if form.get(field, "") not in known:
            wrong[field] = message
    reference = form.get("case_reference", "").strip()
    if len(reference) > REFERENCE_MOST:
        wrong["case_reference"] = f"Make it {REFERENCE_MOST} letters or fewer, without a name."
    people = _people(form, wrong)
    steps = form.get("steps", "")
    if steps and steps not in {str(one) for one in STEPS}:
        wrong["steps"] = "Choose 1 to 5."
    if wrong or requested_on is None:
        return None, wrong
    return Record(
        requested_on=requested_on, requested_by=form["requested_by"],
        strategy=int(form["strategy"]), reason=form["reason"], case_reference=reference,
        people=people, issues=tuple(one for one in ISSUES if one in form.getlist("issues")),
        steps=int(steps) if steps else None,
        is_safety_raised=_SAID.get(form.get("is_safety_raised", "")),
        is_escalated=_SAID.get(form.get("is_escalated", "")),
        is_neutral=_SAID.get(form.get("is_neutral", "")),
    ), {}  # fmt: skip


def notes_from(form: Mapping[str, str]) -> tuple[Notes | None, dict[str, str]]:
    """The four notes of one realist row, or None and what is wrong by field."""
    wrong = {}
    for part in PARTS:
        typed = form.get(part, "").strip()
        if not typed:
            wrong[part] = "Write something here, or leave the whole row out."
        elif len(typed) > NOTE_MOST:
            wrong[part] = f"Make it {NOTE_MOST:,} letters or fewer."
    if wrong:
        return None, wrong
    return Notes(**{part: form[part].strip() for part in PARTS}), {}


def optional_day(form: Mapping[str, str], field: str) -> tuple[date | None, str]:
    """A day that may be left empty; or what is wrong."""
    if not any(form.get(f"{field}-{part}", "").strip() for part in ("day", "month", "year")):
        return None, ""
    return day_from(form, field, "day")


def _people(form: Mapping[str, str], wrong: dict[str, str]) -> dict[str, int]:
    people: dict[str, int] = {}
    for agency, words in AGENCIES.items():
        typed = form.get(f"people-{agency}", "").strip()
        if not typed:
            continue
        if not typed.isascii() or not typed.isdigit() or int(typed) > PEOPLE_MOST:
            wrong[f"people-{agency}"] = f"{words}: write a number from 0 to {PEOPLE_MOST}."
        elif int(typed):
            people[agency] = int(typed)
    return people
