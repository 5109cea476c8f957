"""How does the first member of staff come in, and how is a leaver shut out? `feedback staff`."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime

from email_validator import EmailNotValidError, validate_email

from feedback.privacy.audit import note
from feedback.settings import Settings, read_settings
from feedback.store.database import Database
from feedback.web.accounts import NoSuchStaff, Role, add_staff, disable_staff, make_link

WRONG_USE = 2
TERMINAL = "the terminal"


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `staff add` and `staff disable`."""
    parser = commands.add_parser("staff", help="add a member of staff, or shut one out")
    actions = parser.add_subparsers(title="actions", required=True, metavar="ACTION")
    add = actions.add_parser("add", help="add somebody; prints a one-time link, valid 24 hours")
    add.add_argument("email")
    add.add_argument("--role", required=True, choices=[role.value for role in Role])
    add.add_argument("--team", default="", help="the team a team viewer may see")
    add.set_defaults(run=add_one)
    disable = actions.add_parser("disable", help="close an account; its sessions end at once")
    disable.add_argument("email")
    disable.set_defaults(run=disable_one)


def add_one(args: argparse.Namespace) -> int:
    """Add somebody, or a role to somebody, and print the one-time link."""
    role = Role(args.role)
    if role is Role.TEAM_VIEWER and not args.team:
        return _wrong("a team viewer needs --team: the team whose figures they may see.")
    try:
        # The demonstration's addresses end in .example, and a council's may not resolve here.
        email = validate_email(
            args.email, check_deliverability=False, test_environment=True
        ).normalized
    except EmailNotValidError:
        return _wrong("that is not an e-mail address.")
    settings, now = read_settings(), datetime.now(UTC)
    with _database(settings).writing() as session:
        staff_id = add_staff(session, email=email, role=role, team=args.team, by=TERMINAL, now=now)
        token = make_link(session, staff_id, "set_up", now)
        note(
            session,
            who=TERMINAL,
            what="staff_added",
            about=f"staff:{staff_id}",
            now=now,
            details={"role": role.value},
        )
    print("Send this link to them. It works once, for 24 hours:")
    print(f"{settings.staff_base_url}/staff/set-up/{token}")
    return 0


def disable_one(args: argparse.Namespace) -> int:
    """Close an account."""
    now = datetime.now(UTC)
    try:
        with _database(read_settings()).writing() as session:
            disable_staff(session, email=args.email, now=now)
            note(session, who=TERMINAL, what="staff_disabled", about="staff", now=now)
    except NoSuchStaff as story:
        return _wrong(story.message)
    print("The account is closed. It cannot be used any more, on any device.")
    return 0


def _database(settings: Settings) -> Database:
    return Database(settings.database)


def _wrong(words: str) -> int:
    print(f"feedback: {words}", file=sys.stderr)
    return WRONG_USE
