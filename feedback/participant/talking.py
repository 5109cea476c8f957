"""How does one turn of the conversation travel to the store? The same rows as the form's."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Response, request
from sqlalchemy.orm import Session

from chatbot.engine import Told
from chatbot.events import Ends, Event, Keeps, Speaks, Unheard
from chatbot.state import REVIEW, Conversation
from feedback.collection.responses import record, tick
from feedback.collection.talk_turns import NOT_UNDERSTOOD, came_to, note_turn
from feedback.participant import endings
from feedback.participant.kept import keep, keep_in
from feedback.participant.reply import go_on, go_on_whole, is_turn, set_ticket
from feedback.participant.show import CARD, show
from feedback.participant.talk_page import (
    answers_of,
    conversation_at,
    conversation_from,
    listening,
    show_problem,
    show_talk,
    show_turn,
    spelt,
    talk_of,
)
from feedback.participant.visit import (
    PLACE_COOKIE,
    Visit,
    came_back,
    language_of,
    load_visit,
    member_behind,
    screener,
    way_of,
)
from feedback.safeguarding.concerns import Finding, look_at, prepare, scanned_as
from feedback.safeguarding.passing import Passing
from feedback.safeguarding.verdict import Level
from feedback.web.context import now, services, today
from surveys.answers import Problem, Value, read
from surveys.definition import TEXT_KINDS, Question

BOX = "say"


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of it, before anything is stored."""

    told: Told
    question: Question | None
    conversation: Conversation
    events: tuple[Event, ...]
    findings: tuple[Finding, ...]

    @property
    def is_hit(self) -> bool:
        return any(finding.is_hit for finding in self.findings)

    @property
    def kept(self) -> tuple[Keeps, ...]:
        return tuple(event for event in self.events if isinstance(event, Keeps))

    @property
    def speaks(self) -> str:
        return next((one.language for one in self.events if isinstance(one, Speaks)), "")

    @property
    def ending(self) -> str:
        return next((event.how for event in self.events if isinstance(event, Ends)), "")

    def not_understood(self, before: Conversation) -> bool:
        """Whether typed words are nowhere yet: no answer, and no command that we know."""
        if self.told.how != "type" or not self.told.what.strip():
            return False
        if any(isinstance(event, Unheard) for event in self.events):
            return True
        return (
            not self.kept
            and self.conversation.at == before.at
            and (self.conversation.misses > before.misses or bool(self.conversation.offered))
        )


def turn(visit: Visit, action: str, argument: str) -> Response | None:
    """One turn; None where the button belongs to the form (save, delete, another door)."""
    typed = request.form.get(BOX, "")
    if action not in {BOX, "told"}:
        _keep_beside(visit, typed)
        return None
    before = conversation_from(visit, request.form.get("_s", "")) or conversation_at(visit)
    if action == "told":
        _keep_beside(visit, typed)
        return _take(visit, before, Told("tap", argument))
    problem = _problem(visit, before, typed)
    if problem is not None:
        keep("could_not_be_read", visit, {problem.question_key: typed})
        return show_problem(visit, before, problem.message, typed)
    return _take(visit, before, Told("type", typed))


def _keep_beside(visit: Visit, typed: str) -> None:
    """Words that stood in the box when another button was pressed are nobody's answer: aside."""
    if typed.strip():
        keep("beside_a_tap", visit, {BOX: typed})


def _problem(visit: Visit, before: Conversation, typed: str) -> Problem | None:
    """Words that are too long for a question that asks for words."""
    question = _question(visit, before)
    if question is None or question.kind not in TEXT_KINDS:
        return None
    value = read(question, {question.key: [typed]})
    return value if isinstance(value, Problem) else None


def _question(visit: Visit, before: Conversation) -> Question | None:
    at = before.at
    return visit.survey.question(at) if at in visit.survey.positions else None


def _take(visit: Visit, before: Conversation, told: Told) -> Response:
    question = _question(visit, before)
    # What was typed is looked at before the engine asks what was meant.
    findings = _look_at_words(visit, question, told) if told.how == "type" else ()
    hit = any(finding.is_hit for finding in findings)
    talk = listening(visit) if told.how == "type" else talk_of(visit)
    conversation, events = talk.resume(before, answers_of(visit), told, worried=hit, today=today())
    chosen = _look_at_choices(visit, events)
    if not hit and any(finding.is_hit for finding in chosen):  # nothing may ask for more
        conversation, events = talk.resume(
            before, answers_of(visit), told, worried=True, today=today()
        )
    made = Turn(told, question, conversation, events, (*findings, *chosen))
    shows_card = made.is_hit and not _quiet_after(visit, made)
    _store(visit, before, made, shows_card=shows_card)
    return _reply(visit, made, shows_card=shows_card)


def _look_at_choices(visit: Visit, events: tuple[Event, ...]) -> tuple[Finding, ...]:
    kept = [one for one in events if isinstance(one, Keeps) and one.value.codes]
    found: list[Finding] = []
    for one in kept:
        asked, chosen = visit.survey.question(one.question_key), replace(one.value, text="")
        found += look_at(asked, chosen, screener(), visit.survey.audience)
    return tuple(found)


