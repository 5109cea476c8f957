"""How are themes, feelings and quotes found in a file of answers from the command line?"""

from __future__ import annotations

import argparse
import importlib
import json
from pathlib import Path
from typing import Any

from feedback.cli_table import DONE, WrongUse, read_table, told, write_table, write_text
from feedback.themes.codebook import Codebook, CodebookError, read_codebook

FELT = ("sentiment", "sureness")
EMBEDDERS = ("minilm", "tfidf", "none")
Subparsers = argparse._SubParsersAction  # the only name argparse gives the type


def register(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    """Add `themes assign`, `discover` and `sentiment`."""
    parser = subparsers.add_parser("themes", help="what a file of answers is about")
    what = parser.add_subparsers(required=True, metavar="WHAT")
    _add_assign(what)
    _add_discover(what)
    _add_sentiment(what)


def _add_assign(what: Subparsers[argparse.ArgumentParser]) -> None:
    assign = what.add_parser("assign", help="put answers into the themes of a codebook")
    _add_source(assign, "OUT.csv")
    assign.add_argument("--codebook", metavar="BOOK.yaml", type=Path, required=True)
    assign.add_argument("--coded", metavar="CODED.csv", type=Path, help="answers people coded")
    assign.add_argument("--embedder", choices=EMBEDDERS, help="the best one installed unless said")
    assign.add_argument(
        "--per-comment",
        metavar="N",
        type=float,
        help="themes an answer on average (1.3, or a whole number for that many each)",
    )
    assign.add_argument("--seed", type=int, default=0)
    assign.set_defaults(run=run_assign)


def _add_discover(what: Subparsers[argparse.ArgumentParser]) -> None:
    discover = what.add_parser("discover", help="find themes that no codebook names")
    _add_source(discover, "OUT.json")
    discover.add_argument("--themes", metavar="K", type=int, help="how many; a fitting number")
    discover.add_argument("--embedder", choices=EMBEDDERS, help="the best one installed")
    discover.add_argument("--seed", type=int, default=0)
    discover.set_defaults(run=run_discover)


def _add_sentiment(what: Subparsers[argparse.ArgumentParser]) -> None:
    sentiment = what.add_parser("sentiment", help="how people felt, for use in aggregate only")
    _add_source(sentiment, "OUT.csv")
    sentiment.add_argument("--question", metavar="COL", help="column with the question's wording")
    sentiment.add_argument("--coded", metavar="CODED.csv", type=Path, help="answers people judged")
    sentiment.add_argument("--mixed", action="store_true", help="tell mixed from neutral")
    sentiment.set_defaults(run=run_sentiment)


def _add_source(parser: argparse.ArgumentParser, out: str) -> None:
    parser.add_argument("source", metavar="IN.csv", type=Path)
    parser.add_argument("--text", metavar="COL", required=True, help="column with the answers")
    parser.add_argument("--out", metavar=out, type=Path, required=True)


def run_assign(args: argparse.Namespace) -> int:
    """Assign every row; 0 done, 2 wrong use."""
    return told("themes assign", lambda: _assign(args))


def _assign(args: argparse.Namespace) -> int:
    if args.per_comment is not None and not 0 < args.per_comment <= 1000:
        raise WrongUse("--per-comment is a number over 0")
    texts = read_texts(args.source, args.text)
    book = _read_book(args.codebook)
    work = worker_module("feedback.themes.assign")
    coded = []
    if args.coded is not None:
        coded = [work.Coded(*one) for one in _read_coded(args.coded, args.text, book)]
    wishes = work.Wishes(embedder=args.embedder, per_answer=args.per_comment, seed=args.seed)
    found = _offline(lambda: work.assign(texts, book, coded=coded, wishes=wishes))
    rows = ([str(one.row), one.theme, f"{one.score:.4f}"] for one in found)
    write_table(args.out, ("row", "theme", "score"), rows)
    return DONE


def run_discover(args: argparse.Namespace) -> int:
    """Find themes over all rows; 0 done, 2 wrong use."""
    return told("themes discover", lambda: _discover(args))


def _discover(args: argparse.Namespace) -> int:
    if args.themes is not None and args.themes < 1:
        raise WrongUse("--themes is a whole number over 0")
    texts = read_texts(args.source, args.text)
    work = worker_module("feedback.themes.discover")
    found = _offline(
        lambda: work.discover(texts, themes=args.themes, embedder=args.embedder, seed=args.seed)
    )
    themes = [
        {
            "name": one.name,
            "words": list(one.words),
            "rows": list(one.rows),
            "quotes": [{"row": quote.row, "text": quote.text} for quote in one.quotes],
        }
        for one in found.themes
    ]
    document = {"themes": themes, "unplaced": list(found.unplaced)}
    write_text(args.out, json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    return DONE


def run_sentiment(args: argparse.Namespace) -> int:
    """Judge every row; 0 done, 2 wrong use."""
    return told("themes sentiment", lambda: _sentiment(args))


def _sentiment(args: argparse.Namespace) -> int:
    asked = [] if args.question is None else [args.question]
    header, rows = read_table(args.source, args.text, *asked, added=FELT)
    at = header.index(args.text)
    questions = None
    if args.question is not None:
        questions = [row[header.index(args.question)] for row in rows]
    work = worker_module("feedback.themes.sentiment")
    coded = []
    if args.coded is not None:
        judged = _read_judged(args.coded, args.text, args.question, work.LABELS)
        coded = [work.Judged(*one) for one in judged]
    texts = [row[at] for row in rows]
    found = _offline(lambda: work.feelings(texts, questions, coded=coded, with_mixed=args.mixed))
    out = ([*row, one.label, f"{one.sureness:.4f}"] for row, one in zip(rows, found, strict=True))
    write_table(args.out, [*header, *FELT], out)
    return DONE


def _read_judged(
    path: Path, column: str, question: str | None, labels: tuple[str, ...]
) -> list[tuple[str, str, str]]:
    """Text, feeling and question; a row without a feeling is left out. Raises WrongUse."""
    header, rows = read_table(path, column, "sentiment")
    at_text, at_felt = header.index(column), header.index("sentiment")
    at_question = header.index(question) if question in header else None
    out = []
    for number, row in enumerate(rows, start=2):
        felt = row[at_felt].strip().lower()
        if felt and felt not in labels:
            raise WrongUse(f"row {number}: sentiment is one of {', '.join(labels)}")
        if felt:
            out.append((row[at_text], felt, "" if at_question is None else row[at_question]))
    return out


def worker_module(name: str) -> Any:
    """A module with heavy imports, loaded when a command needs it.

    `feedback serve` imports every command; a web process never loads numpy and its like.
    """
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as missing:
        if missing.name is None or missing.name.startswith("feedback"):
            raise
        raise WrongUse(f"{missing.name} is not installed; install the `semantic` extra") from None


def _offline(work: Any) -> Any:
    """Run; a model that is missing or changed is wrong use."""
    try:
        return work()
    except ValueError as error:
        if type(error).__name__ in {"EmbedderMissing", "ChangedWeights"}:
            raise WrongUse(str(error)) from None
        raise


def read_texts(source: Path, column: str) -> list[str]:
    """The texts of a column, in order."""
    header, rows = read_table(source, column)
    at = header.index(column)
    return [row[at] for row in rows]


def _read_book(path: Path) -> Codebook:
    try:
        return read_codebook(path)
    except CodebookError as error:
        raise WrongUse(str(error)) from None


def _read_coded(path: Path, column: str, book: Codebook) -> list[tuple[str, tuple[str, ...]]]:
    """Texts and the keys people gave them; a key the codebook lacks teaches nothing."""
    header, rows = read_table(path, column, "themes")
    at_text, at_themes = header.index(column), header.index("themes")
    out = []
    for row in rows:
        keys = tuple(key.strip() for key in row[at_themes].split("|") if key.strip())
        out.append((row[at_text], keys))
    return out
