"""Small worlds for tests: a store, keys, a round with an instrument and people in it."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from sqlalchemy import inspect

from feedback.collection.languages import load_languages
from feedback.collection.links import new_token, token_for, token_hash
from feedback.collection.shelf import SurveyShelf
from feedback.safeguarding.lexicon_file import SHIPPED, load_lexicon
from feedback.safeguarding.scan import Scanner
from feedback.sealing.keyfile import new_keyfile
from feedback.sealing.keystore import Keys
from feedback.services import Services
from feedback.settings import Settings
from feedback.store.base import new_id
from feedback.store.database import Database
from feedback.store.rounds import (
    Cohort,
    CohortMember,
    Invitation,
    Participation,
    Round,
    RoundInstrument,
)
from feedback.store.tables import metadata
from surveys.definition import Survey
from surveys.loading import load_text
from tests.fakes import FixedClock, RememberingPostman, RememberingQueue, RememberingTexter
from tests.postgres import postgres_url

OPENS, CLOSES = date(2024, 2, 1), date(2024, 2, 29)
DURING = datetime(2024, 2, 5, 10, 0, tzinfo=UTC)

_scanners: list[Scanner] = []


def scanner() -> Scanner:
    """The shipped scanner, loaded once per process."""
    if not _scanners:
        _scanners.append(Scanner(load_lexicon(SHIPPED)))
    return _scanners[0]


@cache
def _empty_stores() -> Path:
    """Both SQLite files with their tables, made once per process: a copy is quicker than 80 tables.

    The folder goes with the process that made it.
    """
    folder = Path(tempfile.mkdtemp(prefix="feedback-empty-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    chosen = Settings(data_dir=folder)
    database, keys = Database(chosen.database), Database(chosen.keys)
    metadata.create_all(database.engine)
    Keys(keys, new_keyfile()).prepare()
    database.close()  # the last one to leave brings the log into the file
    keys.close()
    return folder


def postgres_store() -> str | None:
    """A fresh PostgreSQL database with all tables, or None where PostgreSQL is not installed."""
    made = _postgres_original()
    return None if made is None else postgres_url(like=made)


@cache
def _postgres_original() -> str | None:
    url = postgres_url()
    if url is not None:
        database = Database(url)
        metadata.create_all(database.engine)
        database.close()
    return url


def make_services(folder: Path, *, url: str = "", **settings: object) -> Services:
    """A real store and key store in `folder`, with every outer thing a fake with memory."""
    chosen = Settings(data_dir=folder, database_url=url, **settings)  # type: ignore[arg-type]
    if not url:
        shutil.copytree(_empty_stores(), folder, dirs_exist_ok=True)
    database = Database(chosen.database)
    if url and not inspect(database.engine).has_table(Round.__tablename__):
        metadata.create_all(database.engine)
    keys = Keys(Database(chosen.keys), new_keyfile())
    if url:
        keys.prepare()
    return Services(
        settings=chosen,
        sessions=database,
        keys=keys,
        scanner=scanner(),
        postman=RememberingPostman(),
        texter=RememberingTexter(),
        queue=RememberingQueue(),
        clock=FixedClock(DURING),
        surveys=SurveyShelf(),
        languages=load_languages(chosen.languages_dir),
    )


@cache
def survey(text: str) -> Survey:
    """A survey from YAML; fails on any mistake in it."""
    loaded = load_text(text, "test.yaml")
    assert isinstance(loaded, Survey), loaded
    return loaded


@dataclass(frozen=True)
class Asked:
    """One instrument in one open round, with the links that lead to it."""

    round_id: str
    instrument_id: str
    cohort_id: str
    member_ids: tuple[str, ...]
    tokens: tuple[str, ...]  # personal links, one a member
    open_token: str
    kiosk_token: str


def ask(
    services: Services,
    what: Survey,
    *,
    people: int = 1,
    mode: str = "confidential",
    state: str = "open",
    kind: str = "CP",
    opens: date = OPENS,
    closes: date = CLOSES,
) -> Asked:
    """An open round with one instrument and some invited people."""
    round_id, instrument_id, cohort_id = new_id(), new_id(), new_id()
    open_token, kiosk_token = new_token(), new_token()
    members = tuple(new_id() for _ in range(people))
    invitations = tuple(new_id() for _ in members)
    tokens = tuple(token_for(services.keys, one) for one in invitations)
    with services.sessions.writing() as session:
        version = services.surveys.publish(session, what, DURING)
        session.add(
            Round(
                id=round_id,
                name="February",
                opens_on=opens,
                closes_on=closes,
                state=state,
                made_by="test",
                is_story=False,
            )
        )
        session.flush()
        session.add(
            RoundInstrument(
                id=instrument_id,
                round_id=round_id,
                survey_version_id=version,
                mode=mode,
                open_link_hash=token_hash(open_token),
                kiosk_hash=token_hash(kiosk_token),
            )
        )
        session.flush()
        session.add(Cohort(id=cohort_id, round_instrument_id=instrument_id, name="All"))
        session.flush()
        for n, (member, invitation, token) in enumerate(
            zip(members, invitations, tokens, strict=True)
        ):
            session.add(CohortMember(id=member, cohort_id=cohort_id, reference=f"R{n}", kind=kind))
            session.flush()
            session.add(Participation(member_id=member))
            session.add(
                Invitation(
                    id=invitation,
                    member_id=member,
                    token_hash=token_hash(token),
                    by="letter",
                    made_on=opens,
                )
            )
    return Asked(round_id, instrument_id, cohort_id, members, tokens, open_token, kiosk_token)
