"""What does a turn of the conversation cost, against a page of the form?

`python -m benchmarks.talking`

The same child's survey, the same answers, in turns in one process on one SQLite file with
synchronous=FULL; processor time of this process, so that the ratio holds on any machine.
"""

from __future__ import annotations

import argparse
import re
import statistics
import tempfile
import time
import zlib
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from feedback.app import create_app
from feedback.collection.links import new_token, token_hash
from feedback.services import Services, services_from
from feedback.settings import Settings
from feedback.store.base import new_id
from feedback.store.migrating import migrate
from feedback.store.rounds import Round, RoundInstrument
from surveys.definition import Survey
from surveys.library_index import instruments
from surveys.loading import load_file

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
CHOICE = re.compile(r'name="(\w+)" type="(?:radio|checkbox)" value="([^"]+)"')
TAP = re.compile(r'value="(told:a:[^"]+)"')
WORDS = "She rang back the same day and explained it."


def prepare(services: Services) -> str:
    """An open round of the young person's survey; the token of its open link."""
    migrate(services.sessions)
    survey = load_file(instruments()["young-person"])
    assert isinstance(survey, Survey)
    token, today = new_token(), datetime.now(UTC).date()
    with services.sessions.writing() as session:
        version = services.surveys.publish(session, survey, datetime.now(UTC))
        around = Round(
            id=new_id(), name="bench", opens_on=today - timedelta(days=1),
            closes_on=today + timedelta(days=1), state="open", made_by="bench", is_story=False,
        )  # fmt: skip
        session.add(around)
        session.flush()
        session.add(
            RoundInstrument(id=new_id(), round_id=around.id, survey_version_id=version,
                            mode="confidential", open_link_hash=token_hash(token))
        )  # fmt: skip
    return token


def post(client: FlaskClient, page: str, **told: str) -> str:
    """Post a page's form; the page that follows."""
    form = {**dict(HIDDEN.findall(page)), **told}
    return unescape(client.post("/survey", data=form, follow_redirects=True).text)


def begun(app: Flask, token: str, how: str) -> tuple[FlaskClient, str]:
    """A new visitor past the two first screens."""
    client = app.test_client()
    page = post(client, client.get(f"/o/{token}").text, _do="begin")
    return client, post(client, page, _do=how)


def by_form(app: Flask, token: str) -> int:
    """Every page of the form, first answer each; how many."""
    client, page = begun(app, token, "on")
    count = 0
    while "Check what you said" not in page:
        found = CHOICE.search(page)
        given = {found[1]: found[2]} if found else {}
        area = re.search(r'<textarea[^>]*name="(\w+)"', page)
        if area:
            given[area[1]] = WORDS
        page, count = (
            post(
                client,
                page,
                _do="on" if "thank you for telling" in page.lower() else "next",
                **given,
            ),
            count + 1,
        )
    return count


def by_talk(app: Flask, token: str) -> int:
    """Every turn of the conversation, first answer each; how many."""
    client, page = begun(app, token, "talk")
    count = 0
    while "told:send" not in page:
        tap = TAP.search(page)
        if "thank you for telling" in page.lower():
            page = post(client, page, _do="on")
        elif "told:done" in page:
            page = post(client, page, _do="told:done")
        elif tap:
            page = post(client, page, _do=tap[1])
        else:
            page = post(client, page, _do="say", say=WORDS)
        count += 1
    return count


def main() -> None:
    """Interleave both doors and print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        services = services_from(Settings(data_dir=Path(folder)))
        token = prepare(services)
        app = create_app(services=services)
        cost: dict[str, list[float]] = {"form": [], "chat": []}
        for _ in range(args.rounds):
            for name, door in (("form", by_form), ("chat", by_talk)):
                began = time.process_time()
                count = door(app, token)
                cost[name].append(1000 * (time.process_time() - began) / count)
        form, chat = (statistics.median(cost[name]) for name in ("form", "chat"))
        print(f"{args.rounds} rounds: a page of the form {form:.2f} ms, a turn of the chat "
              f"{chat:.2f} ms processor time: {chat / form:.2f}x")  # fmt: skip
        client, page = begun(app, token, "talk")
        parts = [
            page,
            *(
                client.get(src).text
                for src in re.findall(r'(?:src|href)="(/static/[^"]+\.(?:css|js))"', page)
            ),
        ]
        size = sum(len(zlib.compress(part.encode(), 9)) for part in parts)
        print(f"first page of the chat with style and scripts: {size / 1000:.1f} KB compressed")
        services.sessions.close()


if __name__ == "__main__":
    main()
