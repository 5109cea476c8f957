"""What can be done from a terminal? The `feedback` command."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

from feedback.sealing.keyfile import KeyFileMissing
from feedback.settings import UnsafeSettings

# A command loads its own module alone: a worker must be at work in seconds, not after the console.
ROOMS = {
    "run": "cli_run",
    "seed": "cli_seed",
    "staff": "cli_staff",
    "worker": "cli_worker",
    "bounces": "cli_bounces",
    "migrate": "cli_ops",
    "backup": "cli_ops",
    "restore": "cli_ops",
    "doctor": "cli_ops",
    "keys": "cli_ops",
    "audit": "cli_ops",
    "surveys": "cli_surveys",
    "scan": "cli_scan",
    "chat": "cli_chat",
    "themes": "cli_themes",
    "redact": "cli_redact",
    "report": "cli_report",
}
WRONG_USE = 2


def rooms_for(argv: Sequence[str]) -> list[str]:
    """The modules that a command line needs: its command's, or all of them to name the commands."""
    if argv and argv[0] in ROOMS:
        return [ROOMS[argv[0]]]
    return list(dict.fromkeys(ROOMS.values()))


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 done, 1 findings, 2 wrong use. Errors never repeat anybody's words."""
    parser = argparse.ArgumentParser(
        prog="feedback", description="Surveys and feedback for a safeguarding partnership."
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for room in rooms_for(sys.argv[1:] if argv is None else argv):
        importlib.import_module(f"feedback.{room}").register(commands)
    args = parser.parse_args(argv)
    try:
        done: int = args.run(args)
    except UnsafeSettings as unsafe:
        print("feedback: these settings are not safe to serve people with:", file=sys.stderr)
        for fault in unsafe.faults:
            print(f"  - {fault}", file=sys.stderr)
        return WRONG_USE
    except KeyFileMissing as missing:
        print(f"feedback: {missing}", file=sys.stderr)
        return WRONG_USE
    return done


if __name__ == "__main__":
    sys.exit(main())
