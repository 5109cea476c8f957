"""Rounds with many answers, put straight into the store: what counts is how they are counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import insert
from sqlalchemy.orm import Session

from feedback.sealing.keystore import Keys
from feedback.services import Services
from feedback.store.base import new_id
from feedback.store.concerns import Concern
from feedback.store.responses import Answer, Response
from feedback.store.rounds import Cohort, CohortMember, Participation, Round, RoundInstrument
from surveys.definition import Survey
from tests.factories import CLOSES, DURING, OPENS, survey

YOUNG_PERSON = survey(
    """
key: young-person
version: 1
title: Your views
audience: young_person
language: en
start: {who_asks: [We ask.], who_sees: [We see.]}
thanks: [Thank you.]
sections:
  - key: all
    title: You
    questions:
      - {key: presence, kind: choice, ask: Are you OK to answer now?, choices: [{code: alone, label: On my own}, {code: watched, label: Someone can see my screen}]}
      - {key: talk_important, kind: yes_no, options: YN, published: true, ask: Do you feel able to talk to your social worker about things that are important to you?}
      - {key: have_say, kind: yes_no, options: YN, published: true, ask: Do you think you have a chance to have your say?}
      - {key: safe_home, kind: scale, options: FR, sensitive: home_safety, help_card: true, ask: Do you feel safe where you live?}
      - {key: listen, kind: scale, options: FR, ask: My social worker listens to me.}
      - {key: why_hard, kind: multi, ask: What makes it hard?, choices: [{code: time, label: Time}, {code: trust, label: Trust}, {code: other, label: Other, says: true}, {code: none, label: None of these, exclusive: true}]}
      - {key: visits, kind: number, ask: How many visits?, min: 0, max: 99}
      - {key: about, kind: choice, sensitive: about_you, ask: What is your background?, choices: [{code: a, label: Group A}, {code: b, label: Group B}, {code: no_say, label: Prefer not to say}]}
      - {key: good, kind: long_text, ask: What helped?}
      - {key: quote_ok, kind: yes_no, options: YN, quote_consent: true, ask: May we use your words?}
"""  # noqa: E501 - one question a line
)
CHILD = survey(
    """
key: child-5-8
version: 1
title: About you
audience: child_5_8
language: en
start: {who_asks: [We ask.], who_sees: [We see.]}
thanks: [Thank you.]
sections:
  - key: all
    title: You
    questions:
      - {key: talk_important, kind: faces, options: F3, ask: Can you tell your worker about things that matter to you?}
      - {key: have_say, kind: faces, options: F3, ask: Do you get to say what you want?}
"""  # noqa: E501 - one question a line
)
PARENT = survey(
    """
key: parent
version: 1
title: Your views
audience: parent
language: en
start: {who_asks: [We ask.], who_sees: [We see.]}
thanks: [Thank you.]
sections:
  - key: all
    title: You
    questions:
      - {key: svc_rating, kind: choice, options: R5, published: true, ask: "I think the services for my child is:"}
      - {key: good, kind: long_text, ask: What has helped?}
"""  # noqa: E501 - one question a line
)

Given = str | tuple[str, ...] | int | Decimal | date | None


@dataclass(frozen=True)
class Instrument:
    """One instrument of a round, with its cohort."""

    id: str
    cohort_id: str
    survey: Survey


@dataclass
class World:
    """A round being filled."""

    session: Session
    keys: Keys
    round_id: str

    def people(
        self, instrument: Instrument, count: int, kind: str = "CP", team: str = ""
    ) -> list[str]:
        """Invite people; their member ids."""
        ids = [new_id() for _ in range(count)]
        members = [
            {
                "id": one,
                "cohort_id": instrument.cohort_id,
                "reference": f"R-{one[:8]}",
                "kind": kind,
                "team": team,
                "age_band": "",
                "contact_by": "letter",
                "has_email": False,
            }
            for one in ids
        ]
        if ids:
            self.session.execute(insert(CohortMember), members)
            self.session.execute(insert(Participation), [{"member_id": one} for one in ids])
        return ids

    def answer(
        self,
        instrument: Instrument,
        member: str | None,
        given: Mapping[str, Given],
        *,
        state: str = "sent",
        words: Mapping[str, str] | None = None,
        withheld: tuple[str, ...] = (),
    ) -> str:
        """One response; None in `given` is a skip, a tuple a multiple choice."""
        response_id = new_id()
        self.session.execute(
            insert(Response).values(
                id=response_id,
                round_instrument_id=instrument.id,
                member_id=member,
                state=state,
                channel="link",
                at_page="",
                started_on=date(2024, 2, 5),
                sent_on=date(2024, 2, 6),
            )
        )
        rows = [_row(response_id, instrument, key, "withheld") for key in withheld]
        for key, value in given.items():
            if value is None:
                rows.append(_row(response_id, instrument, key, "skipped"))
            elif isinstance(value, int | Decimal):
                rows.append(_row(response_id, instrument, key, "given") | {"number": value})
            elif isinstance(value, date):
                rows.append(_row(response_id, instrument, key, "given") | {"day": value})
            else:
                codes = value if isinstance(value, tuple) else (value,)
                rows += [
                    _row(response_id, instrument, key, "given") | {"code": code, "n": n}
                    for n, code in enumerate(codes)
                ]
        if words:
            opened = self.keys.make(f"response:{response_id}")
            for place, text in words.items():
                there = [row for row in rows if row["question_key"] == place]
                row = there[-1] if there else _row(response_id, instrument, place, "given")
                row["sealed"] = opened.seal(text, place)
                if not there:
                    rows.append(row)
        if rows:
            self.session.execute(insert(Answer), rows)
        return response_id


def add_round(
    services: Services,
    session: Session,
    *instruments: tuple[Survey, str],
    state: str = "closed",
) -> tuple[World, list[Instrument]]:
    """A round with these instruments and their modes, nobody invited yet."""
    round_id = new_id()
    session.add(
        Round(
            id=round_id,
            name="February 2024",
            opens_on=OPENS,
            closes_on=CLOSES,
            state=state,
            made_by="test",
            is_story=False,
        )
    )
    session.flush()
    made = []
    for what, mode in instruments:
        one = Instrument(new_id(), new_id(), what)
        version = services.surveys.publish(session, what, DURING)
        session.add(
            RoundInstrument(id=one.id, round_id=round_id, survey_version_id=version, mode=mode)
        )
        session.flush()
        session.add(
            Cohort(id=one.cohort_id, round_instrument_id=one.id, name="All", frozen_at=DURING)
        )
        session.flush()
        made.append(one)
    return World(session, services.keys, round_id), made


def worry(services: Services, instrument: Instrument, response_id: str, state: str) -> None:
    """A concern in what this person wrote."""
    with services.sessions.writing() as session:
        session.add(
            Concern(
                id=new_id(),
                response_id=response_id,
                round_instrument_id=instrument.id,
                question_key="good",
                source="words",
                level="urgent",
                sealed=b"",
                fingerprint=new_id(),
                state=state,
                raised_at=DURING,
            )
        )


def _row(response_id: str, instrument: Instrument, key: str, status: str) -> dict[str, object]:
    return {
        "response_id": response_id,
        "question_key": key,
        "n": 0,
        "item_key": instrument.survey.question(key).item,
        "status": status,
        "code": None,
        "number": None,
        "day": None,
        "sealed": None,
    }
