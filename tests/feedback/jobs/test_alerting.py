"""Does an alert leave over a real wire, hold no word of anybody, and is it known when it cannot?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from feedback.adapters.smtp import SmtpPostman
from feedback.jobs.worker import work_once
from feedback.safeguarding.incidents import MAIL_DOWN, incidents
from feedback.services import Services
from tests.alarming import MOBILE, Office
from tests.factories import make_services
from tests.fakes import FixedClock, RememberingTexter
from tests.mail_server import MailServer, mail_server

WORDS = "my dad hits me with a belt"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture
def services(tmp_path: Path, server: MailServer) -> Iterator[Services]:
    made = make_services(
        tmp_path, smtp_host="127.0.0.1", smtp_port=server.port,
        mail_from="Views <no-reply@views.example>", console_base_url="https://desk.example",
    )  # fmt: skip
    Office(made).hires("duty", "duty", "on_call", phone=MOBILE)
    yield replace(made, postman=SmtpPostman(made.settings))
    made.sessions.close()


def open_kinds(services: Services) -> list[str]:
    with services.sessions.reading() as session:
        return [one.kind for one in incidents(session, open_only=True)]


def works(services: Services, minutes: float = 0) -> None:
    assert isinstance(services.clock, FixedClock)
    services.clock.move(minutes=minutes)
    work_once(services)


def test_an_alert_holds_a_link_and_a_level_and_no_word(
    services: Services, server: MailServer
) -> None:
    concern = Office(services).hears("urgent", WORDS)
    works(services)
    mail = server.mails[0]
    assert set(server.recipients) == {"duty@council.example"}
    assert mail["Subject"] == "Somebody needs to look: now"
    text = mail.get_payload(decode=True)
    assert isinstance(text, bytes)
    assert f"https://desk.example/staff/concerns/{concern}" in text.decode()
    whole = mail.as_string() + "".join(m.text for m in texter(services).sent)
    for word in ("dad", "hits", "belt", "physical", "child", "good?"):
        assert word not in whole


def texter(services: Services) -> RememberingTexter:
    assert isinstance(services.texter, RememberingTexter)
    return services.texter


def test_dead_mail_is_an_incident_until_an_alert_arrives(
    services: Services, server: MailServer
) -> None:
    server.to_recipient = "450 try later"
    Office(services).hears("same_day", WORDS)
    works(services)
    assert open_kinds(services) == [MAIL_DOWN]
    works(services, 2)
    assert open_kinds(services) == [MAIL_DOWN]
    server.to_recipient = ""
    for _ in range(12):
        works(services, 10)
    assert server.recipients
    assert open_kinds(services) == []


def test_a_text_message_goes_even_while_mail_is_dead(
    services: Services, server: MailServer
) -> None:
    server.to_recipient = "450 try later"
    Office(services).hears("urgent", WORDS)
    works(services)
    (one,) = texter(services).sent
    assert one.to == MOBILE
    assert "https://desk.example/staff/desk" in one.text
