"""How do the answers to one question differ between groups, over all rounds that asked it?

Everything here is under the strict profile: counts fixed once, rounded down, judged as if every
wider group were known (feedback/privacy/releasing.py).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from feedback.collection.instruments import AUDIENCE_NAMES
from feedback.collection.sending import PRELUDE_ITEMS
from feedback.collection.shelf import SurveyShelf
from feedback.errors import NotFound
from feedback.privacy.crowds import Crowd, Where
from feedback.privacy.profiles import PUBLIC_STRICT
from feedback.privacy.releasing import Release, Releaser
from feedback.reports.groups import group_key
from feedback.reports.published import is_sensitive
from feedback.store.figures import FixedCount, FixedRound
from feedback.store.rounds import Round, RoundInstrument
from surveys.definition import Audience, Kind, Question
from surveys.kirkpatrick import financial_year
from surveys.piping import without_pipes

DIMENSIONS = {
    "kind": "Cohort",
    "team": "Team",
    "band": "Survey",
    "year": "Year",
    "channel": "How they answered",
}
CHANNEL_NAMES = {
    "link": "By a link of their own",
    "open": "By an open link",
    "kiosk": "On a worker’s tablet",
    "paper": "On paper",
    "telephone": "By telephone",
    "chat": "By chat",
}
NOT_KNOWN = "Not known"
GROUP_NAMES = {"children": "Children and young people"} | {
    one.value: words for one, words in AUDIENCE_NAMES.items()
}
RULE = (
    "Everyone who sent an answer to this question in a round that is closed and fixed. Skipped "
    f"questions are not counted. Counts of fewer than {PUBLIC_STRICT.cell} people are not shown, a "
    f"0 neither, and the others are rounded down to the nearest {PUBLIC_STRICT.step}: the base and "
    "the shares follow from the rounded numbers, so they are ranges. A number is left out too "
    "where somebody could work out a small one with it."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that can be explored: an item as one group of people was asked it."""

    group: str  # children | parent | …
    item: str
    wording: str
    codes: Mapping[str, str]  # code -> label, all surveys' together
    sensitive: bool
    instruments: Mapping[str, tuple[str, str]]  # id -> (band, year)
    never: frozenset[tuple[str, str, str]]  # (dimension, value, code) never on offer there

    @property
    def key(self) -> str:
        """Its name in an address."""
        return f"{self.group}.{self.item}"


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What the analyst asks for: divided by a dimension or "", only people of these values."""

    question: str
    by: str = ""
    only: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Column:
    """One group's answers as they may be shown; `refused` says why there are none."""

    label: str
    release: Release
    refused: str


@dataclass(frozen=True, slots=True)
class Crosstab:
    """Answers (rows) by group (columns); the first column is everyone the filters let through.

    `computed_from`: SHA-256 of what is shown, and of how it was asked for.
    """

    asked: Asked
    labels: tuple[str, ...]
    columns: tuple[Column, ...]
    choices: Mapping[str, Mapping[str, str]]  # dimension -> value -> words, to filter by
    computed_from: str


def questions(session: Session, shelf: SurveyShelf) -> tuple[Asked, ...]:
    """What can be explored: closed questions of one answer, of rounds that are fixed."""
    found: dict[tuple[str, str], list[tuple[str, str, Audience, Question]]] = {}
    for instrument_id, version_id, opens_on in session.execute(_instruments()):
        survey = shelf.get(session, version_id)
        for question in survey.questions:
            if _can_be_explored(question):
                place = (group_key(survey.audience), question.item)
                year = financial_year(opens_on)
                found.setdefault(place, []).append((instrument_id, year, survey.audience, question))
    return tuple(_asked(group, item, rows) for (group, item), rows in found.items())


