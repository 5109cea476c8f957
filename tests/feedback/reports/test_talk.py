"""Is it told how the chat went, so that nobody's way through it can be worked out?"""

from __future__ import annotations

from sqlalchemy import insert, update

from feedback.privacy.small_numbers import FEWER, NOT_SHOWN, about
from feedback.reports.groups import Asked
from feedback.reports.talk import talk_figures
from feedback.services import Services
from feedback.store.responses import Response
from feedback.store.talking import TalkTurns
from tests.feedback.reports.world import YOUNG_PERSON, World, add_round


def test_counts_are_told_to_the_nearest_five_and_few_as_few() -> None:
    assert [about(n).text for n in (0, 4, 5, 7, 8, 48, 52)] == [
        FEWER, FEWER, "about 5", "about 5", "about 10", "about 50", "about 50",
    ]  # fmt: skip


def talked(world: World, response_id: str, turns: dict[str, tuple[int, int]]) -> None:
    """Turns and misses by question."""
    world.session.execute(
        insert(TalkTurns),
        [{"response_id": response_id, "question_key": key, "turns": made, "missed": missed}
         for key, (made, missed) in turns.items()],
    )  # fmt: skip


def changed(world: World, response_id: str, **values: str) -> None:
    world.session.execute(update(Response).where(Response.id == response_id).values(**values))


def test_questions_doors_times_and_lengths_are_told(each_store: Services) -> None:
    with each_store.sessions.writing() as session:
        world, (young,) = add_round(each_store, session, (YOUNG_PERSON, "confidential"))
        people = world.people(young, 60)
        for n in range(20):  # in the chat, of whom five leave at the second question
            given = {"have_say": "yes"} if n < 15 else {}
            one = world.answer(
                young, people[n], {"presence": "alone", **given}, words={"good": "kind" * 10},
                state="sent" if n < 15 else "open",
            )  # fmt: skip
            talked(world, one, {"presence": (1, 0), "have_say": (3, 1 if n < 10 else 0),
                                "good": (1, 0)})  # fmt: skip
            changed(
                world, one, **({"took": "under_5"} if n < 15 else {"at_page": "~save>have_say"})
            )
        for n in range(20, 50):  # by the form
            one = world.answer(young, people[n], {"have_say": "no"}, words={"good": "k" * 70})
            changed(world, one, took="5_to_10" if n < 35 else "over_20")
        both = world.answer(young, people[50], {"presence": "alone", "have_say": "yes"})
        talked(world, both, {"presence": (1, 0)})
        taken_back = world.answer(young, people[51], {}, state="withdrawn")
        talked(world, taken_back, {"presence": (9, 9)})
        found = talk_figures(session, Asked(young.id, YOUNG_PERSON, "confidential"))
    assert found.chatted.text == "about 20"
    by_key = {one.key: one for one in found.questions}
    say = by_key["have_say"]
    assert (say.came.text, say.answered, say.stopped) == (
        "about 20", "75% (about 15)", "25% (about 5)",
    )  # fmt: skip
    assert (say.misunderstood, say.turns) == ("50% (about 10)", "3.0")
    assert by_key["presence"].stopped == FEWER
    chat, form, mixed = found.doors
    assert (chat.began.text, chat.finished, chat.letters) == (
        "about 20", "75% (about 15)", "about 40",
    )  # fmt: skip
    assert (form.began.text, form.finished, form.letters) == (
        "about 30", "100% (about 30)", "about 70",
    )  # fmt: skip
    assert chat.took == ("100% (about 15)", FEWER, FEWER, FEWER)
    assert form.took == (FEWER, "50% (about 15)", FEWER, "50% (about 15)")
    assert (mixed.began.text, mixed.finished, mixed.letters) == (FEWER, NOT_SHOWN, NOT_SHOWN)
    assert found.how_far is not None
    assert "about 20" in found.how_far.description


def test_of_few_nothing_but_that_they_are_few_is_told(each_store: Services) -> None:
    with each_store.sessions.writing() as session:
        world, (young,) = add_round(each_store, session, (YOUNG_PERSON, "confidential"))
        for member in world.people(young, 4):
            one = world.answer(young, member, {"presence": "alone"})
            talked(world, one, {"presence": (7, 3)})
        found = talk_figures(session, Asked(young.id, YOUNG_PERSON, "confidential"))
    assert found.chatted.text == FEWER
    assert found.how_far is None
    (presence,) = found.questions
    assert {presence.answered, presence.stopped, presence.misunderstood, presence.turns} == {
        NOT_SHOWN
    }
