"""How did the chat go: how far people came, how many turns it took, and beside the form?

Every count is rounded to the nearest 5, and fewer than 5 is told as that: each of these counts
follows from others on the page, so hiding single ones would help nobody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, select
from sqlalchemy.orm import Session, aliased

from feedback.privacy.small_numbers import NOT_SHOWN, WORDS_FROM, Shown, ShownRow, about, percent
from feedback.reports.charts import BarChart, bar_chart
from feedback.reports.groups import Asked
from feedback.store.responses import Answer, Response
from feedback.store.rounds import CohortMember
from feedback.store.talking import TalkTurns
from surveys.definition import Question
from surveys.piping import without_pipes

DOORS = {"chat": "The chat only", "form": "The form only", "both": "Both, changing between them"}
TOOK = {
    "under_5": "under 5 minutes", "5_to_10": "5 to 10 minutes", "10_to_20": "10 to 20 minutes",
    "over_20": "20 minutes or more",
}  # fmt: skip
SEAL = 28  # bytes a seal adds to the words: nonce and tag
FINISHED = ("sent", "superseded")
BY_THEMSELVES = ("link", "open", "kiosk")  # not typed in by staff from paper


@dataclass(frozen=True, slots=True)
class QuestionTalk:
    """One question in the chat: who came to it, what they did there, and how hard it was."""

    key: str
    ask: str
    came: Shown
    answered: str  # shares of those who came, in words
    stopped: str
    misunderstood: str  # had something at it that was not understood
    turns: str  # on average, where 10 and more came


@dataclass(frozen=True, slots=True)
class DoorFigures:
    """One way to answer: who began, who finished, how long it took, how much they wrote."""

    name: str
    began: Shown
    finished: str
    letters: str  # on average, an answer in own words
    took: tuple[str, ...]  # shares in the order of TOOK, of those whose time is known


@dataclass(frozen=True, slots=True)
class TalkFigures:
    """Everything about one survey's chat that may be shown."""

    chatted: Shown
    questions: tuple[QuestionTalk, ...]
    how_far: BarChart | None
    doors: tuple[DoorFigures, ...]
    finishing: BarChart | None


def talk_figures(
    session: Session, asked: Asked, teams: frozenset[str] | None = None
) -> TalkFigures:
    """The chat of one survey in a round, and the form beside it; of these teams only if named."""
    doors = doors_of(asked.id, teams)
    chatted = session.scalar(select(func.count()).select_from(doors).where(doors.c.door != "form"))
    questions = _questions(session, asked, teams)
    ways = _beside(session, doors)
    all_of_them = about(chatted or 0)
    return TalkFigures(
        chatted=all_of_them,
        questions=questions,
        how_far=_how_far(questions, all_of_them),
        doors=ways,
        finishing=_finishing(ways),
    )


def _own(query: Any, instrument_id: str, teams: frozenset[str] | None) -> Any:
    """Responses people gave by themselves and did not take back."""
    query = query.where(
        Response.round_instrument_id == instrument_id,
        Response.state != "withdrawn",
        Response.channel.in_(BY_THEMSELVES),
    )
    if teams is None:
        return query
    known = CohortMember.team.in_(sorted(teams))
    return query.join(CohortMember, CohortMember.id == Response.member_id).where(known)


def doors_of(instrument_id: str, teams: frozenset[str] | None) -> Any:
    """Each response (`id`, `state`, `took`) with its `door` out of DOORS, as a subquery."""
    turned = aliased(TalkTurns)
    talked: ColumnElement[bool] = exists().where(TalkTurns.response_id == Response.id)
    outside: ColumnElement[bool] = exists().where(
        Answer.response_id == Response.id,
        Answer.status == "given",
        ~exists().where(
            turned.response_id == Answer.response_id, turned.question_key == Answer.question_key
        ),
    )
    door = case((~talked, "form"), (and_(talked, outside), "both"), else_="chat").label("door")
    query = select(Response.id, Response.state, Response.took, door)
    return _own(query, instrument_id, teams).subquery()


