"""Do we learn that an e-mail or text message we took for sent never arrived?"""

from __future__ import annotations

from dataclasses import replace
from email.message import EmailMessage
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from feedback.adapters.notify import NotifyPostman
from feedback.adapters.smtp import message_of
from feedback.cli import main
from feedback.collection.invitations import resend_email
from feedback.collection.outbox import delivery_of, troubled
from feedback.collection.returned_mail import came_back, returned_in
from feedback.jobs.returning import ask_what_came_back
from feedback.jobs.worker import work_once
from feedback.ports import Letter, Returned
from feedback.services import Services
from feedback.store.rounds import Participation
from tests.factories import DURING, make_services
from tests.mailing import Mailing, mailing
from tests.notify_stand_in import notify_here


def notice(
    letter: Letter, *, action: str = "failed", status: str = "5.1.1", whole: bool = True
) -> bytes:
    """A notice as mail servers send it (RFC 3464), with our e-mail or its top lines in it."""
    ours = message_of(letter, "Surveys <surveys@partnership.example>")
    report = MIMEMultipart("report")
    report.set_param("report-type", "delivery-status")
    report["From"] = "MAILER-DAEMON@mx.example"
    report["Subject"] = "Undelivered Mail Returned to Sender"
    report.attach(MIMEText("I'm sorry to have to inform you that your message could not ..."))
    about_server, about_address = EmailMessage(), EmailMessage()
    about_server["Reporting-MTA"] = "dns; mx.example"
    about_address["Final-Recipient"] = f"rfc822; {letter.to}"
    about_address["Action"] = action
    about_address["Status"] = status
    status_part = MIMEMessage(about_server, "delivery-status")
    status_part.get_payload().append(about_address)  # type: ignore[union-attr]
    report.attach(status_part)
    if whole:
        report.attach(MIMEMessage(ours))
    else:
        head = "".join(f"{name}: {value}\n" for name, value in ours.items())
        report.attach(MIMEText(head, "rfc822-headers"))
    return report.as_bytes()


LETTER = Letter("p0@family.example", "Your views", "Please tell us.", "invitation-abc", "https://x")


@pytest.mark.parametrize("whole", [True, False])
def test_a_notice_says_which_message_and_why(whole: bool) -> None:
    assert returned_in(notice(LETTER, whole=whole)) == (
        Returned("invitation-abc", "the address is not known there (5.1.1)"),
    )


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("5.2.2", "the mailbox takes no e-mail (5.2.2)"),
        ("5.7.26", "it was refused by the mail system's rules (5.7.26)"),
        ("5.9.9", "the mail system gave it up (5.9.9)"),
        ("she writes", "the mail system gave it up"),
    ],
)
def test_the_reason_is_ours_and_never_the_notices_words(status: str, reason: str) -> None:
    (found,) = returned_in(notice(LETTER, status=status))
    assert found.reason == reason


def test_a_delay_is_no_failure_and_a_reply_is_no_notice() -> None:
    assert returned_in(notice(LETTER, action="delayed", status="4.4.1")) == ()
    assert returned_in(message_of(LETTER, "a@b.example").as_bytes()) == ()


@given(st.binary(max_size=400))
def test_whatever_lies_in_a_mailbox_is_read_without_a_fall(raw: bytes) -> None:
    head = b"Content-Type: multipart/report; boundary=x\n\n--x\n"
    for one in (raw, head + raw, head + b"Content-Type: message/delivery-status\n\n" + raw):
        assert isinstance(returned_in(one), tuple)


@pytest.fixture
def world(each_store: Services) -> Mailing:
    return mailing(each_store, 3)


def undelivered(world: Mailing) -> int:
    with world.services.sessions.reading() as session:
        return len(
            session.scalars(
                select(Participation).where(Participation.undelivered_on.is_not(None))
            ).all()
        )


def test_what_came_back_is_shown_and_ticked_once(world: Mailing) -> None:
    work_once(world.services)
    (returned,) = returned_in(notice(world.postman.sent[0]))
    with world.services.sessions.writing() as session:
        assert came_back(session, returned, DURING)
        assert not came_back(session, returned, DURING)
        assert not came_back(session, Returned("nothing-of-ours", "it was lost"), DURING)
        told = delivery_of(session, world.round_id)
        (line,) = troubled(session, world.round_id)
    assert (told.sent, told.failed) == (2, 1)
    assert line.trouble == "it came back: the address is not known there (5.1.1)"
    assert undelivered(world) == 1


def test_a_first_e_mail_that_comes_back_after_a_second_went_out_ticks_nothing(
    world: Mailing,
) -> None:
    work_once(world.services)
    member = world.members()[0]
    world.clock.move(hours=1)
    keys = world.services.keys
    with world.services.sessions.writing() as session:
        assert resend_email(session, keys, member.id, world.clock.now())
    work_once(world.services)
    again = world.postman.sent[-1]
    (old,) = [one for one in world.postman.sent[:-1] if one.to == again.to]
    (returned,) = returned_in(notice(old))
    with world.services.sessions.writing() as session:
        assert came_back(session, returned, world.clock.now())
    assert undelivered(world) == 0
    (returned,) = returned_in(notice(again))
    with world.services.sessions.writing() as session:
        assert came_back(session, returned, world.clock.now())
    assert undelivered(world) == 1


def test_the_command_reads_a_mailbox(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    world = mailing(make_services(tmp_path), 3)
    work_once(world.services)
    box = tmp_path / "box" / "new"
    box.mkdir(parents=True)
    (box / "1").write_bytes(notice(world.postman.sent[0]))
    (box / "2").write_bytes(notice(world.postman.sent[1], whole=False))
    (box / "3").write_bytes(b"Subject: out of office\n\nBack on Monday.")
    monkeypatch.setenv("FEEDBACK_DATA_DIR", str(tmp_path))
    for noted in (2, 0):
        assert main(["bounces", str(tmp_path / "box")]) == 0
        expected = f"3 read, {noted} of our messages newly noted as not delivered.\n"
        assert capsys.readouterr().out == expected
    assert undelivered(world) == 2
    assert main(["bounces", str(tmp_path / "none")]) == 2
    assert "there is no" in capsys.readouterr().err


def test_notify_is_asked_what_did_not_arrive(tmp_path: Path) -> None:
    with notify_here() as provider:
        provider.page = 1
        services = make_services(tmp_path, **provider.settings)
        services = replace(services, postman=NotifyPostman(services.settings))
        world = mailing(services, 3)
        assert work_once(services) == 3
        gone = [one["reference"] for one in provider.sent][:2]
        provider.fails(gone[0])
        provider.fails(gone[1], "temporary-failure")
        assert ask_what_came_back(services) == 2
        assert ask_what_came_back(services) == 0
        with services.sessions.reading() as session:
            lines = troubled(session, world.round_id)
    assert {one.trouble.partition(": ")[2] for one in lines} == {
        "the address or number is not known there",
        "the mailbox or phone could not be reached for days",
    }


def test_a_provider_that_is_away_is_asked_again_later(tmp_path: Path) -> None:
    with notify_here() as provider:
        given = provider.settings
    services = make_services(tmp_path, **given)
    services = replace(services, postman=NotifyPostman(services.settings))
    assert ask_what_came_back(services) == 0
