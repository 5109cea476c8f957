"""How is the yearly report's chapter printed from a terminal? `feedback report`."""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

from feedback.cli_table import DONE, WrongUse, told, write_bytes
from feedback.reports.yearly.chapter import Chapter, chapter_of_year
from feedback.services import services_from
from feedback.settings import read_settings
from surveys.kirkpatrick import is_financial_year

ENDINGS = ("docx", "pdf", "html")


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `report`."""
    parser = commands.add_parser("report", help="print the yearly report's chapter into a file")
    parser.add_argument("--year", metavar="2023-24", required=True, help="the financial year")
    parser.add_argument("--out", metavar="FILE.docx|.pdf|.html", type=Path, required=True)
    parser.add_argument("--force", action="store_true", help="write over a file that is there")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the file; a draft's missing blocks are listed on standard error."""
    return told("report", lambda: _report(args.year, args.out, force=args.force))


def _report(year: str, out: Path, *, force: bool) -> int:
    ending = out.suffix.lower().lstrip(".")
    if ending not in ENDINGS:
        raise WrongUse(f"--out must end in {', '.join(f'.{one}' for one in ENDINGS)}")
    if not is_financial_year(year):
        raise WrongUse("--year must be a financial year like 2023-24")
    if out.exists() and not force:
        raise WrongUse(f"{out} is there already; --force writes over it")
    settings = read_settings()
    services = services_from(settings)
    with services.sessions.reading() as session:
        found = chapter_of_year(session, services.surveys, year, services.clock.now())
    # Word's and the PDF's libraries are heavy, and a refusal should not wait for them.
    binding = importlib.import_module("feedback.reports.yearly.binding")
    content: bytes = binding.bound(found, settings.partnership, ending)
    try:
        write_bytes(out, content, over=force)
    except FileExistsError as error:
        raise WrongUse(f"{out} is there already; --force writes over it") from error
    _tell(found, out)
    return DONE


def _tell(found: Chapter, out: Path) -> None:
    print(f"{out}: {found.title}, {found.year}, {found.state}")
    for heading, lines in (
        ("missing", found.missing),
        ("does not add up", found.warnings),
        ("changed since it was reviewed", found.changed),
    ):
        if not found.is_published:
            for line in lines:
                print(f"{heading}: {line}", file=sys.stderr)
