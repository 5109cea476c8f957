"""How much does the safeguarding scan hear, how often is it wrong, and how long does it take?

python -m benchmarks.scan DATA [--put-aside]
DATA holds disclosure/dev.csv and comments/*/dev.csv. The third put aside and the unread sets were
never read while the lexicon was written; measure them seldom, tune on them never.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import math
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.training.halves import teaches
from feedback.safeguarding.lexicon_file import load_lexicon
from feedback.safeguarding.meaning import MeaningLook
from feedback.safeguarding.meaning_file import second_look_from
from feedback.safeguarding.scan import Scanner
from feedback.safeguarding.second_look import combine
from feedback.safeguarding.verdict import Level, Verdict

INVENTED = Path(__file__).parent.parent / "tests" / "feedback" / "safeguarding" / "invented"
SETS = Path(__file__).parent / "sets"  # by writers who saw nothing of ours (MANIFEST.md)
FRESH, LATER = SETS / "disclosure.csv", SETS / "disclosure2.csv"
Row = dict[str, str]


def is_put_aside(row_id: str) -> bool:
    """One third of the rows, by a hash of the id; fixed before any line was read."""
    return int(hashlib.sha256(row_id.encode()).hexdigest(), 16) % 3 == 0


def is_unread(row_id: str) -> bool:
    """Half of the fresh set, by a hash of the id: never read, and nothing is mended by it."""
    return int(hashlib.sha256(row_id.encode()).hexdigest(), 16) % 2 == 1


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The 95% Wilson interval of hits out of n."""
    if not n:
        return 0.0, 1.0
    z, p = 1.96, hits / n
    middle, spread = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (middle - spread) / (1 + z * z / n), (middle + spread) / (1 + z * z / n)


def rate(name: str, found: Sequence[bool]) -> None:
    """Print a share with its n and interval."""
    low, high = wilson(sum(found), len(found))
    share = sum(found) / len(found) if found else 0.0
    print(f"  {name:<44}{sum(found):>5}/{len(found):<5} {share:.3f}  [{low:.3f}, {high:.3f}]")


def read(path: Path) -> list[Row]:
    """All rows of a CSV file."""
    csv.field_size_limit(10_000_000)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


class Looks:
    """Both looks, as `feedback scan` and the worker join them; without a second one, the rules."""

    def __init__(self, second: MeaningLook | None) -> None:
        self.second = second
        self.scanner = Scanner(load_lexicon(), hints=second is None)

    def at(self, texts: Sequence[str], audience: str = "child") -> list[Verdict]:
        """The verdict on each text."""
        firsts = [self.scanner.scan(text, audience=audience) for text in texts]
        if self.second is None:
            return firsts
        seconds = self.second.look_many(texts, firsts, audience=audience)
        return [combine(a, b) for a, b in zip(firsts, seconds, strict=True)]


def disclosures(looks: Looks, name: str, rows: Sequence[Row], kind: str, level: str) -> None:
    """Recall of concerns in all and by kind, and false alarms."""
    judged = [
        (row, verdict)
        for audience in sorted({row.get("audience", "child") for row in rows})
        for part in [[row for row in rows if row.get("audience", "child") == audience]]
        for row, verdict in zip(part, looks.at([r["text"] for r in part], audience), strict=True)
    ]
    concerns = [(r, v) for r, v in judged if r[level] != "none"]
    urgent = [v for r, v in concerns if r[level] == "urgent"]
    print(name)
    rate("concerns at review or above", [v.level is not Level.NONE for _, v in concerns])
    rate("urgent ones at review or above", [v.level is not Level.NONE for v in urgent])
    rate("urgent ones at urgent", [v.level is Level.URGENT for v in urgent])
    harmless = [v for r, v in judged if r[level] == "none"]
    rate("harmless lines flagged", [v.level is not Level.NONE for v in harmless])
    for one in sorted({r[kind] for r, _ in concerns}):
        rate(f"  {one}", [v.level is not Level.NONE for r, v in concerns if r[kind] == one])
    named = [r[kind] in v.kinds for r, v in concerns if v.level is not Level.NONE]
    rate("of those heard, the right kind among kinds", named)


