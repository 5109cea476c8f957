"""Which answers may somebody read to code them here, and why does each stand in its theme?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.coding.books import CANDIDATE, CHOSEN, ThemeView, ends_of, themes_of
from feedback.coding.deciding import decided
from feedback.coding.decisions import codings, latest_codings, machine_matches
from feedback.coding.questions import OpenQuestion, writers
from feedback.privacy.small_numbers import may_list_words
from feedback.reports.theme_sureness import UNSURE, Cut, bands_of, cut_of, how_sure
from feedback.reports.words import PAGE, in_no_order, read_words, under_concern
from feedback.sealing.keystore import Keys
from feedback.store.themes import MACHINE, ThemeAnswer, ThemeMatch


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: whether words under an open concern too, and of which teams (None: of all)."""

    email: str
    sees_concerns: bool
    teams: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A theme the machine would give this answer, best first, and how sure in words."""

    theme_id: str
    name: str
    how_sure: str
    is_placed: bool  # False: less likely than the theme's cut


@dataclass(frozen=True, slots=True)
class ToCode:
    """One answer before a person: `mine` is what they said of it before."""

    answer_id: str
    response_id: str
    text: str
    spans: tuple[tuple[int, int], ...]  # what carried the suggestions
    suggestions: tuple[Suggestion, ...]
    mine: frozenset[str]
    left: int  # answers this person has not coded
    done: int  # answers they have


@dataclass(frozen=True, slots=True)
class InTheme:
    """One answer in a theme: who put it there, and the places in its text that carried it."""

    answer_id: str
    text: str
    spans: tuple[tuple[int, int], ...]
    how: str


@dataclass(frozen=True, slots=True)
class ThemePage:
    """Answers of one theme, PAGE at a time, in an order that tells nothing."""

    answers: tuple[InTheme, ...]
    too_few: bool
    with_duty_officer: bool
    page: int
    pages: int
    cut: Cut | None = None


def readable(session: Session, question: OpenQuestion, reader: Reader) -> frozenset[str] | None:
    """Responses whose words this person may read here; None where too few people wrote."""
    wrote = writers(session, question.instrument_id, question.key, reader.teams)
    if not may_list_words(len(wrote)):
        return None
    worrying = set() if reader.sees_concerns else under_concern(session, question.instrument_id)
    return frozenset(wrote) - worrying


def next_to_code(
    session: Session,
    keys: Keys,
    question: OpenQuestion,
    reader: Reader,
    *,
    after: str = "",
    second: bool = False,
) -> ToCode | None:
    """The answer whose coding teaches most, of those this person has not coded; None: all done.

    `after`: they skipped this one (an answer's id) and those before it. `second`: only answers
    somebody else has coded, so that the two can be compared.
    """
    may = readable(session, question, reader) or frozenset()
    coded = codings(session, question)
    rows = [row for row in _rows(session, question) if row.response_id in may]
    mine = {one for one, people in coded.items() if reader.email in people}
    done = sum(row.response_id in mine for row in rows)
    left = [row for row in rows if row.response_id not in mine]
    if second:
        left = [row for row in left if row.response_id in coded]
    place = next((at for at, row in enumerate(rows) if row.id == after), -1)
    behind = {row.id for row in rows[: place + 1]}
    for row in [one for one in left if one.id not in behind] or left:
        text = _text(session, keys, question, row.response_id)
        if text is not None:
            return _to_code(session, question, reader, row, text, len(left), done)
    return None


def answer_to_code(
    session: Session, keys: Keys, question: OpenQuestion, reader: Reader, answer_id: str
) -> ToCode | None:
    """The answer by its id, to look at its coding again; None where this person may not read it."""
    response_id = response_of(session, question, reader, answer_id)
    row = session.get(ThemeAnswer, answer_id)
    if response_id is None or row is None:
        return None
    text = _text(session, keys, question, response_id)
    return None if text is None else _to_code(session, question, reader, row, text, 0, 0)


def response_of(
    session: Session, question: OpenQuestion, reader: Reader, answer_id: str
) -> str | None:
    """Whose answer this is, if this person may read it."""
    row = session.get(ThemeAnswer, answer_id)
    if row is None or row.instrument_id != question.instrument_id:
        return None
    if row.question_key != question.key:
        return None
    may = readable(session, question, reader)
    return row.response_id if may is not None and row.response_id in may else None


def theme_page(
    session: Session,
    keys: Keys,
    question: OpenQuestion,
    theme: ThemeView,
    reader: Reader,
    page: int,
) -> ThemePage:
    """The answers that count under a theme, or that made the machine find it."""
    may = readable(session, question, reader)
    if may is None:
        return ThemePage((), True, False, 1, 1, cut_of(session, question, theme.id))
    ends = ends_of(themes_of(session, question))
    members = {one for one, end in ends.items() if end == theme.id} | {theme.id}
    latest = latest_codings(session, question)
    scores = {
        one: max(found[it] for it in found if it in members)
        for one, found in machine_matches(session, question).items()
        if members & found.keys()
    }
    inside = {one for one in scores if one not in latest}
    inside |= {one for one, decision in latest.items() if theme.id in decision.themes}
    listed = in_no_order(inside & may, f"{question.key}|{theme.id}")
    pages = max(1, -(-len(listed) // PAGE))
    page = min(max(page, 1), pages)
    ids = listed[(page - 1) * PAGE : page * PAGE]
    opened = read_words(session, keys, ids, [question.key])
    names = {row.response_id: row.id for row in _rows(session, question, ids)}
    spans = _spans(session, question, ids, members)
    bands = bands_of(session, question)
    answers = tuple(
        InTheme(
            names[one], opened[one][question.key], spans.get(one, ()),
            f"Coded by {latest[one].by}" if one in latest else how_sure(scores[one], bands),
        )
        for one in ids
        if one in opened and one in names
    )  # fmt: skip
    cut = cut_of(session, question, theme.id)
    return ThemePage(answers, False, bool(inside - may), page, pages, cut)


def _to_code(
    session: Session,
    question: OpenQuestion,
    reader: Reader,
    row: ThemeAnswer,
    text: str,
    left: int,
    done: int,
) -> ToCode:
    bands = bands_of(session, question)
    names = {one.id: one.name for one in themes_of(session, question)
             if one.state in {CHOSEN, CANDIDATE}}  # fmt: skip
    ends = ends_of(themes_of(session, question))
    found = session.execute(
        select(ThemeMatch.theme_id, ThemeMatch.score, ThemeMatch.spans, ThemeMatch.is_placed)
        .where(
            ThemeMatch.response_id == row.response_id,
            ThemeMatch.question_key == question.key,
            ThemeMatch.by == MACHINE,
        )
        .order_by(ThemeMatch.score.desc(), ThemeMatch.theme_id)
    ).all()
    told: dict[str, Suggestion] = {}
    for one in found:
        end = ends.get(one.theme_id)
        if end is not None and end in names and end not in told and len(told) < 3:
            sure = how_sure(one.score, bands) if one.is_placed else UNSURE
            told[end] = Suggestion(end, names[end], sure, one.is_placed)
    spans = tuple((a, b) for a, b in found[0].spans) if found else ()
    before = decided(session, question, row.response_id, reader.email)
    mine = frozenset(ends[one] for one in before or () if one in ends)
    return ToCode(row.id, row.response_id, text, spans, tuple(told.values()), mine, left, done)


def _rows(
    session: Session, question: OpenQuestion, ids: Sequence[str] | None = None
) -> Sequence[ThemeAnswer]:
    """The answers' rows, most useful first."""
    query = (
        select(ThemeAnswer)
        .where(
            ThemeAnswer.instrument_id == question.instrument_id,
            ThemeAnswer.question_key == question.key,
        )
        .order_by(ThemeAnswer.usefulness.desc(), ThemeAnswer.id)
    )
    if ids is not None:
        query = query.where(ThemeAnswer.response_id.in_(list(ids)))
    return session.scalars(query).all()


def _text(session: Session, keys: Keys, question: OpenQuestion, response_id: str) -> str | None:
    found = read_words(session, keys, [response_id], [question.key])
    return found.get(response_id, {}).get(question.key)


def _spans(
    session: Session, question: OpenQuestion, ids: Sequence[str], members: Iterable[str]
) -> Mapping[str, tuple[tuple[int, int], ...]]:
    rows = session.execute(
        select(ThemeMatch.response_id, ThemeMatch.spans).where(
            ThemeMatch.response_id.in_(list(ids)),
            ThemeMatch.question_key == question.key,
            ThemeMatch.theme_id.in_(list(members)),
            ThemeMatch.by == MACHINE,
        )
    )
    found: dict[str, tuple[tuple[int, int], ...]] = {}
    for row in rows:
        found[row.response_id] = (*found.get(row.response_id, ()), *((a, b) for a, b in row.spans))
    return found
