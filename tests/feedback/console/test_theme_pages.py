"""Who sees a question's themes and codes its answers, and does a page never say too much?"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import select, update

from feedback.coding.books import themes_of
from feedback.coding.decisions import codings, standings
from feedback.coding.runs import WAKE
from feedback.jobs.theming import read_due
from feedback.services import Services
from feedback.store.outbox import AuditEntry
from feedback.store.themes import ThemeAnswer, ThemeMatch, ThemeRun
from feedback.web.accounts import Role
from tests.fakes import RememberingQueue
from tests.feedback.coding.world import BUS, LISTENS, Themed, themed
from tests.feedback.console.conftest import Desk, moves_by_itself

SeatAt = Callable[..., Desk]


@dataclass
class Board:
    """A question's board before somebody's eyes."""

    made: Themed
    desk: Desk

    @property
    def address(self) -> str:
        question = self.made.question
        return f"/staff/rounds/{question.round_id}/results/{question.instrument_id}/themes/good"

    def shows(self, page: str = "") -> str:
        return self.desk.get(self.address + page).text

    def does(self, page: str, **form: object) -> int:
        return self.desk.post(self.address + page, page=self.address, **form).status_code

    def theme(self, key: str) -> str:
        with self.made.services.sessions.reading() as session:
            return next(o.id for o in themes_of(session, self.made.question) if o.key == key)


@pytest.fixture
def board(services: Services, seat: SeatAt) -> Board:
    return Board(themed(services), seat(Role.ANALYST))


def test_a_run_is_asked_for_watched_and_done(board: Board, services: Services) -> None:
    assert "Nobody has looked for themes here yet" in board.shows()
    assert board.does("/run") == 303
    assert isinstance(services.queue, RememberingQueue)
    assert services.queue.woken[-1][0] == WAKE
    waiting = board.shows()
    assert moves_by_itself(waiting)
    read_due(services)
    done = board.shows()
    assert not moves_by_itself(done)
    assert "Suggested" in done
    assert "<svg" in done
    assert "Being listened to" in done


def test_an_answer_is_coded_by_form_and_the_next_one_comes(
    board: Board, services: Services
) -> None:
    board.does("/run")
    page = board.shows("/code")
    answer = re.search(r'name="answer" value="(\w+)"', page)
    assert answer is not None
    assert "Coded by you: 0. Left: 12." in page
    assert board.does("/coded", answer=answer[1], theme=board.theme("kind"), what="save") == 303
    assert "Coded by you: 1. Left: 11." in board.shows("/code")
    with services.sessions.reading() as session:
        (people,) = codings(session, board.made.question).values()
        response = session.scalar(
            select(ThemeAnswer.response_id).where(ThemeAnswer.id == answer[1])
        )
        assert response is not None
        assert standings(session, board.made.question)[response].themes == {board.theme("kind")}
    assert list(people) == [board.desk.email]
    skipped = board.desk.post(f"{board.address}/coded", page=board.address, answer=answer[1],
                              what="skip")  # fmt: skip
    assert f"after={answer[1]}" in skipped.location


def test_no_page_names_a_response_and_looking_is_noted(board: Board, services: Services) -> None:
    board.does("/run")
    read_due(services)
    for page in ("", "/code", f"/theme/{board.theme('listened')}", "/history", "/coders"):
        shown = board.shows(page)
        assert not [one for one in board.made.responses if one in shown], page
    with services.sessions.reading() as session:
        noted = session.scalars(select(AuditEntry.what)).all()
    assert noted.count("words_viewed") == 2


def test_words_that_carried_an_answer_are_marked(board: Board, services: Services) -> None:
    board.does("/run")
    read_due(services)
    shown = board.shows(f"/theme/{board.theme('listened')}")
    assert "<mark>listens</mark>" in shown
    assert "Suggested by the machine." in shown
    assert "from a chance of 33 in 100 on." in shown
    assert "too unsure to count" in board.shows("/code")


def test_what_is_too_unsure_for_every_theme_is_to_be_read(board: Board, services: Services) -> None:
    board.does("/run")
    read_due(services)
    with services.sessions.writing() as session:
        session.execute(update(ThemeMatch).values(is_placed=False))
    shown = board.shows("/code")
    assert "too unsure to put it anywhere: it is to be read. Nearest: " in shown
    assert "too unsure to count" not in shown


def test_a_line_that_codings_moved_is_told(board: Board, services: Services) -> None:
    board.does("/run")
    read_due(services)
    theme = board.theme("listened")
    with services.sessions.writing() as session:
        run = session.scalars(select(ThemeRun)).one()
        run.figures = {**run.figures, "cuts": {theme: 0.412}}
    shown = board.shows(f"/theme/{theme}")
    assert "from a chance of 41 in 100 on; your codings moved that from 33." in shown


def test_themes_are_renamed_merged_and_brought_back(board: Board, services: Services) -> None:
    board.does("/run")
    read_due(services)
    listened, kind = board.theme("listened"), board.theme("kind")
    changed = f"/theme/{listened}/changed"
    assert board.does(changed, what="rename", name="Heard <b>at last</b>") == 303
    assert "Heard &lt;b&gt;at last&lt;/b&gt;" in board.shows()
    assert board.does(changed, what="merge", into=kind) == 303
    assert "Heard &lt;b&gt;at last" not in board.shows().split("<table")[1].split("</table")[0]
    history = board.shows("/history")
    step = re.search(r'name="step" value="(\w+)"', history)
    assert step is not None
    assert board.does("/undo", step=step[1]) == 303
    assert "Heard &lt;b&gt;at last" in board.shows().split("<table")[1]


def test_what_the_machine_thinks_is_one_is_merged_from_the_board(
    board: Board, services: Services
) -> None:
    board.does("/run")
    read_due(services)
    assert "Perhaps one and the same" not in board.shows()
    first, second = board.theme("kind"), board.theme("listened")
    with services.sessions.writing() as session:
        run = session.scalars(select(ThemeRun)).one()
        run.figures = {**run.figures, "alike": [[first, second, "together"]]}
    shown = board.shows()
    assert "are often in the same answers" in shown
    into = re.search(r'name="into" value="(\w+)"', shown)
    assert into is not None
    later = first if into[1] == second else second
    assert board.does(f"/theme/{later}/changed", what="merge", into=into[1], back="board") == 303
    assert "Perhaps one and the same" not in board.shows()
    with services.sessions.reading() as session:
        states = {one.id: one.state for one in themes_of(session, board.made.question)}
    assert (states[later], states[into[1]]) == ("merged", "chosen")


def test_the_results_show_the_themes_and_who_decided_them(services: Services, seat: SeatAt) -> None:
    texts = [LISTENS.format(n=n) if n % 3 else BUS.format(n=n) for n in range(30)]
    board = Board(themed(services, texts), seat(Role.ANALYST))
    board.does("/run")
    read_due(services)
    results = board.address.partition("/themes/")[0]
    shown = board.desk.get(results).text.partition('id="question-good"')[2]
    assert "Being listened to" in shown
    assert "67%" in shown.partition("Being listened to")[2][:300]
    assert "Suggested by the machine; nobody has coded an answer yet." in shown


def test_a_refusal_is_told_in_plain_words(board: Board, services: Services) -> None:
    board.does("/run")
    board.does(f"/theme/{board.theme('kind')}/changed", what="rename", name=" ")
    assert "Give the theme a name." in board.shows(f"/theme/{board.theme('kind')}")
    assert board.does(f"/theme/{board.theme('kind')}/changed", what="explode") == 404
    assert board.does("/undo", step="0" * 32) == 404
    assert board.does("/coded", answer="0" * 32, what="save") == 404
    assert board.desk.get(f"{board.address}x").status_code == 404


def test_a_file_of_coded_answers_is_noted(board: Board, services: Services) -> None:
    board.does("/run")
    read_due(services)
    reply = board.desk.get(f"{board.address}/coded.csv")
    assert len(reply.data.decode("utf-8-sig").splitlines()) == 13
    assert board.desk.get(f"{board.address}/coded.xlsx").status_code == 200
    assert board.desk.get(f"{board.address}/coded.exe").status_code == 404
    with services.sessions.reading() as session:
        details = session.scalars(
            select(AuditEntry.details).where(AuditEntry.what == "downloaded")
        ).all()
    assert details[0] == {"file": "coded.csv", "rows": "12", "words": "yes"}


@pytest.mark.parametrize(
    ("role", "figures", "words", "file"),
    [
        (Role.ADMINISTRATOR, 200, 403, 403),
        (Role.DUTY_OFFICER, 200, 200, 403),
        (Role.TEAM_VIEWER, 403, 403, 403),
        (Role.TRAINING_LEAD, 403, 403, 403),
    ],
)
def test_each_role_sees_its_part(
    services: Services, seat: SeatAt, role: Role, figures: int, words: int, file: int
) -> None:
    board = Board(themed(services), seat(role, team="North"))
    got = [board.desk.get(board.address + page).status_code
           for page in ("", "/code", "/coded.csv")]  # fmt: skip
    assert got == [figures, words, file]


def test_of_few_people_nothing_is_looked_for_or_listed(services: Services, seat: SeatAt) -> None:
    made = themed(services, [LISTENS.format(n=n) for n in range(9)])
    board = Board(made, seat(Role.ANALYST))
    assert "Fewer than 10 people wrote something here" in board.shows()
    assert board.does("/run") == 404
    assert "listens to me" not in board.shows("/code")
