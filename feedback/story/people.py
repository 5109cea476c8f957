"""Who is invited in the story? Invented people only, as a council's file would list them."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from feedback.collection.cohort_file import Row, judge

TEAMS = ("North", "Central", "South", "Children with disabilities")
STREETS = ("Invented Road", "Story Lane", "Made-up Terrace", "Example Close")
FIRST = ("Ada", "Bo", "Cleo", "Dev", "Ezra", "Fern", "Gil", "Hana", "Ivo", "Juno", "Kit", "Lux")
LAST = ("Story", "Invent", "Example", "Sample", "Fable", "Legend")


def parents(chance: Random) -> tuple[Row, ...]:
    """250 parents who are invited, and five on hold, one for each reason."""
    lines = [_line(f"PA{n:04d}", "parent", "", chance, n) for n in range(1, 251)]
    holds = ("died", "moved", "unsafe", "adopted", "opted out")
    lines += [
        {**_line(f"PH{n:04d}", "parent", "", chance, n), "hold": hold}
        for n, hold in enumerate(holds, 1)
    ]
    return _rows(lines)


def children(band: str, cin_cp: int, looked_after: int, chance: Random) -> tuple[Row, ...]:
    """Children of one band: `cin_cp` on a plan, some looked after, and one on hold."""
    letter = {"5-8": "A", "8-11": "B", "11-17": "Y"}[band]
    lines = [
        _line(f"{letter}{n:04d}", "CP" if n % 5 < 2 else "CIN", band, chance, n)
        for n in range(1, cin_cp + 1)
    ]
    lines += [
        _line(f"{letter}L{n:03d}", "CLA", band, chance, n) for n in range(1, looked_after + 1)
    ]
    lines.append({**_line(f"{letter}H001", "CIN", band, chance, 1), "hold": "unsafe at home"})
    return _rows(lines)


def professionals(chance: Random) -> tuple[Row, ...]:
    """120 people of partner agencies."""
    return _rows([_line(f"PR{n:04d}", "professional", "", chance, n) for n in range(1, 121)])


def _line(reference: str, cohort: str, band: str, chance: Random, n: int) -> dict[str, str]:
    name = f"{chance.choice(FIRST)} {chance.choice(LAST)}"
    by_email = cohort != "CP" and n % 3 == 0
    return {
        "reference": reference,
        "cohort": cohort,
        "team": TEAMS[n % len(TEAMS)],
        "age_band": band,
        "name": name,
        "address": f"{1 + n % 90} {chance.choice(STREETS)}, Portsmouth",
        "email": f"{reference.lower()}@story.example.org" if by_email else "",
        "phone": "",
        "contact_by": "email" if by_email else "letter",
        "worker": f"Worker {1 + n % 9}",
        "hold": "",
    }


def _rows(lines: list[dict[str, str]]) -> tuple[Row, ...]:
    rows = judge(list(enumerate(lines, 2)))
    bad = [row for row in _bad(rows)]
    if bad:
        raise ValueError(f"the story's own line {bad[0].line}: {bad[0].problems}")
    return rows


def _bad(rows: tuple[Row, ...]) -> Iterator[Row]:
    return (row for row in rows if not row.is_good)
