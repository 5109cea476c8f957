"""What did people speak of in answer to a question, as far as it may be shown?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
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
    suppress_table,
)
from feedback.reports.charts import BarChart, bar_chart
from feedback.store.responses import Response
from feedback.store.rounds import CohortMember
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


@dataclass(frozen=True, slots=True)
class ByGroup:
    """Themes (rows) by group (columns): `cells[theme][group]`, with shares of each group."""

    groups: tuple[str, ...]
    names: tuple[str, ...]
    cells: tuple[tuple[Shown, ...], ...]
    shares: tuple[tuple[str, ...], ...]
    bases: tuple[Shown, ...]


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
    stand = _within(standings(session, question), base)
    counts = {one.id: sum(one.id in told.themes for told in stand.values()) for one in themes}
    alone = suppress_each(
        [Cell(one.id, counts[one.id]) for one in themes], len(base), sensitive=sensitive
    )
    themes.sort(key=lambda one: (_place(alone.by_label[one.id]), one.place))
    none = len(base) - sum(bool(told.themes) for told in stand.values())
    cells = [*(Cell(one.name, counts[one.id]) for one in themes), Cell(IN_NONE, none)]
    row = suppress_each(cells, len(base), sensitive=sensitive)
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


def themes_by_kind(
    session: Session, question: OpenQuestion, *, teams: frozenset[str] | None = None
) -> ByGroup:
    """The chosen themes by the cohort's kind; "Not known" came without a link of their own."""
    base = frozenset(writers(session, question.instrument_id, question.key, teams))
    kinds = dict(
        session.execute(
            select(Response.id, func.coalesce(CohortMember.kind, ""))
            .outerjoin(CohortMember, CohortMember.id == Response.member_id)
            .where(Response.round_instrument_id == question.instrument_id)
        ).all()
    )
    groups = sorted({kinds[one] for one in base if one in kinds}, key=lambda one: (not one, one))
    names = {kind: kind or "Not known" for kind in groups}
    return themes_by(session, question, kinds, names, base, standings(session, question))


def themes_by(
    session: Session,
    question: OpenQuestion,
    group_of: Mapping[str, str],
    groups: Mapping[str, str],
    base: frozenset[str],
    stand: Mapping[str, Standing],
) -> ByGroup:
    """The chosen themes by any grouping of the writers.

    `group_of`: response id -> group; `groups`: group -> its name, in the columns' order; `base`:
    the writers who count; `stand`: where each answer stands.
    """
    counted = [(group_of.get(one), told.themes) for one, told in _within(stand, base).items()]
    said = {
        theme.name: [
            sum(theme.id in themes and group == key for group, themes in counted) for key in groups
        ]
        for theme in themes_of(session, question)
        if theme.is_chosen
    }
    bases = [sum(group_of.get(one) == key for one in base) for key in groups]
    return by_group(list(groups.values()), said, bases)


def themes_by_band(
    session: Session,
    asked: Sequence[tuple[str, OpenQuestion]],
    teams: Mapping[str, frozenset[str] | None],
) -> ByGroup:
    """The same question of several surveys: (name of the group, question); joined by themes' keys.

    `teams`: by the instrument's id, those whose people count.
    """
    said: dict[str, list[int]] = {}
    names: dict[str, str] = {}
    bases = []
    for at, (_, question) in enumerate(asked):
        scope = teams.get(question.instrument_id)
        base = frozenset(writers(session, question.instrument_id, question.key, scope))
        bases.append(len(base))
        stand = _within(standings(session, question), base)
        for theme in themes_of(session, question):
            if theme.is_chosen:
                names.setdefault(theme.key, theme.name)
                row = said.setdefault(theme.key, [0] * len(asked))
                row[at] = sum(theme.id in told.themes for told in stand.values())
    return by_group(
        [name for name, _ in asked], {names[key]: row for key, row in said.items()}, bases
    )


def by_group(
    groups: Sequence[str], said: Mapping[str, Sequence[int]], bases: Sequence[int]
) -> ByGroup:
    """Each theme's table of who spoke of it and who did not, by group, hidden where small.

    Its margins are those of the board and of the groups, so no page takes another apart.
    """
    if not groups or not said:
        return ByGroup(tuple(groups), tuple(said), (), (), ())
    tables = {
        name: suppress_table([row, [base - n for base, n in zip(bases, row, strict=True)]])
        for name, row in said.items()
    }
    order = sorted(tables, key=lambda name: _place(tables[name].row_totals[0]))
    shown_bases = tables[order[0]].column_totals
    cells = tuple(tables[name].cells[0] for name in order)
    shares = tuple(
        tuple(percent(*pair) for pair in zip(row, shown_bases, strict=True)) for row in cells
    )
    return ByGroup(tuple(groups), tuple(order), cells, shares, shown_bases)


def _place(shown: Shown) -> tuple[int, int]:
    """The larger ones first; the hidden ones stay as they stood: their order must tell nothing."""
    if shown.value is None:
        return 1, 0
    return (0, -shown.value) if shown.value else (2, 0)


def _within(stand: Mapping[str, Standing], base: frozenset[str]) -> dict[str, Standing]:
    return {one: told for one, told in stand.items() if one in base}


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
    stand = _within(standings(session, before), base)
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
