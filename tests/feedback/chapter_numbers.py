"""What the story's chapter must say, worked out anew: a few lines of SQL, none of our code."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

Rows = tuple[tuple[str, ...], ...]
YEARS = {"2021-22": "2021-04-01", "2022-23": "2022-04-01", "2023-24": "2023-04-01"}
ENDS = {"2021-22": "2022-03-31", "2022-23": "2023-03-31", "2023-24": "2024-03-31"}
COURSES = """
    SELECT count(DISTINCT s.id), count(a.id) FROM training_session s
    JOIN course c ON c.id = s.course_id AND c.occasion = 'course' AND c.reach = ?
    LEFT JOIN attendance a ON a.session_id = s.id AND (a.came_by = 'import' OR s.id NOT IN
        (SELECT session_id FROM attendance WHERE came_by = 'import'))
    WHERE s.status = 'ran' AND s.held_on BETWEEN ? AND ?
"""
AGREED = """
    SELECT sum(a.code IN ('agree', 'strongly_agree')), count(*) FROM answer a
    JOIN response p ON p.id = a.response_id AND p.state = 'sent'
    JOIN training_wave w ON w.round_instrument_id = p.round_instrument_id AND w.wave = 'day_0'
    JOIN training_session s ON s.id = w.session_id
    JOIN course c ON c.id = s.course_id AND c.title LIKE 'Missing, exploited%'
    WHERE a.status = 'given' AND a.question_key = ?
"""
CONFIDENCE = """
    SELECT sum(substr(a.code, 2, 1)), count(*) FROM answer a
    JOIN response p ON p.id = a.response_id AND p.state = 'sent'
    JOIN training_wave w ON w.round_instrument_id = p.round_instrument_id AND w.wave = ?
    JOIN training_session s ON s.id = w.session_id AND s.held_on BETWEEN ? AND ?
    JOIN course c ON c.id = s.course_id AND c.occasion = 'course'
    WHERE a.status = 'given' AND a.question_key = ? AND a.code IN ('c1','c2','c3','c4','c5')
"""
RETHINKS = """
    SELECT sum(s.status = 'ran'), sum(s.status = 'cancelled'),
           sum(CASE WHEN s.status = 'ran'
               THEN (SELECT sum(j.value) FROM rethink r, json_each(r.people) j
                     WHERE r.session_id = s.id) END)
    FROM training_session s JOIN course c ON c.id = s.course_id AND c.occasion = 'rethink'
    WHERE s.held_on BETWEEN ? AND ?
"""
RETURNS = """
    SELECT count(q.submitted_on), count(*) FROM compact_request q
    JOIN compact_cycle c ON c.id = q.cycle_id WHERE c.year = ?
"""
GRADES = """
    SELECT g.standard, sum(g.grade = 'requires_improvement'), sum(g.grade = 'inadequate'),
           sum(g.grade != 'not_applicable')
    FROM compact_grade g JOIN compact_request q ON q.id = g.request_id
    JOIN compact_cycle c ON c.id = q.cycle_id AND c.year = '2023-24'
    WHERE q.submitted_on IS NOT NULL GROUP BY g.standard ORDER BY g.standard
"""
RATED = """
    SELECT a.code, count(*) FROM answer a
    JOIN response p ON p.id = a.response_id AND p.state = 'sent'
    WHERE a.status = 'given' AND a.item_key = ? AND p.member_id IS NOT NULL GROUP BY a.code
"""


class Recount:
    """The story's store, asked by a stranger."""

    def __init__(self, store: Path) -> None:
        self._store = store

    def ask(self, query: str, *given: str) -> list[tuple[int, ...]]:
        with sqlite3.connect(f"file:{self._store}?mode=ro", uri=True) as store:
            found = store.execute(query, given).fetchall()
        store.close()
        return found

    def tables(self) -> Mapping[str, Rows]:
        """Rows by the beginning of a table's caption."""
        return {
            "Courses and attendances": self._courses(),
            "What delegates said": self._agreed(),
            "Mean confidence": self._confidence(),
            "Re-thinks in": self._rethinks(),
            "Compact returns out of": self._returns(),
            "Standards of which 5%": self._standards(only_flagged=True),
        }

    def rated(self, item: str) -> Mapping[str, int]:
        """How many gave each answer."""
        return {str(code): count for code, count in self.ask(RATED, item)}

    def _courses(self) -> Rows:
        found = {
            (year, reach): self.ask(COURSES, reach, YEARS[year], ENDS[year])[0]
            for year in YEARS
            for reach in ("multi", "single")
        }
        names = (
            ("Number of Multi-Agency Courses Run", "multi", 0),
            ("Number of Attendees on Multi-Agency Courses", "multi", 1),
            ("Number of Single Agency Courses Run", "single", 0),
            ("Number of Attendees on Single Agency Courses", "single", 1),
        )
        return tuple(
            (name, *(f"{found[year, reach][place]:,}" for year in YEARS))
            for name, reach, place in names
        )

    def _agreed(self) -> Rows:
        cells = []
        for key in ("relevant", "outcomes"):
            agreed, answered = self.ask(AGREED, key)[0]
            cells.append(f"{share(agreed, answered, '1')}% agree ({agreed} of {answered})")
        return (("Missing, exploited and trafficked: two days", *cells),)

    def _confidence(self) -> Rows:
        names = {
            "process": "Following the right process and using the Portsmouth thresholds",
            "talks": "Having effective safeguarding conversations",
            "contacts": "Knowing who to contact and when",
            "mash": "Contacting MASH well",
        }
        days = (YEARS["2023-24"], ENDS["2023-24"])
        points = (("day_0", "before"), ("day_0", "now"), ("month_3", "now"), ("month_6", "now"))
        rows = []
        for key, name in names.items():
            cells = []
            for wave, point in points:
                total, count = self.ask(CONFIDENCE, wave, *days, f"{key}_{point}")[0]
                mean = (Decimal(total) / count).quantize(Decimal("0.01"), ROUND_HALF_UP)
                cells.append(f"{mean} ({count})")
            rows.append((name, *cells))
        return tuple(rows)

    def _rethinks(self) -> Rows:
        years = ("2022-23", "2023-24")
        return tuple(
            (year, *(str(one) for one in self.ask(RETHINKS, YEARS[year], ENDS[year])[0]))
            for year in years
        )

    def _returns(self) -> Rows:
        rows = []
        for year in YEARS:
            returned, asked = self.ask(RETURNS, year)[0]
            rows.append((year, str(returned), str(asked), f"{share(returned, asked, '0.1')}%"))
        return tuple(rows)

    def _standards(self, *, only_flagged: bool) -> Rows:
        rows = []
        for standard, needs, bad, graded in self.ask(GRADES):
            if 100 * (needs + bad) >= 5 * graded or not only_flagged:
                shares = (f"{share(one, graded, '0.01')}%" for one in (needs, bad))
                rows.append((f"{standard}.", *shares, f"{graded:,}"))
        return tuple(rows)


def share(part: int, whole: int, to: str) -> Decimal:
    """A percentage, half up."""
    return (Decimal(100 * part) / whole).quantize(Decimal(to), ROUND_HALF_UP)


def same(printed: Sequence[Sequence[str]], counted: Rows) -> bool:
    """Whether printed rows say what was counted; a name may go on after what was counted."""
    return len(printed) == len(counted) and all(
        row[0].startswith(told[0]) and tuple(row[1:]) == told[1:]
        for row, told in zip(printed, counted, strict=True)
    )
