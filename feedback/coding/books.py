"""Which themes does a question have, and which codebook do they make for the machine?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, insert, select
from sqlalchemy.orm import Session

from feedback.coding.questions import OpenQuestion, year_before
from feedback.store.base import new_id
from feedback.store.themes import MACHINE, Theme
from feedback.store.turns import take_turn
from feedback.themes.codebook import Codebook, shipped_for
from feedback.themes.codebook import Theme as BookTheme

CANDIDATE, CHOSEN, DROPPED, MERGED = "candidate", "chosen", "dropped", "merged"
FROM_BOOK, FOUND, BY_PERSON = "codebook", "found", "person"


@dataclass(frozen=True, slots=True)
class ThemeView:
    """One theme as staff see it."""

    id: str
    key: str
    name: str
    about: str
    words: tuple[str, ...]
    state: str
    source: str
    place: int
    merged_into: str | None

    @property
    def is_chosen(self) -> bool:
        """Whether it counts."""
        return self.state == CHOSEN


def has_themes(session: Session, question: OpenQuestion) -> bool:
    """Whether anybody has begun to look for themes here."""
    return session.scalar(_of(question).with_only_columns(func.count())) != 0


def open_book(session: Session, question: OpenQuestion, now: datetime) -> None:
    """Give a question its first themes: those of the year before, else the instrument's codebook.

    Where it has some already, or no codebook is shipped for it, nothing changes.
    """
    take_turn(session, f"themes {question.instrument_id} {question.key}")
    if has_themes(session, question):
        return
    before = year_before(session, question)
    kept = chosen(session, before) if before is not None else ()
    book = [_book_theme(one) for one in kept]
    if not book:
        shipped = shipped_for(question.survey_key)
        book = list(shipped.themes) if shipped is not None else []
    add_themes(session, question, book, state=CHOSEN, source=FROM_BOOK, by=MACHINE, now=now)


def add_themes(
    session: Session,
    question: OpenQuestion,
    book: Iterable[BookTheme],
    *,
    state: str,
    source: str,
    by: str,
    now: datetime,
) -> list[str]:
    """Add themes behind those that are there; their ids. A key that is taken gets a number."""
    taken = set(session.scalars(_of(question).with_only_columns(Theme.key)))
    place = session.scalar(_of(question).with_only_columns(func.max(Theme.place))) or 0
    rows = []
    for one in book:
        place += 1
        key = _free_key(one.key, taken)
        taken.add(key)
        rows.append(
            {
                "id": new_id(), "round_id": question.round_id, "key": key,
                "instrument_id": question.instrument_id, "question_key": question.key,
                "name": one.name, "about": one.about, "words": list(one.words),
                "examples": list(one.examples), "not_words": list(one.not_words),
                "state": state, "source": source, "place": place, "merged_into": None,
                "made_by": by, "made_at": now,
            }
        )  # fmt: skip
    if rows:
        session.execute(insert(Theme), rows)
    return [str(row["id"]) for row in rows]


def themes_of(session: Session, question: OpenQuestion) -> tuple[ThemeView, ...]:
    """Every theme, chosen or not, in the order of the board."""
    return tuple(_view(row) for row in _rows(session, question))


def chosen(session: Session, question: OpenQuestion) -> tuple[Theme, ...]:
    """The rows of the themes that count."""
    return tuple(row for row in _rows(session, question) if row.state == CHOSEN)


def book_of(session: Session, question: OpenQuestion) -> Codebook:
    """The chosen themes as the machine reads them; their keys are the rows' ids.

    What was merged into a theme speaks for it too.
    """
    rows = _rows(session, question)
    ends = ends_of(_view(row) for row in rows)
    return Codebook(
        tuple(
            BookTheme(
                key=row.id,
                name=row.name,
                about=row.about,
                words=tuple(_together(rows, ends, row.id, lambda it: it.words)),
                examples=tuple(_together(rows, ends, row.id, lambda it: it.examples)),
                not_words=tuple(row.not_words),
            )
            for row in rows
            if row.state == CHOSEN
        )
    )


def _together(
    rows: Sequence[Theme], ends: dict[str, str], theme_id: str, take: Callable[[Theme], list[str]]
) -> list[str]:
    """The theme's own first, then those of the themes that count under it, each once."""
    members = [row for row in rows if ends.get(row.id) == theme_id]
    members.sort(key=lambda row: row.id != theme_id)
    return list(dict.fromkeys(word for row in members for word in take(row)))


def ends_of(themes: Iterable[ThemeView]) -> dict[str, str]:
    """Theme id -> the id of the chosen theme its answers count under; the others are missing."""
    by_id = {one.id: one for one in themes}
    found = {}
    for start in by_id.values():
        one, seen = start, {start.id}
        while one.state == MERGED and one.merged_into in by_id and one.merged_into not in seen:
            one = by_id[one.merged_into]
            seen.add(one.id)
        if one.state == CHOSEN:
            found[start.id] = one.id
    return found


def key_for(name: str) -> str:
    """A key made of a name: small letters, digits and _, at most 60."""
    plain = "".join(sign if sign.isalnum() else "_" for sign in name.lower())
    return "_".join(part for part in plain.split("_") if part)[:60] or "theme"


def _free_key(key: str, taken: set[str]) -> str:
    if key not in taken:
        return key
    return next(one for n in range(2, 10_000) if (one := f"{key}_{n}") not in taken)


def _rows(session: Session, question: OpenQuestion) -> Sequence[Theme]:
    return session.scalars(_of(question).order_by(Theme.place, Theme.id)).all()


def _of(question: OpenQuestion) -> Select[Theme]:
    return select(Theme).where(
        Theme.instrument_id == question.instrument_id, Theme.question_key == question.key
    )


def _book_theme(one: Theme) -> BookTheme:
    return BookTheme(
        key=one.key,
        name=one.name,
        about=one.about,
        words=tuple(one.words),
        examples=tuple(one.examples),
        not_words=tuple(one.not_words),
    )


def _view(row: Theme) -> ThemeView:
    return ThemeView(
        row.id, row.key, row.name, row.about, tuple(row.words), row.state, row.source, row.place,
        row.merged_into,
    )  # fmt: skip