def _questions(
    session: Session, asked: Asked, teams: frozenset[str] | None
) -> tuple[QuestionTalk, ...]:
    query = select(
        TalkTurns.question_key,
        func.count().label("came"),
        func.sum(TalkTurns.turns).label("turns"),
        func.sum(case((TalkTurns.missed > 0, 1), else_=0)).label("missed"),
        func.sum(case((_answered(), 1), else_=0)).label("answered"),
        func.sum(case((_stopped(), 1), else_=0)).label("stopped"),
    ).join(Response, Response.id == TalkTurns.response_id)
    rows = session.execute(
        _own(query, asked.id, teams).group_by(TalkTurns.question_key)
    )  # fmt: skip
    found = {row.question_key: row for row in rows}
    return tuple(
        _question(question, found[question.key])
        for question in asked.survey.questions
        if question.key in found and not question.is_info
    )


def _answered() -> ColumnElement[bool]:
    return exists().where(
        Answer.response_id == TalkTurns.response_id,
        Answer.question_key == TalkTurns.question_key,
        Answer.status == "given",
    )


def _stopped() -> ColumnElement[bool]:
    """Left there: the place of an unfinished response, perhaps behind the page with the code."""
    at, key = Response.at_page, TalkTurns.question_key
    return and_(Response.state == "open", (at == key) | at.endswith(literal(">") + key))


def _question(question: Question, row: Any) -> QuestionTalk:
    base = about(row.came)
    mean = (Decimal(row.turns) / Decimal(row.came)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return QuestionTalk(
        key=question.key,
        ask=without_pipes(question.ask),
        came=base,
        answered=share_of(row.answered, row.came),
        stopped=share_of(row.stopped, row.came),
        misunderstood=share_of(row.missed, row.came),
        turns=f"{mean}" if row.came >= WORDS_FROM else NOT_SHOWN,
    )


def share_of(count: int, base: int) -> str:
    """A share of rounded counts, or the words for a few; nothing of fewer than 10 people."""
    if base < WORDS_FROM:
        return NOT_SHOWN
    part = about(count)
    return part.text if part.is_hidden else f"{percent(part, about(base))} ({part.text})"


def _how_far(questions: Sequence[QuestionTalk], chatted: Shown) -> BarChart | None:
    if chatted.is_hidden or not questions:
        return None
    labels = tuple(one.ask for one in questions)
    row = ShownRow(labels, tuple(one.came for one in questions), chatted)
    return bar_chart("how-far", "How many came to each question.", labels, row, counted="Chatted:")


def _beside(session: Session, doors: Any) -> tuple[DoorFigures, ...]:
    rows = session.execute(
        select(doors.c.door, doors.c.state, doors.c.took, func.count().label("people"))
        .group_by(doors.c.door, doors.c.state, doors.c.took)
    ).all()  # fmt: skip
    written = _written(session, doors)
    made = []
    for key, name in DOORS.items():
        own = [row for row in rows if row.door == key]
        began = sum(row.people for row in own)
        finished = sum(row.people for row in own if row.state in FINISHED)
        times = {band: sum(row.people for row in own if row.took == band) for band in TOOK}
        known = sum(times.values())
        made.append(
            DoorFigures(
                name=name,
                began=about(began),
                finished=share_of(finished, began),
                letters=written.get(key, NOT_SHOWN),
                took=tuple(share_of(times[band], known) for band in TOOK),
            )
        )
    return tuple(made)


def _written(session: Session, doors: Any) -> Mapping[str, str]:
    """Letters of an answer in own words on average, by door; no word is opened for it."""
    rows = session.execute(
        select(
            doors.c.door,
            func.count(Answer.response_id.distinct()).label("people"),
            func.count().label("answers"),
            func.sum(func.length(Answer.sealed)).label("bytes"),
        )
        .join(Answer, Answer.response_id == doors.c.id)
        .where(Answer.sealed.is_not(None))
        .group_by(doors.c.door)
    )
    return {
        row.door: f"about {round(row.bytes / row.answers) - SEAL:,}"
        for row in rows
        if row.people >= WORDS_FROM
    }


def _finishing(ways: Sequence[DoorFigures]) -> BarChart | None:
    """Who finished, as bars of those who began by each door."""
    shown = [(one, one.finished.partition("%")) for one in ways]
    shares = [(one, int(share[0])) for one, share in shown if share[1]]
    if not shares:
        return None
    labels = tuple(one.name for one, _share_of in shares)
    cells = tuple(Shown(share, f"of {one.began.text}") for one, share in shares)
    row = ShownRow(labels, cells, Shown(100, "100"))
    return bar_chart(
        "finishing", "Who finished, of 100 who began that way.", labels, row, counted="Of"
    )
