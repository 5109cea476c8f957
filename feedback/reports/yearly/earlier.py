"""What was printed in earlier years, or by others, and how does it stand in a block?"""

from __future__ import annotations

from feedback.reports.past import Published, Trend
from feedback.reports.printed import PERCENT, Printed
from feedback.reports.yearly.matter import Matter
from feedback.reports.yearly.parts import Found, Grid

NO_TABLE = "This table is not kept any more."
ONE_YEAR = "There is no earlier year to stand beside {year}."
RULE = (
    "Source: {source}. As it was printed there: what it counts, and how, may differ from our "
    "own figures."
)
TREND_RULE = (
    "Counted here by the same rule each year, in closed rounds. What was printed before is as it "
    "was printed: its rule may differ. Points are the difference of two shares."
)


def printed_table(matter: Matter, table_id: str) -> Found:
    """A published table, with what is odd about it; never mended."""
    table = next((one for one in matter.past if one.id == table_id), None)
    if table is None:
        return Found(missing=NO_TABLE)
    groups = list(dict.fromkeys(cell.group for cell in table.cells))
    labels = list(dict.fromkeys(cell.label for cell in table.cells))
    is_crossed = len(groups) > 1 and len(table.cells) == len(groups) * len(labels)
    grid = Grid(
        id=f"past.{table.id}",
        caption=f"{table.title}, {table.period}",
        header=("What", *(group or "Everyone" for group in groups))
        if is_crossed
        else ("Who", "What", "Printed", "Base"),
        rows=_crossed(table, groups, labels) if is_crossed else _listed(table),
        rule=RULE.format(source=table.source) + _bases(table, groups if is_crossed else []),
        warnings=table.oddities,
        as_printed=True,
    )
    return Found((grid,))


def year_on_year(matter: Matter, figure_id: str) -> Found:
    """One figure over the years up to the report's: our own, and what was printed before."""
    trend = next((one for one in matter.trends if one.id == figure_id), None)
    if trend is None:
        return Found(missing=ONE_YEAR.format(year=matter.year))
    points = [one for one in trend.points if one.year <= matter.year]
    if len({one.year for one in points}) < 2:  # noqa: PLR2004 - two years make a comparison
        return Found(missing=ONE_YEAR.format(year=matter.year))
    grid = Grid(
        id=f"trend.{trend.id}",
        caption=f"Year on year: {_title(trend)}",
        header=("Year", "Share", "Counted", "Change in points", "Source"),
        rows=tuple(
            (one.year, one.text, one.counts,
             "none to tell" if one.change is None else f"{one.change:+.2f}".replace("-", "−"),
             one.source)
            for one in points
        ),
        rule=TREND_RULE,
    )  # fmt: skip
    return Found((grid,), is_story=any(one.is_story for one in matter.rounds))


def _title(trend: Trend) -> str:
    return trend.title if trend.title != trend.id else f"figure {trend.id}"


def _crossed(table: Published, groups: list[str], labels: list[str]) -> tuple[tuple[str, ...], ...]:
    cells = {(cell.group, cell.label): _told(cell) for cell in table.cells}
    return tuple((label, *(cells.get((group, label), "") for group in groups)) for label in labels)


def _listed(table: Published) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (cell.group or "Everyone", cell.label, _told(cell),
         "not told" if cell.base is None else f"{cell.base:,}")
        for cell in table.cells
    )  # fmt: skip


def _bases(table: Published, groups: list[str]) -> str:
    """The base of each column, where one was printed."""
    told = []
    for group in groups:
        bases = {cell.base for cell in table.cells if cell.group == group}
        base = bases.pop() if len(bases) == 1 else None
        if base is not None:
            told.append(f"{group or 'everyone'} {base:,}")
    return f" Base: {', '.join(told)}." if told else ""


def _told(cell: Printed) -> str:
    return f"{cell.digits}%" if cell.unit == PERCENT else cell.digits
