"""What can be done from a terminal? The `feedback` command."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from feedback import (
    cli_chat,
    cli_ops,
    cli_redact,
    cli_report,
    cli_run,
    cli_scan,
    cli_seed,
    cli_staff,
    cli_surveys,
    cli_themes,
    cli_worker,
)
from feedback.sealing.keyfile import KeyFileMissing
from feedback.settings import UnsafeSettings

ROOMS = (
    cli_run,
    cli_seed,
    cli_staff,
    cli_worker,
    cli_ops,
    cli_surveys,
    cli_scan,
    cli_chat,
    cli_themes,
    cli_redact,
    cli_report,
)
WRONG_USE = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 done, 1 findings, 2 wrong use. Errors never repeat anybody's words."""
    parser = argparse.ArgumentParser(
        prog="feedback", description="Surveys and feedback for a safeguarding partnership."
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for room in ROOMS:
        room.register(commands)
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
