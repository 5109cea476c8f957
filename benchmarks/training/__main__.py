"""How is the model that is shipped taught? One network per seed, from every writer's lines.

python -m benchmarks.training BASE OUT.safetensors --seed 1 [--comments DIR] [--dev CSV]
python -m benchmarks.training … --begun SHIPPED --new twins,adults_recordings --epochs 2 --rate 3e-4
(goes on with what is shipped: all lines of the new writers, and a third of the others so that they
are not forgotten)
python -m benchmarks.training.join OUT.safetensors PART…    (several seeds into one file)

BASE is the folder of the installed MiniLM. Ordinary comments (one half of each set, by hash) teach
what is no concern; of the measuring set only the two thirds that were not put aside are read.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import torch
from safetensors.numpy import load_file, save_file

from benchmarks.scan import read
from benchmarks.training.corpus import OUTPUTS, Line, read_corpus
from benchmarks.training.folds import emoji_table, read_also
from benchmarks.training.halves import teaches
from benchmarks.training.network import rebuilt
from benchmarks.training.teaching import Plan, teach
from feedback.safeguarding.meaning import plain_text
from feedback.safeguarding.passages import passages

COMMENTS_A_SET = 350
REHEARSED = 1 / 3


def ordinary(folder: Path, seed: int) -> list[Line]:
    """Passages of ordinary comments, as many of each set."""
    chance, lines = random.Random(seed), []
    for path in sorted(folder.glob("*/dev.csv")):
        texts = [row["text"] for row in read(path) if teaches(row["text"])]
        for text in chance.sample(texts, min(COMMENTS_A_SET, len(texts))):
            start, end = chance.choice(passages(text) or [(0, len(text))])
            lines.append(Line(text[start:end], "none", "none", "comments"))
    return [line for line in lines if line.text.strip()]


def with_new(lines: list[Line], writers: frozenset[str], seed: int) -> list[Line]:
    """Every line of these writers and REHEARSED of the others."""
    new = [line for line in lines if line.writer in writers]
    others = [line for line in lines if line.writer not in writers]
    return new + random.Random(seed).sample(others, int(REHEARSED * len(others)))


def main() -> None:
    """Teach one network and save what it learnt."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--comments", type=Path)
    parser.add_argument("--dev", type=Path)
    parser.add_argument("--begun", type=Path, help="a file of teachings: go on with this seed's")
    parser.add_argument("--new", default="", help="writers of whom every line is read")
    parser.add_argument("--epochs", type=int, default=Plan().epochs)
    parser.add_argument("--rate", type=float, default=Plan().rate)
    args = parser.parse_args()
    torch.set_num_threads(1)
    emoji, lines = emoji_table(), read_corpus()
    lines += ordinary(args.comments, args.seed) if args.comments else []
    lines += read_also(args.dev) if args.dev else []
    if args.new:
        lines = with_new(lines, frozenset(args.new.split(",")), args.seed)
    print(f"{len(lines)} lines, seed {args.seed}", flush=True)
    begun = None
    if args.begun:
        part = {k.partition("/")[2]: a for k, a in load_file(args.begun).items()
                if k.startswith(f"{args.seed}/")}  # fmt: skip
        begun = rebuilt(args.base, part, len(OUTPUTS))
    network = teach(
        args.base, lines, Plan(epochs=args.epochs, rate=args.rate), args.seed,
        lambda text: plain_text(text, emoji), lambda said: print(said, flush=True), begun,
    )  # fmt: skip
    learnt = network.taught()
    save_file({f"{args.seed}/{name}": array for name, array in learnt.items()}, args.out)


if __name__ == "__main__":
    main()
