"""What do the blocks about people's own themes print? What they spoke of, and how many did."""

from __future__ import annotations

from collections.abc import Sequence

from feedback.privacy.small_numbers import ShownRow, percent
from feedback.reports.charts import bar_chart
from feedback.reports.groups import Asked
from feedback.reports.themes import ThemeLine, ThemeSummary, theme_summary
from feedback.reports.yearly.matter import Matter
from feedback.reports.yearly.parts import Drawing, Found, Grid, Part
from surveys.definition import Question
from surveys.piping import without_pipes

NOBODY_CODED = "No theme of {year} has answers that people have coded."
CHANGES = {"new": "new this year", "grew": "grew", "shrank": "shrank", "same": "about the same"}
IN_NONE = "In none of these"
CANNOT_TELL = "cannot be told"


def spoken_of(matter: Matter, key: str) -> Found:
    """The chosen themes of each open question of a group: bars, and the table beside them.

    Where no person has coded an answer there is nothing to print: the machine alone says nothing
    in a report.
    """
    group = matter.groups.get(key)
    parts: list[Part] = []
    for asked in group.asked if group else ():
        for question in asked.survey.questions:
            if question.takes_words:
                parts += _of_question(matter, asked, question)
    if group is None or not parts:
        return Found(missing=NOBODY_CODED.format(year=matter.year))
    return matter.found(tuple(parts), group)


def _of_question(matter: Matter, asked: Asked, question: Question) -> list[Part]:
    ask = without_pipes(question.ask)
    found = theme_summary(matter.session, asked.id, question.key, title=ask)
    if found is None or found.is_suggested:
        return []
    spoken = [one for one in found.lines if one.count.value != 0]
    row = ShownRow(
        (*(one.name for one in spoken), IN_NONE),
        (*(one.count for one in spoken), found.in_none),
        found.base,
    )
    name = f"{asked.survey.key}.{question.key}"
    chart = bar_chart(f"themes-{name.replace('.', '-')}", ask, row.labels, row)
    return [Drawing(chart), _grid(found, spoken, f"themes.{name}", ask, matter)]


def _grid(
    found: ThemeSummary, spoken: Sequence[ThemeLine], name: str, ask: str, matter: Matter
) -> Grid:
    lines = [(one.name, one.count.text, one.share) for one in spoken]
    lines.append((IN_NONE, found.in_none.text, percent(found.in_none, found.base)))
    header: tuple[str, ...] = ("Theme", "People", "Share")
    rows: list[tuple[str, ...]] = list(lines)
    if any(one.change in CHANGES for one in spoken):  # else a column of words that say nothing
        told = [*(CHANGES.get(one.change, CANNOT_TELL) for one in spoken), ""]
        header = (*header, f"Since {matter.before.year}")
        rows = [(*row, since) for row, since in zip(rows, told, strict=True)]
    return Grid(
        id=name,
        caption=f"What people spoke of: {ask} (written by {found.base.text} people)",
        header=header,
        rows=tuple(rows),
        rule=(
            f"{found.rule} The answers of {found.coded.text} people were coded by staff; the rest "
            "is the machine's suggestion."
        ),
    )
