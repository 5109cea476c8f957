"""A small world to look at from all sides: what is mine, another team's, another survey's."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask
from sqlalchemy import select, update

from feedback.coding.books import add_themes
from feedback.coding.questions import question_of
from feedback.collection.quarantine import keep_aside, prepare_aside
from feedback.safeguarding.concerns import Screener
from feedback.services import Services
from feedback.store.base import new_id
from feedback.store.concerns import Concern
from feedback.store.quotes import Quote
from feedback.store.responses import Response
from feedback.store.rounds import Cohort, CohortMember
from feedback.store.staff import StaffScope
from feedback.themes.codebook import Theme as BookTheme
from feedback.training.courses import CoursePlan, make_course, make_session
from feedback.web.roles import Role
from surveys.kirkpatrick import Occasion
from tests.factories import DURING, OPENS, ask, survey
from tests.people import Person
from tests.staff import employ

TEXT = """
key: {key}
version: 1
title: Your views
audience: child_8_11
language: en
start: {{who_asks: [We ask.], who_sees: [We see.]}}
thanks: [Bye.]
sections:
  - key: about
    title: About
    questions:
      - {{key: good, kind: long_text, ask: What is good?}}
"""
MINE, FOREIGN = ("mine", "North"), ("foreign", "North")


@dataclass(frozen=True)
class Objects:
    """Ids by the name they have in an address."""

    mine: dict[str, str]
    other_team: dict[str, str]
    foreign: dict[str, str]
    courses: tuple[tuple[str, str], ...]  # my course and my Re-thinks, as pairs to be held to

    def mixed(self, names: list[str]) -> dict[str, str]:
        """My round with another survey's things in it."""
        return {name: (self.mine if name == "round_id" else self.foreign)[name] for name in names}


def make_objects(services: Services, app: Flask) -> Objects:
    """Two rounds with a survey each; in mine, people of two teams in lists of their own."""
    ours = ask(services, survey(TEXT.format(key="mine")), people=2)
    theirs = ask(services, survey(TEXT.format(key="foreign")))
    second = new_id()
    with services.sessions.writing() as session:
        session.add(Cohort(id=second, round_instrument_id=ours.instrument_id, name="South"))
        session.flush()
        for member, team, cohort in (
            (ours.member_ids[0], "North", ours.cohort_id),
            (ours.member_ids[1], "South", second),
            (theirs.member_ids[0], "North", theirs.cohort_id),
        ):
            changed = update(CohortMember).where(CohortMember.id == member)
            session.execute(changed.values(team=team, cohort_id=cohort))
    people = (
        _of_person(services, app, ours.tokens[0], ours.round_id, ours.cohort_id),
        _of_person(services, app, ours.tokens[1], ours.round_id, second),
        _of_person(services, app, theirs.tokens[0], theirs.round_id, theirs.cohort_id),
    )
    held = [_of_team(services, team) for team in ("North", "South", "North")]
    mine, other_team, foreign = (one | courses for one, courses in zip(people, held, strict=True))
    pairs = tuple((mine[name], "North") for name in ("course_id", "rethink_course"))
    return Objects(mine, other_team, foreign, pairs)


def _of_team(services: Services, team: str) -> dict[str, str]:
    """A course and a Re-think of one team, each held once."""
    made = {}
    with services.sessions.writing() as session:
        for name, occasion in (("session_id", Occasion.COURSE), ("rethink_id", Occasion.RETHINK)):
            plan = CoursePlan(title="A course", occasion=occasion, team=team)
            course_id = make_course(session, plan, by="test", now=DURING)
            made[name] = make_session(session, course_id, OPENS)
            made["course_id" if occasion is Occasion.COURSE else "rethink_course"] = course_id
    return made


def hold(services: Services, email: str, role: Role, *pairs: tuple[str, str]) -> None:
    """A member of staff held to pairs of survey and team."""
    staff_id = employ(services, email, role, team="" if pairs else "North")
    with services.sessions.writing() as session:
        for survey_key, team in pairs:
            session.add(StaffScope(staff_id=staff_id, survey_key=survey_key, team=team))


def _of_person(
    services: Services, app: Flask, token: str, round_id: str, cohort_id: str
) -> dict[str, str]:
    """Somebody writes something worrying; what came of it."""
    Person(app).opens(f"/i/{token}").presses("begin").presses("on").presses(
        "next", good="my dad hits me"
    )
    with services.sessions.reading() as session:
        member, response, instrument = session.execute(
            select(Response.member_id, Response.id, Response.round_instrument_id)
            .join(CohortMember, CohortMember.id == Response.member_id)
            .where(CohortMember.cohort_id == cohort_id)
        ).one()
        concern = session.scalars(select(Concern.id).where(Concern.response_id == response)).one()
    aside = prepare_aside(
        services.keys,
        Screener(services.scanner, services.clock.monotonic, 1),
        {"good": "more words"},
        why="closed",
        response_id=response,
        round_instrument_id=instrument,
    )
    quote = new_id()
    with services.sessions.writing() as session:
        keep_aside(session, aside, DURING, OPENS)
        question = question_of(session, instrument, "good")
        theme = BookTheme(key="kind", name="Being kind")
        (theme_id,) = add_themes(
            session, question, [theme], state="chosen", source="person", by="test", now=DURING
        )
        session.add(
            Quote(id=quote, round_instrument_id=instrument, response_id=response,
                  question_key="good", consent_key="quote_ok", speaker="child_8_11",
                  state="proposed", start=0, end=14, spans=[])
        )  # fmt: skip
    return {
        "round_id": round_id,
        "instrument_id": instrument,
        "cohort_id": cohort_id,
        "member_id": str(member),
        "response_id": response,
        "concern_id": concern,
        "item_id": aside.id,
        "theme_id": theme_id,
        "quote_id": quote,
    }
