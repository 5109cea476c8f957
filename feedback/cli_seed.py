"""How does a story get into an installation? `feedback seed`, in development only."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import datetime

from feedback.services import Services, services_from
from feedback.settings import Environment, Settings, read_settings
from feedback.store.migrating import migrate
from feedback.store.tables import metadata
from feedback.story.telling import is_told, tell
from feedback.story.trying import open_to_try
from feedback.web.accounts import Role, add_staff, find_account, hash_password, set_password
from feedback.web.second_factor import Seal, keep_key

DONE, WRONG_USE = 0, 2
PASSWORD = "invented story 2024"  # noqa: S105 - the demonstration's, in development only
# A phone everybody may have: it opens invented words only. Never kept outside development.
PHONE_KEY = "DEMO22ONLY33NEVER44FOR55REAL66DA"
DEMONSTRATION = (
    ("officer@example.org", Role.ANALYST),
    ("duty@example.org", Role.DUTY_OFFICER),
    ("admin@example.org", Role.ADMINISTRATOR),
    ("lead@example.org", Role.TRAINING_LEAD),
)


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `seed`."""
    parser = commands.add_parser("seed", help="fill a development installation with the story")
    parser.add_argument("--again", action="store_true", help="empty the data first")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Tell the story once; refuses outside development."""
    settings = read_settings()
    if settings.env is not Environment.DEVELOPMENT:
        print("feedback: the story is for FEEDBACK_ENV=development only.", file=sys.stderr)
        return WRONG_USE
    services = services_from(settings)
    migrate(services.sessions)
    if args.again:
        _empty(services)
    seed_story(services, say=lambda words: print(words, flush=True))
    print(sign_ins(settings))
    return DONE


def seed_story(services: Services, *, say: Callable[[str], None]) -> None:
    """Tell the story where it has not been told, and let the demonstration's staff in."""
    now = services.clock.now()
    _let_in(services, now)
    if is_told(services):
        say("The story is here already.")
    else:
        tell(services, now, say)
    open_to_try(services, now)


def sign_ins(settings: Settings) -> str:
    """The demonstration's sign-ins, as told to whoever starts it."""
    lines = [f"  {role.value:15} {email:22} {PASSWORD}" for email, role in DEMONSTRATION]
    return "\n".join(
        [
            f"Sign in at {settings.staff_base_url}/staff/ (invented people):",
            *lines,
            "Each is then asked for a code. Print one:  .venv/bin/feedback staff code EMAIL",
            f"(or put this key into an app that makes codes: {PHONE_KEY})",
        ]
    )


def _let_in(services: Services, now: datetime) -> None:
    settings = services.settings
    seal = Seal(settings.secret_key.get_secret_value())
    with services.sessions.writing() as session:
        for email, role in DEMONSTRATION:
            if find_account(session, email) is None:
                staff_id = add_staff(session, email=email, role=role, by="story", now=now)
                set_password(session, staff_id, hash_password(PASSWORD))
                if settings.env is Environment.DEVELOPMENT:
                    keep_key(session, seal, staff_id, PHONE_KEY)


def _empty(services: Services) -> None:
    with services.sessions.writing() as session:
        for table in reversed(metadata.sorted_tables):
            session.execute(table.delete())
