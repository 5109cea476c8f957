"""Server, mailer and worker are killed at random: is every concern told of, or shown, or both?"""

from __future__ import annotations

import random
import time
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from feedback.safeguarding.alarms import overdue, stuck
from feedback.safeguarding.incidents import incidents
from feedback.sealing.keyfile import new_keyfile, write_keyfile
from feedback.store.concerns import Concern
from feedback.store.outbox import OutboxMessage
from tests.alarming import MOBILE, Office
from tests.conftest import SEED, scaled
from tests.factories import DURING, make_services
from tests.feedback.jobs.killed_worker import LaterClock
from tests.feedback.jobs.test_killed_workers import MINUTES_APART, ended, kill_at, started
from tests.mail_server import MailServer, mail_server


def told_of(server: MailServer) -> set[str]:
    """The concerns that an e-mail linked to."""
    found = set()
    for mail in server.mails:
        text = mail.get_payload(decode=True)
        assert isinstance(text, bytes)
        found |= {part.split()[0] for part in text.decode().split("/staff/concerns/")[1:]}
    return found


@pytest.mark.timeout(3600)  # in full, in check-deep
def test_every_concern_is_told_of_or_shown_whatever_is_killed(tmp_path: Path) -> None:
    chance, kills, number = random.Random(SEED), 0, 0
    services = make_services(tmp_path)
    write_keyfile(tmp_path / "kek", new_keyfile())
    office = Office(services)
    office.hires("duty", "duty", "on_call", phone=MOBILE)
    office.hires("deputy", "deputy")
    raised: list[str] = []
    with mail_server() as server:
        for number in range(1, scaled(200) + 1):
            raised.append(office.hears(chance.choice(("urgent", "same_day"))))
            # The mailer dies too: refused, broken off in the middle, or well again.
            server.to_recipient = chance.choice(("", "", "450 try later"))
            server.to_data = chance.choice(("", "", "451 broken"))
            server.on_mail = lambda _count: None
            worker = started(tmp_path, server.port, number)
            if number % 2:
                last = len(server.mails) + chance.randint(1, 3)
                server.on_mail = partial(kill_at, worker, last)
                ended(worker)
            else:
                time.sleep(chance.uniform(0.01, 0.2))
                worker.kill()
                ended(worker)
            kills += 1
            shown_or_told(office, raised, server, number)
        server.to_recipient = server.to_data = ""
        server.on_mail = lambda _count: None
        for more in range(1, 40):  # longer than the longest pause between two tries
            assert ended(started(tmp_path, server.port, number + more))
        print(f"{len(raised)} concerns, {kills} kills, {len(server.mails)} e-mails")
        assert told_of(server) == set(raised)
    with services.sessions.reading() as session:
        states = set(session.scalars(select(Concern.state)))
        left = session.scalars(select(OutboxMessage.state).where(OutboxMessage.state != "sent"))
        assert left.all() == []
    assert states == {"new"}  # nothing is closed without a person


def shown_or_told(office: Office, raised: list[str], server: MailServer, number: int) -> None:
    """A minute later: an e-mail for every concern, or the banner."""
    now = LaterClock(number * MINUTES_APART + 1).now()
    with office.services.sessions.reading() as session:
        ids = set(session.scalars(select(Concern.id)))
        assert set(raised) <= ids
        banner = (
            len(stuck(session, now))
            + overdue(session, "")
            + len(incidents(session, open_only=True))
        )
    assert told_of(server) >= set(raised) or banner
    assert now > DURING
