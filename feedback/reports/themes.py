"""What did people speak of in answer to a question, as far as it may be shown?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.coding.books import ThemeView, themes_of
from feedback.coding.decisions import Standing, standings
from feedback.coding.questions import OpenQuestion, question_of, writers, year_before
from feedback.privacy.small_numbers import (
    Cell,
    Shown,
    ShownRow,
    percent,
    suppress,
    suppress_each,
)
from feedback.reports.charts import BarChart, bar_chart
from feedback.reports.theme_groups import by_size, within
from feedback.store.themes import MACHINE, ThemeAnswer
from feedback.themes.change import UNKNOWN, Share, change

IN_NONE = "In no theme yet: to be read"
FEELINGS = ("positive", "neutral", "negative", "mixed")
RULE = (
    "Everyone who wrote something in answer to the question. One answer can be in several themes, "
    "so the shares may add up to more than 100%."
)


@dataclass(frozen=True, slots=True)
class ThemeLine:
    """One chosen theme; `change` is new, grew, shrank, same or unknown."""

    theme_id: str
    name: str
    about: str
    count: Shown
    share: str
    change: str
    feelings: tuple[tuple[str, str], ...]  # (feeling, share): the analyst's hint, never published


@dataclass(frozen=True, slots=True)
class ThemeSummary:
    """The chosen themes, most spoken of first; `coded` is how much of it people decided."""

    lines: tuple[ThemeLine, ...]
    base: Shown
    in_none: Shown
    coded: Shown
    chart: BarChart | None
    rule: str

    @property
    def is_suggested(self) -> bool:
        """Whether no person has coded an answer: the machine's word alone."""
        return self.coded.value == 0


def theme_summary(
    session: Session,
    instrument_id: str,
    question_key: str,
    *,
    title: str = "What people spoke of.",
    teams: frozenset[str] | None = None,
    sensitive: bool = False,
) -> ThemeSummary | None:
    """The themes of one question with their shares; None where nobody has begun to look for them.

    Every answer of the base counts: also one under a concern, and one whose writer said no to
    being quoted. `teams`: of people known to be of these only.
    """
    question = question_of(session, instrument_id, question_key)
    themes = [one for one in themes_of(session, question) if one.is_chosen]
    if not themes:
        return None
    base = frozenset(writers(session, instrument_id, question_key, teams))
    stand = within(standings(session, question), base)
    counts = {one.id: sum(one.id in told.themes for told in stand.values()) for one in themes}
    none = len(base) - sum(bool(told.themes) for told in stand.values())
    cells = [*(Cell(one.name, counts[one.id]) for one in themes), Cell(IN_NONE, none)]
    row = suppress_each(cells, len(base), sensitive=sensitive)
    themes, row = _in_order(themes, row)
    by_person = sum(told.by != MACHINE for told in stand.values())
    parts = suppress([Cell("coded", by_person), Cell("not", len(base) - by_person)])
    return ThemeSummary(
        lines=_lines(session, question, themes, row, stand, teams),
        base=row.total,
        in_none=row.cells[-1],
        coded=parts.cells[0],
        chart=bar_chart(f"themes-{question_key}", title, row.labels, row) if base else None,
        rule=RULE,
    )


def _in_order(themes: Sequence[ThemeView], row: ShownRow) -> tuple[list[ThemeView], ShownRow]:
    """Themes and their cells, most spoken of first; the last cell is no theme and stays there."""
    order = sorted(range(len(themes)), key=lambda at: (by_size(row.cells[at]), themes[at].place))
    places = [*order, len(themes)]
    return [themes[at] for at in order], ShownRow(
        tuple(row.labels[at] for at in places), tuple(row.cells[at] for at in places), row.total
    )


def _lines(
    session: Session,
    question: OpenQuestion,
    themes: Sequence[ThemeView],
    row: ShownRow,
    stand: Mapping[str, Standing],
    teams: frozenset[str] | None,
) -> tuple[ThemeLine, ...]:
    """One line a theme, in the order of the row's cells."""
    before = _before(session, question, teams)
    felt = _feelings(session, question)
    return tuple(
        ThemeLine(
            one.id, one.name, one.about, shown, percent(shown, row.total),
            _change(one, shown, row.total, before),
            _felt(one.id, stand, felt),
        )
        for one, shown in zip(themes, row.cells, strict=False)  # the last cell is no theme
    )  # fmt: skip


def _before(
    session: Session, question: OpenQuestion, teams: frozenset[str] | None
) -> tuple[dict[str, int], int] | None:
    """Count by theme's key, and the base, of the round before; None where nobody coded it."""
    before = year_before(session, question)
    if before is None:
        return None
    themes = themes_of(session, before)
    base = frozenset(writers(session, before.instrument_id, before.key, teams))
    if not any(one.is_chosen for one in themes) or not base:
        return None
    stand = within(standings(session, before), base)
    counts = {
        one.key: sum(one.id in told.themes for told in stand.values())
        for one in themes
        if one.is_chosen
    }
    return counts, len(base)


def _change(
    theme: ThemeView, now: Shown, base: Shown, before: tuple[dict[str, int], int] | None
) -> str:
    """Told only where both years' counts may be shown: a change must not give a count away."""
    if before is None or now.value is None or base.value is None:
        return UNKNOWN
    counts, size = before
    then: ShownRow = suppress_each([Cell("", counts.get(theme.key, 0))], size)
    if then.cells[0].value is None or then.total.value is None:
        return UNKNOWN
    return change(Share(now.value, base.value), Share(then.cells[0].value, then.total.value))


def _feelings(session: Session, question: OpenQuestion) -> dict[str, str]:
    return dict(
        session.execute(
            select(ThemeAnswer.response_id, ThemeAnswer.feeling).where(
                ThemeAnswer.instrument_id == question.instrument_id,
                ThemeAnswer.question_key == question.key,
                ThemeAnswer.feeling != "",
            )
        ).all()
    )


def _felt(
    theme_id: str, stand: Mapping[str, Standing], felt: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    """(feeling, share) of the theme's answers; empty before a machine has read them."""
    of_theme = [felt[one] for one, told in stand.items() if theme_id in told.themes and one in felt]
    if not of_theme:
        return ()
    row = suppress([Cell(name, of_theme.count(name)) for name in FEELINGS])
    return tuple(
        (name, percent(shown, row.total)) for name, shown in zip(FEELINGS, row.cells, strict=True)
    )
