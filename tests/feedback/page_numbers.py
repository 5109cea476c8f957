"""What do a page of results, its charts and its files say, and what do a few lines of SQL?"""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import openpyxl

HIDDEN = {"fewer than 5", "not shown"}
SECTION = re.compile(r'<section class="app-result" id="question-([\w-]+)">(.*?)</section>', re.S)
ROW = re.compile(
    r'<th scope="row"[^>]*>(.*?)</th><td[^>]*>(.*?)</td><td[^>]*>(.*?)</td></tr>', re.S
)
DESCRIPTION = re.compile(r"<desc[^>]*>(.*?)</desc>", re.S)
BASE = re.compile(r"Answered by ([\d,]+|[a-z ]+\d*)\.")
OF_WHOM = re.compile(r"Counted: (.*?)\.</p>")
Ask = Callable[..., list[tuple[object, ...]]]
ANSWERED = """
    SELECT a.code, count(*) FROM answer a JOIN response p ON p.id = a.response_id
    LEFT JOIN cohort_member m ON m.id = p.member_id
    WHERE p.round_instrument_id = ? AND p.state = 'sent' AND a.status = 'given'
    AND a.question_key = ? AND {who} GROUP BY a.code
"""
PEOPLE = ANSWERED.replace("a.code, count(*)", "1, count(DISTINCT p.id)").replace(
    "GROUP BY a.code", ""
)
IN_PLAN, NOT_IN_PLAN = "m.kind IN ('CIN','CP')", "coalesce(m.kind, '') NOT IN ('CIN','CP')"


@dataclass(frozen=True)
class Line:
    """One answer as it is told: texts, in the page's own words."""

    label: str
    people: str
    share: str

    @property
    def number(self) -> int | None:
        return None if self.people in HIDDEN else int(self.people.replace(",", ""))


@dataclass(frozen=True)
class Section:
    """One question of the page."""

    key: str
    is_others: bool
    of_whom: str
    base: str
    lines: tuple[Line, ...]
    chart: str  # what a picture is described with; "" for none

    @property
    def who(self) -> str:
        """Of whom SQL has to count."""
        if self.is_others:
            return NOT_IN_PLAN
        return IN_PLAN if "child protection plan" in self.of_whom else "1=1"


def sections_of(page: str) -> list[Section]:
    """Every question that can be counted."""
    found = []
    for name, text in SECTION.findall(page):
        # What stands below the base are themes and quotes, which have tests of their own.
        own, _answered, below = text.partition('<p class="govuk-body-s">Answered by')
        lines = tuple(Line(*(plain(one) for one in row)) for row in ROW.findall(own))
        base = BASE.search(plain("Answered by" + below))
        chart = DESCRIPTION.search(own)
        whom = OF_WHOM.search(own)
        found.append(
            Section(
                name.removesuffix("-others"), name.endswith("-others"), whom[1] if whom else "",
                base[1].strip() if base else "", lines, plain(chart[1]) if chart else "",
            )
        )  # fmt: skip
    return [one for one in found if one.lines]


def file_lines(data: bytes, ending: str) -> list[Line]:
    """The answers of a file of results, in its order."""
    if ending == "csv":
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))[1:]
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(data))["Results"]
        rows = [["" if cell is None else str(cell) for cell in row]
                for row in sheet.iter_rows(min_row=2, values_only=True)]  # fmt: skip
    return [
        Line(row[2].removeprefix("'"), f"{int(row[3]):,}" if row[3].isdigit() else row[3], row[4])
        for row in rows
        if row[2]
    ]


def compared(ask: Ask, instrument: str, one: Section, codes: Mapping[str, str]) -> int:
    """How many numbers of a question are what SQL counts; an AssertionError for any other.

    `codes`: each answer's code by its label. What is hidden is hidden in the chart's words too,
    and no count of 1 to 4 is told.
    """
    answered = ask(ANSWERED.format(who=one.who), instrument, one.key)
    counts = {str(code): int(str(count)) for code, count in answered}
    ((_one, people),) = ask(PEOPLE.format(who=one.who), instrument, one.key)
    if one.base.replace(",", "").isdigit():
        assert int(one.base.replace(",", "")) == int(str(people)), one
    told = 0
    for line in one.lines:
        truth = counts.get(codes[line.label], 0)
        if line.number is None:
            assert line.share == "not shown", line
        else:
            told += 1
            assert line.number == truth, (one.key, line, truth)
            assert truth not in range(1, 5), line
            assert line.share == _share(truth, int(str(people))), (line, people)
        if one.chart:
            words = line.people if line.number is None else f"{line.share} ({line.people})"
            assert f"{line.label}: {words}" in one.chart, (one.key, line)
    return told


def plain(text: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", text))).strip()


def _share(part: int, whole: int) -> str:
    if not whole:
        return "no answers"
    percent = Decimal(100 * part) / Decimal(whole)
    return f"{percent.quantize(Decimal(1), ROUND_HALF_UP)}%"
