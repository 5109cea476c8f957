"""Every figure of themes beside the baselines of the design.

python -m benchmarks.themes DATA [--large]
  [--only assign,coded,discover,names,sentiment,quotes,redaction,speed]
DATA holds comments/*/dev.csv and codebooks/*.yaml. Each set is split by a hash of the row's id:
weights, rules and constants were tuned on one half; both are printed. The design's baselines are of
the sets' other parts, which are not in DATA.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz

from benchmarks.redaction import measure as measure_redaction
from benchmarks.themes.measures import b_cubed, coded_sample, macro_f1_of
from benchmarks.themes.sets import FELT, LabelledSet, load_book, load_set, macro_f1, micro_f1
from feedback.themes.assign import Coded, Placed, Wishes, assign
from feedback.themes.clean import parts_of, tidy
from feedback.themes.codebook import Codebook
from feedback.themes.discover import discover
from feedback.themes.embedding import choose_embedder
from feedback.themes.feeling_columns import FEELINGS
from feedback.themes.naming import Namer
from feedback.themes.quoting import quotes_by_theme
from feedback.themes.sentiment import Judged, feelings

BASELINES = {
    "assign": "words .565/.486, joined .580/.586 tuned on the set, .475/.517 not; bar .58/.59",
    "coded": "20 a theme 0.578/0.629, 100 a theme 0.638/0.648; bar .60/.65 and .66/.67",
    "discover": "k-means 0.25 and 0.33-0.40, BERTopic 0.38 on EduRABSA; bar .28/.46",
    "names": "of gold groups: c-TF-IDF .62/.62, noun phrases .81/.62; bar .80 by a person "
    "(benchmarks.themes.blind)",
    "quotes": "best scores .807/.859, spread .726/.788; bar .85, no two alike",
    "redaction": "bar .97 hidden on the half put aside, fewer than .03 of ordinary words",
    "speed": "bar 1.5 x embedding; by words alone 4 s for 10,000, 40 s for 100,000; 1.5 GB",
    "sentiment": "TextBlob 0.46, VADER 0.49, tuned rules 0.54; bar .57, with 200 coded .66",
}


def found_table(placed: Sequence[Placed], book: Codebook, n: int) -> np.ndarray:
    """(n_answers, n_themes) from rows of answers and themes."""
    places = {key: at for at, key in enumerate(book.keys)}
    out = np.zeros((n, len(places)), bool)
    for one in placed:
        if one.theme:
            out[one.row, places[one.theme]] = True
    return out


def measure_assign(data: Path) -> None:
    """Codebook, nobody has coded."""
    for name in ("nhs_fft", "edurabsa", "nhs_phase1"):
        held, book = load_set(data, name), load_book(data, name)
        gold = held.gold(book)
        for kind in ("minilm", "tfidf", "none"):
            placed = assign(held.texts, book, wishes=Wishes(embedder=kind))
            found = found_table(placed, book, len(gold))
            for half, rows in (("tuned half", ~held.aside), ("other half", held.aside)):
                micro, macro = micro_f1(found[rows], gold[rows]), macro_f1(found[rows], gold[rows])
                print(f"  {name:<12}{kind:<8}{half}  micro {micro:.3f}  macro {macro:.3f}")


def measure_coded(data: Path) -> None:
    """Codebook, and some answers of the tuning half coded."""
    for name in ("nhs_fft", "edurabsa"):
        held, book = load_set(data, name), load_book(data, name)
        gold = held.gold(book)
        texts = [held.texts[row] for row in np.flatnonzero(held.aside)]
        for per_theme in (5, 20, 100):
            scores = []
            for seed in range(2):
                rows = np.flatnonzero(~held.aside)
                drawn = coded_sample(gold, rows, per_theme, np.random.default_rng(seed))
                coded = [
                    Coded(held.texts[row], tuple(np.array(book.keys)[gold[row]])) for row in drawn
                ]
                placed = assign(texts, book, coded=coded, wishes=Wishes())
                found = found_table(placed, book, len(texts))
                scores.append(micro_f1(found, gold[held.aside]))
            print(f"  {name:<12}{per_theme:>4} a theme ({len(drawn)} coded)  {np.mean(scores):.3f}")


def single_themed(held: LabelledSet, *, aside: bool | None) -> tuple[list[str], list[str]]:
    """Texts and themes of answers about one theme only."""
    rows = [
        row
        for row, is_aside in zip(held.rows, held.aside.tolist(), strict=True)
        if row["themes"] and "|" not in row["themes"] and (aside is None or is_aside is aside)
    ]
    return [row["text"] for row in rows], [row["themes"] for row in rows]


def measure_discover(data: Path) -> None:
    """B-cubed over single-theme answers whose theme has at least ten (five of a half)."""
    for name, number in (("nhs_fft", 21), ("edurabsa", 8)):
        held = load_set(data, name)
        for half, aside in (("tuned half", False), ("other half", True), ("whole", None)):
            texts, themes = single_themed(held, aside=aside)
            least = 10 if aside is None else 5
            kept = [at for at, theme in enumerate(themes) if themes.count(theme) >= least]
            keys = sorted({themes[at] for at in kept})
            found = discover([texts[at] for at in kept], themes=number)
            groups = np.zeros(len(kept), np.int64)
            for group, one in enumerate(found.themes):
                groups[list(one.rows)] = group
            gold = np.array([keys.index(themes[at]) for at in kept])
            print(f"  {name:<12}{half:<11}K={number} n={len(kept)}  {b_cubed(groups, gold):.3f}")


def measure_names(data: Path) -> None:
    """Gold groups named; right when MiniLM finds that theme's description nearest to the name."""
    for name in ("nhs_fft", "edurabsa"):
        held, book = load_set(data, name), load_book(data, name)
        texts, themes = single_themed(held, aside=None)
        keys = [k for k in book.keys if themes.count(k) >= 10]
        kept = [at for at, theme in enumerate(themes) if theme in keys]
        embedder = choose_embedder(None, texts)
        groups = np.array([keys.index(themes[at]) for at in kept])
        namer = Namer([texts[at] for at in kept], groups, embedder)
        names = [namer.name(group)[0] for group in range(len(keys))]
        about = {theme.key: f"{theme.name}: {theme.about}" for theme in book.themes}
        assert embedder is not None
        near = embedder.embed(names) @ embedder.embed([about[key] for key in keys]).T
        right = near.argmax(1) == np.arange(len(keys))
        print(f"  {name:<12}right {right.sum()} of {len(keys)} = {right.mean():.2f}")
        for told, key, is_right in zip(names, keys, right.tolist(), strict=True):
            print(f"    {'+' if is_right else '-'} {told}  <- {key}")


