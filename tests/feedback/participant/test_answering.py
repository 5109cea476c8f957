"""Can people answer, skip, change, come back, send and delete, whatever their browser refuses?"""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from feedback.services import Services
from feedback.store.concerns import Concern
from feedback.store.responses import Answer, Quarantine, Response
from feedback.store.rounds import Participation, Round
from tests.factories import Asked, ask, survey
from tests.people import Person

SMALL = """
key: small
version: 1
title: Your views
audience: child_8_11
language: en
start: {who_asks: [We ask.], who_sees: [We see.]}
thanks: [Bye.]
withhold:
  - sensitive: home_safety
    when: {any: [{question: presence, is: [watched]}, {question: helper, is: [parent]}]}
quiet_when: {any: [{question: presence, is: [watched]}, {question: helper, is: [parent]}]}
sections:
  - key: before
    title: Before
    questions:
      - key: presence
        kind: choice
        ask: Are you OK to answer now?
        choices: [{code: alone, label: Alone}, {code: watched, label: Watched}]
      - key: helper
        kind: choice
        ask: Is someone helping you?
        choices: [{code: nobody, label: "No"}, {code: parent, label: Parent}]
      - key: assent
        kind: choice
        ask: Do you want to take part?
        choices: [{code: "yes", label: "Yes"}, {code: "no", label: "No"}]
  - key: rest
    title: Rest
    questions:
      - {key: listen, kind: scale, ask: Are you listened to?, options: FR}
      - key: why_not
        kind: long_text
        ask: What would help?
        max_chars: 50
        when: {question: listen, is: [never]}
      - key: safe_home
        kind: scale
        ask: Do you feel safe?
        options: FR
        sensitive: home_safety
        help_card: true
        worry: [{is: [never], level: concern}, {is: [sometimes], level: review}]
      - key: where
        kind: long_text
        ask: Where or when?
        drop_after_hit: true
        when: {question: safe_home, is: [never, sometimes]}
      - key: likes
        kind: multi
        ask: What do you like?
        choices:
          - {code: cats, label: Cats}
          - {code: dogs, label: Dogs}
          - {code: other, label: Other, says: true}
          - {code: none_of, label: None, exclusive: true}
      - {key: good, kind: long_text, ask: What is good?}
      - {key: quote_ok, kind: yes_no, quote_consent: true, ask: May we?, options: YN}
"""


@pytest.fixture
def asked(services: Services) -> Asked:
    return ask(services, survey(SMALL))


@pytest.fixture(params=[True, False], ids=["cookies", "no-cookies"])
def child(request: pytest.FixtureRequest, app: Flask, asked: Asked) -> Person:
    person = Person(app, cookies=request.param)
    return person.opens(f"/i/{asked.tokens[0]}")


def started(person: Person, presence: str = "alone", helper: str = "nobody") -> Person:
    person.presses("begin").presses("on")
    person.presses("next", presence=presence).presses("next", helper=helper)
    return person.presses("next", assent="yes")


def rows(services: Services, key: str) -> list[Answer]:
    with services.sessions.reading() as session:
        return list(session.scalars(select(Answer).where(Answer.question_key == key)))


def state(services: Services) -> list[str]:
    with services.sessions.reading() as session:
        return sorted(session.scalars(select(Response.state)))


def participation(services: Services) -> Participation:
    with services.sessions.reading() as session:
        return session.scalars(select(Participation)).one()


def test_a_child_answers_checks_and_sends(services: Services, child: Person) -> None:
    started(child)
    assert child.heading == "Are you listened to?"
    child.presses("next", listen="always")
    assert child.heading == "Do you feel safe?"
    child.presses("next", safe_home="always")
    child.presses("next", likes=["cats", "other"], likes__says="newts")
    child.presses("next", good="She listens 😀")
    child.presses("skip")
    assert child.heading == "Check what you said"
    assert "newts" in child.text
    assert "She listens 😀" in child.text
    child.presses("send")
    assert child.heading == "Thank you"
    assert 'href="/you-said"' in child.text, "what came of it before"
    assert state(services) == ["sent"]
    assert participation(services).sent_on is not None
    assert [row.code for row in rows(services, "likes")] == ["cats", "other"]
    assert b"She listens" not in (rows(services, "good")[0].sealed or b"")
    assert rows(services, "quote_ok")[0].status == "skipped"


def test_the_form_works_without_cookies_in_the_same_reply(child: Person) -> None:
    has_cookie = child.client._cookies is not None
    started(child)
    assert child.redirected is has_cookie
    assert child.status == 200


