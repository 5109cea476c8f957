"""Where does each bar of a chart stand? Numbers only; templates/reports/chart.html draws them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from feedback.privacy.small_numbers import ShownRow, percent

WIDTH = 340  # units of the drawing, one a pixel: a small phone shows it without shrinking
VALUE_ROOM = 125  # beside the longest bar, for "100% (12,345)"
BAR_MOST = WIDTH - VALUE_ROOM
LINE = 20  # a line of the label, above its bar
BAR = 22
GAP = 14
HIDDEN_BAR = 24  # the same for every hidden count: its length tells nothing
LINE_LETTERS = 38
LINES_MOST = 2


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its top and width in drawing units, its label in lines above it, its words."""

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


def bar_chart(
    key: str, title: str, labels: Sequence[str], row: ShownRow, *, counted: str = "Answered by"
) -> BarChart:
    """Bars of the shares of the base, from 0 to 100%; hidden counts are a stub with words.

    `counted` stands before the base in the title, which every chart has.
    """
    bars, told, top = [], [], 0
    for label, shown in zip(labels, row.cells, strict=True):
        share = percent(shown, row.total)
        text = shown.text if shown.is_hidden else f"{share} ({shown.text})"
        lines = _in_lines(label)
        bars.append(
            Bar(
                label_lines=lines,
                top=top + LINE * len(lines),
                width=_width(shown.value, row.total.value),
                text=text,
                is_hidden=shown.is_hidden,
            )
        )
        told.append(f"{label}: {text}")
        top += LINE * len(lines) + BAR + GAP
    return BarChart(
        key=key,
        title=f"{title} {counted} {row.total.text}.",
        description="; ".join(told) + ".",
        bars=tuple(bars),
        height=top,
    )


def _width(count: int | None, base: int | None) -> int:
    if count is None:
        return HIDDEN_BAR
    if not base:
        return 0
    return round(BAR_MOST * count / base)


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