def measure_sentiment(data: Path) -> None:
    """Three classes, macro-F1; then with 200 answers of the tuning half coded."""
    rows_of: dict[str, list[float]] = {}
    for name in FELT:
        held = load_set(data, name)
        asks = "question" in held.rows[0]
        questions = [row.get("question", "") for row in held.rows] if asks else None
        gold = np.array([row["sentiment"] for row in held.rows])
        judged = gold != ""
        told = np.array([one.label for one in feelings(held.texts, questions)])
        halves = [macro_f1_of(told[judged & half].tolist(), gold[judged & half].tolist(), FEELINGS)
                  for half in (~held.aside, held.aside)]  # fmt: skip
        aside = np.flatnonzero(judged & held.aside)
        chance = np.random.default_rng(0)
        drawn = chance.permutation(np.flatnonzero(judged & ~held.aside))[:200].tolist()
        for used in (questions, None):
            coded = [Judged(held.texts[r], gold[r], used[r] if used else "") for r in drawn]
            some = [used[row] for row in aside.tolist()] if used else None
            found = feelings([held.texts[r] for r in aside.tolist()], some, coded=coded)
            halves.append(macro_f1_of([f.label for f in found], gold[aside].tolist(), FEELINGS))
        rows_of[name] = halves
        print(f"  {name:<12}tuned half {halves[0]:.3f}  other half {halves[1]:.3f}  "
              f"200 coded {halves[2]:.3f}, without the question {halves[3]:.3f}")  # fmt: skip
    mean = np.mean(list(rows_of.values()), axis=0)
    print(f"  mean        {mean[0]:.3f}  {mean[1]:.3f}  {mean[2]:.3f}  {mean[3]:.3f}")