def test_opening_the_link_changes_nothing(services: Services, app: Flask, asked: Asked) -> None:
    scanner = app.test_client()
    for _ in range(5):
        scanner.get(f"/i/{asked.tokens[0]}", headers={"Sec-Purpose": "prefetch"})
        scanner.head(f"/i/{asked.tokens[0]}")
    assert state(services) == []
    assert participation(services).reached_on is None


def test_a_double_tap_makes_one_response(services: Services, child: Person) -> None:
    child.repeats("begin", 3)
    child.presses("on")
    child.repeats("next", 3, presence="alone")
    assert state(services) == ["open"]
    assert len(rows(services, "presence")) == 1


def test_going_back_keeps_words_and_restores_what_left_the_path(
    services: Services, child: Person
) -> None:
    started(child)
    child.presses("next", listen="never").presses("next", why_not="more time")
    child.presses("back").presses("back")
    child.presses("next", listen="always")
    assert child.heading == "Do you feel safe?"
    child.presses("back")
    child.presses("next", listen="never")
    assert "more time" in child.text
    child.presses("back").presses("next", listen="always")
    child.presses("next", safe_home="always")
    for _ in range(3):
        child.presses("skip")
    child.presses("send")
    assert rows(services, "why_not") == []  # off the path: dropped when sent


def test_a_changed_answer_returns_to_the_check(child: Person) -> None:
    started(child)
    for _ in range(5):
        child.presses("skip")
    assert child.heading == "Check what you said"
    child.presses("change:good")
    assert child.heading == "What is good?"
    child.presses("next", good="the garden")
    assert child.heading == "Check what you said"
    assert "the garden" in child.text


def test_a_watched_child_is_not_asked_about_home(services: Services, child: Person) -> None:
    started(child, presence="watched")
    child.presses("next", listen="always")
    assert child.heading == "What do you like?"
    child.presses("skip").presses("next", good="he hits me when mum is at work")
    assert child.heading == "May we?"  # no card: somebody can see the screen
    child.presses("skip").presses("send")
    assert [row.status for row in rows(services, "safe_home")] == ["withheld"]
    with services.sessions.reading() as session:
        concern = session.scalars(select(Concern)).one()
    assert concern.shown == "footer"
    assert concern.level == "urgent"


def test_a_hit_shows_help_once_and_asks_nothing_more(services: Services, child: Person) -> None:
    started(child)
    child.presses("next", listen="always").presses("next", safe_home="never")
    assert child.heading == "Thank you for telling us"
    assert "0800 1111" in child.text
    child.presses(next(b for b in child.form().buttons if b.startswith("on:")))
    assert child.heading == "What do you like?"  # "Where or when?" is not asked after a hit
    with services.sessions.reading() as session:
        concern = session.scalars(select(Concern)).one()
    assert (concern.level, concern.source, concern.shown) == ("same_day", "choice", "card")


def test_a_retry_raises_a_concern_once(services: Services, child: Person) -> None:
    started(child)
    child.presses("next", listen="always")
    child.repeats("next", 3, safe_home="never")
    with services.sessions.reading() as session:
        assert session.scalar(select(func.count()).select_from(Concern)) == 1


def test_words_typed_beside_skip_are_still_looked_at(services: Services, child: Person) -> None:
    started(child)
    child.presses("next", listen="always").presses("next", safe_home="always").presses("skip")
    child.presses("skip", good="he hits me when mum is at work")
    assert rows(services, "good")[0].status == "skipped"
    with services.sessions.reading() as session:
        assert session.scalars(select(Concern.level)).one() == "urgent"


def test_words_that_worried_stay_with_a_person_when_they_are_taken_back(
    services: Services, child: Person
) -> None:
    started(child)
    child.presses("next", listen="always").presses("next", safe_home="always").presses("skip")
    child.presses("next", good="he hits me when mum is at work")
    child.presses(next(b for b in child.form().buttons if b.startswith("on:")))
    child.presses("back").presses("next", good="the garden")
    with services.sessions.reading() as session:
        concern = session.scalars(select(Concern)).one()
    kept = services.keys.open(f"concern:{concern.id}").unseal(concern.sealed, "finding")
    assert "he hits me when mum is at work" in kept


def test_no_is_a_decline_and_a_mind_can_change(services: Services, child: Person) -> None:
    child.presses("begin").presses("on")
    child.presses("next", presence="alone").presses("next", helper="nobody")
    child.presses("next", assent="no")
    assert child.heading == "That's OK"
    assert participation(services).declined_on is not None
    child.presses("mind")
    child.presses("on")
    assert participation(services).declined_on is None
    assert state(services) == ["open"]


def test_too_long_a_text_is_kept_and_shown_again(services: Services, child: Person) -> None:
    started(child)
    child.presses("next", listen="never")
    child.presses("next", why_not="x" * 60)
    assert child.status == 422
    assert "x" * 60 in child.text
    assert "There is a problem" in child.text
    with services.sessions.reading() as session:
        assert session.scalars(select(Quarantine.why)).one() == "could_not_be_read"


