"""In which words do the desk's pages speak of levels, steps, people to tell and waiting?"""

from __future__ import annotations

from datetime import datetime

from feedback.collection.calendar import LONDON
from feedback.safeguarding.steps import Opening

LEVELS = {
    "urgent": "Urgent",
    "same_day": "Look today",
    "unscreened": "Not screened: read it",
    "review": "To read",
}
COLOURS = {"urgent": "red", "same_day": "red", "unscreened": "orange", "review": "blue"}
KINDS = {
    "exploitation_online": "exploitation or online",
    "self_harm": "self-harm",
    "unsafe_home": "unsafe at home",
    "domestic_abuse": "domestic abuse",
    "staff_allegation": "about a member of staff",
}
STATES = {
    "new": "Not acknowledged",
    "acknowledged": "Acknowledged",
    "triaged": "Judged",
    "acted": "Acted on",
    "closed": "Closed",
}
SOURCES = {
    "words": "Their own words",
    "choice": "An answer they chose",
    "quarantine": "Words that were kept aside",
    "reader": "Words that worried a reader",
    "contact": "Words beside how to reach them",
}
SHOWN = {
    "card": "The help card: people they can talk to, with numbers",
    "footer": "The usual page, with the support footer that everybody sees",
}
CHANNELS = {
    "link": "Personal link", "open": "Open link", "kiosk": "A worker's tablet",
    "paper": "On paper", "telephone": "By telephone", "chat": "Chat",
}  # fmt: skip
DANGERS = {
    "now": "Now: somebody is in danger",
    "today": "Today",
    "later": "In the coming days",
    "none": "Nothing to act on, as far as we can tell",
}
RECIPIENTS = {
    "mash": "MASH",
    "lado": "LADO (about somebody who works with children)",
    "police": "The police",
    "worker_or_iro": "The allocated worker or IRO",
    "adult_safeguarding": "Adult safeguarding",
    "out_of_hours": "The out-of-hours team",
}
OUTCOMES = {
    "upheld": "Upheld: somebody was not safe",
    "not_upheld": "Not upheld",
    "false_alarm": "A false alarm: the words meant something else",
    "passed_on": "Passed on as information",
}
STEPS = {
    "acknowledged": "Acknowledged",
    "triaged": "Judged how soon somebody must act",
    "acted": "Told somebody",
    "no_action_proposed": "Said that nothing needs doing; waits for a second person",
    "no_action_refused": "Did not agree that nothing needs doing",
    "no_action": "Decided that nothing needs doing",
    "note": "Wrote a note",
    "copied": "Copied to the case record",
    "sheet_made": "Made the contact sheet",
    "identity_opened": "Opened who it is",
    "stepped_aside": "Stepped aside: knows this family",
    "contact_left": "Left a way to reach them",
}
OPENINGS = {
    "concern_viewed": "Opened the concern",
    "concern_rest_viewed": "Opened their other answers",
    "identity_opened": "Opened who it is",
    "concern_exported": "Made the contact sheet",
}
NOTES = {
    "danger": "How soon", "to": "Told", "reference": "Reference", "note": "Note",
    "reason": "Why", "proposed_by": "First said by",
    "lone": "Only one safeguarding person: a lone decision",
}  # fmt: skip


def at_clock(instant: datetime) -> str:
    """A time for people: 5 February 2024, 10:04, in London."""
    local = instant.astimezone(LONDON)
    return f"{local.day} {local:%B %Y, %H:%M}"


def waited(since: datetime, now: datetime) -> str:
    """How long something waits, roughly: 42 minutes, 3 hours, 2 days."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes < 1:
        return "less than a minute"
    if minutes < 120:
        return _many(minutes, "minute")
    if minutes < 48 * 60:
        return _many(minutes // 60, "hour")
    return _many(minutes // (24 * 60), "day")


def step_words(what: str) -> str:
    """A step's name in words; a closing step says its outcome."""
    if what.startswith("closed:"):
        return f"Closed. {OUTCOMES.get(what.removeprefix('closed:'), '')}"
    return STEPS.get(what, what.replace("_", " ").capitalize())


def note_lines(note: dict[str, str]) -> list[tuple[str, str]]:
    """A step's note as (what, words), without what is empty; a contact left is not shown here."""
    found = []
    for name, label in NOTES.items():
        value = note.get(name, "")
        if value:
            named = {"danger": DANGERS, "to": RECIPIENTS}.get(name, {}).get(value, value)
            found.append((label, "" if name == "lone" else named))
    return found


def opening_lines(openings: tuple[Opening, ...]) -> list[str]:
    """Who opened it and when, a line a minute: an officer at work opens it again and again."""
    lines: dict[str, int] = {}
    for one in openings:
        told = f"{OPENINGS.get(one.what, one.what)}: {one.by}, {at_clock(one.at)}"
        lines[told] = lines.get(told, 0) + 1
    return [told if times == 1 else f"{told} ({times} times)" for told, times in lines.items()]


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
