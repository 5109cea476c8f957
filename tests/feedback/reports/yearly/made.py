"""A chapter with a part of each kind, nasty words and a hidden count, without any store."""

from __future__ import annotations

from datetime import UTC, datetime

from feedback.privacy.small_numbers import Cell, suppress
from feedback.reports.charts import bar_chart
from feedback.reports.yearly.chapter import Block, Chapter
from feedback.reports.yearly.parts import (
    Drawing,
    Grid,
    Number,
    Part,
    Points,
    Saying,
    Sayings,
    Words,
)

AT = datetime(2024, 11, 4, 10, 0, tzinfo=UTC)
NASTY = (
    '=HYPERLINK("x") #eval("1") $x$ @ref *bold* _it_ <script>alert(1)</script> & \\ `code`',
    "Łódź café naïve שלום مرحبا 🙂 it’s",
    "a\x00b\x0bc\x1f",
)
LABELS = ("Excellent", "Good", "Poor")
ROW = suppress([Cell(label, count) for label, count in zip(LABELS, (20, 12, 3), strict=True)])
WRONG = (("A", "1"), ("Total", "3"))
HIDDEN = tuple(cell.text for cell in ROW.cells if cell.is_hidden)


def number(text: str = "42%", counts: str = "105 of 250", id: str = "F1") -> Number:
    return Number(
        id, text, "of parents took part", counts, "Out of all invited.", "parents",
        "February 2024", "Up 2 points since 2022-23 (40%).", "a" * 64, "4 November 2024, 10:00",
    )  # fmt: skip


def grid(
    rows: tuple[tuple[str, ...], ...], *, caption: str = "A table", warnings: tuple[str, ...] = ()
) -> Grid:
    return Grid("g", caption, ("Name", "Count"), rows, "A rule.", "Since 2022-23: +1.", warnings)


def block(place: int, kind: str, *parts: Part, heading: str = "", missing: str = "") -> Block:
    return Block(f"b{place}", kind, "", heading, parts, missing, 1, "", "")


def made(state: str = "draft") -> Chapter:
    table = tuple((label, shown.text) for label, shown in zip(LABELS, ROW.cells, strict=True))
    blocks = (
        block(0, "section", heading="Parents & carers"),
        block(1, "figure", number()),
        block(2, "chart", Drawing(bar_chart("c", "How good?", LABELS, ROW)), grid(table)),
        block(3, "quotes", Sayings((Saying(NASTY[0], "A parent"), Saying(NASTY[1], "A child")))),
        block(4, "themes", Points((NASTY[2], "Listening"), "Counted by hand."), heading="Themes"),
        block(5, "meaning", Words(("First.", NASTY[0])), heading="What this means"),
        block(
            6,
            "table",
            grid((("A", "1"), ("Total", "3")), caption="Sums", warnings=("3 is not 1.",)),
        ),
        block(7, "quotes", heading="More quotes", missing="No quote has been approved."),
    )
    return Chapter("r", "2023-24", "Feedback <of> families", state, 1, False, "", "", blocks, AT)
