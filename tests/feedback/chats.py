"""Who chats in the tests: a small survey, and a round of people who type at it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask

from surveys.definition import Survey
from tests.factories import Asked, survey
from tests.people import Person

VIEWS = """
key: views
version: 1
title: Your views
audience: young_person
language: en
start: {who_asks: [We ask.], who_sees: [We see.]}
thanks: [Bye.]
sections:
  - key: about
    title: About
    questions:
      - {key: lately, kind: choice, options: R5, ask: How were things lately?}
"""


def views(*questions: str) -> Survey:
    """How things were lately, and these questions after it, each a line of YAML."""
    return survey(VIEWS + "".join(f"      - {one}\n" for one in questions))


@dataclass
class Chat:
    """A round of people who chat."""

    app: Flask
    asked: Asked
    begun: int = 0

    @property
    def page(self) -> str:
        return f"/staff/rounds/{self.asked.round_id}/results/{self.asked.instrument_id}/chat"

    def types(self, *words: str) -> Person:
        """The next person types these."""
        person = Person(self.app).opens(f"/i/{self.asked.tokens[self.begun]}")
        person.presses("begin").presses("talk")
        self.begun += 1
        for one in words:
            person.presses("say", say=one)
        return person
