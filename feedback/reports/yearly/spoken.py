"""What do the blocks about people's own themes print? What they spoke of, and how many did."""

from __future__ import annotations

from dataclasses import replace

from feedback.reports.groups import Asked
from feedback.reports.themes import ThemeSummary, theme_summary
from feedback.reports.yearly.matter import Matter
from feedback.reports.yearly.parts import Drawing, Found, Grid, Part
from surveys.definition import Question
from surveys.piping import without_pipes

NOBODY_CODED = "No theme of {year} has answers that people have coded."
CHANGES = {"new": "new this year", "grew": "grew", "shrank": "shrank", "same": "about the same"}
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
    if found is None or found.is_suggested or found.chart is None:
        return []
    chart = replace(found.chart, key=f"themes-{asked.survey.key}-{question.key}")
    return [Drawing(chart), _grid(found, f"themes.{asked.survey.key}.{question.key}", ask, matter)]


def _grid(found: ThemeSummary, name: str, ask: str, matter: Matter) -> Grid:
    lines = [one for one in found.lines if one.count.value != 0]
    return Grid(
        id=name,
        caption=f"What people spoke of: {ask} (written by {found.base.text} people)",
        header=("Theme", "People", "Share", f"Since {matter.before.year}"),
        rows=tuple(
            (one.name, one.count.text, one.share, CHANGES.get(one.change, CANNOT_TELL))
            for one in lines
        ),
        rule=(
            f"{found.rule} The answers of {found.coded.text} people were coded by staff; the rest "
            "is the machine's suggestion."
        ),
    )
