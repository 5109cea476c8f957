"""Does one press bring last cycle's words into the boxes that are empty, and into no other?"""

from __future__ import annotations

from flask import Flask

from feedback.services import Services
from surveys.answers import Value
from tests.feedback.compact.world import Audit
from tests.feedback.participant.test_compact_return import arrives, goes_to
from tests.people import Person


def comes_again(app: Flask, services: Services) -> tuple[Audit, str, Person]:
    """Two years on, somebody stands before standard 4 of the next return."""
    first = Audit(services).begins()
    token = first.asks()
    ada = first.joins(token, "Ada")
    first.grades_all(token, ada, ca04a="requires_improvement")
    first.promises(token, ada)
    first.writes(token, ada, {"ca04a_evidence": Value(text="a box in the hall")})
    first.signs(token)
    first.clock.move(days=700)
    second = Audit(services, year="2025-26").begins()
    again = second.asks()
    return second, again, goes_to(arrives(app, again, "Bea"), "standard-4")


def test_empty_boxes_are_filled_and_the_grade_is_not(app: Flask, services: Services) -> None:
    audit, token, bea = comes_again(app, services)
    assert "What you said in 2023-24" in bea.text
    bea.presses("copy:ca04a")
    assert "Saved." in bea.text
    told = audit.mine(token).answers
    assert told["ca04a_evidence"].text == "a box in the hall"
    assert told["ca04a_action"].text == "Start a school council"
    assert told["ca04a_owner"].text == "deputy head"
    assert "ca04a" not in told  # a grade is of today
    assert "ca04b_evidence" not in told


def test_a_box_with_words_keeps_them(app: Flask, services: Services) -> None:
    audit, token, bea = comes_again(app, services)
    bea.presses("copy:ca04a", ca04a_evidence="minutes of our council")
    told = audit.mine(token).answers
    assert told["ca04a_evidence"].text == "minutes of our council"
    assert told["ca04a_owner"].text == "deputy head"
