"""Which pages are there, and who may read each? A page nobody has thought about cannot start."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask import Flask
from flask.typing import ResponseReturnValue

View = Callable[..., ResponseReturnValue]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who may read a page: a name for the matrix, and a check that answers None for "yes".

    `is_whole`: only those who may see every survey and team. `is_half`: no code is asked yet.
    """

    name: str
    refuse: Callable[[], ResponseReturnValue | None]
    is_whole: bool = False
    is_half: bool = False


ANYONE = Reader("anyone", lambda: None)


@dataclass(frozen=True, slots=True)
class Page:
    """One address, its view and its reader; `may` has no default on purpose."""

    path: str
    name: str
    view: View
    may: Reader
    methods: tuple[str, ...] = ("GET",)


def register(app: Flask, pages: Iterable[Page]) -> None:
    """Put the pages on the app. Raises ValueError for a name or path that is there already."""
    readers: dict[str, Reader] = app.extensions.setdefault("feedback_readers", {})
    for page in pages:
        if page.name in readers:
            raise ValueError(f"two pages are called {page.name}")
        readers[page.name] = page.may
        app.add_url_rule(page.path, page.name, guarded(page), methods=list(page.methods))


def guarded(page: Page) -> View:
    """The page's view behind its reader."""
    if page.may is ANYONE:
        return page.view

    def view(**given: object) -> ResponseReturnValue:
        refusal = page.may.refuse()
        return refusal if refusal is not None else page.view(**given)

    view.__name__ = page.view.__name__
    return view
