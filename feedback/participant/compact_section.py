"""How does somebody fill in one standard of a return, beside colleagues who do the same?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask import Response, abort, make_response, redirect, request, url_for

from feedback.collection.responses import NoLongerOpen
from feedback.compact.carried import Carried, last_return
from feedback.compact.files import FileView, files_of
from feedback.compact.filling import Clash, Saved, Written, clashes_of, save, settle
from feedback.compact.grading import Graded, graded
from feedback.compact.returns import Hand, Return, key_getter
from feedback.compact.updates import PARTS, STATES
from feedback.participant.compact_door import by, compact_page, kept_aside, person_of, why_shut
from feedback.participant.help_numbers import help_card
from feedback.participant.kept import keep_words, words_in_form
from feedback.participant.visit import screener
from feedback.safeguarding.concerns import Finding, PreparedConcern, look_at, prepare
from feedback.web.context import services
from feedback.web.forms import Field, field_of
from surveys.answers import Problem, Value, label_of, read
from surveys.compact import GRADES
from surveys.compact_return import (
    PREFIX,
    QUOTES,
    Indicator,
    find_section,
    fingerprint,
    indicators_of,
    is_empty,
    needs_action,
    progress,
)
from surveys.definition import TEXT_KINDS, Question, Section, Survey

SEEN = "_seen-"
COPIED = ("evidence", "action", "owner", "due")


@dataclass(frozen=True, slots=True)
class Part:
    """One indicator as its page shows it."""

    indicator: Indicator
    grade: Field
    evidence: Field
    action: tuple[Field, ...]
    opens: bool  # whether the action's boxes stand open
    clashes: tuple[tuple[Clash, str, str], ...]  # with the question, and the words as they read
    files: tuple[FileView, ...]
    said: Graded | None  # once it is signed off: the panel's grade beside it


@dataclass(frozen=True, slots=True)
class Sent:
    """A posted page as read: what was written, and what cannot be taken."""

    written: tuple[Written, ...]
    problems: tuple[Problem, ...]


def see(token: str, hand_id: str, section: str) -> Response:
    """GET: one page of the return. Nothing changes."""
    mine, hand = person_of(token, hand_id)
    return _show(token, mine, hand, _section(mine, section))


def change(token: str, hand_id: str, section: str) -> Response:
    """POST: save what stands on the page, or decide which of two people's words stay."""
    mine, hand = person_of(token, hand_id)
    here = _section(mine, section)
    if not mine.may_write:
        return kept_aside(mine, token, words_in_form(), why_shut(mine))
    action, _, argument = request.form.get("_do", "next").partition(":")
    try:
        if action in {"use", "leave"}:
            _settle(mine, hand, argument, use=action == "use")
            return _to(token, hand, here.key, "saved")
        return _save(token, mine, hand, here, action, argument)
    except NoLongerOpen:
        return kept_aside(mine, token, words_in_form(), "already_ended")


def _settle(mine: Return, hand: Hand, clash_id: str, *, use: bool) -> None:
    served = services()
    with served.sessions.writing() as session:
        settle(session, served.keys, mine, clash_id, use=use, by=by(hand))


def _save(
    token: str, mine: Return, hand: Hand, here: Section, action: str, argument: str
) -> Response:
    sent = _read(mine, here, argument if action == "copy" else "")
    concerns = _worrying(mine, sent.written)
    served = services()
    with served.sessions.writing() as session:
        saved = save(session, served.keys, mine, here.key, sent.written, concerns, by(hand))
    if sent.problems:
        _keep_unread(mine, sent.problems)
        return _show(token, person_of(token, hand.id)[0], hand, here, sent.problems)
    target = _target(token, hand, here, action, saved)
    if any(one.finding.is_hit for one in concerns):
        card = help_card(mine.survey.audience)
        return compact_page("card.html", token=token, mine=mine, help_card=card, target=target)
    return make_response(redirect(target, 303))


def _target(token: str, hand: Hand, here: Section, action: str, saved: Saved) -> str:
    """Where the person goes next; a page with something open on it is shown again."""
    mine, _ = person_of(token, hand.id)
    if saved.clashing or action in {"save", "copy"}:
        return _address(token, hand, here.key, "saved")
    if action == "hub":
        return url_for("compact_hub", token=token, hand_id=hand.id, saved=1)
    if _demanded(mine, here):
        return _address(token, hand, here.key, "missing")
    pages = [one.section for one in progress(mine.survey, mine.answers)] + [QUOTES]
    after = pages[pages.index(here.key) + 1 :] if here.key in pages else []
    if after:
        return _address(token, hand, after[0], "saved")
    return url_for("compact_hub", token=token, hand_id=hand.id, saved=1)


def _demanded(mine: Return, here: Section) -> dict[str, str]:
    """Question -> what is demanded: an action where a grade asks for one."""
    return {
        one.question_key: one.message
        for standard in progress(mine.survey, mine.answers)
        if standard.section == here.key
        for one in standard.missing
        if one.question_key.partition("_")[2]
    }


def _read(mine: Return, here: Section, copied: str) -> Sent:
    """Every question of the page. `copied`: an indicator whose old words fill empty boxes."""
    raw = request.form.to_dict(flat=False)
    carried = _before(mine) if copied else None
    before = carried.answers if carried else {}
    written: list[Written] = []
    problems: list[Problem] = []
    for question in _questions(mine, here):
        value = read(question, raw)
        if isinstance(value, Problem):
            problems.append(value)
            continue
        indicator, _, part = question.key.partition("_")
        old = before.get(question.key)
        if indicator == copied and part in COPIED and is_empty(value) and old is not None:
            value = old
        written.append(Written(question, value, request.form.get(f"{SEEN}{question.key}", "")))
    return Sent(tuple(written), tuple(problems))


