"""Which invented lines teach, who wrote them, and what are they?"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from feedback.safeguarding.verdict import KINDS

OURS = Path(__file__).parent / "corpus"
TESTED = Path(__file__).parents[2] / "tests" / "feedback" / "safeguarding" / "invented"
OUTPUTS = ("concern", "urgent", *KINDS)


@dataclass(frozen=True, slots=True)
class Line:
    """One invented line. `level` is none, review or urgent; `writer` is a whole file."""

    text: str
    kind: str
    level: str
    writer: str

    @property
    def targets(self) -> list[float]:
        """What the network should say, in the order of OUTPUTS."""
        concern = self.level != "none"
        kinds = [float(concern and one == self.kind) for one in KINDS]
        return [float(concern), float(self.level == "urgent"), *kinds]


def read_lines(path: Path, writer: str) -> list[Line]:
    """Read a CSV file with text, kind and level."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        Line(r["text"], r["kind"], r["level"], writer)
        for r in rows
        if r.get("audience", "child") == "child" and r["text"].strip()
    ]


def read_corpus(folder: Path = OURS) -> list[Line]:
    """Read every writer's lines; the sets the rules were tested with count as one writer."""
    lines = [line for path in sorted(folder.glob("*.csv")) for line in read_lines(path, path.stem)]
    for path in sorted(TESTED.glob("*.csv")):
        lines += read_lines(path, "rules")
    seen: set[str] = set()
    out = []
    for line in lines:
        folded = " ".join(line.text.lower().split())
        if folded not in seen:
            seen.add(folded)
            out.append(line)
    return out
