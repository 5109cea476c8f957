"""The real app for the kill tests, and the same app with one part broken on purpose.

`gunicorn "tests.kill.served:app('whole')"`; the broken ones are the harness's negative controls.
"""

from __future__ import annotations

import os
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from feedback.adapters.clock import SystemClock
from feedback.adapters.quiet_postman import QuietPostman
from feedback.adapters.quiet_texter import QuietTexter
from feedback.app import create_app
from feedback.collection.links import token_hash
from feedback.collection.shelf import SurveyShelf
from feedback.sealing.keyfile import new_keyfile, read_keyfile, write_keyfile
from feedback.sealing.keystore import Keys
from feedback.services import Services
from feedback.settings import Settings
from feedback.store.base import new_id
from feedback.store.database import Database
from feedback.store.migrating import migrate
from feedback.store.rounds import Round, RoundInstrument
from tests.factories import scanner, survey
from tests.fakes import RememberingQueue

TOKEN = "killkillkillkillkillkillki"  # noqa: S105 - the test's open link
LATE_SECONDS = 0.3  # shorter than a person thinks, long enough to be killed in
SMALL = """
key: small
version: 1
title: Your views
audience: child_8_11
language: en
start: {who_asks: [We ask.], who_sees: [We see.]}
thanks: [Bye.]
sections:
  - key: all
    title: All
    questions:
      - {key: listen, kind: scale, ask: Are you listened to?, options: FR}
      - key: likes
        kind: multi
        ask: What do you like?
        choices: [{code: cats, label: Cats}, {code: dogs, label: Dogs}, {code: newts, label: Newts}]
      - {key: good, kind: long_text, ask: What is good?}
      - {key: change, kind: long_text, ask: What should change?}
"""


class LateCommit(Database):
    """Broken on purpose: the block ends before its commit, which follows a moment later."""

    @contextmanager
    def writing(self) -> Iterator[Session]:
        session = Session(self._writer, expire_on_commit=False)
        session.begin()
        try:
            yield session
            session.flush()
        except BaseException:
            session.close()
            raise

        def commit() -> None:
            time.sleep(LATE_SECONDS)
            session.commit()
            session.close()

        threading.Thread(target=commit, daemon=True).start()


class ForgetsSubmissions:
    """Broken on purpose: every request to begin gets a new submission id."""

    def __init__(self, app: Callable[..., Any]) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        if environ["REQUEST_METHOD"] == "POST":
            body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            if b"_do=begin" in body:
                fresh = b"_c=" + secrets.token_hex(16).encode()
                body = re.sub(rb"_c=[0-9a-f]+", fresh, body)
            environ["wsgi.input"] = BytesIO(body)
            environ["CONTENT_LENGTH"] = str(len(body))
        return self.app(environ, start_response)


def settings(folder: Path) -> Settings:
    """The settings of a server whose files are in `folder`."""
    return Settings(data_dir=folder)


def prepare(folder: Path) -> None:
    """A store and a key store, and a round open today with one survey behind one open link."""
    chosen = settings(folder)
    write_keyfile(chosen.key_encryption_file, new_keyfile())
    store, key_store = Database(chosen.database), Database(chosen.keys)
    Keys(key_store, read_keyfile(chosen.key_encryption_file)).prepare()
    key_store.close()
    migrate(store)
    today = datetime.now(UTC).date()
    with store.writing() as session:
        version = SurveyShelf().publish(session, survey(SMALL), datetime.now(UTC))
        around = Round(
            id=new_id(), name="kill", opens_on=today - timedelta(days=2),
            closes_on=today + timedelta(days=2), state="open", made_by="test", is_story=False,
        )  # fmt: skip
        session.add(around)
        session.flush()
        session.add(
            RoundInstrument(
                id=new_id(), round_id=around.id, survey_version_id=version,
                mode="confidential", open_link_hash=token_hash(TOKEN),
            )
        )  # fmt: skip
    store.close()


def app(how: str) -> Flask:
    """The app whole, or with one part broken: "late_commit", "no_submission_id".

    Made once in gunicorn's master (--preload), so that a new worker serves at once and kills hit
    people, not workers still starting. No connection is open when the workers fork.
    """
    chosen = settings(Path(os.environ["KILL_FOLDER"]))
    store = LateCommit if how == "late_commit" else Database
    served = Services(
        settings=chosen,
        sessions=store(chosen.database),
        keys=Keys(Database(chosen.keys), read_keyfile(chosen.key_encryption_file)),
        scanner=scanner(),
        postman=QuietPostman(),
        texter=QuietTexter(),
        queue=RememberingQueue(),  # nobody who answers wakes a worker
        clock=SystemClock(),
        surveys=SurveyShelf(),
    )
    made = create_app(services=served)
    served.sessions.close()
    if how == "no_submission_id":
        made.wsgi_app = ForgetsSubmissions(made.wsgi_app)  # type: ignore[method-assign]
    return made
