"""How is a file of typed messages matched to options from the command line?"""

from __future__ import annotations

import argparse
from pathlib import Path

from chatbot.lexis import Lexis
from chatbot.loading import load_lexis
from chatbot.matching import understand
from chatbot.phrases import Match, Option, Outcome
from chatbot.several import understand_several
from feedback.cli_table import DONE, WrongUse, read_table, told, write_table
from surveys.loading import option_sets

ADDED = ("outcome", "value", "sureness")
YES = {"1", "true", "yes"}
NONE_LIKE = ("none", "nothing", "not applicable", "doesnt apply", "dont know", "not sure")
Subparsers = argparse._SubParsersAction  # the only name argparse gives the type


def register(subparsers: Subparsers[argparse.ArgumentParser]) -> None:
    """Add `chat match`."""
    parser = subparsers.add_parser("chat", help="the conversation")
    chat = parser.add_subparsers(required=True, metavar="WHAT")
    match = chat.add_parser("match", help="match typed messages to options, from a file")
    match.add_argument("source", metavar="IN.csv", help="columns options, utterance, perhaps multi")
    match.add_argument("--out", metavar="OUT.csv", required=True)
    match.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Match every row; 0 done, 2 wrong use."""
    return told("chat match", lambda: _match(args))


def _match(args: argparse.Namespace) -> int:
    header, rows = read_table(Path(args.source), "options", "utterance", added=ADDED)
    lexis = load_lexis()
    sets = {name: tuple(one.label for one in choices) for name, choices in option_sets().items()}
    at_options, at_words = header.index("options"), header.index("utterance")
    at_multi = header.index("multi") if "multi" in header else None
    out = []
    for number, row in enumerate(rows, start=2):
        name, labels = _labels(row[at_options], sets, number)
        several = at_multi is not None and row[at_multi].strip().casefold() in YES
        found = match_one(lexis, row[at_words], labels, set_name=name, several=several)
        out.append([*row, found.outcome.value, "|".join(found.values), str(found.sureness)])
    write_table(Path(args.out), [*header, *ADDED], out)
    return DONE


def match_one(
    lexis: Lexis, text: str, labels: tuple[str, ...], *, set_name: str = "", several: bool = False
) -> Match:
    """One message; the options' values are their labels."""
    options = tuple(Option(label, label) for label in labels)
    if not text.strip():
        return Match(Outcome.ASK)
    if several:
        alone = [one for one in labels if lexis.plain(one).startswith(NONE_LIKE)]
        return understand_several(lexis, text, options, exclusive=alone, set_name=set_name)
    return understand(lexis, text, options, set_name=set_name)


def _labels(
    cell: str, sets: dict[str, tuple[str, ...]], number: int
) -> tuple[str, tuple[str, ...]]:
    """The set's name and its labels; a list of labels that is a known set is that set."""
    name = cell.strip()
    if name in sets:
        return name, sets[name]
    labels = tuple(label.strip() for label in name.split("|") if label.strip())
    if len(labels) < 2 or len(set(labels)) < len(labels):
        raise WrongUse(f"row {number}: options is a set ({', '.join(sets)}) or labels joined by |")
    known = {listed: one for one, listed in sets.items()}
    return known.get(labels, ""), labels
