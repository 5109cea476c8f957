"""How do people change a question's themes: rename, merge, split, drop, choose, add?"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.coding.books import (
    BY_PERSON,
    CANDIDATE,
    CHOSEN,
    DROPPED,
    MERGED,
    add_themes,
    key_for,
)
from feedback.coding.deciding import code_answer
from feedback.coding.decisions import standings
from feedback.coding.questions import OpenQuestion
from feedback.coding.steps import (
    ADD,
    CHOOSE,
    DROP,
    MERGE,
    RENAME,
    SPLIT,
    Doer,
    ThemeRefused,
    add_step,
)
from feedback.errors import NotFound
from feedback.store.themes import Theme
from feedback.themes.codebook import Theme as BookTheme

NAME_MOST, WORDS_MOST = 80, 40  # letters of a name; words of a theme


def rename(session: Session, question: OpenQuestion, theme_id: str, name: str, doer: Doer) -> str:
    """Give a theme another name. Raises ThemeRefused without one, or where it is another's."""
    theme = theme_here(session, question, theme_id)
    new = _name(session, question, name, but=theme_id)
    before, theme.name = theme.name, new
    session.flush()
    return add_step(session, question, doer, RENAME, theme_id=theme_id,
                    before={"name": before}, after={"name": new})  # fmt: skip


def merge(session: Session, question: OpenQuestion, theme_id: str, into: str, doer: Doer) -> str:
    """From now on the first counts as the second. Raises ThemeRefused where that cannot be."""
    theme, target = theme_here(session, question, theme_id), theme_here(session, question, into)
    if theme_id == into:
        raise ThemeRefused("A theme cannot be merged with itself.")
    if target.state != CHOSEN or theme.state not in {CHOSEN, CANDIDATE}:
        raise ThemeRefused("One of the two was dropped or merged meanwhile. Look again.")
    before = theme.state
    theme.state, theme.merged_into = MERGED, into
    session.flush()
    return add_step(session, question, doer, MERGE, theme_id=theme_id,
                    before={"state": before}, after={"state": MERGED, "into": into})  # fmt: skip


def drop(session: Session, question: OpenQuestion, theme_id: str, doer: Doer) -> str:
    """The theme counts no more; its answers' other themes stay."""
    return _set_state(session, question, theme_id, DROPPED, DROP, {CHOSEN, CANDIDATE}, doer)


def choose(session: Session, question: OpenQuestion, theme_id: str, doer: Doer) -> str:
    """A theme the machine found, or one that was dropped, counts from now on."""
    return _set_state(session, question, theme_id, CHOSEN, CHOOSE, {CANDIDATE, DROPPED}, doer)


def add(
    session: Session, question: OpenQuestion, name: str, words: Sequence[str], doer: Doer
) -> str:
    """A theme of one's own; its id. The machine looks for its words at the next run."""
    theme_id = _new(session, question, name, words, doer)
    add_step(session, question, doer, ADD, theme_id=theme_id, after={"state": CHOSEN})
    return theme_id


def split(
    session: Session,
    question: OpenQuestion,
    theme_id: str,
    name: str,
    responses: Collection[str],
    doer: Doer,
) -> str:
    """A new theme that takes over these answers of an old one; its id.

    Each answer keeps its other themes, and counts as coded by this person. Raises ThemeRefused
    without an answer, NotFound where one was taken back.
    """
    theme_here(session, question, theme_id)
    if not responses:
        raise ThemeRefused("Tick the answers that belong to the new theme.")
    new = _new(session, question, name, (), doer)
    step = add_step(session, question, doer, SPLIT, theme_id=new, before={"of": theme_id},
                    after={"state": CHOSEN})  # fmt: skip
    stand = standings(session, question)
    part = Doer(doer.email, doer.now, part_of=step)
    for one in responses:
        there = stand[one].themes if one in stand else frozenset()
        code_answer(session, question, one, (there - {theme_id}) | {new}, part)
    return new


def theme_here(session: Session, question: OpenQuestion, theme_id: str) -> Theme:
    """The theme, if it is this question's. Raises NotFound."""
    theme = session.get(Theme, theme_id)
    if theme is None or theme.instrument_id != question.instrument_id:
        raise NotFound
    if theme.question_key != question.key:
        raise NotFound
    return theme


def words_from(typed: str) -> tuple[str, ...]:
    """Words and phrases as typed: a line or a comma parts them."""
    parts = typed.replace("\n", ",").split(",")
    return tuple(dict.fromkeys(one for part in parts if (one := " ".join(part.split()))))[
        :WORDS_MOST
    ]


def _new(
    session: Session, question: OpenQuestion, name: str, words: Sequence[str], doer: Doer
) -> str:
    told = _name(session, question, name)
    book = BookTheme(key=key_for(told), name=told, words=tuple(words) or (told,))
    return add_themes(session, question, [book], state=CHOSEN, source=BY_PERSON, by=doer.email,
                      now=doer.now)[0]  # fmt: skip


def _set_state(
    session: Session, question: OpenQuestion, theme_id: str, state: str, what: str,
    among: set[str], doer: Doer,
) -> str:  # fmt: skip
    theme = theme_here(session, question, theme_id)
    if theme.state not in among:
        raise ThemeRefused("Somebody changed this theme meanwhile. Look again.")
    before, theme.state = theme.state, state
    session.flush()
    return add_step(session, question, doer, what, theme_id=theme_id,
                    before={"state": before}, after={"state": state})  # fmt: skip


def _name(session: Session, question: OpenQuestion, typed: str, *, but: str = "") -> str:
    name = " ".join(typed.split())[:NAME_MOST]
    if not name:
        raise ThemeRefused("Give the theme a name.")
    taken = session.scalars(
        select(Theme.name).where(
            Theme.instrument_id == question.instrument_id, Theme.question_key == question.key,
            Theme.id != but, Theme.state == CHOSEN,
        )
    )  # fmt: skip
    if name.casefold() in {one.casefold() for one in taken}:
        raise ThemeRefused("Another theme has this name. Merge the two, or choose another name.")
    return name