def measure_quotes(data: Path) -> None:
    """Quotes of the codebook's themes: on the theme by gold, readable, no two alike."""
    for name in ("nhs_fft", "edurabsa"):
        held, book = load_set(data, name), load_book(data, name)
        gold = held.gold(book)
        places = {key: at for at, key in enumerate(book.keys)}
        found = quotes_by_theme(held.texts, assign(held.texts, book, wishes=Wishes()))
        right, readable, alike = [], [], 0
        for key, quotes in found.items():
            right += [bool(gold[quote.row, places[key]]) for quote in quotes]
            readable += [25 <= len(quote.text) <= 300 for quote in quotes]
            texts = [quote.text for quote in quotes]
            alike += sum(fuzz.token_set_ratio(a, b) >= 85
                         for at, a in enumerate(texts) for b in texts[at + 1 :])  # fmt: skip
        print(f"  {name:<12}n={len(right)}  on theme {np.mean(right):.3f}  "
              f"readable {np.mean(readable):.2f}  near-duplicate pairs {alike}")  # fmt: skip


def measure_speed(data: Path, sizes: Sequence[int], most_embedded: int) -> None:
    """Seconds of coding beside those of embedding the same sentences once; imports are done."""
    held, book = load_set(data, "nhs_fft"), load_book(data, "nhs_fft")
    more = load_set(data, "nhs_phase1").texts + load_set(data, "edurabsa").texts
    pool = [*held.texts, *more]
    for size in sizes:
        # Beyond the pool, answers are told apart by a number, so that nothing is read only once.
        texts = [f"{pool[at % len(pool)]} {at // len(pool) or ''}".strip() for at in range(size)]
        embedder = choose_embedder(None, texts)
        assert embedder is not None
        sentences = sorted({tidy(part.text) for text in texts for part in parts_of(text)})
        times = []
        for kind in ("none", "minilm") if size <= most_embedded else ("none",):
            began = time.perf_counter()
            assign(texts, book, wishes=Wishes(embedder=kind))
            times.append(time.perf_counter() - began)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"  {size:>7} answers: words alone {times[0]:.1f} s; peak {peak:.0f} MB", flush=True)
        if len(times) == 1:
            continue
        began = time.perf_counter()
        embedder.embed(sentences)
        alone = time.perf_counter() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"          minilm {times[1]:.1f} s = "
              f"{times[1] / alone:.2f} x embedding ({len(sentences)} sentences, {alone:.1f} s); "
              f"peak {peak:.0f} MB", flush=True)  # fmt: skip


def main() -> None:
    """Print every figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument(
        "--only", default="assign,coded,discover,names,sentiment,quotes,redaction,speed"
    )
    parser.add_argument("--large", action="store_true", help="embed 100,000 answers too")
    args = parser.parse_args()
    sizes = [1000, 10_000, 100_000]
    parts = {
        "assign": measure_assign, "coded": measure_coded, "discover": measure_discover,
        "names": measure_names, "sentiment": measure_sentiment, "quotes": measure_quotes,
    }  # fmt: skip
    for name in args.only.split(","):
        print(f"{name}  (baselines: {BASELINES.get(name, 'none')})", flush=True)
        if name == "speed":
            measure_speed(args.data, sizes, 100_000 if args.large else 10_000)
        elif name == "redaction":
            measure_redaction()
        else:
            parts[name](args.data)


if __name__ == "__main__":
    main()
