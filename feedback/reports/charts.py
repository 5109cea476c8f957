"""Where does each bar of a chart stand? Numbers only; templates/reports/chart.html draws them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from feedback.privacy.small_numbers import ShownRow, percent

WIDTH = 340  # units of the drawing, one a pixel: a small phone shows it without shrinking
VALUE_ROOM = 125  # beside the longest bar, for "100% (12,345)"; longer words get more
LETTER, VALUE_GAP = 9, 8  # the width of a figure's letter, and what is left before it
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
    told = []
    for label, shown in zip(labels, row.cells, strict=True):
        text = shown.text if shown.is_hidden else f"{percent(shown, row.total)} ({shown.text})"
        told.append(Told(label, _share(shown.value, row.total.value), text))
    return drawn(key, f"{title} {counted} {row.total.text}.", told)


@dataclass(frozen=True, slots=True)
class Told:
    """One bar to be drawn: its share of the whole, 0 to 1, or None where it is not shown."""

    label: str
    share: float | None
    text: str


def drawn(key: str, title: str, told: Sequence[Told]) -> BarChart:
    """The bars one under the other; the description says what each of them says."""
    bars, top = [], 0
    longest = max((len(one.text) for one in told if one.share is not None), default=0)
    most = WIDTH - max(VALUE_ROOM, VALUE_GAP + LETTER * longest)
    for one in told:
        lines = _in_lines(one.label)
        is_hidden = one.share is None
        width = HIDDEN_BAR if one.share is None else round(most * one.share)
        bars.append(Bar(lines, top + LINE * len(lines), width, one.text, is_hidden))
        top += LINE * len(lines) + BAR + GAP
    description = "; ".join(f"{one.label}: {one.text}" for one in told)
    return BarChart(key, title, f"{description}.", tuple(bars), top)


def _share(count: int | None, base: int | None) -> float | None:
    if count is None:
        return None
    return count / base if base else 0


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
