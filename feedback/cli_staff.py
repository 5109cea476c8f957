"""How does the first member of staff come in, and how is a leaver shut out? `feedback staff`."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime

from email_validator import EmailNotValidError, validate_email
from sqlalchemy.orm import Session

from feedback.privacy.audit import note
from feedback.settings import Environment, Settings, read_settings
from feedback.store.database import Database
from feedback.web.accounts import (
    NoSuchStaff,
    Role,
    add_staff,
    disable_staff,
    find_account,
    make_link,
    normal_email,
)
from feedback.web.second_factor import Seal, next_code, reset_second_factor
from feedback.web.staff_changes import administrators_left

WRONG_USE = 2
TERMINAL = "the terminal"


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `staff` with its actions."""
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
    lost = actions.add_parser(
        "reset-second-factor", help="forget somebody's phone and codes; they set up a new one"
    )
    lost.add_argument("email")
    lost.set_defaults(run=reset_one)
    code = actions.add_parser("code", help="in development only: the next code of somebody's phone")
    code.add_argument("email")
    code.set_defaults(run=tell_code)


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
            about = f"staff:{_staff_id(session, args.email)}"
            disable_staff(session, email=args.email, now=now)
            note(session, who=TERMINAL, what="staff_disabled", about=about, now=now)
            left = administrators_left(session)
    except NoSuchStaff as story:
        return _wrong(story.message)
    print("The account is closed. It cannot be used any more, on any device.")
    if not left:
        print("No administrator is left who can sign in. Add one: feedback staff add EMAIL "
              "--role administrator")  # fmt: skip
    return 0


def reset_one(args: argparse.Namespace) -> int:
    """Forget somebody's second factor: whoever asks for it must be known to you."""
    now = datetime.now(UTC)
    try:
        with _database(read_settings()).writing() as session:
            staff_id = _staff_id(session, args.email)
            reset_second_factor(session, staff_id)
            about = f"staff:{staff_id}"
            note(session, who=TERMINAL, what="second_factor_reset", about=about, now=now)
    except NoSuchStaff as story:
        return _wrong(story.message)
    print("Their phone and recovery codes are forgotten. Signing in, they set up a phone anew.")
    return 0


def tell_code(args: argparse.Namespace) -> int:
    """The next code of somebody's phone: for the demonstration, refused where people are real."""
    settings, now = read_settings(), datetime.now(UTC)
    if settings.env is not Environment.DEVELOPMENT:
        return _wrong("codes are printed with FEEDBACK_ENV=development only.")
    seal = Seal(settings.secret_key.get_secret_value())
    with _database(settings).reading() as session:
        code = next_code(session, seal, normal_email(args.email), now)
    if code is None:
        return _wrong("nobody with that address has set up a phone.")
    print(code)
    return 0


def _staff_id(session: Session, email: str) -> str:
    account = find_account(session, email)
    if account is None:
        raise NoSuchStaff
    return account.id


def _database(settings: Settings) -> Database:
    return Database(settings.database)


def _wrong(words: str) -> int:
    print(f"feedback: {words}", file=sys.stderr)
    return WRONG_USE
