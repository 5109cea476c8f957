"""What does a person see when something is not as expected? The only room that maps errors."""

from __future__ import annotations

import structlog
from flask import Flask, Response, g, make_response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException

from feedback.errors import FeedbackError, NotFound
from feedback.store.database import BUSY_MS

log = structlog.get_logger(__name__)

PAGES = {400, 403, 404, 405, 413, 429, 500, 503}


def tell_errors(app: Flask) -> None:
    """Give every error a page written for people; words of a person never reach the log."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(FeedbackError, _story)
    app.register_error_handler(DBAPIError, _store_away)
    app.register_error_handler(Exception, _unexpected)


def error_page(status: int, message: str = "") -> Response:
    """The page of one status, with the words posted (if any) given back in it."""
    template = f"errors/{status if status in PAGES else 500}.html"
    page = render_template(template, message=message, words=_words_posted(status))
    response = make_response(page, status)
    if status in {429, 503}:
        response.headers["Retry-After"] = "30"
    return response


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error.get_response()
    return error_page(error.code)


def _not_found(_error: NotFound) -> ResponseReturnValue:
    return error_page(404)


def _story(error: FeedbackError) -> ResponseReturnValue:
    return error_page(403, error.message)


def _store_away(error: DBAPIError) -> ResponseReturnValue:
    # Locked longer than the busy timeout, disk full, server gone: nothing was acknowledged.
    log.error("store unavailable", kind=type(error.orig).__name__, waited_ms=BUSY_MS)
    return error_page(503)


def _unexpected(error: Exception) -> ResponseReturnValue:
    log.error(
        "unexpected error",
        kind=type(error).__name__,
        endpoint=request.endpoint,
        at=_where(error),
    )
    return error_page(500)


def _where(error: Exception) -> str:
    """File and line of the innermost frame: never the message, which may hold words."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    if trace is None:
        return ""
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}"


def _words_posted(status: int) -> dict[str, str]:
    """Words to show again so that they can be sent once more; none once they were kept."""
    if status not in {500, 503} or request.method != "POST" or g.get("words_kept"):
        return {}
    if request.path.startswith("/staff"):
        return {}
    try:
        form = request.form
    except HTTPException:
        return {}  # too long, or cut off: there is nothing that could be read
    return {
        name: value for name, value in form.items() if value.strip() and not name.startswith("_")
    }
