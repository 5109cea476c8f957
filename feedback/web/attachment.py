"""How is somebody's file handed out? To be saved, never to be opened in one of our pages."""

from __future__ import annotations

from flask import Response, make_response


def attachment(name: str, raw: bytes) -> Response:
    """A file the browser saves: it is told neither to show it nor to guess what it is."""
    reply = make_response(raw)
    reply.headers["Content-Type"] = "application/octet-stream"
    reply.headers.set("Content-Disposition", "attachment", filename=name)
    return reply
