"""Does an e-mail leave by a real mail server, and is each refusal understood?"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from email.message import Message

import pytest

from feedback.adapters.smtp import SmtpPostman
from feedback.ports import DeliveryFailed, Letter
from feedback.settings import Settings
from tests.mail_server import MailServer, free_port, mail_server

LETTER = Letter(
    to="zoe@family.example",
    subject="Your views - 5 minutes",
    text="Hello\n\nhttps://views.example/i/abc\n",
    reference="invitation-1",
    unsubscribe_url="https://views.example/stop/abc",
)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


def postman(port: int, **more: object) -> SmtpPostman:
    given = {
        "smtp_host": "127.0.0.1", "smtp_port": port, "mail_from": "Views <no-reply@views.example>"
    }  # fmt: skip
    return SmtpPostman(Settings(**{**given, **more}))  # type: ignore[arg-type]


def test_an_email_carries_what_lets_people_leave_in_one_tap(server: MailServer) -> None:
    postman(server.port).send(LETTER)
    (mail,) = server.mails
    assert server.recipients == ["zoe@family.example"]
    assert mail["Message-ID"] == "<invitation-1@views.example>"
    assert mail["List-Unsubscribe"] == "<https://views.example/stop/abc>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.get_content_type() == "text/plain"


def test_an_email_with_html_bears_the_plain_words_first(server: MailServer) -> None:
    postman(server.port).send(replace(LETTER, html="<p>Hello</p>"))
    (mail,) = server.mails
    assert mail.get_content_type() == "multipart/alternative"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    parts = mail.get_payload()
    assert isinstance(parts, list)
    kinds = [one.get_content_type() for one in parts if isinstance(one, Message)]
    assert kinds == ["text/plain", "text/html"]


@pytest.mark.parametrize(
    ("answer", "permanent"),
    [("550 no such person", True), ("450 try later", False)],
)
def test_a_refused_address_is_final_only_when_the_server_says_so(
    server: MailServer, answer: str, permanent: bool
) -> None:
    server.to_recipient = answer
    with pytest.raises(DeliveryFailed) as failed:
        postman(server.port).send(LETTER)
    assert failed.value.permanent is permanent
    assert "zoe" not in str(failed.value)


def test_greylisting_after_the_words_is_tried_again(server: MailServer) -> None:
    server.to_data = "451 greylisted"
    with pytest.raises(DeliveryFailed) as failed:
        postman(server.port).send(LETTER)
    assert not failed.value.permanent


def test_a_server_that_is_not_there_is_tried_again() -> None:
    with pytest.raises(DeliveryFailed) as failed:
        postman(free_port()).send(LETTER)
    assert not failed.value.permanent


def test_our_own_refused_account_says_nothing_about_the_address(server: MailServer) -> None:
    with pytest.raises(DeliveryFailed) as failed:
        postman(server.port, smtp_user="us", smtp_password="wrong").send(LETTER)
    assert not failed.value.permanent


def test_a_rude_goodbye_after_the_email_was_taken_is_no_failure() -> None:
    answers = ["250 hello", "250 ok", "250 ok", "354 go on", "250 taken", "421 go away"]
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        caller, _ = listening.accept()
        with caller, caller.makefile("rb") as told:
            caller.sendall(b"220 here\r\n")
            for answer in answers:
                line = told.readline()
                if answer == "250 taken":
                    while line.strip() != b".":
                        line = told.readline()
                caller.sendall(answer.encode() + b"\r\n")

    thread = threading.Thread(target=serve)
    thread.start()
    with listening:
        postman(listening.getsockname()[1]).send(LETTER)
        thread.join(10)
    assert not thread.is_alive()
