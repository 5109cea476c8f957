"""Does a person match a group's name to its theme at first sight? Blind sheets, and their score.

python -m benchmarks.themes.blind DATA make SHEET.csv KEY.csv [--half other|tuned]
python -m benchmarks.themes.blind DATA score SHEET.csv KEY.csv
A sheet has one row a name, shuffled, and below each set's names the list of its themes in another
order. Somebody who has not seen the key writes a theme's number into `theme`; the key stays shut.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import numpy as np

from benchmarks.themes.__main__ import single_themed
from benchmarks.themes.sets import load_book, load_set
from feedback.themes.embedding import choose_embedder
from feedback.themes.naming import Namer

SETS = ("nhs_fft", "edurabsa")
LEAST = 5  # answers of a theme in one half
SHUFFLED = 20261128


def named(data: Path, name: str, *, aside: bool) -> tuple[dict[str, str], list[float], list[str]]:
    """Gold theme -> the name of its answers; whether MiniLM matches each; all themes' names."""
    held, book = load_set(data, name), load_book(data, name)
    texts, themes = single_themed(held, aside=aside)
    keys = [key for key in book.keys if themes.count(key) >= LEAST]
    kept = [at for at, theme in enumerate(themes) if theme in keys]
    embedder = choose_embedder(None, texts)
    assert embedder is not None
    groups = np.array([keys.index(themes[at]) for at in kept])
    namer = Namer([texts[at] for at in kept], groups, embedder)
    told = [namer.name(group)[0] for group in range(len(keys))]
    titles = {theme.key: f"{theme.name}: {theme.about}" for theme in book.themes}
    near = embedder.embed(told) @ embedder.embed([titles[key] for key in keys]).T
    hits = (near.argmax(1) == np.arange(len(keys))).astype(float).tolist()
    return dict(zip(keys, told, strict=True)), hits, [titles[key] for key in keys]


def make(data: Path, sheet: Path, key: Path, *, aside: bool) -> None:
    """Write a sheet without any answer in it, and the key apart from it."""
    chance = np.random.default_rng(SHUFFLED)
    rows: list[list[str]] = []
    truths: list[list[str]] = []
    for name in SETS:
        told, hits, titles = named(data, name, aside=aside)
        print(f"{name}: MiniLM matches {np.mean(hits):.3f} of {len(hits)} names")
        order = chance.permutation(len(titles)).tolist()
        number = {title: place + 1 for place, title in enumerate(titles[at] for at in order)}
        pairs = list(zip(told.values(), titles, strict=True))
        for row in chance.permutation(len(pairs)).tolist():
            rows.append([name, "name", pairs[row][0], ""])
            truths.append([name, pairs[row][0], str(number[pairs[row][1]])])
        rows += [[name, "theme", title, str(place)] for title, place in number.items()]
    _write(sheet, ["set", "what", "words", "theme"], rows)
    _write(key, ["set", "name", "theme"], truths)


def score(sheet: Path, key: Path) -> None:
    """Print the share of names that the person matched."""
    given = [row for row in _read(sheet) if row["what"] == "name"]
    for name in SETS:
        mine = [row["theme"].strip() for row in given if row["set"] == name]
        right = [row["theme"] for row in _read(key) if row["set"] == name]
        hits = sum(a == b for a, b in zip(mine, right, strict=True))
        print(f"{name}: a person matched {hits} of {len(right)} = {hits / len(right):.3f}")


def _write(path: Path, header: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def main() -> None:
    """Make or score."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("do", choices=("make", "score"))
    parser.add_argument("sheet", type=Path)
    parser.add_argument("key", type=Path)
    parser.add_argument("--half", choices=("other", "tuned"), default="other")
    args = parser.parse_args()
    if args.do == "make":
        make(args.data, args.sheet, args.key, aside=args.half == "other")
    else:
        score(args.sheet, args.key)


if __name__ == "__main__":
    main()
