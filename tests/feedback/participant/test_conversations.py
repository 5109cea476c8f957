"""Does the same conversation leave the same rows through the engine and through each page?"""

from __future__ import annotations

import html

import pytest
from flask import Flask
from sqlalchemy import select

from chatbot.engine import Told
from feedback.collection.answer_rows import read_answers
from feedback.services import Services
from feedback.store.responses import Response
from tests.apps import make_app
from tests.chatbot.conversing import Engine, Kept, Script, library, play, scripts
from tests.factories import ask
from tests.people import Person


class Page:
    """The conversation's page; `turns`: as its script asks, the new turn only."""

    def __init__(
        self, services: Services, app: Flask, script: Script, *, cookies: bool, turns: bool
    ) -> None:
        self._services, self._turns = services, turns
        asked = ask(services, library(script.survey))
        self._person = Person(app, cookies=cookies).opens(f"/i/{asked.tokens[0]}")
        self._person.presses("begin").presses("talk")

    def tells(self, told: Told) -> str:
        person = self._person
        button, typed = ("say", told.what) if told.how == "type" else (f"told:{told.what}", "")
        if self._turns:
            form = person.form("say" if told.how == "type" else button)
            data = {**dict(form.fields), "say": typed, "_do": button}
            reply = person.client.post(form.action, data=data, headers={"X-Turn": "1"})
            assert reply.status_code == 200
            person.text = reply.text
        else:
            person.presses(button, say=typed)
        return html.unescape(person.text)

    @property
    def is_at_review(self) -> bool:
        return "told:send" in self._person.text

    @property
    def kept(self) -> Kept:
        with self._services.sessions.reading() as session:
            response = session.scalars(select(Response)).one()
            owner = self._services.keys.open(f"response:{response.id}")
            answers = read_answers(session, response.id, lambda: owner)
        return {key: (v.skipped, v.codes, v.text) for key, v in answers.items()}


@pytest.mark.parametrize("script", scripts(), ids=lambda one: one.name)
@pytest.mark.parametrize(
    ("cookies", "turns"),
    [(True, False), (False, False), (True, True)],
    ids=["no-script", "no-script-no-cookies", "script"],
)
def test_each_door_leaves_the_rows_of_the_engine(
    services: Services, script: Script, *, cookies: bool, turns: bool
) -> None:
    page = Page(services, make_app(services), script, cookies=cookies, turns=turns)
    assert play(script, page) == play(script, Engine(library(script.survey)))
