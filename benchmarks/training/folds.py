"""What would the second look have said of a writer it never read?

python -m benchmarks.training.folds BASE WRITER[,WRITER] OUT.json   (run two at a time)
BASE is the folder of the installed MiniLM. The other writers teach; these are asked.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import torch

from benchmarks.scan import is_put_aside, read
from benchmarks.training.corpus import Line, read_corpus
from benchmarks.training.network import Network
from benchmarks.training.teaching import Plan, teach, told
from feedback.safeguarding.lexicon_file import read_lexicon_data
from feedback.safeguarding.meaning import plain_text
from feedback.safeguarding.passages import passages


def emoji_table() -> dict[str, str]:
    """The lexicon's words for emoji."""
    table = read_lexicon_data()["emoji"]
    assert isinstance(table, dict)
    return {str(sign): str(word) for sign, word in table.items()}


def pieces(text: str) -> list[str]:
    """The pieces of a text that are asked about, as the second look cuts it."""
    spans = passages(text)
    if 1 < len(spans) <= 4:
        spans.append((spans[0][0], spans[-1][1]))
    return [text[a:b] for a, b in spans] or [text]


def numbers(network: Network, base: Path, texts: Sequence[str]) -> list[list[float]]:
    """For each text the row of its surest piece."""
    emoji = emoji_table()
    cut = [[plain_text(piece, emoji) for piece in pieces(text)] for text in texts]
    flat = sorted({piece for part in cut for piece in part})
    rows = dict(zip(flat, told(network, base, flat).tolist(), strict=True))
    return [max((rows[piece] for piece in part), key=lambda row: row[0]) for part in cut]


def read_also(path: Path) -> list[Line]:
    """Read a measuring set (text, category, urgency), without the third put aside."""
    return [
        Line(row["text"], row["category"], row["urgency"], "measuring set")
        for row in read(path)
        if not is_put_aside(row["id"])
    ]


def main() -> None:
    """Teach without one writer and note what is said of that writer's lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base", type=Path)
    parser.add_argument("writer")
    parser.add_argument("out", type=Path)
    parser.add_argument("--also", type=Path, nargs="*", default=[], help="asked, never taught")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=Plan().epochs)
    args = parser.parse_args()
    torch.set_num_threads(1)
    emoji = emoji_table()
    lines = read_corpus()
    away = set(args.writer.split(","))
    asked = [line for line in lines if line.writer in away]
    asked += [line for path in args.also for line in read_also(path)]
    others = [line for line in lines if line.writer not in away]
    network = teach(
        args.base, others, Plan(epochs=args.epochs), args.seed,
        lambda text: plain_text(text, emoji), lambda said: print(args.writer, said, flush=True),
    )  # fmt: skip
    said = numbers(network, args.base, [line.text for line in asked])
    args.out.write_text(json.dumps([_noted(x, row) for x, row in zip(asked, said, strict=True)]))


def _noted(line: Line, row: list[float]) -> dict[str, object]:
    return {"text": line.text, "kind": line.kind, "level": line.level,
            "writer": line.writer, "numbers": row}  # fmt: skip


if __name__ == "__main__":
    main()