def test_deleting_leaves_no_answer_and_no_key(services: Services, child: Person) -> None:
    started(child)
    child.presses("next", listen="never").presses("next", why_not="secret words")
    child.presses("delete")
    assert child.heading == "Delete everything you said?"
    child.presses("delete-yes")
    assert child.heading == "Your answers are deleted"
    assert state(services) == ["withdrawn"]
    assert rows(services, "why_not") == []


def test_three_words_open_the_response_elsewhere_without_earlier_words(
    services: Services, app: Flask, child: Person, asked: Asked
) -> None:
    started(child)
    child.presses("next", listen="never").presses("next", why_not="private words")
    child.presses("save")
    code = child.text.split('<p class="app-code"><strong>')[1].split("<")[0]
    other = Person(app).opens("/resume")
    other.presses_code(code)
    assert other.heading == "Do you feel safe?"
    for _ in range(4):
        other.presses("skip")
    assert "private words" not in other.text
    other.presses("reveal")
    assert "private words" in other.text


def test_a_link_that_was_used_shows_thanks_only(app: Flask, child: Person, asked: Asked) -> None:
    started(child)
    for _ in range(5):
        child.presses("skip")
    child.presses("send")
    again = Person(app).opens(f"/i/{asked.tokens[0]}")
    assert again.heading == "Thank you, we have your answers"


def test_an_anonymous_response_holds_nothing_that_leads_to_the_person(
    services: Services, app: Flask
) -> None:
    asked = ask(services, survey(SMALL), mode="anonymous")
    person = Person(app).opens(f"/i/{asked.tokens[0]}")
    started(person)
    for _ in range(5):
        person.presses("skip")
    person.presses("send")
    with services.sessions.reading() as session:
        assert session.scalars(select(Response.member_id)).one() is None
        assert session.scalars(select(Participation.sent_on)).one() is not None


def test_a_round_that_closes_while_writing_keeps_the_words(
    services: Services, child: Person
) -> None:
    started(child)
    with services.sessions.writing() as session:
        session.scalars(select(Round)).one().state = "closed"
    child.presses("next", listen="never", good="my words")
    assert child.heading == "We've kept your words"
    with services.sessions.reading() as session:
        assert session.scalars(select(Quarantine.why)).one() == "closed"


@pytest.mark.parametrize("broken", ["_c", "_t", "_p"])
def test_a_form_that_is_not_ours_keeps_the_words(
    services: Services, app: Flask, broken: str, asked: Asked
) -> None:
    person = Person(app)
    person.opens(f"/i/{asked.tokens[0]}")
    started(person)
    form = dict(person.form("next").fields) | {"good": "my words", "_do": "next"}
    form[broken] = "spoilt!"
    reply = app.test_client().post("/survey", data=form)
    assert reply.status_code in {200, 303}
    with services.sessions.reading() as session:
        assert session.scalar(select(func.count()).select_from(Quarantine)) == 1


def test_pages_have_one_heading_unique_ids_and_no_words_in_the_address(child: Person) -> None:
    started(child)
    for _ in range(6):
        assert child.heading
        assert len(child.ids) == len(set(child.ids))
        if child.heading == "Check what you said":
            break
        child.presses("skip")
    assert child.path == "/survey"


def test_nothing_of_a_visit_is_kept_by_anybody(child: Person) -> None:
    started(child)
    reply = child.client.get("/survey")
    assert reply.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
    assert Path(child.path).name == "survey"


def test_coming_back_after_a_hit_asks_nothing_more_either(app: Flask, child: Person) -> None:
    started(child)
    child.presses("next", listen="always").presses("next", safe_home="never")
    child.presses("save")
    code = child.text.split('<p class="app-code"><strong>')[1].split("<")[0]
    other = Person(app).opens("/resume")
    other.presses_code(code)
    assert other.heading == "What do you like?"


def test_a_change_after_a_hit_returns_to_the_check(child: Person) -> None:
    started(child)
    child.presses("next", listen="always").presses("next", safe_home="never")
    child.presses(next(b for b in child.form().buttons if b.startswith("on:")))
    for _ in range(3):
        child.presses("skip")
    child.presses("change:listen").presses("next", listen="sometimes")
    assert child.heading == "Check what you said"


def test_who_changes_their_mind_is_asked_again(child: Person) -> None:
    child.presses("begin").presses("on")
    child.presses("next", presence="alone").presses("next", helper="nobody")
    child.presses("next", assent="no").presses("mind").presses("on")
    assert child.heading == "Do you want to take part?"
