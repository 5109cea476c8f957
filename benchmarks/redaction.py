"""How many identifiers does redaction hide, and how many ordinary words, in invented sentences?

python -m benchmarks.redaction [--misses]
The first two sets are split in two by a hash. Rules may be mended by what is missed on the first
half, which --misses prints; the other half is put aside, and only its figures are ever printed. So
it is with the fifth, written before the rules were widened by who then widened them. Of the fourth
set those who work on the rules have read two lines by mistake, and no other.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from feedback.privacy.redaction import Redactor

INVENTED = Path(__file__).parents[1] / "tests" / "feedback" / "privacy" / "invented"
SETS = Path(__file__).parent / "sets"
_MARKED = re.compile(r"\[(\w+)\|([^\]]*)\]")
_WORD = re.compile(r"[\w'@.-]+")
HALVES = ("read half", "half put aside")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Invented words, and what in them could tell who is meant: (kind, start, end)."""

    text: str
    marks: tuple[tuple[str, int, int], ...]
    is_aside: bool


@dataclass(slots=True)
class Count:
    """What was hidden of what should be, and of what should not."""

    marked: int = 0
    hidden: int = 0
    as_its_kind: int = 0
    words: int = 0
    lost: int = 0
    misses: list[str] = field(default_factory=list)
    of_kind: Counter[str] = field(default_factory=Counter)
    hidden_of_kind: Counter[str] = field(default_factory=Counter)


def is_aside(told: str) -> bool:
    """Which half, by a hash of the line or of its number."""
    return int(hashlib.sha256(told.encode()).hexdigest(), 16) % 2 == 1


def first_set() -> Iterator[Sentence]:
    """Written by the people who wrote the rules."""
    return _marked("identifiers.txt")


def third_set() -> Iterator[Sentence]:
    """Written, of the kinds that were weak, by one who then mended the rules: all of it read."""
    return _marked("identifiers_third.txt")


def _marked(file: str) -> Iterator[Sentence]:
    for line in (INVENTED / file).read_text(encoding="utf-8").splitlines():
        text, marks, at = "", [], 0
        for mark in _MARKED.finditer(line):
            text += line[at : mark.start()]
            marks.append((mark[1], len(text), len(text) + len(mark[2])))
            text += mark[2]
            at = mark.end()
        yield Sentence(text + line[at:], tuple(marks), is_aside(line))


def fifth_set() -> Iterator[Sentence]:
    """Of the kinds that were weak, by one who then widened the rules and put half aside first."""
    return _marked("identifiers_fifth.txt")


def second_set() -> Iterator[Sentence]:
    """Written by somebody who had seen no rule; a quarter holds nothing to hide."""
    return _listed(INVENTED / "identifiers_second.csv")


def unread_set() -> Iterator[Sentence]:
    """Written by somebody who had seen no rule, and read by nobody who works on them."""
    return _listed(SETS / "redaction.csv")


def _listed(path: Path) -> Iterator[Sentence]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            marks = []
            for one in json.loads(row["identifiers"]):
                start = row["text"].index(one["text"])
                marks.append((one["kind"], start, start + len(one["text"])))
            yield Sentence(row["text"], tuple(marks), is_aside(row["id"]))


def counted(sentences: Iterator[Sentence] | list[Sentence]) -> Count:
    """An identifier counts as hidden when every letter of it is."""
    redactor, out = Redactor(), Count()
    for one in sentences:
        found = redactor.find(one.text)
        covered = {at: span.kind for span in found for at in range(span.start, span.end)}
        meant: set[int] = set()
        missed = []
        for kind, start, end in one.marks:
            letters = [at for at in range(start, end) if one.text[at].isalnum()]
            is_hidden = all(at in covered for at in letters)
            out.marked += 1
            out.hidden += is_hidden
            out.of_kind[kind] += 1
            out.hidden_of_kind[kind] += is_hidden
            out.as_its_kind += is_hidden and any(covered[at] == kind for at in letters)
            meant.update(range(start, end))
            if not is_hidden:
                missed.append(f"{kind}: {one.text[start:end]}")
        for word in _WORD.finditer(one.text):
            place = set(range(*word.span()))
            if not place & meant:
                out.words += 1
                if place & set(covered):
                    out.lost += 1
                    missed.append(f"ordinary: {word[0]}")
        if missed:
            out.misses.append(f"{'; '.join(missed)}  <  {one.text}")
    return out


def measure(*, misses: bool = False) -> None:
    """Print the figures of every set, and what was missed on the halves that may be read."""
    sets = (("first", first_set), ("second", second_set), ("fifth", fifth_set))
    for name, told in sets:
        sentences = list(told())
        for half, aside in zip(HALVES, (False, True), strict=True):
            count = counted([one for one in sentences if one.is_aside is aside])
            print(f"{name:<7}{half:<16}{count.hidden}/{count.marked} hidden = "
                  f"{count.hidden / count.marked:.3f} (as its kind {count.as_its_kind}); "
                  f"ordinary words hidden {count.lost}/{count.words} = "
                  f"{count.lost / count.words:.3f}")  # fmt: skip
            if misses and not aside:
                print(*(f"    {line}" for line in count.misses), sep="\n")

    third = counted(list(third_set()))
    print(f"third  all read        {third.hidden}/{third.marked} hidden = "
          f"{third.hidden / third.marked:.3f}")  # fmt: skip
    unread = counted(list(unread_set()))
    kinds = ", ".join(
        f"{kind} {unread.hidden_of_kind[kind]}/{often}"
        for kind, often in sorted(unread.of_kind.items())
    )
    print(f"fourth unread          {unread.hidden}/{unread.marked} hidden = "
          f"{unread.hidden / unread.marked:.3f} (as its kind {unread.as_its_kind}); "
          f"ordinary words hidden {unread.lost}/{unread.words} = "
          f"{unread.lost / unread.words:.3f}\n       {kinds}")  # fmt: skip


def main() -> None:
    """Print every figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true", help="what is missed on the read half")
    measure(misses=parser.parse_args().misses)


if __name__ == "__main__":
    main()
