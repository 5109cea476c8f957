"""How does evidence come to a return and out again? As a file to be saved, never as a page."""

from __future__ import annotations

from flask import Response, make_response, redirect, request, url_for

from feedback.collection.responses import Held
from feedback.compact.evidence import BYTES_MOST, FILES_MOST, KIND_NAMES, TYPES, Accepted, judge
from feedback.compact.files import (
    FileView,
    TooManyFiles,
    drop_file,
    files_of,
    keep_file,
    open_file,
)
from feedback.compact.returns import Hand, Return, key_getter
from feedback.errors import NotFound
from feedback.participant.compact_door import by, compact_page, kept_aside, person_of, why_shut
from feedback.web.attachment import attachment
from feedback.web.context import services
from surveys.compact import STANDARDS
from surveys.compact_return import Indicator, indicators_of

FORM_MOST = BYTES_MOST + 64 * 1024  # a file with the form around it


def see(token: str, hand_id: str) -> Response:
    """GET: the files of a return, and a box for one more."""
    mine, hand = person_of(token, hand_id)
    return _show(token, mine, hand)


def change(token: str, hand_id: str) -> Response:
    """POST: add a file, or take one away."""
    # Before anything of the form is read: the size is refused while it still travels.
    request.max_content_length = request.max_form_memory_size = FORM_MOST
    mine, hand = person_of(token, hand_id)
    if not mine.may_write or mine.held is None:
        return kept_aside(mine, token, {}, why_shut(mine))
    action, _, argument = request.form.get("_do", "add").partition(":")
    if action == "remove":
        with services().sessions.writing() as session:
            drop_file(session, mine.request.id, argument)
        return _back(token, hand)
    indicator = request.form.get("indicator", "")
    if indicator not in {one.key for one in _every(mine)}:
        return _show(token, mine, hand, {"indicator": "Say what the file shows."})
    told = _sent()
    if isinstance(told, str):
        return _show(token, mine, hand, {"file": told})
    return _keep(token, mine, hand, mine.held, indicator, told)


def download(token: str, hand_id: str, file_id: str) -> Response:
    """GET: one file, to be saved. The browser is told not to guess what it is."""
    mine, _ = person_of(token, hand_id)
    if mine.held is None:
        raise NotFound
    served = services()
    with served.sessions.reading() as session:
        key = key_getter(served.keys, mine.held.id)()
        view, raw = open_file(session, key, mine.request.id, file_id)
    return attachment(view.name, raw)


def _keep(
    token: str, mine: Return, hand: Hand, held: Held, indicator: str, told: Accepted
) -> Response:
    served = services()
    key = key_getter(served.keys, held.id)()
    try:
        with served.sessions.writing() as session:
            keep_file(session, key, mine.request.id, indicator, told, by(hand))
    except TooManyFiles as full:
        return _show(token, mine, hand, {"file": full.message})
    return _back(token, hand)


def _sent() -> Accepted | str:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return "Choose a file."
    with sent.stream as stream:
        return judge(sent.filename, stream.read(BYTES_MOST + 1))


def _show(token: str, mine: Return, hand: Hand, wrong: dict[str, str] | None = None) -> Response:
    served = services()
    files: tuple[FileView, ...] = ()
    if mine.held is not None:
        with served.sessions.reading() as session:
            files = files_of(session, key_getter(served.keys, mine.held.id)(), mine.request.id)
    asked = request.form.get("indicator") or request.args.get("for", "")
    return compact_page(
        "files.html", 422 if wrong else 200, token=token, mine=mine, hand=hand, files=files,
        wrong=wrong or {}, indicators=_every(mine), asked=asked, kinds=KIND_NAMES, types=TYPES,
        most=FILES_MOST, names={one.key: one.grade.ask for one in _every(mine)},
    )  # fmt: skip


def _every(mine: Return) -> list[Indicator]:
    return [
        one for standard in STANDARDS for one in indicators_of(mine.survey, standard, mine.answers)
    ]


def _back(token: str, hand: Hand) -> Response:
    return make_response(
        redirect(url_for("compact_files", token=token, hand_id=hand.id, saved=1), 303)
    )
