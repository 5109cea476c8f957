"""How is the Compact audit told? 82 of 111 returns, graded as the report prints (F14 to F21)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from random import Random

from sqlalchemy import insert

from feedback.compact.cycles import make_cycle
from feedback.services import Services
from feedback.store.base import new_id
from feedback.store.compact import CompactGrade, CompactRequest
from surveys.compact import STANDARDS

BY = "story@example.org"


@dataclass(frozen=True, slots=True)
class Told:
    """One standard's counts; the report prints the shares, the counts are ours."""

    indicators: int
    graded: int
    requires_improvement: int
    inadequate: int


PRINTED = {
    4: Told(10, 820, 44, 0),
    5: Told(21, 1_722, 93, 2),
    6: Told(7, 549, 41, 1),
    10: Told(5, 397, 27, 2),
    11: Told(7, 526, 30, 4),
    12: Told(2, 150, 12, 0),
}
NOT_PRINTED = Told(3, 246, 7, 0)  # 2.85%: less than 5, as the report leaves them out
# year -> (returned, requested): 93.5%, 93.7% and 73.9%.
RETURNS = {"2021-22": (101, 108), "2022-23": (104, 111), "2023-24": (82, 111)}
SECTORS = ("education", "early_years", "health", "voluntary", "housing", "police", "other")
SECTOR_WEIGHTS = (48, 24, 8, 12, 3, 2, 3)


def tell_compact(services: Services, chance: Random, say: Callable[[str], None]) -> None:
    """Three years of returns, the last one with every grade."""
    for year, (returned, requested) in RETURNS.items():
        first = int(year[:4])
        with services.sessions.writing() as session:
            now = datetime(first, 9, 1, 12, tzinfo=UTC)
            cycle_id = make_cycle(session, year, by=BY, now=now, is_story=True)
            rows = _requests(cycle_id, first, returned, requested, chance)
            session.execute(insert(CompactRequest), rows)
            if year == "2023-24":
                ids = [str(row["id"]) for row in rows if row["submitted_on"] is not None]
                session.execute(insert(CompactGrade), _grades(ids, chance))
    say("  three years of Compact returns")


def _requests(
    cycle_id: str, first: int, returned: int, requested: int, chance: Random
) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for n in range(requested):
        sector = chance.choices(SECTORS, SECTOR_WEIGHTS)[0]
        came = n < returned
        rows.append(
            {
                "id": new_id(), "cycle_id": cycle_id, "organisation": f"Invented setting {n + 1}",
                "organisation_key": f"inventedsetting{n + 1}",
                "sector": sector, "requested_on": date(first, 9, 1),
                "variant": {"education": "education", "early_years": "education",
                            "voluntary": "small_vcs"}.get(sector, "statutory"),
                "chased_on": None if came else date(first, 12, 1),
                "submitted_on": date(first, 11, 1 + n % 28) if came else None,
                "signed_off_by": "An invented head" if came else "",
            }
        )  # fmt: skip
    return rows


def _indicator(standard: int, n: int) -> str:
    """The library's own indicators first, so that a later return finds them; then ours."""
    return f"ca{standard:02d}{'abc'[n]}" if n < 3 else f"ca{standard:02d}-{n + 1:02d}"


def _grades(request_ids: list[str], chance: Random) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for standard in STANDARDS:
        told = PRINTED.get(standard, NOT_PRINTED)
        cells = [
            (request_id, _indicator(standard, n))
            for request_id in request_ids
            for n in range(told.indicators)
        ]
        grades = ["requires_improvement"] * told.requires_improvement
        grades += ["inadequate"] * told.inadequate
        grades += ["not_applicable"] * (len(cells) - told.graded)
        grades += chance.choices(("outstanding", "good"), (3, 7), k=len(cells) - len(grades))
        chance.shuffle(grades)
        rows += [
            {"request_id": request_id, "indicator": indicator, "standard": standard,
             "grade": grade}
            for (request_id, indicator), grade in zip(cells, grades, strict=True)
        ]  # fmt: skip
    return rows
