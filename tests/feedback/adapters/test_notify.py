"""Do text messages and e-mails leave by Notify's own client, against a stand-in on this machine?"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from feedback.adapters.notify import NotifyPostman, NotifyTexter
from feedback.ports import DeliveryFailed, Letter, TextMessage
from feedback.settings import Settings

UUID = "00000000-0000-0000-0000-00000000000{}"
KEY = f"key-{UUID.format(1)}-{UUID.format(2)}"
TEXT = TextMessage("07700900123", "Somebody needs to look, now.", "alert-1")
LETTER = Letter(to="duty@council.example", subject="Somebody needs to look: now", text="Sign in.",
                reference="alert-2")  # fmt: skip


@dataclass
class Provider:
    """What Notify would have: messages by their reference; answers as a test asks."""

    port: int = 0
    sent: list[dict[str, object]] = field(default_factory=list)
    status: int = 201
    keys: set[str] = field(default_factory=set)

    def find(self, reference: str) -> list[dict[str, object]]:
        return [one for one in self.sent if one["reference"] == reference]


@pytest.fixture
def provider() -> Iterator[Provider]:
    made = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802 - http.server's name
            (reference,) = parse_qs(urlsplit(self.path).query)["reference"]
            self._answer(200, {"notifications": made.find(reference), "links": {}})

        def do_POST(self) -> None:  # noqa: N802
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            made.keys.add(self.headers["Authorization"].partition(" ")[0])
            if made.status == 201:
                made.sent.append({**body, "path": self.path})
            errors = [{"error": "BadRequestError", "message": "07700900123 is no number"}]
            self._answer(made.status, {"id": "1"} if made.status == 201 else {"errors": errors})

        def _answer(self, status: int, body: object) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *_given: object) -> None:
            """Say nothing on the test's screen."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    made.port = server.server_port
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


def settings(provider: Provider) -> Settings:
    return Settings(
        notify_api_key=KEY,
        notify_base_url=f"http://127.0.0.1:{provider.port}",
        notify_sms_template=UUID.format(3),
        notify_email_template=UUID.format(4),
    )


def test_a_text_message_carries_number_words_and_reference(provider: Provider) -> None:
    NotifyTexter(settings(provider)).send(TEXT)
    (one,) = provider.sent
    assert one["path"] == "/v2/notifications/sms"
    assert (one["phone_number"], one["reference"]) == (TEXT.to, TEXT.reference)
    assert one["personalisation"] == {"text": TEXT.text}
    assert provider.keys == {"Bearer"}


def test_an_email_carries_subject_and_text(provider: Provider) -> None:
    NotifyPostman(settings(provider)).send(LETTER)
    (one,) = provider.sent
    assert one["path"] == "/v2/notifications/email"
    assert one["personalisation"] == {"subject": LETTER.subject, "text": LETTER.text}


def test_what_went_already_is_not_sent_again(provider: Provider) -> None:
    """A worker that was killed between Notify's yes and its own note comes back and asks."""
    for _ in range(2):
        NotifyTexter(settings(provider)).send(TEXT)
    assert len(provider.sent) == 1


@pytest.mark.parametrize(("status", "permanent"), [(400, True), (403, True), (500, False)])
def test_a_refusal_is_final_only_where_another_try_cannot_help(
    provider: Provider, status: int, permanent: bool
) -> None:
    provider.status = status
    with pytest.raises(DeliveryFailed) as failed:
        NotifyTexter(settings(provider)).send(TEXT)
    assert failed.value.permanent is permanent
    assert TEXT.to not in str(failed.value)


def test_a_provider_that_is_away_is_tried_again_later(provider: Provider) -> None:
    given = settings(provider).model_copy(update={"notify_base_url": "http://127.0.0.1:1"})
    with pytest.raises(DeliveryFailed) as failed:
        NotifyTexter(given).send(TEXT)
    assert not failed.value.permanent
