"""A stand-in for GOV.UK Notify on this machine: its calls, over real HTTP."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

UUID = "00000000-0000-0000-0000-00000000000{}"
KEY = f"key-{UUID.format(1)}-{UUID.format(2)}"


@dataclass
class Provider:
    """What Notify would have: messages by their reference; answers as a test asks."""

    port: int = 0
    sent: list[dict[str, Any]] = field(default_factory=list)
    status: int = 201
    page: int = 250  # how many it lists at once
    keys: set[str] = field(default_factory=set)

    @property
    def settings(self) -> dict[str, str]:
        """What an installation sets to send through it."""
        return {
            "notify_api_key": KEY,
            "notify_base_url": f"http://127.0.0.1:{self.port}",
            "notify_sms_template": UUID.format(3),
            "notify_email_template": UUID.format(4),
        }

    def find(self, reference: str) -> list[dict[str, Any]]:
        return [one for one in self.sent if one["reference"] == reference]

    def fails(self, reference: str, status: str = "permanent-failure") -> None:
        """A message that was taken does not arrive."""
        for one in self.find(reference):
            one["status"] = status

    def listed(self, asked: dict[str, str]) -> list[dict[str, Any]]:
        """As Notify lists: by reference, or the failed ones of a kind, newest first, by pages."""
        if "reference" in asked:
            return self.find(asked["reference"])
        failed = [
            one for one in reversed(self.sent)
            if one["status"].endswith("-failure") and one["type"] == asked["template_type"]
        ]  # fmt: skip
        ids = [one["id"] for one in failed]
        start = ids.index(asked["older_than"]) + 1 if "older_than" in asked else 0
        return failed[start : start + self.page]


@contextmanager
def notify_here() -> Iterator[Provider]:
    """A stand-in on a port of its own, for as long as the block lasts."""
    made = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802 - http.server's name
            asked = {key: value for key, (value,) in parse_qs(urlsplit(self.path).query).items()}
            self._answer(200, {"notifications": made.listed(asked), "links": {}})

        def do_POST(self) -> None:  # noqa: N802
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            made.keys.add(self.headers["Authorization"].partition(" ")[0])
            if made.status == 201:
                kind = self.path.rpartition("/")[2]
                number = f"{len(made.sent) + 1}"
                about = {"path": self.path, "type": kind, "id": number, "status": "sending"}
                made.sent.append({**body, **about})
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
