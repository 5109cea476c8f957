"""Staff at their desks: signed in by role, posting our own forms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from feedback.services import Services
from feedback.web.accounts import Role
from tests.staff import PASSWORD, employ, sign_in, token

__all__ = ["PASSWORD", "Desk", "SeatAt", "moves_by_itself"]


def moves_by_itself(page: str) -> bool:
    """Whether a page shows what a worker does: with the console's script, and without any."""
    live, without = " data-live=" in page, '<noscript><meta http-equiv="refresh"' in page
    assert live is without, (live, without)
    return live


@dataclass
class Desk:
    """A browser of one member of staff."""

    client: FlaskClient
    email: str

    def sign_in(self, password: str = PASSWORD) -> TestResponse:
        """With a code from the phone where one is asked for."""
        services: Services = self.client.application.extensions["feedback"]
        return sign_in(self.client, services, self.email, password)

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def post(self, path: str, *, page: str = "/staff/sign-in", **form: object) -> TestResponse:
        """Post a form with the token of `page`, as the browser would after looking at it."""
        return self.client.post(path, data={"csrf_token": self.token(page), **form})

    def token(self, page: str = "/staff/sign-in") -> str:
        return token(self.client, page)


SeatAt = Callable[..., Desk]


@pytest.fixture
def seat(app: Flask, services: Services) -> SeatAt:
    """seat(Role.ANALYST, …) gives a desk with somebody of these roles signed in at it."""

    def sit(*roles: Role, email: str = "", team: str = "") -> Desk:
        address = email or f"{'-'.join(roles)}@partnership.example"
        employ(services, address, *roles, team=team)
        desk = Desk(app.test_client(), address)
        assert desk.sign_in().status_code == 303
        return desk

    return sit
