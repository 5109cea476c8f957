"""Where does each bar of a chart stand? Numbers only; templates/reports/chart.html draws them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from feedback.privacy.small_numbers import ShownRow, percent

WIDTH = 600  # units of the drawing, which grows and shrinks with the page
LABEL_ROOM = 220
VALUE_ROOM = 110
ROW = 36
BAR = 22
HIDDEN_BAR = 24  # the same for every hidden count: its length tells nothing
LINE_LETTERS = 28  # of a label beside its bar
LINES_MOST = 2


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: top and width in drawing units, its label in lines, and what stands beside it."""

    label_lines: tuple[str, ...]
    top: int
    width: int
    text: str
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class BarChart:
    """A chart of one distribution; title and description say all that the picture shows."""

    key: str  # unique on the page: ids inside the drawing begin with it
    title: str  # has the base
    description: str
    bars: tuple[Bar, ...]
    height: int


def bar_chart(key: str, title: str, labels: Sequence[str], row: ShownRow) -> BarChart:
    """Bars of the shares of the base, from 0 to 100%; hidden counts are a stub with words."""
    bars, told = [], []
    for place, (label, shown) in enumerate(zip(labels, row.cells, strict=True)):
        share = percent(shown, row.total)
        text = shown.text if shown.is_hidden else f"{share} ({shown.text})"
        bars.append(
            Bar(
                label_lines=_in_lines(label),
                top=place * ROW,
                width=_width(shown.value, row.total.value),
                text=text,
                is_hidden=shown.is_hidden,
            )
        )
        told.append(f"{label}: {text}")
    return BarChart(
        key=key,
        title=f"{title} Answered by {row.total.text}.",
        description="; ".join(told) + ".",
        bars=tuple(bars),
        height=max(len(bars), 1) * ROW,
    )


def _width(count: int | None, base: int | None) -> int:
    if count is None:
        return HIDDEN_BAR
    if not base:
        return 0
    return round((WIDTH - LABEL_ROOM - VALUE_ROOM) * count / base)


def _in_lines(label: str) -> tuple[str, ...]:
    """A label in at most two lines; the table beside the chart has it whole."""
    lines = [""]
    for word in label.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= LINE_LETTERS or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > LINES_MOST:
        lines = [*lines[: LINES_MOST - 1], f"{lines[LINES_MOST - 1]} …"]
    return tuple(lines)
