"""What do we write to an organisation about its Compact return? Never a word of the return."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.ports import Letter
from feedback.store.compact import CompactCycle, CompactRequest

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "messages"
SUBJECTS = {
    "compact_request": "Your Compact return",
    "compact_reminder": "Your Compact return: a reminder",
    "compact_receipt": "Your Compact return has arrived",
    "compact_update": "Your Compact return: how did your actions go?",
}

# Plain text needs no escaping; there is no markup for anything to break out of.
_messages = Environment(  # noqa: S701 - text/plain only
    loader=FileSystemLoader(FOLDER), undefined=StrictUndefined, keep_trailing_newline=True
)


@dataclass(frozen=True, slots=True)
class About:
    """Which return a message is about."""

    organisation: str
    year: str
    due_on: date | None


def about_member(session: Session, member_id: str) -> About | None:
    """The return of the organisation a message goes to; None where it is none."""
    row = session.execute(
        select(CompactRequest.organisation, CompactCycle.year, CompactCycle.due_on)
        .join(CompactCycle, CompactCycle.id == CompactRequest.cycle_id)
        .where(CompactRequest.member_id == member_id)
    ).first()
    return None if row is None else About(row[0], row[1], row[2])


def compact_letter(
    kind: str,
    about: About,
    *,
    to: str,
    reference: str,
    base_url: str,
    token: str,
    partnership: str,
) -> Letter:
    """The e-mail of one kind to one organisation."""
    due = f"{about.due_on:%-d %B %Y}" if about.due_on else ""
    text = _messages.get_template(f"{kind}.txt").render(
        organisation=about.organisation, year=about.year, due=due,
        link=f"{base_url}/compact/{token}", stop=f"{base_url}/stop/{token}",
        partnership=partnership,
    )  # fmt: skip
    return Letter(
        to=to, subject=SUBJECTS[kind], text=text, reference=reference,
        unsubscribe_url=f"{base_url}/stop/{token}",
    )  # fmt: skip
