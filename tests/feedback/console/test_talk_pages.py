"""Does an analyst see what the chat did not understand, and teach it with one click?"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from feedback.services import Services
from feedback.store.outbox import AuditEntry
from feedback.store.responses import Answer, Response
from feedback.store.talking import TalkAlias, TalkTurns
from feedback.web.accounts import Role
from tests.factories import ask
from tests.feedback.chats import Chat, views
from tests.feedback.console.conftest import Desk

MORE = "{key: more, kind: long_text, ask: Anything else?}"
Seat = Callable[..., Desk]


@pytest.fixture
def chat(services: Services, app: Flask) -> Chat:
    return Chat(app, ask(services, views(MORE), people=14))


def codes(services: Services) -> list[str | None]:
    with services.sessions.reading() as session:
        return list(session.scalars(select(Answer.code).where(Answer.question_key == "lately")))


def audited(services: Services) -> list[str]:
    with services.sessions.reading() as session:
        return list(session.scalars(select(AuditEntry.what).order_by(AuditEntry.place)))


def test_the_page_says_where_to_code_what_people_wrote(seat: Seat, chat: Chat) -> None:
    assert "Nobody has coded what people wrote yet" in seat(Role.ANALYST).get(chat.page).text


def listed(text: str) -> list[str]:
    return re.findall(r'name="phrase" value="([^"]*)"', text)


def test_one_click_teaches_the_chat_and_another_takes_it_out(
    services: Services, seat: Seat, chat: Chat
) -> None:
    for _ in range(10):
        chat.types("bare peak blud")
    desk = seat(Role.ANALYST)
    page = desk.get(chat.page)
    assert listed(page.text) == ["bare peak blud"]
    form = f"{chat.page}/lately"
    done = desk.post(form, page=chat.page, phrase="bare peak blud", code="poor")
    assert done.status_code == 303
    taught = desk.get(chat.page).text
    assert listed(taught) == []
    assert "means Poor" in taught
    assert "Anything else?" in chat.types("Bare peak, blud!").text
    assert codes(services) == ["poor"]
    alias = re.findall(r"aliases/(\w+)/remove", taught)[0]
    assert desk.post(f"{chat.page}/aliases/{alias}/remove", page=chat.page).status_code == 303
    assert "How were things lately?" in chat.types("bare peak blud").text
    assert codes(services) == ["poor"]
    assert "chat_words_viewed" in audited(services)
    assert [one for one in audited(services) if "alias" in one] == [
        "chat_alias_added", "chat_alias_removed",
    ]  # fmt: skip
    with services.sessions.reading() as session:
        (kept,) = session.scalars(select(TalkAlias)).all()
        assert (kept.added_by, kept.removed_by) == (desk.email, desk.email)


def test_what_worries_or_names_somebody_is_not_taught(
    services: Services, seat: Seat, chat: Chat
) -> None:
    desk = seat(Role.ANALYST)
    for phrase, why in (("my dad hits me", "go on reaching a person"),
                        ("ask Sarah Jones", "may tell who wrote them"),
                        ("not so bad", "turn an answer round")):  # fmt: skip
        desk.post(f"{chat.page}/lately", page=chat.page, phrase=phrase, code="good")
        assert why in desk.get(chat.page).text
    with services.sessions.reading() as session:
        assert session.scalars(select(TalkAlias)).all() == []


def test_words_that_worry_name_somebody_or_come_from_few_are_not_listed(
    seat: Seat, chat: Chat
) -> None:
    for _ in range(8):
        chat.types("wibble wobble")
    desk = seat(Role.ANALYST)
    few = desk.get(chat.page).text
    assert listed(few) == []
    assert "Fewer than 10 people came" in few
    chat.types("he keeps hitting me")
    chat.types("Sarah Jones at 12 Park Road")
    text = desk.get(chat.page).text
    assert listed(text) == ["wibble wobble"]
    assert "hitting" not in text
    assert "Jones" not in text


def test_who_takes_it_all_back_leaves_nothing_here(
    services: Services, seat: Seat, chat: Chat
) -> None:
    for _ in range(10):
        chat.types("wibble wobble")
    chat.types("green teapot", "delete", "yes")
    text = seat(Role.ANALYST).get(chat.page).text
    assert listed(text) == ["wibble wobble"]
    with services.sessions.reading() as session:
        back = session.scalars(select(Response.id).where(Response.state == "withdrawn")).one()
        assert session.scalars(select(TalkTurns).where(TalkTurns.response_id == back)).all() == []


def test_how_long_a_visit_took_is_kept_as_a_band(services: Services, chat: Chat) -> None:
    chat.types("good", "the swings").presses("told:send")
    with services.sessions.reading() as session:
        assert session.scalars(select(Response.took).where(Response.state == "sent")).all() == [
            "under_5"
        ]
