"""How is a worker started? `feedback worker`."""

from __future__ import annotations

import argparse

from feedback.jobs.errands import do_errands
from feedback.jobs.looking import look_at_all, second_look
from feedback.jobs.reporting import make_due
from feedback.jobs.theming import read_due
from feedback.jobs.worker import work, work_once
from feedback.services import services_from
from feedback.settings import read_settings


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `worker`."""
    parser = commands.add_parser("worker", help="send what is due, until told to stop")
    parser.add_argument("--once", action="store_true", help="do what is due now, then end")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Work until SIGTERM, or once."""
    services = services_from(read_settings())
    if args.once:
        print(f"{look_at_all(services, second_look())} texts looked at.")
        print(f"{read_due(services)} answers read for their themes.")
        print(f"{make_due(services)} report files made.")
        print(f"{work_once(services)} messages sent.")
        print(f"{do_errands(services)} errands done.")
    else:
        work(services)
    return 0
