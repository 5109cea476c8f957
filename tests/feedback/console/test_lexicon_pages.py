"""Can two of the staff change what the scan looks for, and is each step written down?"""

from __future__ import annotations

import re

from sqlalchemy import select

from feedback.services import Services
from feedback.store.outbox import AuditEntry
from feedback.web.accounts import Role
from tests.feedback.console.conftest import Desk, SeatAt

PHRASE = "he puts me in the cold box"
FORM = {
    "what": "add", "phrase": PHRASE, "level": "urgent", "kind": "physical", "audiences": "child",
    "why": "Heard in a home.",
}  # fmt: skip
PAGE = "/staff/lexicon"


def proposes(desk: Desk, **changed: str) -> str:
    return desk.post(f"{PAGE}/propose", page=PAGE, **(FORM | changed)).text


def change_of(desk: Desk) -> str:
    found: list[str] = re.findall(rf"{PAGE}/(\w+)/(?:decide|withdraw)", desk.get(PAGE).text)
    return found[0]


def says(desk: Desk, sentence: str) -> str:
    return desk.post(f"{PAGE}/try", page=PAGE, said=sentence).text


def test_one_proposes_another_confirms_and_the_scan_hears_it(
    seat: SeatAt, services: Services
) -> None:
    one, other = seat(Role.DUTY_OFFICER), seat(Role.ADMINISTRATOR)
    proposes(one)
    path = f"{PAGE}/{change_of(one)}"
    assert "A colleague has to confirm it" in one.get(PAGE).text
    one.post(f"{path}/decide", page=PAGE, verdict="confirm")
    assert 'From children</dt><dd class="govuk-summary-list__value">Not flagged' in says(
        one, PHRASE
    )
    other.post(f"{path}/decide", page=PAGE, verdict="confirm")
    assert "Urgent: physical" in says(one, PHRASE)
    other.post(f"{path}/withdraw", page=PAGE)
    assert "Urgent: physical" not in says(one, PHRASE)
    with services.sessions.reading() as session:
        told = session.execute(select(AuditEntry.who, AuditEntry.what).order_by(AuditEntry.place))
        steps = [(who, what) for who, what in told if what.startswith("lexicon")]
    assert steps == [
        (one.email, "lexicon_proposed"), (one.email, "lexicon_confirmed"),
        (other.email, "lexicon_confirmed"), (other.email, "lexicon_withdrawn"),
    ]  # fmt: skip


def test_a_lone_officer_confirms_and_it_is_marked(seat: SeatAt) -> None:
    desk = seat(Role.DUTY_OFFICER)
    proposes(desk)
    desk.post(f"{PAGE}/{change_of(desk)}/decide", page=PAGE, verdict="confirm")
    assert "alone: nobody else was there" in desk.get(PAGE).text


def test_what_is_wrong_is_told_at_its_field_and_the_words_stay(seat: SeatAt) -> None:
    page = proposes(seat(Role.DUTY_OFFICER), phrase="hits")
    assert 'href="#phrase"' in page
    assert 'value="hits"' in page
    assert 'id="phrase-error"' in page


def test_trying_a_sentence_keeps_nothing(seat: SeatAt, services: Services) -> None:
    desk = seat(Role.DUTY_OFFICER)
    assert "Urgent" in says(desk, "my dad hits me")
    with services.sessions.reading() as session:
        details = session.scalars(select(AuditEntry.details)).all()
    assert "hits" not in str(details)