def _look_at_words(visit: Visit, question: Question | None, told: Told) -> tuple[Finding, ...]:
    if not told.what.strip():
        return ()
    audience = visit.survey.audience
    look = screener(language_of(visit.ticket, visit.survey))
    if question is not None and question.kind in TEXT_KINDS:
        return look_at(question, Value(text=told.what.strip()), look, audience)
    said = look.words(told.what, audience=scanned_as(audience))
    level, kinds, spans, version = said
    if level == Level.NONE.value:
        return ()
    key, asked = (question.key, question.ask) if question else (BOX, "")
    return (Finding(key, asked, told.what, "words", level, kinds, spans, version),)


def _store(visit: Visit, before: Conversation, made: Turn, *, shows_card: bool) -> None:
    """Answers, concerns, words in doubt and the new place in one transaction."""
    served = services()
    given = _given(visit, made)
    concerns = [
        prepare(
            served.keys, finding, response_id=visit.held.id,
            round_instrument_id=visit.held.round_instrument_id,
            shown="card" if shows_card and finding.is_hit else "footer",
        )
        for finding in made.findings
    ]  # fmt: skip
    at = made.conversation.at if made.conversation.at in visit.survey.positions else REVIEW
    first = not any(not value.skipped for value in visit.answers.values())
    with served.sessions.writing() as session:
        record(
            session, visit.held, given, concerns, keys=served.keys, get_key=visit.get_key,
            at_page=(f"{CARD}>{at}" if shows_card else at)[:80], now=now(),
            passing=_passing(visit, before, made),
        )  # fmt: skip
        _keep_aside(session, visit, before, made)
        if made.question is not None:
            missed = made.not_understood(before)
            note_turn(session, visit.held.id, made.question.key, missed=missed)
        if made.conversation.at in visit.survey.positions:
            came_to(session, visit.held.id, made.conversation.at)
        if first and any(not value.skipped for _, value in given):
            tick(session, member_behind(session, visit), "started_on", today())
    if endings.is_decline(given):
        endings.decline(visit)


def _keep_aside(session: Session, visit: Visit, before: Conversation, made: Turn) -> None:
    """Words that were not understood; what worries is kept with its concern already."""
    if made.not_understood(before) and not made.findings:
        key = made.question.key if made.question else BOX
        keep_in(session, NOT_UNDERSTOOD, visit, {key: made.told.what})


def _passing(visit: Visit, before: Conversation, made: Turn) -> tuple[Passing, ...]:
    """Typed words that were understood as a choice or a command: kept by no row, but looked at."""
    if made.told.how != "type" or made.not_understood(before):
        return ()
    if any(one.source == "words" for one in made.findings):
        return ()  # a concern holds them already
    if any(one.value.text for one in made.kept):
        return ()
    key = made.question.key if made.question else BOX
    return (Passing(key, made.told.what, scanned_as(visit.survey.audience)),)


def _quiet_after(visit: Visit, made: Turn) -> bool:
    """Somebody may be looking: show nothing more (decisions 17)."""
    answers = visit.answers
    for one in made.kept:
        answers = answers.given(one.question_key, one.value)
    return visit.way.quiet or way_of(visit.survey, answers, probing=False).quiet


def _reply(visit: Visit, made: Turn, *, shows_card: bool) -> Response:
    if made.speaks:
        visit = _in_language(visit, made.speaks)
    if made.ending == "send":
        endings.send(visit)
    elif made.ending == "delete":
        return endings.delete(visit)
    elif made.ending == "stop":
        endings.save(_again(visit))
    ends = made.ending or endings.is_decline(_given(visit, made))
    is_talk = not ends and not shows_card
    if not came_back(visit.ticket):
        fresh = _again(visit)
        here = show_talk(fresh, made.conversation) if is_talk else show(fresh)
        return set_ticket(here, visit.ticket)
    # After another page the question is put anew.
    place = made.conversation if is_talk else made.conversation.moved(made.conversation.at)
    if not is_turn():
        reply = go_on()
    elif is_talk and not made.speaks:
        reply = _new_part(_again(visit), made)
    else:
        reply = go_on_whole()
    return set_ticket(_carry(reply, place), visit.ticket)


def _given(visit: Visit, made: Turn) -> list[tuple[Question, Value]]:
    return [(visit.survey.question(one.question_key), one.value) for one in made.kept]


def _new_part(visit: Visit, made: Turn) -> Response:
    typed = made.told.what if made.told.how == "type" else ""
    kept = [
        one.question_key for one in made.kept if not visit.survey.question(one.question_key).is_info
    ]
    return show_turn(visit, made.conversation, typed, kept[0] if kept else "")


def _in_language(visit: Visit, code: str) -> Visit:
    own = code == visit.survey.language
    return replace(visit, ticket=replace(visit.ticket, spoken="" if own else code))


def _carry(response: Response, conversation: Conversation) -> Response:
    """The place goes into a cookie that ends with the browser's session."""
    response.set_cookie(
        PLACE_COOKIE, spelt(conversation), httponly=True, samesite="Lax", path="/",
        secure=services().settings.base_url.startswith("https://"),
    )  # fmt: skip
    return response


def _again(visit: Visit) -> Visit:
    with services().sessions.reading() as session:
        return load_visit(session, visit.ticket) or visit
