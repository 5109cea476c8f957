"""Who spoke of which theme, group beside group, with small numbers hidden?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.coding.books import themes_of
from feedback.coding.decisions import Standing, standings
from feedback.coding.questions import OpenQuestion, writers
from feedback.privacy.small_numbers import Shown, percent, suppress_table
from feedback.store.responses import Response
from feedback.store.rounds import CohortMember


@dataclass(frozen=True, slots=True)
class ByGroup:
    """Themes (rows) by group (columns): `cells[theme][group]`, with shares of each group."""

    groups: tuple[str, ...]
    names: tuple[str, ...]
    cells: tuple[tuple[Shown, ...], ...]
    shares: tuple[tuple[str, ...], ...]
    bases: tuple[Shown, ...]


def themes_by_kind(
    session: Session,
    question: OpenQuestion,
    *,
    teams: frozenset[str] | None = None,
    sensitive: bool = False,
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
    stand = standings(session, question)
    return themes_by(session, question, kinds, names, base, stand, sensitive=sensitive)


def themes_by(
    session: Session,
    question: OpenQuestion,
    group_of: Mapping[str, str],
    groups: Mapping[str, str],
    base: frozenset[str],
    stand: Mapping[str, Standing],
    *,
    sensitive: bool,
) -> ByGroup:
    """The chosen themes by any grouping of the writers.

    `group_of`: response id -> group; `groups`: group -> its name, in the columns' order; `base`:
    the writers who count, each in a group, so that the groups add up to the board's whole;
    `stand`: where each answer stands.
    """
    counted = [(group_of.get(one), told.themes) for one, told in within(stand, base).items()]
    said = {
        theme.name: [
            sum(theme.id in themes and group == key for group, themes in counted) for key in groups
        ]
        for theme in themes_of(session, question)
        if theme.is_chosen
    }
    bases = [sum(group_of.get(one) == key for one in base) for key in groups]
    return by_group(list(groups.values()), said, bases, sensitive=sensitive)


def themes_by_band(
    session: Session,
    asked: Sequence[tuple[str, OpenQuestion]],
    teams: Mapping[str, frozenset[str] | None],
    *,
    sensitive: bool = False,
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
        stand = within(standings(session, question), base)
        for theme in themes_of(session, question):
            if theme.is_chosen:
                names.setdefault(theme.key, theme.name)
                row = said.setdefault(theme.key, [0] * len(asked))
                row[at] = sum(theme.id in told.themes for told in stand.values())
    groups = [name for name, _ in asked]
    of_names = {names[key]: row for key, row in said.items()}
    return by_group(groups, of_names, bases, sensitive=sensitive)


def by_group(
    groups: Sequence[str],
    said: Mapping[str, Sequence[int]],
    bases: Sequence[int],
    *,
    sensitive: bool = False,
) -> ByGroup:
    """Each theme's table of who spoke of it and who did not, by group, hidden where small.

    Its margins are those of the board and of the groups, so no page takes another apart.
    """
    if not groups or not said:
        return ByGroup(tuple(groups), tuple(said), (), (), ())
    tables = {
        name: suppress_table(
            [row, [base - n for base, n in zip(bases, row, strict=True)]], sensitive=sensitive
        )
        for name, row in said.items()
    }
    order = sorted(tables, key=lambda name: by_size(tables[name].row_totals[0]))
    shown_bases = tables[order[0]].column_totals
    cells = tuple(tables[name].cells[0] for name in order)
    shares = tuple(
        tuple(percent(*pair) for pair in zip(row, shown_bases, strict=True)) for row in cells
    )
    return ByGroup(tuple(groups), tuple(order), cells, shares, shown_bases)


def by_size(shown: Shown) -> tuple[int, int]:
    """The larger ones first; the hidden ones stay as they stood: their order must tell nothing."""
    if shown.value is None:
        return 1, 0
    return (0, -shown.value) if shown.value else (2, 0)


def within(stand: Mapping[str, Standing], base: frozenset[str]) -> dict[str, Standing]:
    """Where the answers of these writers stand."""
    return {one: told for one, told in stand.items() if one in base}
