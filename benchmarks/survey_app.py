"""Our side of the comparison: the real app with an eight-question survey, one or many a page."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from feedback.app import create_app as create_product
from feedback.collection.links import token_hash
from feedback.services import services_from
from feedback.settings import Settings
from feedback.store.base import new_id
from feedback.store.migrating import migrate
from feedback.store.rounds import Round, RoundInstrument
from surveys.definition import Survey
from surveys.loading import load_text

QUESTIONS = """
      - {key: q1, kind: scale, ask: How good was it?, options: R5}
      - {key: q2, kind: scale, ask: How often did it happen?, options: FR}
      - key: q3
        kind: choice
        ask: Would you come again?
        choices: [{code: "yes", label: "Yes"}, {code: "no", label: "No"}]
      - key: q4
        kind: choice
        ask: Was it easy to find?
        choices: [{code: "yes", label: "Yes"}, {code: "no", label: "No"}]
      - key: q5
        kind: multi
        ask: What helped?
        choices:
          - {code: a, label: Answer A}
          - {code: b, label: Answer B}
          - {code: c, label: Answer C}
          - {code: d, label: Answer D}
          - {code: e, label: Answer E}
      - {key: q6, kind: long_text, ask: What was good?}
      - {key: q7, kind: long_text, ask: What should change?}
      - {key: q8, kind: short_text, ask: Anything else?}
"""
HEAD = """
key: bench
version: 1
title: Your views
audience: parent
language: en
start: {who_asks: [We ask.], who_sees: [We see.]}
thanks: [Thank you.]
sections:
  - key: all
    title: All questions
    layout: LAYOUT
    questions:
"""
TOKENS = {"question": "benchquestionbenchquestion", "page": "benchpagebenchpagebenchpag"}


def survey(layout: str) -> Survey:
    """The eight questions in one layout."""
    text = HEAD.replace("LAYOUT", layout).replace("key: bench", f"key: bench-{layout}")
    loaded = load_text(text + QUESTIONS, layout)
    if not isinstance(loaded, Survey):
        raise TypeError(loaded)
    return loaded


def create_app():  # type: ignore[no-untyped-def]  # a WSGI application
    """The product on a fresh store with both layouts behind open links."""
    settings = Settings(data_dir=Path(os.environ["BENCH_FOLDER"]))
    services = services_from(settings)
    if os.environ.get("BENCH_PREPARE"):
        migrate(services.sessions)
        today = datetime.now(UTC).date()
        with services.sessions.writing() as session:
            for layout, token in TOKENS.items():
                version = services.surveys.publish(session, survey(layout), datetime.now(UTC))
                around = Round(
                    id=new_id(), name=layout, opens_on=today - timedelta(days=1),
                    closes_on=today + timedelta(days=9), state="open", made_by="bench",
                    is_story=False,
                )  # fmt: skip
                session.add(around)
                session.flush()
                session.add(
                    RoundInstrument(
                        id=new_id(), round_id=around.id, survey_version_id=version,
                        mode="confidential", open_link_hash=token_hash(token),
                    )
                )  # fmt: skip
    return create_product(settings, services)
