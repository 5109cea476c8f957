"""Is the conversation another door to the same answers, with or without cookies?"""

from __future__ import annotations

import base64
import json
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from feedback.collection.quarantine import list_aside, open_aside
from feedback.services import Services
from feedback.store.concerns import Concern
from feedback.store.responses import Answer, Response
from tests.factories import Asked, ask, survey
from tests.feedback.participant.test_answering import SMALL
from tests.people import Person

TELLING = "my dad hits me"


@pytest.fixture
def asked(services: Services) -> Asked:
    return ask(services, survey(SMALL), people=2)


@pytest.fixture(params=[True, False], ids=["cookies", "no-cookies"])
def child(request: pytest.FixtureRequest, app: Flask, asked: Asked) -> Person:
    """Somebody who has chosen to chat."""
    person = Person(app, cookies=request.param)
    return person.opens(f"/i/{asked.tokens[0]}").presses("begin").presses("talk")


def says(person: Person, *words: str) -> Person:
    """Types each of these in turn."""
    for one in words:
        person.presses("say", say=one)
    return person


def alone(person: Person) -> Person:
    return says(person, "alone", "no", "yes")


def rows(services: Services, person: int = 0) -> list[tuple[object, ...]]:
    """What is stored, words opened; `person`: the first or the second who answered."""
    with services.sessions.reading() as session:
        ids = session.scalars(select(Response.id).order_by(Response.started_on, Response.id)).all()
        found = session.scalars(
            select(Answer).where(Answer.response_id == ids[person])
            .order_by(Answer.question_key, Answer.n)
        ).all()  # fmt: skip
        return [(a.question_key, a.n, a.status, a.code, a.sealed is not None) for a in found]


def levels(services: Services) -> list[str]:
    with services.sessions.reading() as session:
        return sorted(session.scalars(select(Concern.level)))


def kept_aside(services: Services) -> list[tuple[str, dict[str, str]]]:
    found = []
    with services.sessions.reading() as session:
        for item in list_aside(session):
            opened = open_aside(session, services.keys, item.id)
            assert opened is not None
            found.append((item.why, dict(opened.words or {})))
    return found


def state_of(services: Services) -> str:
    with services.sessions.reading() as session:
        return session.scalars(select(Response.state)).one()


def test_typing_and_tapping_end_in_the_same_rows_as_the_form(
    services: Services, app: Flask, asked: Asked, child: Person
) -> None:
    alone(child)
    says(child, "allways")  # a spelling
    child.presses("told:a:always")  # tapped
    child.presses("told:a:cats").presses("told:a:dogs").presses("told:done")
    says(child, "my teacher is nice", "yeah")
    assert "Have a look before you send it" in child.text
    child.presses("told:send")
    assert state_of(services) == "sent"
    assert kept_aside(services) == []
    mine = rows(services)

    other = Person(app).opens(f"/i/{asked.tokens[1]}").presses("begin").presses("on")
    other.presses("next", presence="alone").presses("next", helper="nobody")
    other.presses("next", assent="yes").presses("next", listen="always")
    other.presses("next", safe_home="always").presses("next", likes=["cats", "dogs"])
    other.presses("next", good="my teacher is nice").presses("next", quote_ok="yes")
    other.presses("send")
    with services.sessions.reading() as session:
        ids = session.scalars(select(Response.id)).all()
    assert len(ids) == 2
    assert sorted(map(str, rows(services, 1))) == sorted(map(str, mine))


def test_what_is_told_at_a_question_with_buttons_reaches_a_person(
    services: Services, child: Person
) -> None:
    alone(child)
    says(child, f"never, {TELLING}")
    assert levels(services) == ["urgent"]
    assert child.heading == "Thank you for telling us"
    child.presses("on:listen")
    assert "Are you listened to?" in child.text
    assert kept_aside(services) == []  # the concern holds the words


