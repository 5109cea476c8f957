"""Where can this member of staff go? The menu shows only pages they may read."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, g, request, url_for
from sqlalchemy.exc import SQLAlchemyError

from feedback.console.banner import alarm_lines
from feedback.web.access import Role, StaffHere
from feedback.web.context import services

EVERYBODY = frozenset(Role)
ROUNDS = frozenset({Role.ADMINISTRATOR, Role.ANALYST, Role.DUTY_OFFICER})
LISTENERS = frozenset({Role.ADMINISTRATOR, Role.DUTY_OFFICER})
MAKERS = frozenset({Role.ADMINISTRATOR, Role.ANALYST})
WORD_READERS = frozenset({Role.ANALYST, Role.DUTY_OFFICER})
LEADS = frozenset({Role.ADMINISTRATOR, Role.ANALYST, Role.TRAINING_LEAD})

# (name a template gives as `here`, words, page, who sees it)
MENU: tuple[tuple[str, str, str, frozenset[Role]], ...] = (
    ("home", "Home", "home", EVERYBODY),
    ("rounds", "Rounds", "rounds", ROUNDS),
    ("explore", "Explore", "explore", MAKERS),
    ("past", "Year on year", "past", MAKERS),
    ("training", "Training", "training", LEADS),
    ("rethinks", "Re-think", "rethinks", LEADS),
    ("compact", "Compact", "compact", MAKERS),
    ("reports", "Reports", "reports", MAKERS),
    ("concerns", "Duty desk", "desk", LISTENERS),
    ("rota", "Rota", "rota", LISTENERS),
    ("reading", "Words to read", "reading", LISTENERS),
    ("quarantine", "Kept aside", "quarantine", LISTENERS),
    ("lexicon", "The scan", "lexicon", LISTENERS),
    ("forgotten", "Forgetting", "forgotten", LISTENERS),
    ("errands", "Work on a file", "errands", WORD_READERS),
    ("help_numbers", "Help numbers", "help_numbers", ROUNDS),
    ("staff", "Staff", "staff_list", frozenset({Role.ADMINISTRATOR})),
)

# What a round's page leads to: (words, page, who may read it). A page that is not there yet
# is left out, so each room adds its own without breaking the others.
ROUND_SECTIONS: tuple[tuple[str, str, frozenset[Role]], ...] = (
    ("Cohorts: who is asked", "cohorts", MAKERS),
    ("Letters and e-mails", "letters", MAKERS),
    ("Who has taken part", "participation", ROUNDS | {Role.TEAM_VIEWER}),
    ("Results", "results", ROUNDS | {Role.TEAM_VIEWER}),
    ("You said, we did", "heard", MAKERS),
)


def give_menu(app: Flask) -> None:
    """Let console templates know who is here and where they can go."""

    @app.context_processor
    def menu() -> dict[str, Any]:
        # Only what this request has looked up already: an error page asks the store nothing.
        here: StaffHere | None = g.get("staff") if request.path.startswith("/staff") else None
        if here is not None and not here.is_in:
            here = None  # half way in: no menu leads anywhere yet
        return {
            "staff_here": here,
            "navigation": navigation(here) if here else (),
            "alarms": _alarms(here) if here and here.roles & LISTENERS else (),
        }


def _alarms(here: StaffHere) -> tuple[str, ...]:
    """Asked anew for every page; a store that is away must not take the page with it."""
    try:
        with services().sessions.reading() as reading:
            return alarm_lines(reading, here)
    except SQLAlchemyError:
        return ("The store does not answer. Look again in a minute.",)


def navigation(here: StaffHere) -> tuple[tuple[str, str, str], ...]:
    """(name, words, address) of each section this person may read."""
    return tuple(
        (name, words, url_for(page)) for name, words, page, readers in MENU if here.roles & readers
    )


def round_sections(here: StaffHere, round_id: str) -> tuple[tuple[str, str], ...]:
    """(words, address) of what this person may look at in one round."""
    return tuple(
        (words, url_for(page, round_id=round_id))
        for words, page, readers in ROUND_SECTIONS
        if here.roles & readers and page in current_app.view_functions
    )