def _worrying(mine: Return, written: Sequence[Written]) -> list[PreparedConcern]:
    """Everything new on the page, looked at before it is stored."""
    if mine.held is None:
        return []
    look = screener()
    found: list[Finding] = []
    for one in written:
        if fingerprint(one.value) != one.seen:
            found += look_at(one.question, one.value, look, mine.survey.audience)
    return [
        prepare(
            services().keys, finding, response_id=mine.held.id,
            round_instrument_id=mine.instrument_id, shown="card" if finding.is_hit else "footer",
        )
        for finding in found
    ]  # fmt: skip


def _keep_unread(mine: Return, problems: Sequence[Problem]) -> None:
    """Words that could not be taken stand on the page still, and are kept aside as well."""
    keys = {one.question_key for one in problems}
    words = {
        name: told
        for name, told in words_in_form().items()
        if name in keys and mine.survey.question(name).kind in TEXT_KINDS
    }
    if words:
        keep_words(
            "could_not_be_read", words, response_id=mine.held.id if mine.held else None,
            round_instrument_id=mine.instrument_id, audience="professional",
        )  # fmt: skip


def _show(
    token: str, mine: Return, hand: Hand, here: Section, problems: Sequence[Problem] = ()
) -> Response:
    wrong = {one.question_key: one.message for one in problems}
    if request.args.get("missing"):
        wrong |= _demanded(mine, here)
    raw = request.form.to_dict(flat=False) if problems else None
    served, before = services(), _before(mine)
    with served.sessions.reading() as session:
        clashes = clashes_of(session, served.keys, mine)
        key = key_getter(served.keys, mine.held.id)() if mine.held else None
        files = files_of(session, key, mine.request.id) if key else ()
        said = graded(session, mine.request.id) if mine.is_signed_off else {}
    fields = {one.key: _field(one, mine, wrong.get(one.key), raw) for one in _questions(mine, here)}
    beside = _beside(mine.survey, clashes)
    parts = [_part(one, mine, fields, beside, files, said) for one in _indicators(mine, here)]
    return compact_page(
        "section.html", 422 if problems else 200, token=token, mine=mine, hand=hand, here=here,
        parts=parts, before=before, seen=_seen(mine, here), grades=GRADES,
        quotes=[] if parts else list(fields.values()), beside=beside, label_of=label_of,
        wrong=[one for one in fields.values() if one.error], update_states=STATES,
        update_parts=PARTS,
    )  # fmt: skip


def _part(
    one: Indicator,
    mine: Return,
    fields: Mapping[str, Field],
    beside: Sequence[tuple[Clash, str, str]],
    files: Sequence[FileView],
    said: Mapping[str, Graded],
) -> Part:
    action = tuple(fields[question.key] for question in (one.action, one.owner, one.due))
    filled = any(field.value or field.day or field.error for field in action)
    return Part(
        one, fields[one.key], fields[one.evidence.key], action,
        filled or needs_action(mine.answers, one.key),
        tuple(told for told in beside if told[0].question_key.partition("_")[0] == one.key),
        tuple(file for file in files if file.indicator == one.key), said.get(one.key),
    )  # fmt: skip


def _beside(survey: Survey, clashes: Sequence[Clash]) -> list[tuple[Clash, str, str]]:
    """Each clash with its question and its answer in words."""
    asked = [(one, survey.question(one.question_key)) for one in clashes]
    return [(one, question.ask, label_of(question, one.value)) for one, question in asked]


def _field(
    question: Question, mine: Return, error: str | None, raw: Mapping[str, list[str]] | None
) -> Field:
    value: Value | None = mine.answers.get(question.key)
    made = field_of(question, value, str, error=error, raw=raw)
    # The sentence stands above its boxes as a heading, and the page says once why it asks.
    return replace(made, why=None, label="Your grade" if question.options == "GR" else made.label)


def _seen(mine: Return, here: Section) -> dict[str, str]:
    """What a page carries: after a problem, what the person's page carried before."""
    if request.method == "POST":
        return {
            one.key: request.form.get(f"{SEEN}{one.key}", "")
            if not is_stored(one, mine)
            else fingerprint(mine.answers.get(one.key))
            for one in _questions(mine, here)
        }
    return {one.key: fingerprint(mine.answers.get(one.key)) for one in _questions(mine, here)}


def is_stored(question: Question, mine: Return) -> bool:
    """Whether what was just posted stands in the return by now."""
    value = read(question, request.form.to_dict(flat=False))
    there = mine.answers.get(question.key)
    return not isinstance(value, Problem) and fingerprint(value) == fingerprint(there)


def _before(mine: Return) -> Carried | None:
    served = services()
    with served.sessions.reading() as session:
        return last_return(session, served.keys, mine.survey, mine.request)


def _section(mine: Return, key: str) -> Section:
    found = find_section(mine.survey, key)
    if found is None or (key != QUOTES and not _indicators(mine, found)):
        abort(404)
    return found


def _indicators(mine: Return, here: Section) -> tuple[Indicator, ...]:
    if here.key == QUOTES:
        return ()
    return indicators_of(mine.survey, int(here.key.removeprefix(PREFIX)), mine.answers)


def _questions(mine: Return, here: Section) -> tuple[Question, ...]:
    if here.key == QUOTES:
        return here.questions
    return tuple(question for one in _indicators(mine, here) for question in one.questions)


def _address(token: str, hand: Hand, section: str, what: str) -> str:
    place = url_for("compact_section", token=token, hand_id=hand.id, section=section)
    return f"{place}?{what}=1"


def _to(token: str, hand: Hand, section: str, what: str) -> Response:
    return make_response(redirect(_address(token, hand, section, what), 303))
