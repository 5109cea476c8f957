"""How is a return signed off, and a year later: how did its actions go?"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, make_response, redirect, request, url_for

from feedback.compact.carried import read_updates
from feedback.compact.grading import AlreadyReturned
from feedback.compact.returns import Hand, Return, key_getter
from feedback.compact.signing import NotFinished, Outstanding, Signature, outstanding, sign_off
from feedback.compact.updates import (
    PARTS,
    STATES,
    WORDS_MOST,
    Promised,
    Update,
    keep_update,
    promised,
)
from feedback.participant.compact_door import by, compact_page, kept_aside, person_of, why_shut
from feedback.participant.help_numbers import help_card
from feedback.participant.visit import screener
from feedback.safeguarding.concerns import Finding, PreparedConcern, prepare, scanned_as
from feedback.safeguarding.verdict import Level
from feedback.web.context import now, services, today
from surveys.compact import GRADES, STANDARDS
from surveys.compact_return import grades, progress

NAME_MOST = 80


@dataclass(frozen=True, slots=True)
class Typed:
    """What was written about one action."""

    promise: Promised
    state: str
    words: dict[str, str]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said about it."""
        return not self.state and not any(self.words.values())


def review(token: str, hand_id: str) -> Response:
    """GET: everything once more, with what is missing, and the form to sign."""
    mine, hand = person_of(token, hand_id)
    return _review(token, mine, hand, {})


def sign(token: str, hand_id: str) -> Response:
    """POST: a senior person stands for the return; from then on it is read only."""
    mine, hand = person_of(token, hand_id)
    if not mine.may_write:
        return kept_aside(mine, token, {}, why_shut(mine))
    name, job = (request.form.get(one, "").strip() for one in ("name", "job"))
    wrong = {}
    if not 0 < len(name) <= NAME_MOST:
        wrong["name"] = f"Write the senior person's name, in {NAME_MOST} letters or fewer."
    if not 0 < len(job) <= NAME_MOST:
        wrong["job"] = f"Write their job, in {NAME_MOST} letters or fewer."
    if request.form.get("agreed") != "yes":
        wrong["agreed"] = "Say that this person has read the return and stands for it."
    if wrong:
        return _review(token, mine, hand, wrong)
    served = services()
    try:
        with served.sessions.writing() as session:
            sign_off(
                session, served.keys, served.surveys, token, Signature(name, job), now(), today()
            )
    except NotFinished:
        return _review(token, person_of(token, hand_id)[0], hand, {})
    except AlreadyReturned:
        return kept_aside(mine, token, {}, "already_ended")
    return make_response(
        redirect(url_for("compact_hub", token=token, hand_id=hand.id, signed=1), 303)
    )


def actions(token: str, hand_id: str) -> Response:
    """GET: each action of a signed-off return, and how it went."""
    mine, hand = person_of(token, hand_id)
    return _actions(token, mine, hand, {}, None)


def tell(token: str, hand_id: str) -> Response:
    """POST: how the actions went; what is left empty stays as it was told before."""
    mine, hand = person_of(token, hand_id)
    if mine.held is None or not mine.is_signed_off:
        return make_response(redirect(url_for("compact_hub", token=token, hand_id=hand.id), 303))
    typed = [_typed(one) for one in promised(mine.survey, mine.answers)]
    wrong = _wrong_with(typed)
    if wrong:
        return _actions(token, mine, hand, wrong, typed)
    concerns = {one.promise.indicator: _worrying(mine, one) for one in typed}
    served = services()
    key = key_getter(served.keys, mine.held.id)()
    with served.sessions.writing() as session:
        for one in typed:
            if not one.is_empty:
                told = Update(one.promise.indicator, one.state, one.words, today())
                worrying = concerns[one.promise.indicator]
                keep_update(session, key, mine.request.id, told, worrying, by(hand))
    target = url_for("compact_hub", token=token, hand_id=hand.id, saved=1)
    if any(concern.finding.is_hit for found in concerns.values() for concern in found):
        card = help_card(mine.survey.audience)
        return compact_page("card.html", token=token, mine=mine, help_card=card, target=target)
    return make_response(redirect(target, 303))


def _review(token: str, mine: Return, hand: Hand, wrong: dict[str, str]) -> Response:
    served = services()
    open_things = Outstanding((), ())
    if not mine.is_signed_off:
        with served.sessions.reading() as session:
            open_things = outstanding(session, served.keys, mine)
    counted: dict[str, int] = dict.fromkeys(GRADES, 0)
    for _, grade in grades(mine.survey, mine.answers).values():
        counted[grade] += 1
    status = 422 if request.method == "POST" else 200
    return compact_page(
        "review.html", status, token=token, mine=mine, hand=hand, wrong=wrong, typed=request.form,
        outstanding=open_things, counted=counted, grades=GRADES,
        standards=progress(mine.survey, mine.answers), names=STANDARDS,
        actions=promised(mine.survey, mine.answers),
        asked={one.question_key: mine.survey.question(one.question_key).ask
               for one in open_things.clashes},
        places={one.question_key: _place(mine, one.question_key) for one in open_things.clashes},
    )  # fmt: skip


def _place(mine: Return, question_key: str) -> str:
    """The page a question stands on."""
    return next(
        section.key
        for section in mine.survey.sections
        if any(one.key == question_key for one in section.questions)
    )


def _actions(
    token: str, mine: Return, hand: Hand, wrong: dict[str, str], typed: list[Typed] | None
) -> Response:
    with services().sessions.reading() as session:
        told = read_updates(session, services().keys, mine.request)
    shown = typed or [
        Typed(one, told[one.indicator].state, dict(told[one.indicator].words))
        if one.indicator in told
        else Typed(one, "", {})
        for one in promised(mine.survey, mine.answers)
    ]
    return compact_page(
        "actions.html", 422 if wrong else 200, token=token, mine=mine, hand=hand, shown=shown,
        wrong=wrong, parts=PARTS, states=STATES, standards=STANDARDS, most=WORDS_MOST,
    )  # fmt: skip


def _typed(promise: Promised) -> Typed:
    form, key = request.form, promise.indicator
    words = {part: form.get(f"{key}-{part}", "").strip().replace("\r\n", "\n") for part in PARTS}
    return Typed(promise, form.get(f"{key}-state", ""), words)


def _wrong_with(typed: list[Typed]) -> dict[str, str]:
    wrong = {}
    for one in typed:
        key = one.promise.indicator
        if not one.is_empty and one.state not in STATES:
            wrong[f"{key}-state"] = f"Say how far it is: {one.promise.about}"
        for part, words in one.words.items():
            if len(words) > WORDS_MOST:
                wrong[f"{key}-{part}"] = f"Make it {WORDS_MOST:,} letters or fewer."
    return wrong


def _worrying(mine: Return, one: Typed) -> list[PreparedConcern]:
    found = []
    audience = scanned_as(mine.survey.audience)
    for part, words in one.words.items():
        if not words or mine.held is None:
            continue
        level, kinds, spans, version = screener().words(words, audience=audience)
        if level == Level.NONE.value:
            continue
        key = f"{one.promise.indicator}_{part}"
        finding = Finding(key, PARTS[part], words, "words", level, kinds, spans, version)
        found.append(
            prepare(
                services().keys, finding, response_id=mine.held.id,
                round_instrument_id=mine.instrument_id,
                shown="card" if finding.is_hit else "footer",
            )
        )  # fmt: skip
    return found
