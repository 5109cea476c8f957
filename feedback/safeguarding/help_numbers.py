"""Which numbers help, for whom, and when did a person last check them?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedback.store.concerns import HelpNumber
from feedback.store.once import insert_once


@dataclass(frozen=True, slots=True)
class HelpLine:
    """One number as shown."""

    key: str
    name: str
    number: str
    about: str
    audiences: tuple[str, ...] = ()
    last_verified: date | None = None
    verified_by: str | None = None


# Decisions 21. No `last_verified`: a person of the partnership checks each before a round opens.
SHIPPED: tuple[HelpLine, ...] = (
    HelpLine(
        "emergency",
        "Emergency",
        "999",
        "If you or someone is in danger now.",
        ("child", "parent", "professional"),
    ),
    HelpLine(
        "childline",
        "Childline",
        "0800 1111",
        "Free, day or night. It does not show on a bill.",
        ("child",),
    ),
    HelpLine("shout", "Shout", "Text 85258", "Free texts, day or night.", ("child",)),
    HelpLine(
        "local",
        "Portsmouth MASH",
        "0845 671 0271",
        "People here whose job is to help keep children safe.",
        ("child", "parent"),
    ),
    HelpLine(
        "out_of_hours",
        "Out of hours",
        "0300 555 1373",
        "In the evening and at weekends.",
        ("child", "parent", "professional"),
    ),
    HelpLine("nspcc", "NSPCC", "0808 800 5000", "If you are worried about a child.", ("parent",)),
    HelpLine(
        "domestic_abuse",
        "National Domestic Abuse Helpline",
        "0808 2000 247",
        "Free, day or night.",
        ("parent",),
    ),
    HelpLine(
        "samaritans", "Samaritans", "116 123", "Free, day or night, about anything.", ("parent",)
    ),
    HelpLine(
        "mash", "MASH", "0845 671 0271", "If you are worried about a child now.", ("professional",)
    ),
    HelpLine(
        "lado",
        "LADO",
        "See the partnership's website",
        "If you are worried about somebody who works with children.",
        ("professional",),
    ),
)


def keep_shipped(session: Session) -> None:
    """Put the shipped numbers in where they are missing; kept ones stay as staff left them."""
    for place, line in enumerate(SHIPPED):
        insert_once(
            session,
            HelpNumber,
            key=line.key,
            audiences=";".join(line.audiences),
            place=place,
            name=line.name,
            number=line.number,
            about=line.about,
        )


def lines(session: Session) -> tuple[HelpLine, ...]:
    """All kept numbers in order."""
    rows = session.scalars(select(HelpNumber).order_by(HelpNumber.place))
    return tuple(
        HelpLine(
            row.key,
            row.name,
            row.number,
            row.about,
            tuple(row.audiences.split(";")),
            row.last_verified,
            row.verified_by,
        )
        for row in rows
    )


def lines_for(session: Session, audience: str) -> tuple[HelpLine, ...]:
    """The numbers for child, parent or professional; the shipped ones where none are kept."""
    kept = lines(session) or SHIPPED
    return tuple(line for line in kept if audience in line.audiences)


def verify(session: Session, key: str, *, number: str, who: str, today: date) -> None:
    """A person dialled or looked up this number today."""
    session.execute(
        update(HelpNumber)
        .where(HelpNumber.key == key)
        .values(number=number, last_verified=today, verified_by=who)
    )