def test_with_somebody_looking_a_telling_shows_nothing(services: Services, child: Person) -> None:
    says(child, "watched", "parent", "yes")
    says(child, TELLING)
    assert levels(services) == ["urgent"]
    assert "Thank you for telling us" not in child.text
    assert "Are you listened to?" in child.text


def test_words_nobody_understands_are_kept_and_the_talk_moves_on(
    services: Services, child: Person
) -> None:
    alone(child)
    says(child, "purple")
    assert "say it another way" in child.text or "try other words" in child.text
    says(child, "purple teapot")
    assert "told:words" in child.text
    says(child, "purple teapot again")
    assert "Do you feel safe?" in child.text
    assert sorted(words["listen"] for _, words in kept_aside(services)) == [
        "purple", "purple teapot", "purple teapot again",
    ]  # fmt: skip
    assert ("listen", 0, "skipped", None, False) in rows(services)


def test_a_closed_answer_that_worries_raises_the_same_concern(
    services: Services, child: Person
) -> None:
    alone(child)
    says(child, "always", "never")
    assert levels(services) == ["same_day"]
    assert child.heading == "Thank you for telling us"
    child.presses("on:likes")
    assert "Where or when?" not in child.text  # nothing asks for more
    assert "What do you like?" in child.text


def test_the_door_can_be_changed_at_any_question(services: Services, child: Person) -> None:
    alone(child)
    says(child, "sometimes")
    child.presses("form")
    assert child.heading == "Do you feel safe?"
    child.presses("next", safe_home="always")
    assert child.heading == "What do you like?"
    child.presses("talk")
    assert "Sometimes" in child.text
    says(child, "cats")
    assert "What is good?" in child.text
    assert ("safe_home", 0, "given", "always", False) in rows(services)


def test_tapping_an_earlier_answer_goes_back_to_it_and_nothing_else_is_lost(
    services: Services, child: Person
) -> None:
    alone(child)
    says(child, "never", "to be asked", "always", "cats")
    child.presses("told:edit:listen")
    says(child, "always")
    assert "What is good?" in child.text
    assert "to be asked" not in child.text
    child.presses("told:edit:listen")
    says(child, "never")
    assert "to be asked" in child.text  # back where it was


def test_words_that_are_too_long_stay_on_the_page_and_in_the_store(
    services: Services, child: Person
) -> None:
    alone(child)
    says(child, "never")
    long = "asked more " * 10
    child.presses("say", say=long)
    assert child.status == 422
    assert long.strip() in child.text
    ((why, words),) = kept_aside(services)
    assert (why, words["why_not"].strip()) == ("could_not_be_read", long.strip())


def test_typing_beside_a_tap_is_not_lost(services: Services, child: Person) -> None:
    alone(child)
    child.presses("told:a:always", say=TELLING)
    assert levels(services) == ["urgent"]
    assert [why for why, _ in kept_aside(services)] == ["beside_a_tap"]


def test_help_is_offered_before_anything_about_the_form(services: Services, child: Person) -> None:
    alone(child)
    says(child, "help me")
    assert "talk to somebody" in child.text or child.heading == "Thank you for telling us"
    assert "Delete everything" not in child.text


def test_stop_gives_three_words_that_open_the_same_place(
    services: Services, app: Flask, child: Person, asked: Asked
) -> None:
    alone(child)
    says(child, "always", "stop")
    assert "Do you want to stop here?" in child.text
    says(child, "yes")
    assert child.heading == "Come back when you like"
    code = child.text.split('app-code"><strong>')[1].split("</strong>")[0]
    assert len(code.split()) == 3
    later = Person(app).opens(f"/i/{asked.tokens[0]}").opens("/resume").presses_code(code)
    assert later.heading == "Do you feel safe?"
    later.presses("talk")
    assert "Always" in later.text


def test_later_leaves_no_trace_of_having_been_chosen(services: Services, child: Person) -> None:
    says(child, "watched")
    before = rows(services)
    assert before
    says(child, "stop", "yes")
    assert child.heading == "Come back when you like"
    assert rows(services) == before
    assert (levels(services), kept_aside(services), state_of(services)) == ([], [], "open")


