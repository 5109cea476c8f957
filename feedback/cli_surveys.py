"""The `feedback surveys` commands: what is wrong in these survey files?"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from chatbot.clashes import clashes
from chatbot.loading import languages, load_lexis
from feedback.safeguarding.lexicon_file import SHIPPED
from surveys.checking import check_paths, files_in
from surveys.definition import CHILDREN
from surveys.library_index import OPTION_SETS_NAME
from surveys.loading import read_file
from surveys.mistakes import Mistake, Severity

DONE, FINDINGS, WRONG_USE = 0, 1, 2


def register(subparsers: Any) -> None:
    """Add `surveys check` to the command line (argparse's own type for subparsers is private)."""
    surveys = subparsers.add_parser("surveys", help="check survey files")
    commands = surveys.add_subparsers(dest="surveys_command", required=True)
    check = commands.add_parser("check", help="print every mistake in survey files or folders")
    check.add_argument("paths", nargs="+", metavar="PATH", type=Path)
    check.add_argument("--format", choices=("text", "json"), default="text")
    check.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Check the files; 0 when there is no error, 1 when there is, 2 when a path is no use."""
    files: list[Path] = []
    for path in args.paths:
        found = files_in(path)
        if not path.exists():
            return _wrong_use(f"There is no file or folder {path}.")
        if not found:
            return _wrong_use(f"There are no .yaml files in {path}.")
        files += [file for file in found if file not in files]
    try:
        mine = {*_talk_mistakes(files), *_scan_mistakes(files)}
        mistakes = tuple(sorted({*check_paths(files), *mine}))
    except OSError as fault:
        return _wrong_use(f"{fault.filename} cannot be read: {fault.strerror}.")
    _show(mistakes, as_json=args.format == "json")
    errors = sum(mistake.severity is Severity.ERROR for mistake in mistakes)
    warnings = len(mistakes) - errors
    sys.stderr.write(f"Checked {len(files)} files: {errors} errors, {warnings} warnings.\n")
    return FINDINGS if errors else DONE


def _talk_mistakes(files: list[Path]) -> Iterator[Mistake]:
    """What would go wrong in the conversation: the children's surveys can be talked through."""
    for file in files:
        loaded = read_file(file) if file.name != OPTION_SETS_NAME else None
        if loaded is None or loaded.survey is None or loaded.survey.audience not in CHILDREN:
            continue
        if loaded.survey.language in languages():
            yield from clashes(loaded.survey, load_lexis(loaded.survey.language), loaded.lines)


def _scan_mistakes(files: list[Path]) -> Iterator[Mistake]:
    """Words typed in a language without a lexicon would be stored unscanned (decisions 20)."""
    scanned = {path.name.partition("-")[0] for path in SHIPPED.parent.iterdir() if path.is_dir()}
    for file in files:
        loaded = read_file(file) if file.name != OPTION_SETS_NAME else None
        survey = loaded.survey if loaded else None
        if loaded is None or survey is None or survey.language in scanned:
            continue
        if any(question.takes_words for question in survey.questions):
            message = f"No lexicon scans “{survey.language}”, and people can write in this survey."
            message += " Ask in a language with a lexicon, or take the free text out."
            yield loaded.lines.error(("language",), "free-text-not-scanned", message)


def _show(mistakes: tuple[Mistake, ...], *, as_json: bool) -> None:
    if as_json:
        rows = [asdict(mistake) for mistake in mistakes]
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
        return
    for mistake in mistakes:
        sys.stdout.write(f"{mistake}\n")


def _wrong_use(message: str) -> int:
    sys.stderr.write(f"{message}\n")
    return WRONG_USE