def crosstab(session: Session, every: Sequence[Asked], inquiry: Inquiry) -> Crosstab:
    """The table asked for. Raises NotFound for a question, dimension or value there is not."""
    asked = next((one for one in every if one.key == inquiry.question), None)
    if asked is None or (inquiry.by and inquiry.by not in DIMENSIONS):
        raise NotFound
    crowd = _crowd(session, asked)
    choices = {
        name: {value: words_of(name, value) for value in crowd.values(name)} for name in DIMENSIONS
    }
    if any(value not in choices.get(name, {}) for name, value in inquiry.only.items()):
        raise NotFound
    where: Where = frozenset(inquiry.only.items())
    releaser = Releaser(crowd, sensitive=asked.sensitive)
    columns = [_column("Everyone chosen" if where else "Everyone", releaser.release(where))]
    if inquiry.by and inquiry.by not in inquiry.only:
        columns += [
            _column(words, releaser.release(where | {(inquiry.by, value)}))
            for value, words in choices[inquiry.by].items()
            if value in crowd.values(inquiry.by, where)
        ]
    told = [asked.key, inquiry.by, sorted(where), [one.release.numbers for one in columns]]
    digest = hashlib.sha256(json.dumps(told, ensure_ascii=True).encode()).hexdigest()
    return Crosstab(asked, tuple(asked.codes.values()), tuple(columns), choices, digest)


def words_of(dimension: str, value: str) -> str:
    """A value of a dimension in words."""
    if dimension == "band":
        return AUDIENCE_NAMES[Audience(value)]
    return CHANNEL_NAMES.get(value, value) if dimension == "channel" else value or NOT_KNOWN


def _column(label: str, release: Release) -> Column:
    return Column(label, release, release.refused)


def _instruments() -> Select[str, str, date]:
    return (
        select(RoundInstrument.id, RoundInstrument.survey_version_id, Round.opens_on)
        .join(Round, Round.id == RoundInstrument.round_id)
        .join(FixedRound, FixedRound.round_id == Round.id)
        .order_by(Round.opens_on.desc(), RoundInstrument.id)
    )


def _can_be_explored(question: Question) -> bool:
    return (
        question.is_closed
        and question.kind is not Kind.MULTI
        and question.item not in PRELUDE_ITEMS
        and not question.quote_consent
    )


def _asked(group: str, item: str, rows: list[tuple[str, str, Audience, Question]]) -> Asked:
    # The wording the report prints stands first, whichever survey or year is asked first.
    first = sorted((row[3] for row in rows), key=lambda question: not question.published)
    labels: dict[str, str] = {}
    for question in first:
        for choice in question.choices:
            labels.setdefault(choice.code, choice.label)
    return Asked(
        group=group,
        item=item,
        wording=without_pipes(first[0].ask),
        codes=labels,
        sensitive=any(is_sensitive(question) for question in first),
        instruments={one: (audience.value, year) for one, year, audience, _question in rows},
        never=frozenset(
            ("band", audience.value, code)
            for audience in {row[2] for row in rows}
            for code in labels
            if not any(row[3].choice(code) for row in rows if row[2] is audience)
        ),
    )


def _crowd(session: Session, asked: Asked) -> Crowd:
    by = (FixedCount.round_instrument_id, FixedCount.kind, FixedCount.team, FixedCount.channel)
    rows = session.execute(
        select(*by, FixedCount.code, func.sum(FixedCount.people))
        .where(
            FixedCount.item_key == asked.item,
            FixedCount.round_instrument_id.in_(list(asked.instruments)),
        )
        .group_by(*by, FixedCount.code)
    )
    cells: dict[tuple[str, ...], dict[str, int]] = {}
    for instrument_id, kind, team, channel, code, people in rows:
        band, year = asked.instruments[instrument_id]
        own = cells.setdefault((kind, team, band, year, channel), {})
        if code in asked.codes:
            own[code] = own.get(code, 0) + int(people)
    return Crowd(tuple(DIMENSIONS), cells, tuple(asked.codes), asked.never)
