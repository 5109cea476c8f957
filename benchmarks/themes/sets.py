"""Which labelled sets are measured on, and which half of each is tuned on?"""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from feedback.themes.codebook import Codebook, read_codebook

CODED = ("nhs_fft", "edurabsa", "nhs_phase1")
FELT = ("nhs_fft", "nhs_phase1", "edurabsa", "welch_course")


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """One set of comments. `aside` marks the half that is only measured on."""

    name: str
    rows: list[dict[str, str]]
    aside: NDArray[np.bool_]

    @property
    def texts(self) -> list[str]:
        return [row["text"] for row in self.rows]

    def gold(self, book: Codebook) -> NDArray[np.bool_]:
        """(n_answers, n_themes); labels that are no theme of the codebook are left out."""
        places = {key: at for at, key in enumerate(book.keys)}
        out = np.zeros((len(self.rows), len(places)), bool)
        for number, row in enumerate(self.rows):
            for key in row["themes"].split("|"):
                if key in places:
                    out[number, places[key]] = True
        return out


def load_set(data: Path, name: str) -> LabelledSet:
    """Read a set; the half put aside is by a hash of the row's id."""
    csv.field_size_limit(10_000_000)
    with (data / "comments" / name / "dev.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    aside = np.array([int(hashlib.sha256(r["id"].encode()).hexdigest(), 16) % 2 for r in rows])
    return LabelledSet(name, rows, aside == 1)


def load_book(data: Path, name: str) -> Codebook:
    """The codebook of a set."""
    return read_codebook(data / "codebooks" / f"{name}.yaml")


def micro_f1(found: NDArray[np.bool_], gold: NDArray[np.bool_]) -> float:
    """F1 over all pairs of answer and theme."""
    return float(2 * (found & gold).sum() / max(1, found.sum() + gold.sum()))


def macro_f1(found: NDArray[np.bool_], gold: NDArray[np.bool_]) -> float:
    """Mean of the themes' F1."""
    both = 2 * (found & gold).sum(0) / np.maximum(1, found.sum(0) + gold.sum(0))
    return float(both.mean())
