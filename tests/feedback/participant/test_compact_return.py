"""Do the people of an organisation get through their return, without cookies and scripts?"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.services import Services
from feedback.store.compact import CompactFile, CompactUpdate
from feedback.store.concerns import Concern
from feedback.store.responses import Quarantine
from feedback.web.security import HEADERS
from tests.apps import make_app
from tests.factories import make_services
from tests.feedback.compact.world import Audit
from tests.house.test_looking import everything
from tests.people import Person


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """One world for all tests here: each asks an organisation of its own."""
    made = make_services(tmp_path_factory.mktemp("compact"))
    yield made
    made.sessions.close()


@pytest.fixture(scope="module")
def app(services: Services) -> Flask:
    return make_app(services)


@pytest.fixture(scope="module")
def cycle(services: Services) -> Audit:
    return Audit(services).begins()


@pytest.fixture
def token(cycle: Audit, request: pytest.FixtureRequest) -> str:
    return cycle.asks(request.node.name[:80])


@pytest.fixture
def session(services: Services) -> Iterator[Session]:
    with services.sessions.reading() as reading:
        yield reading


def arrives(app: Flask, token: str, name: str) -> Person:
    """Somebody opens the link, says who they are and stands before the hub."""
    person = Person(app, cookies=False).opens(f"/compact/{token}")
    return person.presses("", who="new", name=name)


def link(person: Person, words: str) -> str:
    """Where the first link goes whose address holds these words."""
    found = re.search(rf'href="([^"]*{words}[^"]*)"', person.text)
    assert found, words
    return found[1].replace("&amp;", "&")


def goes_to(person: Person, words: str) -> Person:
    return person.opens(link(person, words))


def test_the_link_of_the_letter_leads_to_the_return(app: Flask, token: str) -> None:
    person = Person(app, cookies=False).opens(f"/i/{token}")
    assert "Compact return 2023-24" in person.heading
    assert "31 March 2024" in person.text


def test_looking_changes_nothing(app: Flask, services: Services, token: str) -> None:
    hub = link(arrives(app, token, "Ada"), "standard-1").rsplit("/", 1)[0]
    before = everything(services)
    places = ("", "/standard-1", "/standard-1?missing=1", "/quotes", "/files", "/sign", "/actions")
    for place in places:
        for method in ("GET", "HEAD"):
            assert app.test_client().open(f"{hub}{place}", method=method).status_code == 200, place
    app.test_client().get(f"/compact/{token}")
    assert everything(services) == before


def test_what_is_saved_stands_for_the_colleague(app: Flask, token: str) -> None:
    ada = goes_to(arrives(app, token, "Ada"), "standard-2")
    ada.presses("next", ca02a="good", ca02a_evidence="job descriptions")
    assert ada.heading == "A clear line of accountability"
    assert "Saved." in ada.text
    ben = arrives(app, token, "Ben")
    assert "1 of 3 graded. Last: Ada" in ben.text
    goes_to(ben, "standard-2")
    assert "job descriptions" in ben.text


def test_a_name_that_is_known_is_chosen_or_written_again(app: Flask, token: str) -> None:
    arrives(app, token, "Ada")
    again = arrives(app, token, "ADA")
    assert "You are Ada." in again.text
    nobody = Person(app, cookies=False).opens(f"/compact/{token}").presses("", who="new", name=" ")
    assert nobody.status == 422
    assert "Write your name" in nobody.text
    undecided = Person(app, cookies=False).opens(f"/compact/{token}").presses("")
    assert "Say who you are." in undecided.text


def test_a_poor_grade_demands_its_action(app: Flask, token: str) -> None:
    ada = goes_to(arrives(app, token, "Ada"), "standard-4")
    ada.presses("next", ca04a="requires_improvement")
    assert "Say what you will do" in ada.text
    assert "Say who does it" in ada.text
    assert "Say until when" in ada.text
    ada.presses(
        "next", ca04a="requires_improvement", ca04a_action="A school council",
        ca04a_owner="deputy head", ca04a_due__day="20", ca04a_due__month="12",
        ca04a_due__year="2024",
    )  # fmt: skip
    assert ada.heading == "Induction, training & appraisal"


def test_two_at_one_page_see_both_and_decide(app: Flask, token: str) -> None:
    ada = goes_to(arrives(app, token, "Ada"), "standard-1")
    ben = goes_to(arrives(app, token, "Ben"), "standard-1")
    ada.presses("next", ca01a_evidence="words of Ada")
    ben.presses("next", ca01a_evidence="words of Ben", ca01b="good")
    assert "Two of you wrote different words" in ben.text
    assert "words of Ada" in ben.text
    assert "words of Ben" in ben.text
    use = next(value for value in ben.form("next").buttons if value.startswith("use:"))
    ben.presses(use)
    assert "words of Ben" in ben.text
    assert "words of Ada" not in ben.text
    assert "Two of you" not in ben.text


def test_a_date_that_is_none_keeps_everything_else(app: Flask, cycle: Audit, token: str) -> None:
    ada = goes_to(arrives(app, token, "Ada"), "standard-1")
    ada.presses("next", ca01a="inadequate", ca01a_action="Find a lead", ca01a_due__day="32")
    assert ada.status == 422
    assert "There is a problem" in ada.text
    assert 'value="32"' in ada.text
    answers = cycle.mine(token).answers
    assert answers["ca01a_action"].text == "Find a lead"
    ada.presses(
        "next", ca01a="inadequate", ca01a_due__day="1", ca01a_due__month="9",
        ca01a_due__year="2024", ca01a_owner="head",
    )  # fmt: skip
    assert ada.status == 200
    assert cycle.mine(token).answers["ca01a_due"].day is not None


def test_what_worries_in_evidence_is_raised_and_help_shown(
    app: Flask, cycle: Audit, token: str, session: Session
) -> None:
    ada = goes_to(arrives(app, token, "Ada"), "standard-1")
    ada.presses("next", ca01a_evidence="a child told me her dad hits her with a belt")
    assert ada.heading == "Saved. Thank you for telling us"
    response_id = cycle.mine(token).request.response_id
    (concern,) = session.scalars(select(Concern).where(Concern.response_id == response_id))
    assert concern.question_key == "ca01a_evidence"
    goes_to(ada, "standard-2")
    assert ada.heading == "Staff responsibilities & competencies"


def sends_file(person: Person, name: str, raw: bytes) -> int:
    """Choose a file on the page and send it."""
    form = next(one for one in person._read().forms if "file" in one.inputs)
    data = {"indicator": "ca01a", "_do": "add", "file": (io.BytesIO(raw), name)}
    reply = person.client.post(form.action, data=data, content_type="multipart/form-data",
                               follow_redirects=True)  # fmt: skip
    person._see(reply, form.action)
    return reply.status_code


def test_a_file_is_added_saved_as_a_file_and_taken_away(app: Flask, token: str) -> None:
    ada = goes_to(arrives(app, token, "Ada"), "/files")
    assert sends_file(ada, "page.html", b"<script>alert(1)</script>") == 422
    assert sends_file(ada, "policy.pdf", b"%PDF-1.7 invented") == 200
    reply = ada.client.get(link(ada, "/files/"))
    assert reply.data == b"%PDF-1.7 invented"
    assert reply.headers["Content-Disposition"] == "attachment; filename=policy.pdf"
    assert reply.headers["Content-Type"] == "application/octet-stream"
    assert all(reply.headers[name] == value for name, value in HEADERS.items())
    remove = next(v for one in ada._read().forms for v in one.buttons if v.startswith("remove:"))
    ada.presses(remove)
    assert "There are no files yet." in ada.text


def test_a_file_too_large_for_us_is_refused_and_nothing_kept(
    app: Flask, token: str, session: Session
) -> None:
    ada = goes_to(arrives(app, token, "Ada"), "/files")
    before = session.scalars(select(CompactFile.id)).all()
    reply = ada.client.post(
        ada._read().forms[0].action, data=b"x" * (6 * 1024 * 1024),
        content_type="multipart/form-data; boundary=x",
    )  # fmt: skip
    assert reply.status_code == 413
    assert session.scalars(select(CompactFile.id)).all() == before


def test_signing_off_asks_for_a_named_person_and_ends_in_read_only(
    app: Flask, cycle: Audit, token: str, session: Session
) -> None:
    ada = arrives(app, token, "Ada")
    cycle.grades_all(token, cycle.joins(token, "Ben"))
    old_tab = goes_to(arrives(app, token, "Cy"), "standard-1")
    hub = link(ada, "standard-1").rsplit("/", 1)[0]
    ada.opens(f"{hub}/sign")
    ada.presses("", name="", job="")
    assert ada.status == 422
    ada.presses("", name="Invented Head", job="head teacher", agreed="yes")
    assert "Signed off by Invented Head, head teacher" in ada.text
    goes_to(ada, "standard-1")
    assert "<textarea" not in ada.text
    old_tab.presses("next", ca01a_evidence="too late")
    assert old_tab.heading == "We've kept your words"
    response_id = cycle.mine(token).request.response_id
    kept = session.scalars(select(Quarantine).where(Quarantine.response_id == response_id)).all()
    assert [one.why for one in kept] == ["already_ended"]


def test_an_unfinished_return_cannot_be_signed(app: Flask, cycle: Audit, token: str) -> None:
    ada = arrives(app, token, "Ada")
    hub = link(ada, "standard-1").rsplit("/", 1)[0]
    ada.opens(f"{hub}/sign")
    assert "Still missing: 36" in ada.text
    ada.client.post(f"{hub}/sign", data={"name": "x", "job": "y", "agreed": "yes"})
    assert not cycle.mine(token).is_signed_off


def test_a_year_on_the_actions_are_told(
    app: Flask, cycle: Audit, token: str, session: Session
) -> None:
    by = cycle.joins(token, "Ben")
    cycle.grades_all(token, by, ca04a="requires_improvement")
    cycle.promises(token, by)
    cycle.signs(token)
    ada = goes_to(arrives(app, token, "Ada"), "/actions")
    ada.presses("", **{"ca04a-progress": "Elections held"})
    assert ada.status == 422  # how far?
    ada.presses("", **{"ca04a-state": "under_way", "ca04a-barrier": "No time"})
    goes_to(ada, "/actions")
    assert "Elections held" in ada.text
    assert "No time" in ada.text
    request_id = cycle.request_id(token)
    (row,) = session.scalars(select(CompactUpdate).where(CompactUpdate.request_id == request_id))
    assert b"Elections" not in row.sealed


def test_a_link_of_no_organisation_leads_nowhere(app: Flask, token: str) -> None:
    assert app.test_client().get("/compact/absent").status_code == 404
    other = app.test_client().get(f"/compact/{token}/absent/standard-1")
    assert other.status_code == 303  # first say who you are
    assert app.test_client().get(f"/compact/{token}/absent/files/absent").status_code == 303
