"""Can somebody nobody can find leave a name, safely, and is nobody ever pressed to?"""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from feedback.safeguarding.identity import Left, contacts_left
from feedback.services import Services
from feedback.store.concerns import Concern, ConcernStep
from feedback.store.responses import Quarantine
from tests.factories import ask, survey
from tests.feedback.participant.test_answering import SMALL, started
from tests.people import Person

CANNOT = "cannot find you"


def at_the_card(
    app: Flask, services: Services, *, mode: str = "anonymous", audience: str = "child_8_11",
    cookies: bool = True,
) -> Person:  # fmt: skip
    asked = ask(services, survey(SMALL.replace("child_8_11", audience)), mode=mode)
    person = Person(app, cookies=cookies).opens(f"/i/{asked.tokens[0]}")
    started(person).presses("skip").presses("next", safe_home="never")
    assert person.heading == "Thank you for telling us"
    return person


def offer(person: Person) -> str:
    return next(one for one in person.form("save").buttons if one.startswith("contact:"))


def leave(person: Person) -> str:
    return next(b for b in person.form("").buttons if b.startswith("contact-leave:"))


def left(services: Services) -> list[Left]:
    with services.sessions.reading() as session:
        concerns = session.scalars(select(Concern.id).where(Concern.shown == "card")).all()
        return [one for id in concerns for one in contacts_left(session, services.keys, id)]


def levels(services: Services) -> list[tuple[str, str]]:
    with services.sessions.reading() as session:
        rows = session.execute(select(Concern.source, Concern.level).order_by(Concern.source))
        return [(row.source, row.level) for row in rows]


@pytest.mark.parametrize("audience", ["child_8_11", "parent", "professional"])
@pytest.mark.parametrize("cookies", [True, False], ids=["cookies", "no-cookies"])
def test_an_anonymous_person_is_told_we_cannot_find_them_and_may_leave_a_name(
    app: Flask, services: Services, audience: str, cookies: bool
) -> None:
    person = at_the_card(app, services, audience=audience, cookies=cookies)
    assert CANNOT in person.text
    person.presses(offer(person))
    assert "reach you" in person.heading
    person.presses(leave(person), first_name=" Kit ", reach="my tutor, at school")
    assert person.heading == "We have kept this"
    assert [(one.first_name, one.reach) for one in left(services)] == [
        ("Kit", "my tutor, at school")
    ]
    person.presses("on:likes")
    assert person.heading == "What do you like?"
    with services.sessions.reading() as session:
        notes = b"".join(note or b"" for note in session.scalars(select(ConcernStep.note)))
    assert b"Kit" not in notes


def test_it_can_be_skipped_and_nothing_is_kept(app: Flask, services: Services) -> None:
    person = at_the_card(app, services)
    person.presses(offer(person)).presses("on:likes", first_name="Kit")
    assert person.heading == "What do you like?"
    assert left(services) == []


def test_empty_boxes_are_a_skip(app: Flask, services: Services) -> None:
    person = at_the_card(app, services)
    person.presses(offer(person))
    person.presses(leave(person), first_name=" ", reach="")
    assert person.heading == "What do you like?"
    assert left(services) == []


def test_a_double_tap_is_kept_once(app: Flask, services: Services) -> None:
    person = at_the_card(app, services)
    person.presses(offer(person))
    person.repeats(leave(person), times=3, first_name="Kit")
    assert len(left(services)) == 1


@pytest.mark.parametrize("mode", ["confidential", "named"])
def test_where_we_know_who_it_is_nothing_of_it_is_shown(
    app: Flask, services: Services, mode: str
) -> None:
    person = at_the_card(app, services, mode=mode)
    assert CANNOT not in person.text
    assert "first name" not in person.text
    person.repeats("save", times=1, _do="contact:likes")
    assert "reach you" not in person.heading


def test_somebody_who_is_watched_is_offered_nothing(app: Flask, services: Services) -> None:
    asked = ask(services, survey(SMALL), mode="anonymous")
    person = Person(app).opens(f"/i/{asked.tokens[0]}")
    started(person, presence="watched").presses("skip").presses("next", likes="cats")
    person.presses("next", good="my dad hits me")
    assert CANNOT not in person.text
    assert person.heading == "May we?"
    person.presses("back")
    form = dict(person.form("next").fields)
    for action in ("contact:good", "contact-leave:good"):
        data = {name: form[name] for name in ("_c", "_t")} | {"_do": action, "first_name": "Kit"}
        page = person.client.post("/survey", data=data, follow_redirects=True).text
        assert "reach you" not in page
        assert "We have kept this" not in page


@pytest.mark.parametrize("button", ["leave", "skip"])
def test_worrying_words_in_the_boxes_are_raised_too(
    app: Flask, services: Services, button: str
) -> None:
    person = at_the_card(app, services)
    person.presses(offer(person))
    press = leave(person) if button == "leave" else "on:likes"
    person.presses(press, reach="not home, my dad hits me there")
    assert levels(services) == [("choice", "same_day"), ("contact", "urgent")]


def test_words_that_come_after_the_end_are_kept_aside(app: Flask, services: Services) -> None:
    person = at_the_card(app, services)
    person.presses(offer(person))
    other = Person(app, cookies=False)
    other.text, other.path = person.text, person.path
    person.presses("on:likes").presses("delete").presses("delete-yes")
    other.presses(leave(other), first_name="Kit", reach="at school")
    with services.sessions.reading() as session:
        assert sorted(session.scalars(select(Quarantine.why))) == ["already_ended"]


def test_the_page_before_deleting_says_what_we_may_keep(app: Flask, services: Services) -> None:
    person = at_the_card(app, services)
    person.presses("on:likes").presses("delete")
    assert "we may keep words that worry us" in person.text
    person.presses("delete-yes")
    with services.sessions.reading() as session:
        concern = session.scalars(select(Concern.id)).one()
    assert services.keys.open(f"concern:{concern}") is not None
