"""Do several people write into one return without losing a word of each other's?"""

from __future__ import annotations

import pytest

from feedback.collection.responses import NoLongerOpen
from feedback.compact.filling import Clash, clashes_of, settle
from feedback.errors import NotFound
from surveys.answers import Value
from tests.feedback.compact.world import Audit, on_both

GOOD, POOR = Value(codes=("good",)), Value(codes=("inadequate",))


def clashes(audit: Audit, token: str) -> tuple[Clash, ...]:
    with audit.services.sessions.reading() as session:
        return clashes_of(session, audit.services.keys, audit.mine(token))


def test_what_each_writes_in_turn_is_stored(audit: Audit) -> None:
    token = audit.asks()
    ada, ben = audit.joins(token, "Ada"), audit.joins(token, "Ben")
    audit.writes(token, ada, {"ca01a": GOOD})
    audit.writes(token, ben, {"ca01a_evidence": Value(text="our policy")})
    mine = audit.mine(token)
    assert mine.answers["ca01a"] == GOOD
    assert mine.answers["ca01a_evidence"].text == "our policy"
    assert [one.name for one in mine.hands] == ["Ada", "Ben"]
    assert all(one.last_section == "standard-1" for one in mine.hands)


@on_both
def test_a_page_left_alone_takes_nothing_back_that_a_colleague_wrote(audit: Audit) -> None:
    token = audit.asks()
    ada, ben = audit.joins(token, "Ada"), audit.joins(token, "Ben")
    before = audit.mine(token)
    audit.writes(token, ada, {"ca01a": GOOD, "ca01b": GOOD})
    saved = audit.writes(token, ben, {"ca01a": Value(), "ca01b": Value(), "ca01c": POOR},
                         seen=before)  # fmt: skip
    assert (saved.stored, saved.clashing) == (("ca01c",), ())
    answers = audit.mine(token).answers
    assert (answers["ca01a"], answers["ca01b"], answers["ca01c"]) == (GOOD, GOOD, POOR)


@on_both
def test_two_who_wrote_differently_both_stay_until_somebody_decides(audit: Audit) -> None:
    token = audit.asks()
    ada, ben = audit.joins(token, "Ada"), audit.joins(token, "Ben")
    before = audit.mine(token)
    audit.writes(token, ada, {"ca01a_evidence": Value(text="Ada's words")})
    for _ in range(2):  # a double tap
        saved = audit.writes(token, ben, {"ca01a_evidence": Value(text="Ben's words")}, seen=before)
    assert saved.clashing == ("ca01a_evidence",)
    assert audit.mine(token).answers["ca01a_evidence"].text == "Ada's words"
    (clash,) = clashes(audit, token)
    assert (clash.by, clash.value.text) == ("Ben", "Ben's words")
    with audit.services.sessions.writing() as session:
        settle(session, audit.services.keys, audit.mine(token), clash.id, use=True, by=ada)
    assert audit.mine(token).answers["ca01a_evidence"].text == "Ben's words"
    assert clashes(audit, token) == ()
    with pytest.raises(NotFound), audit.services.sessions.writing() as session:
        settle(session, audit.services.keys, audit.mine(token), clash.id, use=True, by=ada)


def test_the_same_words_of_two_people_are_no_clash(audit: Audit) -> None:
    token = audit.asks()
    ada, ben = audit.joins(token, "Ada"), audit.joins(token, "Ben")
    before = audit.mine(token)
    audit.writes(token, ada, {"ca01a": GOOD})
    assert audit.writes(token, ben, {"ca01a": GOOD}, seen=before).clashing == ()


def test_nothing_is_written_after_sign_off(audit: Audit) -> None:
    token = audit.asks()
    ada = audit.joins(token, "Ada")
    audit.grades_all(token, ada)
    before = audit.mine(token)
    audit.signs(token)
    with pytest.raises(NoLongerOpen):
        audit.writes(token, ada, {"ca01a": POOR}, seen=before)
    assert audit.mine(token).answers["ca01a"] == GOOD


def test_a_small_group_is_not_asked_what_only_large_ones_have(audit: Audit) -> None:
    token = audit.asks(variant="small_vcs", sector="voluntary")
    audit.grades_all(token, audit.joins(token, "Ada"))
    answers = audit.mine(token).answers
    assert "ca12a" not in answers
    assert "ca01a" in answers
    audit.signs(token)  # nothing of it is missed
