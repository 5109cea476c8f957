"""Do people who code agree with one another, and does the machine agree with them?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from sqlalchemy.orm import Session

from feedback.coding.books import ends_of, themes_of
from feedback.coding.decisions import codings, counted_as
from feedback.coding.questions import OpenQuestion
from feedback.coding.runs import last_run
from feedback.themes.agreement import COMPARED_FROM, alpha, in_words, kappa

MACHINE = "the machine"


@dataclass(frozen=True, slots=True)
class OfTheme:
    """Agreement on one theme: how often both, only one, only the other, neither."""

    name: str
    both: int
    only_one: int
    only_other: int
    neither: int
    kappa: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two who coded the same answers. Figures in words: two places after the point, or "-"."""

    one: str
    other: str
    answers: int
    kappa: str
    alpha: str
    words: str
    themes: tuple[OfTheme, ...]


@dataclass(frozen=True, slots=True)
class Coders:
    """`counts`: person -> answers coded. A pair is compared from COMPARED_FROM answers on."""

    counts: tuple[tuple[str, int], ...]
    pairs: tuple[Pair, ...]
    alpha: str  # of all people together
    machine: Pair | None


def coders_of(session: Session, question: OpenQuestion) -> Coders:
    """Everybody who coded this question, each two of them, and the machine on unseen answers."""
    themes = [one for one in themes_of(session, question) if one.is_chosen]
    ends = ends_of(themes_of(session, question))
    names = {one.id: one.name for one in themes}
    said: dict[str, dict[str, frozenset[str]]] = {}  # person -> response -> themes
    for response_id, people in codings(session, question).items():
        for by, decision in people.items():
            said.setdefault(by, {})[response_id] = counted_as(decision.themes, ends)
    pairs = []
    for one, other in combinations(sorted(said), 2):
        shared = sorted(said[one].keys() & said[other].keys())
        if len(shared) >= COMPARED_FROM:
            table = {
                theme: [(theme in said[one][at], theme in said[other][at]) for at in shared]
                for theme in names
            }
            pairs.append(_pair(one, other, len(shared), table, names))
    units = [
        {by: theme in answers[response] for by, answers in said.items() if response in answers}
        for response in {response for answers in said.values() for response in answers}
        for theme in names
    ]
    return Coders(
        counts=tuple((by, len(answers)) for by, answers in sorted(said.items())),
        pairs=tuple(pairs),
        alpha=_figure(alpha(units)) if pairs else "-",
        machine=_machine(session, question, names),
    )


def _machine(session: Session, question: OpenQuestion, names: Mapping[str, str]) -> Pair | None:
    """People against the machine, each answer judged by one that had not seen its coding."""
    run = last_run(session, question, finished=True)
    held = run.figures.get("against") if run is not None else None
    if not isinstance(held, dict) or run is None:
        return None
    table = {}
    for theme, counts in held.items():
        if theme in names:
            both, machine, person, neither = (int(one) for one in counts)
            table[theme] = (
                [(True, True)] * both + [(True, False)] * machine
                + [(False, True)] * person + [(False, False)] * neither
            )  # fmt: skip
    answers = run.figures.get("coded")
    if not table or not isinstance(answers, int):
        return None
    return _pair(MACHINE, "people", answers, table, names)


def _pair(
    one: str,
    other: str,
    answers: int,
    table: Mapping[str, list[tuple[bool, bool]]],
    names: Mapping[str, str],
) -> Pair:
    every = [pair for pairs in table.values() for pair in pairs]
    value = kappa(every)
    return Pair(
        one, other, answers, _figure(value),
        _figure(alpha({"one": a, "other": b} for a, b in every)), in_words(value),
        tuple(
            OfTheme(
                names[theme], pairs.count((True, True)), pairs.count((True, False)),
                pairs.count((False, True)), pairs.count((False, False)), _figure(kappa(pairs)),
            )
            for theme, pairs in table.items()
            if any(a or b for a, b in pairs)
        ),
    )  # fmt: skip


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
