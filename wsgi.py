"""The door gunicorn knocks on."""

from __future__ import annotations

from feedback.app import create_app

app = create_app()