def test_delete_asks_once_and_gives_a_receipt(services: Services, child: Person) -> None:
    alone(child)
    says(child, "always", "delete", "no")
    assert "Do you feel safe?" in child.text
    says(child, "delete", "yes")
    assert "deleted" in child.text
    assert state_of(services) == "withdrawn"
    assert rows(services) == []


def test_a_double_tap_is_one_answer(services: Services, child: Person) -> None:
    alone(child)
    child.repeats("told:a:always", times=3)
    assert [row for row in rows(services) if row[0] == "listen"] == [
        ("listen", 0, "given", "always", False)
    ]
    assert "Do you feel safe?" in child.text


@pytest.mark.parametrize(
    "wrong",
    ["", "x", "éé", base64.urlsafe_b64encode(b"{}").decode(),
     base64.urlsafe_b64encode(json.dumps({"format": 1, "survey": "small", "version": 1,
                                          "at": "nowhere"}).encode()).decode()],
)  # fmt: skip
def test_a_cut_place_starts_at_the_next_question(
    services: Services, child: Person, wrong: str
) -> None:
    alone(child)
    child.presses("say", say="always", _s=wrong)
    assert ("listen", 0, "given", "always", False) in rows(services)
    assert "Do you feel safe?" in child.text


def test_the_place_that_is_carried_holds_no_word_of_the_person(child: Person) -> None:
    alone(child)
    says(child, "purple secret")
    form = child.form("say")
    place = json.loads(base64.urlsafe_b64decode(dict(form.fields)["_s"]))
    assert "purple" not in json.dumps(place)
    assert len(json.dumps(place)) < 8192


def test_adults_are_not_offered_a_chat(services: Services, app: Flask) -> None:
    asked = ask(services, survey(SMALL.replace("child_8_11", "parent").replace("small", "grown")))
    parent = Person(app).opens(f"/i/{asked.tokens[0]}").presses("begin")
    assert 'value="talk"' not in parent.text
    parent.presses("on")
    assert 'value="talk"' not in parent.text


def test_a_survey_that_closed_keeps_the_words(
    services: Services, child: Person, asked: Asked
) -> None:
    from feedback.store.rounds import Round

    alone(child)
    with services.sessions.writing() as session:
        around = session.get(Round, asked.round_id)
        assert around is not None
        around.closes_on = date(2024, 2, 1)
    says(child, "some words")
    assert "closed" in child.text.lower()
    assert [words for _, words in kept_aside(services)] == [{"say": "some words"}]


def test_the_new_turn_alone_travels_where_a_script_asks_for_it(app: Flask, asked: Asked) -> None:
    child = Person(app).opens(f"/i/{asked.tokens[0]}").presses("begin").presses("talk")
    alone(child)
    form = child.form("say")
    data = {**dict(form.fields), "say": "allways", "_do": "say"}
    reply = child.client.post(form.action, data=data, headers={"X-Turn": "1"})
    assert reply.status_code == 200
    assert "<html" not in reply.text
    assert "Do you feel safe?" in reply.text
    assert "allways" in reply.text  # their own words, told back
    assert "Are you listened to?" not in reply.text
    assert Path(form.action).name == "survey"


def test_another_page_is_opened_whole(services: Services, app: Flask, asked: Asked) -> None:
    child = Person(app).opens(f"/i/{asked.tokens[0]}").presses("begin").presses("talk")
    alone(child)
    form = child.form("say")
    data = {**dict(form.fields), "say": TELLING, "_do": "say"}
    reply = child.client.post(form.action, data=data, headers={"X-Turn": "1"})
    assert reply.headers["X-Whole-Page"] == "/survey"
    assert levels(services) == ["urgent"]
    assert child.opens("/survey").heading == "Thank you for telling us"
