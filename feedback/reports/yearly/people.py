"""What do the blocks about parents and children print? Participation, ratings and who said yes."""

from __future__ import annotations

from feedback.privacy.small_numbers import ShownRow, percent
from feedback.reports.charts import bar_chart
from feedback.reports.figures import Figure
from feedback.reports.published import ItemTable
from feedback.reports.yearly.changes import change_of_printed, change_of_shares
from feedback.reports.yearly.matter import Matter
from feedback.reports.yearly.parts import Drawing, Found, Grid, Number

NOBODY_ASKED = "Nobody of this group was asked in {year}."
NOT_ASKED = "This question was not asked in {year}."
RATING_RULE = (
    "Everyone who answered the question, {people}, in {surveys}. Skipped questions and questions "
    "not asked for privacy are not counted."
)


def taking_part(matter: Matter, key: str) -> Found:
    """How many of a group took part, and the change since last year."""
    figure = matter.taking_part(key)
    if figure is None:
        return Found(missing=NOBODY_ASKED.format(year=matter.year))
    number = number_of(figure, matter.before.taking_part(key), matter)
    return matter.found((number,), matter.groups[key])


def said_yes(matter: Matter, item: str) -> Found:
    """How many said yes to a published item."""
    figure = matter.yes(item)
    if figure is None:
        return Found(missing=NOT_ASKED.format(year=matter.year))
    number = number_of(figure, matter.before.yes(item), matter)
    return matter.found((number,), matter.tables[item].group)


def rating(matter: Matter, item: str) -> Found:
    """The answers to a published item: bars, and the table beside them."""
    table = matter.tables.get(item)
    if table is None:
        return Found(missing=NOT_ASKED.format(year=matter.year))
    row = row_of(table)
    base = f"answered by {row.total.text}"
    grid = Grid(
        id=f"ratings.{item}",
        caption=f"{table.wording} ({base}; {table.group.people})",
        header=("Answer", "People", "Share"),
        rows=tuple(
            (label, shown.text, percent(shown, row.total))
            for label, shown in zip(row.labels, row.cells, strict=True)
        ),
        rule=RATING_RULE.format(people=table.group.people, surveys=table.surveys),
    )
    chart = bar_chart(f"rating-{item}", table.wording, row.labels, row)
    return matter.found((Drawing(chart), grid), table.group)


def row_of(table: ItemTable) -> ShownRow:
    """A published item over all surveys that ask it: as it is shown everywhere else."""
    return ShownRow(table.labels, table.shown.row_totals, table.shown.total)


def _change(figure: Figure, before: Figure | None, matter: Matter) -> str:
    """Since our own figure of the year before, else since the one that was printed then."""
    printed = matter.before.printed.get(figure.id)
    if printed is not None and (before is None or not (before.base or before.suppressed)):
        return change_of_printed(figure, printed)
    return change_of_shares(figure, before, matter.before.year)


def number_of(figure: Figure, before: Figure | None, matter: Matter) -> Number:
    """A figure as it is printed."""
    return Number(
        id=figure.id,
        text=figure.text,
        title=figure.title,
        counts=figure.counts,
        rule=figure.rule,
        cohort=figure.cohort,
        period=figure.period,
        change=_change(figure, before, matter),
        computed_from=figure.computed_from,
        computed_at=figure.computed_at,
    )
