"""Where can this member of staff go? The menu shows only pages they may read."""

from __future__ import annotations

from typing import Any

from flask import Flask, g, request, url_for

from feedback.web.access import Role, StaffHere

EVERYBODY = frozenset(Role)
ROUNDS = frozenset({Role.ADMINISTRATOR, Role.ANALYST, Role.DUTY_OFFICER})
LISTENERS = frozenset({Role.ADMINISTRATOR, Role.DUTY_OFFICER})

# (name a template gives as `here`, words, page, who sees it)
MENU: tuple[tuple[str, str, str, frozenset[Role]], ...] = (
    ("home", "Home", "home", EVERYBODY),
    ("rounds", "Rounds", "rounds", ROUNDS),
    ("concerns", "Concerns", "concerns", LISTENERS),
    ("quarantine", "Kept aside", "quarantine", LISTENERS),
    ("help_numbers", "Help numbers", "help_numbers", ROUNDS),
)


def give_menu(app: Flask) -> None:
    """Let console templates know who is here and where they can go."""

    @app.context_processor
    def menu() -> dict[str, Any]:
        # Only what this request has looked up already: an error page asks the store nothing.
        here: StaffHere | None = g.get("staff") if request.path.startswith("/staff") else None
        return {"staff_here": here, "navigation": navigation(here) if here else ()}


def navigation(here: StaffHere) -> tuple[tuple[str, str, str], ...]:
    """(name, words, address) of each section this person may read."""
    return tuple(
        (name, words, url_for(page)) for name, words, page, readers in MENU if here.roles & readers
    )
