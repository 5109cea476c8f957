"""Does an organisation find its last answers, actions and what became of them?"""

from __future__ import annotations

from datetime import date

from feedback.compact.carried import Carried, last_return
from feedback.compact.grading import moderate
from feedback.compact.updates import Update, keep_update
from tests.feedback.compact.world import BY, Audit, on_both


def carried(audit: Audit, token: str) -> Carried | None:
    mine = audit.mine(token)
    with audit.services.sessions.reading() as session:
        return last_return(session, audit.services.keys, mine.survey, mine.request)


def finished(audit: Audit, name: str) -> str:
    token = audit.asks(name)
    ada = audit.joins(token, "Ada")
    audit.grades_all(token, ada, ca04a="requires_improvement")
    audit.promises(token, ada)
    audit.signs(token)
    return token


@on_both
def test_the_next_cycle_carries_grades_action_and_update_forward(audit: Audit) -> None:
    first = finished(audit, "Invented School")
    hand = audit.mine(first).hands[0]
    audit.clock.move(days=365)
    told = Update("ca04a", "under_way", {"progress": "Elections held", "impact": "", "barrier": ""},
                  date(2025, 2, 4))  # fmt: skip
    by = audit.joins(first, "Cy")
    with audit.services.sessions.writing() as session:
        moderate(session, audit.request_id(first), "ca04a", "inadequate", by=BY, now=audit.now)
        for _ in range(2):  # the later words take the place of the earlier
            keep_update(session, audit.key(first), audit.request_id(first), told, (), by)
    second = Audit(audit.services, year="2025-26").begins()
    token = second.asks("invented  school")
    found = carried(second, token)
    assert found is not None
    assert found.year == "2023-24"
    assert (found.grades["ca04a"].grade, found.grades["ca04a"].moderated) == (
        "requires_improvement", "inadequate",
    )  # fmt: skip
    action = found.action("ca04a")
    assert action is not None
    assert (action.action, action.owner, action.due_on) == (
        "Start a school council", "deputy head", date(2024, 12, 20),
    )  # fmt: skip
    assert found.updates["ca04a"].words["progress"] == "Elections held"
    assert hand.name == "Ada"


def test_nothing_is_carried_to_others_nor_from_a_return_not_signed_off(audit: Audit) -> None:
    finished(audit, "Invented School")
    begun = audit.asks("Begun Only")
    audit.grades_all(begun, audit.joins(begun, "Ben"))
    second = Audit(audit.services, year="2025-26").begins()
    assert carried(second, second.asks("Another School")) is None
    assert carried(second, second.asks("Begun Only")) is None


def test_where_the_words_are_forgotten_the_grades_are_carried_alone(audit: Audit) -> None:
    first = finished(audit, "Invented School")
    held = audit.mine(first).held
    assert held is not None
    audit.services.keys.destroy(held.key_owner)
    second = Audit(audit.services, year="2025-26").begins()
    found = carried(second, second.asks("Invented School"))
    assert found is not None
    assert found.grades["ca04a"].grade == "requires_improvement"
    assert found.actions == ()
