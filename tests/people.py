"""People who answer: they read a page, tap, type and send, with or without cookies."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse


@dataclass
class Form:
    """One form of a page: where it goes, what it holds, and its buttons (value of _do)."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[str] = field(default_factory=list)
    inputs: set[str] = field(default_factory=set)
    id: str = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.headings: list[str] = []
        self.ids: list[str] = []
        self._apart: list[tuple[str, str]] = []  # buttons outside their form, by its id
        self._in: str = ""
        self._area: str = ""
        self._words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "form":
            made = Form(given.get("action", ""), given.get("method", "get"), id=given.get("id", ""))
            made.buttons += [value for form, value in self._apart if form and form == made.id]
            self.forms.append(made)
        elif tag == "button" and given.get("form"):
            self._apart.append((given["form"], given.get("value", "")))
        elif tag == "h1":
            self._in, self._words = "h1", []
        elif tag == "textarea":
            self._area, self._words = given["name"], []
            self.forms[-1].inputs.add(given["name"])
        elif tag == "button" and self.forms and given.get("name") == "_do":
            self.forms[-1].buttons.append(given["value"])
        elif tag == "input" and self.forms and "name" in given:
            kind = given.get("type", "text")
            if kind != "hidden":
                self.forms[-1].inputs.add(given["name"])
            if kind in {"hidden", "text"} or "checked" in given:
                self.forms[-1].fields.append((given["name"], given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "h1" and self._in == "h1":
            self.headings.append(" ".join("".join(self._words).split()))
            self._in = ""
        elif tag == "textarea" and self._area:
            # HTML drops the first line break after the tag.
            self.forms[-1].fields.append((self._area, "".join(self._words).removeprefix("\n")))
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._in or self._area:
            self._words.append(data)


class Person:
    """Somebody with a phone. Remembers the page in front of them."""

    def __init__(self, app: Flask, *, cookies: bool = True) -> None:
        self.client: FlaskClient = app.test_client(use_cookies=cookies)
        self.text = ""
        self.status = 0
        self.path = ""
        self.redirected = False

    def opens(self, path: str) -> Person:
        """Follow a link."""
        self._see(self.client.get(path, follow_redirects=True), path)
        return self

    @property
    def heading(self) -> str:
        """The page's one h1."""
        reader = self._read()
        assert len(reader.headings) == 1, f"{len(reader.headings)} headings at {self.path}"
        return reader.headings[0]

    @property
    def ids(self) -> list[str]:
        return self._read().ids

    def form(self, button: str = "") -> Form:
        """The first form that has this button, or a word in it."""
        for form in self._read().forms:
            if not button or button in form.buttons:
                return form
        raise AssertionError(f"no button {button!r} on “{self.heading}”")

    def presses(self, button: str, **given: str | list[str]) -> Person:
        """Fill in and press a button (the value of _do)."""
        form = self.form(button)
        data: dict[str, list[str]] = {}
        for name, value in form.fields:
            data.setdefault(name, []).append(value)
        for name, typed in given.items():
            data[name.replace("__", "-")] = typed if isinstance(typed, list) else [typed]
        data["_do"] = [button]
        reply = self.client.post(form.action or self.path, data=data)
        self.redirected = reply.status_code == 303
        if self.redirected:
            reply = self.client.get(reply.location, follow_redirects=True)
        self._see(reply, form.action)
        return self

    def presses_code(self, code: str) -> Person:
        """Type three words on the page that asks for them."""
        form = next(one for one in self._read().forms if "code" in one.inputs)
        data = dict(form.fields) | {"code": code}
        self._see(self.client.post(form.action, data=data, follow_redirects=True), form.action)
        return self

    def repeats(self, button: str, times: int = 2, **given: str) -> Person:
        """Double tap: the same form several times."""
        form = self.form(button)
        data = dict(form.fields) | given | {"_do": button}
        for _ in range(times):
            reply = self.client.post(form.action, data=data, follow_redirects=True)
        self._see(reply, form.action)
        return self

    def _see(self, reply: TestResponse, path: str) -> None:
        self.text = reply.get_data(as_text=True)
        self.status = reply.status_code
        self.path = path

    def _read(self) -> _Reader:
        reader = _Reader()
        reader.feed(self.text)
        return reader