def fresh_sets(looks: Looks, *, with_unread: bool) -> None:
    """The independent sets: the half that may be read, and on request what nobody reads."""
    rows = read(FRESH)
    halves = [("fresh, the half that was read", False)]
    if with_unread:
        halves.append(("fresh, the half never read", True))
    for name, unread in halves:
        part = [row for row in rows if is_unread(row["id"]) is unread]
        disclosures(looks, name, part, "kind", "level")
    if with_unread:
        disclosures(looks, "later, by another writer, never read", read(LATER), "kind", "level")


def comments(looks: Looks, folder: Path) -> None:
    """Alerts per 1,000 ordinary comments, of all and of those that taught nothing."""
    print("ordinary comments: per 1,000 at review or above, and at urgent")
    for path in sorted(folder.glob("*/dev.csv")):
        texts = [row["text"] for row in read(path)]
        levels = [verdict.level for verdict in looks.at(texts)]
        others = [one for one, text in zip(levels, texts, strict=True) if not teaches(text)]
        for name, part in ((path.parent.name, levels), ("  taught nothing", others)):
            n, flagged = len(part), sum(one is not Level.NONE for one in part)
            print(
                f"  {name:<20} n={n:<6}{1000 * flagged / n:>6.1f}"
                f" {1000 * part.count(Level.URGENT) / n:>6.1f}"
            )


def professionals(looks: Looks) -> None:
    """Flags on invented professional comments."""
    rows = read(INVENTED / "professional.csv")
    print("invented professional comments")
    for name, want in (("work talk flagged", True), ("own danger or a child now, heard", False)):
        part = [r["text"] for r in rows if (r["level"] == "none") is want]
        found = [v.level is not Level.NONE for v in looks.at(part, "professional")]
        rate(name, found)


def speed(scanner: Scanner, name: str, texts: Sequence[str], clock: Callable[[], float]) -> None:
    """Mean and 99th percentile of one scan, word caches as they are."""
    took = []
    for text in texts:
        began = clock()
        scanner.scan(text)
        took.append(1000 * (clock() - began))
    took.sort()
    p99 = took[min(len(took) - 1, int(0.99 * len(took)))]
    print(f"  {name:<44}n={len(took):<6} mean {sum(took) / len(took):.3f} ms  p99 {p99:.3f} ms")


def main() -> None:
    """Print every figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--put-aside", action="store_true", help="measure the untouched third too")
    parser.add_argument("--fast", action="store_true", help="the inline rules alone")
    args = parser.parse_args()
    looks = Looks(None if args.fast else second_look_from())
    print(f"second look: {looks.second.version if looks.second else 'none, rules alone'}")
    scanner = Scanner(load_lexicon())
    print(f"lexicon {scanner.lexicon.version}: {len(scanner.lexicon.patterns)} patterns")
    dev = read(args.data / "disclosure" / "dev.csv")
    worked = [r for r in dev if not is_put_aside(r["id"])]
    disclosures(looks, "dev, the two thirds worked on", worked, "category", "urgency")
    if args.put_aside:
        aside = [r for r in dev if is_put_aside(r["id"])]
        disclosures(looks, "dev, the third put aside", aside, "category", "urgency")
    for name in ("concerns", "concerns_second", "concerns_third", "mixed_fourth", "harmless"):
        disclosures(looks, f"invented: {name}", read(INVENTED / f"{name}.csv"), "kind", "level")
    fresh_sets(looks, with_unread=args.put_aside)
    professionals(looks)
    comments(looks, args.data / "comments")
    ordinary = [r["text"] for p in (args.data / "comments").glob("*/dev.csv") for r in read(p)]
    print("processor time of one scan")
    clock = time.process_time  # not the time others on this machine take
    speed(scanner, "about 60 letters", [t for t in ordinary if 40 <= len(t) <= 80], clock)
    speed(scanner, "450 to 550 letters", [t for t in ordinary if 450 <= len(t) <= 550], clock)
    fresh = Scanner(load_lexicon())
    speed(fresh, "450 to 550 letters, caches empty at the start",
          [t for t in ordinary if 450 <= len(t) <= 550], clock)  # fmt: skip
    concerns = [r["text"] for r in read(INVENTED / "concerns.csv")]
    speed(scanner, "invented concerns", concerns, clock)
    speed(
        scanner,
        "500 letters of concerns",
        [" ".join(concerns[i:])[:500] for i in range(200)],
        clock,
    )


if __name__ == "__main__":
    main()
