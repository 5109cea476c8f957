"""Who answers while the plug is pulled? Patient people who remember what they were promised."""

from __future__ import annotations

import http.client
import random
import re
import threading
import time
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.kill.served import TOKEN

HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"')
ONWARD = re.compile(r'value="(on:[^"]+)"')
CARD = "Thank you for telling us"
TELLING = "he hits me when mum is at work"
MARKED = frozenset({"good", "change"})  # typed, so they say whose they are: a loss of these shows
GIVE_UP_SECONDS = 120  # a busy machine is no fault of the server's
Form = list[tuple[str, str]]


@dataclass
class Told:
    """What one person typed, and what of it was acknowledged (200 or 303)."""

    marker: str
    tells: bool = False
    tried_to_begin: bool = False
    began: bool = False
    tried: dict[str, tuple[str, ...]] = field(default_factory=dict)
    kept: dict[str, tuple[str, ...]] = field(default_factory=dict)
    tried_to_send: bool = False
    sent: bool = False
    presses: int = 0
    again: int = 0  # presses that repeat an earlier one
    gave_up: str = ""


class Astray(Exception):  # noqa: N818 - a story
    """A page that does not belong here: a broken build shows such, a whole one must not."""


@dataclass
class Visitor:
    """One person at work, with or without cookies."""

    port: int
    told: Told
    chance: random.Random
    cookie: bool
    think_seconds: float = 0.0
    lost_replies: float = 0.0  # of all replies to a press: lost on the way, so it is made again
    promised: threading.Event = field(default_factory=threading.Event)  # at each MARKED one kept
    until: float = field(default_factory=lambda: time.monotonic() + GIVE_UP_SECONDS)

    def visits(self) -> None:
        """The whole visit, from the link to "send"; giving up is noted, not raised."""
        try:
            self._visits()
        except (OSError, http.client.HTTPException, Astray) as fault:
            self.told.gave_up = f"{type(fault).__name__}: {fault}"

    def _visits(self) -> None:
        told = self.told
        page = self._patiently("GET", f"/o/{TOKEN}", None, "")[1]
        told.tried_to_begin = True
        page = self._presses(page, [("_do", "begin")], self._began)
        page = self._presses(page, [("_do", "on")])
        telling = f" {TELLING}" if told.tells else ""
        for key, said in (
            ("listen", (self.chance.choice(["always", "sometimes", "never"]),)),
            ("likes", tuple(sorted(self.chance.sample(["cats", "dogs", "newts"], 2)))),
            ("good", (f"it was fine {told.marker}{telling} \N{GRINNING FACE}",)),
            ("change", (f"longer visits {told.marker}\n“please”",)),
        ):
            page = self._answers(page, key, said)
        told.tried_to_send = True
        self._presses(page, [("_do", "send")], self._sent)

    def _answers(self, page: str, key: str, said: tuple[str, ...]) -> str:
        if dict(HIDDEN.findall(page)).get("_p") != key:
            raise Astray(f"not the page that asks {key}")
        self.told.tried[key] = said

        def kept() -> None:
            self.told.kept[key] = said
            if key in MARKED:
                self.promised.set()

        page = self._presses(page, [("_do", "next"), *((key, one) for one in said)], kept)
        button = ONWARD.search(page)
        return self._presses(page, [("_do", button[1])]) if CARD in page and button else page

    def _began(self) -> None:
        self.told.began = True

    def _sent(self) -> None:
        self.told.sent = True

    def _presses(
        self, page: str, typed: Form, acknowledged: Callable[[], None] = lambda: None
    ) -> str:
        """Press the button until it is acknowledged; the next page."""
        form = [*HIDDEN.findall(page), *typed]
        held = dict(form)
        if "_c" not in held:
            raise Astray("a page without a form of ours")
        cookie = f"v={held['_c']}.{held['_t']}" if self.cookie else ""
        while True:
            status, text = self._patiently("POST", "/survey", form, cookie)
            if self.chance.random() >= self.lost_replies:
                break
            self.told.again += 1
        acknowledged()
        time.sleep(self.think_seconds)
        return self._patiently("GET", "/survey", None, cookie)[1] if status == 303 else text

    def _patiently(self, how: str, path: str, form: Form | None, cookie: str) -> tuple[int, str]:
        """The same request again and again until it is answered by 200 or 303."""
        while True:
            try:
                self.told.presses += form is not None
                status, text = request(self.port, how, path, form, cookie)
                if status in {200, 303}:
                    return status, text
                if 400 <= status < 500:
                    raise Astray(f"{how} {path.split('/')[1]} answered {status}")
            except (OSError, http.client.HTTPException):
                if time.monotonic() > self.until:
                    raise
            if time.monotonic() > self.until:
                raise Astray("nobody answered")
            self.told.again += form is not None
            time.sleep(0.05)


def request(
    port: int, how: str, path: str, form: Form | None = None, cookie: str = ""
) -> tuple[int, str]:
    """One request on a connection of its own: status and text."""
    headers = {"Cookie": cookie} if cookie else {}
    if form:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        form = [(name, said.replace("\n", "\r\n")) for name, said in form]  # as browsers send it
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(how, path, urllib.parse.urlencode(form or []), headers)
        reply = connection.getresponse()
        return reply.status, reply.read().decode()
    finally:
        connection.close()
