"""How does an answer travel from the page to the store? Everything after the start is here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Response, request

from feedback.collection.doors import Standing
from feedback.collection.responses import NoLongerOpen, move, record, tick
from feedback.collection.resume import keep_code
from feedback.collection.talk_turns import came_to
from feedback.participant import endings
from feedback.participant.contact import CONTACT, heed, leave
from feedback.participant.kept import keep, kept_page
from feedback.participant.reply import go_on, go_on_whole, is_turn, page, set_ticket
from feedback.participant.show import CARD, DELETE, REVIEW, SAVE, WHO_SEES, show, show_page
from feedback.participant.start import begin_here
from feedback.participant.talk_page import has_talk
from feedback.participant.talking import turn
from feedback.participant.visit import (
    Ticket,
    Visit,
    came_back,
    cookie_ticket,
    form_ticket,
    load_visit,
    member_behind,
    pages_of,
    screener,
    way_of,
)
from feedback.safeguarding.concerns import Finding, PreparedConcern, look_at, prepare, scanned_as
from feedback.safeguarding.passing import Passing
from feedback.sealing.keystore import WordsAreGone
from feedback.web.context import now, services, today
from surveys.answers import SKIPPED, Problem, Value, read
from surveys.definition import Kind, Question
from surveys.route import Page, Route

Given = tuple[Question, Value]
GOES_ON = frozenset({"next", "skip", ""})
DOORS = frozenset({"talk", "form"})  # the conversation, or page by page: the same answers


@dataclass(frozen=True, slots=True)
class Reading:
    """What one posted page says: answers, what is wrong, and what worries."""

    given: tuple[Given, ...]
    problems: tuple[Problem, ...]
    findings: tuple[Finding, ...]
    passing: tuple[Passing, ...] = ()  # typed, but not as an answer


def see() -> Response:
    """GET /survey: where the person is, by the cookie. Nothing changes."""
    ticket = cookie_ticket()
    visit = _load(ticket) if ticket else None
    return show(visit) if visit else page("lost.html", 404)


def answer() -> Response:
    """POST /survey: whatever the person does after the start, authorised by the form itself."""
    if request.form.get("_do") == "begin":
        return begin_here()
    ticket = form_ticket()
    visit = _load(ticket) if ticket else None
    if visit is None:
        return kept_page("unknown_form")
    if visit.held.state != "open":
        return endings.after_the_end(visit, request.form.get("_do", ""))
    if visit.held.standing is not Standing.OPEN:
        return kept_page("closed", visit)
    try:
        return _do(visit)
    except (NoLongerOpen, WordsAreGone):
        return kept_page("already_ended", visit)


def _do(visit: Visit) -> Response:
    action, _, argument = request.form.get("_do", "next").partition(":")
    if "_s" in request.form and has_talk(visit):
        turned = turn(visit, action, argument)
        if turned is not None:
            return turned
    if action in DOORS and has_talk(visit):
        visit = replace(visit, ticket=replace(visit.ticket, talks=action == "talk"))
        if action == "talk":
            _note_coming(visit)
    if action in endings.ACTIONS:
        keep("beside_an_ending", visit)
        return _reply(visit, endings.ACTIONS[action](visit))
    at_key = request.form.get("_p", "")
    if not at_key:
        _without_answers(visit, action, argument)
        return _reply(visit, None)
    at = visit.way.page(at_key)
    if at is None:
        # The question went off the path in another tab, or was never ours.
        keep("question_gone", visit)
        return _reply(visit, None)
    reading = _read(visit, at, skip=action == "skip", goes_on=action in GOES_ON)
    if reading.problems and action in {"next", ""}:
        _store(visit, at, reading, visit.held.at_page or at.key)
        return show_page(
            _load(visit.ticket) or visit,
            at,
            problems=reading.problems,
            raw=request.form.to_dict(flat=False),
        )
    _store(visit, at, reading, _target(visit, at, action, argument, reading))
    return _reply(visit, None)


def _note_coming(visit: Visit) -> None:
    """They came to the chat: counted though they may tell nothing there."""
    at = request.form.get("_p", "") or _unanswered(visit.way)
    if at in visit.survey.positions:
        with services().sessions.writing() as session:
            came_to(session, visit.held.id, at)


def _without_answers(visit: Visit, action: str, argument: str) -> None:
    """Moves from pages that hold no question."""
    pages = visit.asked_pages()
    if action == "change" and visit.way.page(argument):
        place = f"{REVIEW}>{argument}"
    elif action in {"review", "keep"}:
        place = argument or REVIEW
    elif action in DOORS and visit.held.at_page:
        place = visit.held.at_page if visit.held.at_page != WHO_SEES else ""
        place = place or _unanswered(visit.way) or REVIEW
    elif action == "on":
        heed(visit)
        place = _onward(visit, argument)
    elif action == "back":
        place = pages[-1].key if pages else REVIEW
    elif action == "delete":
        place = f"{DELETE}>{visit.held.at_page.partition('>')[0]}"
    elif action == "contact":
        place = f"{CONTACT}>{argument}"[:80]
    elif action == "contact-leave":
        leave(visit, _onward(visit, argument))
        return
    elif action == "save":
        endings.save(visit)
        return
    else:
        place = _unanswered(visit.way) or REVIEW
    with services().sessions.writing() as session:
        move(session, visit.held, place)


def _onward(visit: Visit, argument: str) -> str:
    place = argument if argument == REVIEW or visit.way.page(argument) else ""
    return place or _unanswered(visit.way) or REVIEW


def _unanswered(way: Route) -> str:
    found = way.next_unanswered()
    return found.key if found else ""


def _read(visit: Visit, at: Page, *, skip: bool, goes_on: bool) -> Reading:
    """Read each question of the page; what was typed beside "Skip" is still looked at.

    An empty box is a skip only where the person goes on, not where they go back or leave.
    """
    raw = request.form.to_dict(flat=False)
    given: list[Given] = []
    problems: list[Problem] = []
    findings: list[Finding] = []
    passing: list[Passing] = []
    look = screener()
    for question in at.questions:
        if question.kind is Kind.INFO:
            given.append((question, SKIPPED))
            continue
        value = read(question, raw)
        if isinstance(value, Problem):
            problems.append(value)
            continue
        findings += look_at(question, value, look, visit.survey.audience)
        kept_hidden = visit.held.hides_earlier and question.key in visit.answers
        if value.skipped and (kept_hidden or not goes_on):
            continue  # an empty box on a new device does not take back what it did not show
        if skip and value.text:
            passing.append(Passing(question.key, value.text, scanned_as(visit.survey.audience)))
        given.append((question, SKIPPED if skip else value))
    return Reading(tuple(given), tuple(problems), tuple(findings), tuple(passing))


def _store(visit: Visit, at: Page, reading: Reading, target: str) -> None:
    """Answers, concerns and the new place in one transaction; words in doubt go aside first."""
    served = services()
    if reading.problems:
        names = {problem.question_key for problem in reading.problems}
        keep("could_not_be_read", visit, _typed(names))
    may_show = not _quiet_after(visit, reading) and not target.startswith(SAVE)
    concerns = _prepared(visit, reading, "card" if may_show else "footer")
    if any(one.shown == "card" for one in concerns):
        target = f"{CARD}>{target}"
    first = not any(not value.skipped for value in visit.answers.values())
    with served.sessions.writing() as session:
        record(
            session, visit.held, reading.given, concerns, keys=served.keys,
            get_key=visit.get_key, at_page=target[:80], now=now(), passing=reading.passing,
        )  # fmt: skip
        if target.startswith(SAVE):
            keep_code(session, visit.held, served.keys)
        if first and any(not value.skipped for _, value in reading.given):
            tick(session, member_behind(session, visit), "started_on", today())
    if endings.is_decline(reading.given):
        endings.decline(visit)


def _typed(names: set[str]) -> dict[str, str]:
    """The posted words of some questions."""
    return {
        field: "\n".join(request.form.getlist(field))
        for field in request.form
        if any(field == name or field.startswith(f"{name}-") for name in names)
    }


def _prepared(visit: Visit, reading: Reading, shown: str) -> tuple[PreparedConcern, ...]:
    return tuple(
        prepare(
            services().keys,
            finding,
            response_id=visit.held.id,
            round_instrument_id=visit.held.round_instrument_id,
            shown=shown if finding.is_hit else "footer",
        )
        for finding in reading.findings
    )


def _after(visit: Visit, reading: Reading) -> Route:
    """The way as it will be once this page is stored."""
    answers = visit.answers
    for question, value in reading.given:
        answers = answers.given(question.key, value)
    hit = visit.held.has_hit or any(finding.is_hit for finding in reading.findings)
    return way_of(visit.survey, answers, probing=not hit)


def _quiet_after(visit: Visit, reading: Reading) -> bool:
    """Somebody may be looking, by what was said before or just now: show nothing more."""
    return visit.way.quiet or _after(visit, reading).quiet


def _target(visit: Visit, at: Page, action: str, argument: str, reading: Reading) -> str:
    """Where the person goes next."""
    way = _after(visit, reading)
    if action == "save":
        return f"{SAVE}>{at.key}"
    if action in DOORS:
        return at.key
    if action == "delete":
        return f"{DELETE}>{at.key}"
    hit = visit.held.has_hit or any(finding.is_hit for finding in reading.findings)
    pages = pages_of(way, probing=not hit)
    if action == "back":
        return _beyond(visit, pages, at, back=True) or at.key
    if request.form.get("_r") and way.next_unanswered() is None:
        return REVIEW
    return _beyond(visit, pages, at, back=False) or REVIEW


def _beyond(visit: Visit, pages: Sequence[Page], at: Page, *, back: bool) -> str | None:
    """The nearest page after (or before) this one; it may itself be off the path by now."""
    positions = visit.survey.positions
    if back:
        here = positions[at.key]
        return next((p.key for p in reversed(pages) if positions[p.key] < here), None)
    here = positions[at.questions[-1].key]
    return next((p.key for p in pages if positions[p.key] > here), None)


def _load(ticket: Ticket) -> Visit | None:
    with services().sessions.reading() as session:
        return load_visit(session, ticket)


def _reply(visit: Visit, response: Response | None) -> Response:
    """POST → 303 → GET where our cookie came back; else the next page itself (decisions 7)."""
    if response is not None:
        return response
    if came_back(visit.ticket):
        return set_ticket(go_on_whole() if is_turn() else go_on(), visit.ticket)
    fresh = _load(visit.ticket)
    if fresh is None:
        return page("lost.html", 404)
    return set_ticket(show(fresh), visit.ticket)
