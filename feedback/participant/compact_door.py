"""How does an organisation's link lead its people to their return, each under their own name?

The address carries the link and a label for the person, so that it works without cookies and
scripts. Who has the link may write: it is handed to one organisation, and the pages say so.
"""

from __future__ import annotations

from flask import Response, abort, make_response, redirect, render_template, request, url_for

from feedback.collection.doors import Standing
from feedback.collection.responses import key_owner
from feedback.compact.carried import last_return
from feedback.compact.cycles import VARIANTS
from feedback.compact.files import count_files
from feedback.compact.filling import By, clashes_of
from feedback.compact.returns import (
    NAME_MOST,
    Hand,
    Return,
    add_hand,
    begin_return,
    find_return,
    key_getter,
    response_of,
)
from feedback.compact.updates import promised
from feedback.participant.kept import keep_words
from feedback.participant.reply import page as participant_page
from feedback.web.context import now, services, today
from surveys.compact_return import QUOTE_KEYS, QUOTES, Progress, is_empty, progress

STATE_NAMES = {
    Progress.NOT_BEGUN: "Not begun",
    Progress.BEGUN: "Begun",
    Progress.DONE: "Done",
}
NEW = "new"  # the choice of somebody whose name is not on the list


def compact_page(template: str, status: int = 200, **given: object) -> Response:
    """A page of an organisation's return."""
    return make_response(render_template(f"compact/{template}", **given), status)


def mine_of(token: str) -> Return:
    """The return behind a link; otherwise the page for links that lead nowhere."""
    served = services()
    with served.sessions.reading() as session:
        found = find_return(session, served.keys, served.surveys, token, now())
    if found is None:
        abort(participant_page("unknown-link.html", 404))
    return found


def person_of(token: str, hand_id: str) -> tuple[Return, Hand]:
    """The return and who is here; whoever is not on its list says first who they are."""
    mine = mine_of(token)
    hand = mine.hand(hand_id)
    if hand is None:
        abort(make_response(redirect(url_for("compact_return", token=token), 303)))
    return mine, hand


def by(hand: Hand) -> By:
    """Who writes, and when."""
    return By(hand.id, now(), today())


def kept_aside(mine: Return, token: str, words: dict[str, str], why: str) -> Response:
    """Words that came too late for the return: kept, and the person is told so."""
    if words:
        keep_words(
            why, words, response_id=mine.held.id if mine.held else None,
            round_instrument_id=mine.instrument_id, audience="professional",
        )  # fmt: skip
    return compact_page("kept.html", 200 if words else 409, token=token, mine=mine, words=words)


def why_shut(mine: Return) -> str:
    """Why answers are not taken any more."""
    return "already_ended" if mine.is_signed_off else "closed"


def first(token: str) -> Response:
    """GET: who asks, and who are you? Looking changes nothing."""
    mine = mine_of(token)
    if mine.held is None and mine.standing is not Standing.OPEN:
        return participant_page("closed.html", 410, closes_on=mine.closes_on)
    return _first_page(token, mine, "")


def join(token: str) -> Response:
    """POST: somebody says who they are; the return is begun with the first of them."""
    mine = mine_of(token)
    if mine.held is None and mine.standing is not Standing.OPEN:
        return participant_page("closed.html", 410, closes_on=mine.closes_on)
    chosen = request.form.get("who", NEW if not mine.hands else "")
    hand = mine.hand(chosen)
    name = request.form.get("name", "").strip()
    if hand is None and chosen == NEW and 0 < len(name) <= NAME_MOST:
        same = (one for one in mine.hands if one.name.casefold() == name.casefold())
        hand_id = next((one.id for one in same), "") or _new_hand(token, mine, name)
    elif hand is not None:
        hand_id = hand.id
    else:
        wrong = f"Write your name, in {NAME_MOST} letters or fewer."
        return _first_page(token, mine, wrong if chosen == NEW else "Say who you are.")
    return make_response(redirect(url_for("compact_hub", token=token, hand_id=hand_id), 303))


def hub(token: str, hand_id: str) -> Response:
    """Every standard with its progress, and what is still to be done."""
    mine, hand = person_of(token, hand_id)
    served = services()
    with served.sessions.reading() as session:
        clashes = clashes_of(session, served.keys, mine)
        files = count_files(session, mine.request.id)
        before = last_return(session, served.keys, mine.survey, mine.request)
    standards = progress(mine.survey, mine.answers)
    last = {one.last_section: one for one in mine.hands if one.last_on}
    quoted = sum(not is_empty(mine.answers.get(key)) for key in QUOTE_KEYS)
    return compact_page(
        "hub.html", token=token, mine=mine, hand=hand, standards=standards, states=STATE_NAMES,
        last=last, quotes=QUOTES, quoted=quoted, clashes=clashes, files=files, before=before,
        is_ready=all(one.state is Progress.DONE for one in standards) and not clashes,
        done=sum(one.state is Progress.DONE for one in standards),
        actions=promised(mine.survey, mine.answers), variants=VARIANTS,
        base_url=services().settings.base_url,
    )  # fmt: skip


def _first_page(token: str, mine: Return, wrong: str) -> Response:
    return compact_page(
        "first.html", 422 if wrong else 200, token=token, mine=mine, wrong=wrong, new=NEW,
        typed=request.form.get("name", ""),
    )  # fmt: skip


def _new_hand(token: str, mine: Return, name: str) -> str:
    """The key first, then the return and its person in one transaction."""
    served = services()
    response_id = response_of(served.keys, mine.request.member_id or "")
    served.keys.make(key_owner(response_id))
    with served.sessions.writing() as session:
        begin_return(session, served.keys, token, now(), today())
        key = key_getter(served.keys, response_id)()
        return add_hand(session, key, mine.request.id, name)
