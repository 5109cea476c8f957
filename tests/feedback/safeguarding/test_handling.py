"""Does a concern go from new to closed by allowed steps only, never without a person?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from feedback.errors import NotFound
from feedback.safeguarding import handling
from feedback.safeguarding.handling import outcomes, upheld_responses
from feedback.safeguarding.moving import STATES, Done, Here, Moved, Stopped
from feedback.safeguarding.steps import Officer, Step, steps_of
from feedback.services import Services
from feedback.store.base import new_id
from feedback.store.concerns import Concern, ConcernStep
from tests.factories import DURING, ask, make_services, survey
from tests.fakes import FixedClock
from tests.feedback.participant.test_answering import SMALL
from tests.feedback.safeguarding.test_keeping_out import employ, nobody_left, raise_it, respond
from tests.feedback.safeguarding.test_keeping_out import services as services

ALLOWED = {
    ("new", "acknowledged"),
    ("acknowledged", "triaged"),
    ("triaged", "acted"),
    ("acted", "closed"),
    ("acknowledged", "new"),  # only by stepping aside
    ("triaged", "new"),
}


class Team:
    """Officers at one concern, each with a form of their own."""

    def __init__(self, services: Services, *names: str, level: str = "urgent") -> None:
        self.services = services
        self.ids = {name: employ(services, f"{name} Officer", "duty_officer") for name in names}
        self.concern = raise_it(services, "he hits me", None, level)

    def here(self, who: str, step_id: str = "") -> Here:
        clock = self.services.clock
        assert isinstance(clock, FixedClock)
        clock.move(seconds=1)
        officer = Officer(self.ids[who], f"{who}.officer@council.example")
        return Here(self.concern, officer, step_id or new_id(), clock.now())

    def does(self, who: str, what: Callable[..., Done], *given: str, step_id: str = "",
             **named: Any) -> Done:  # fmt: skip
        here = self.here(who, step_id)
        with self.services.sessions.writing() as session:
            return what(session, self.services.keys, here, *given, **named)

    @property
    def row(self) -> Concern:
        with self.services.sessions.reading() as session:
            return session.scalars(select(Concern).where(Concern.id == self.concern)).one()

    @property
    def steps(self) -> tuple[Step, ...]:
        with self.services.sessions.reading() as session:
            return steps_of(session, self.services.keys, self.concern)

    def goes(self, state: str) -> Team:
        """Straight to a state, by the first officer."""
        who = next(iter(self.ids))
        way: list[tuple[Callable[..., Done], tuple[str, ...]]] = [
            (handling.acknowledge, ()),
            (handling.triage, ("today", "")),
            (handling.act, ("mash", "M-1", "")),
            (handling.close, ("upheld", "Done.")),
        ]
        for what, told in way[: STATES.index(state)]:
            assert isinstance(self.does(who, what, *told), Moved)
        return self


def test_the_whole_way_keeps_each_step_with_its_words_sealed(services: Services) -> None:
    team = Team(services, "ann", "ben")
    assert team.does("ann", handling.acknowledge) == Moved("acknowledged")
    assert team.row.acknowledged_at is not None
    assert team.row.alarm_at is None
    team.does("ann", handling.triage, "now", "alone at home")
    team.does("ann", handling.act, "police", "P-77", "rang 999")
    team.does("ben", handling.act, "mash", "M-5", "")
    team.does("ben", handling.copied)
    assert team.does("ben", handling.close, "upheld", "with MASH now") == Moved("closed")
    assert [step.what for step in team.steps] == [
        "acknowledged", "triaged", "acted", "acted", "copied", "closed:upheld",
    ]  # fmt: skip
    assert team.steps[2].note == {"to": "police", "reference": "P-77", "note": "rang 999"}
    assert team.steps[5].note == {"note": "with MASH now"}
    assert team.row.closed_at is not None
    assert team.row.copied_at is not None
    with services.sessions.reading() as session:
        notes = b"".join(note or b"" for note in session.scalars(select(ConcernStep.note)))
    assert b"P-77" not in notes
    assert b"MASH" not in notes


STEPS: dict[str, tuple[Callable[..., Done], tuple[str, ...]]] = {
    "acknowledge": (handling.acknowledge, ()),
    "triage": (handling.triage, ("today", "")),
    "act": (handling.act, ("mash", "M-1", "")),
    "no_action": (handling.take_no_action, ("a game",)),
    "close": (handling.close, ("upheld", "done")),
}


@pytest.mark.parametrize(
    ("state", "step"),
    [(state, step) for state in STATES for step in STEPS
     if (state, step) not in {
         ("new", "acknowledge"), ("acknowledged", "triage"), ("triaged", "act"),
         ("triaged", "no_action"), ("acted", "act"), ("acted", "close")}],
)  # fmt: skip
def test_a_wrong_step_changes_nothing_and_says_what_to_do(
    services: Services, state: str, step: str
) -> None:
    team = Team(services, "ann", "ben").goes(state)
    before = team.steps
    what, given = STEPS[step]
    done = team.does("ben", what, *given)
    assert isinstance(done, Stopped)
    assert len(done.message) > 20
    assert (team.row.state, team.steps) == (state, before)
    if state != "new":
        assert done.by == "ann.officer@council.example"
        assert done.at == before[-1].at


@pytest.mark.parametrize(
    ("state", "what", "given", "field"),
    [
        ("acknowledged", handling.triage, ("soon", ""), "danger"),
        ("triaged", handling.act, ("nobody", "R", ""), "to"),
        ("triaged", handling.act, ("mash", " ", ""), "reference"),
        ("triaged", handling.take_no_action, (" ",), "reason"),
        ("acted", handling.close, ("", "note"), "outcome"),
        ("acted", handling.close, ("upheld", ""), "close-note"),
        ("new", handling.add_note, ("",), "free-note"),
    ],
)
def test_missing_words_are_asked_for(
    services: Services, state: str, what: Callable[..., Done], given: tuple[str, ...], field: str
) -> None:
    team = Team(services, "ann").goes(state)
    done = team.does("ann", what, *given)
    assert isinstance(done, Stopped)
    assert done.field == field
    assert team.row.state == state


def test_the_same_form_sent_twice_is_one_step(services: Services) -> None:
    team = Team(services, "ann").goes("triaged")
    for _ in range(2):
        done = team.does("ann", handling.act, "mash", "M-1", "", step_id="a" * 32)
        assert done == Moved("acted")
    assert [step.what for step in team.steps].count("acted") == 1


@pytest.mark.parametrize("level", ["urgent", "same_day"])
def test_doing_nothing_about_a_grave_one_needs_a_second_person(
    services: Services, level: str
) -> None:
    team = Team(services, "ann", "ben", level=level).goes("triaged")
    assert team.does("ann", handling.take_no_action, "a game") == Moved("triaged", waits=True)
    assert isinstance(team.does("ben", handling.take_no_action, "a game"), Stopped)
    own = team.does("ann", handling.agree, agrees=True, note="")
    assert isinstance(own, Stopped)
    assert isinstance(team.does("ann", handling.close, "false_alarm", "a game"), Stopped)
    assert isinstance(team.does("ben", handling.agree, agrees=False, note=""), Stopped)
    team.does("ben", handling.agree, agrees=False, note="ask the school")
    assert team.row.state == "triaged"
    assert isinstance(team.does("ben", handling.agree, agrees=True, note=""), Stopped)
    team.does("ann", handling.take_no_action, "the school knows: a play")
    assert team.does("ben", handling.agree, agrees=True, note="") == Moved("acted")
    assert team.steps[-1].note["proposed_by"] == "ann.officer@council.example"


def test_where_there_is_one_person_only_the_decision_is_marked_lone(services: Services) -> None:
    team = Team(services, "ann").goes("triaged")
    assert team.does("ann", handling.take_no_action, "a game") == Moved("acted", lone=True)
    assert team.steps[-1].note == {"reason": "a game", "lone": "yes"}


@pytest.mark.parametrize("level", ["review", "unscreened"])
def test_for_the_others_one_person_is_enough(services: Services, level: str) -> None:
    team = Team(services, "ann", "ben", level=level).goes("triaged")
    assert team.does("ann", handling.take_no_action, "a song") == Moved("acted")


def test_whoever_steps_aside_hands_it_back_to_the_others(services: Services) -> None:
    team = Team(services, "ann", "ben").goes("acknowledged")
    team.does("ann", handling.step_aside)
    row = team.row
    assert (row.state, row.acknowledged_at) == ("new", None)
    assert row.alarm_at is not None
    with pytest.raises(NotFound):
        team.does("ann", handling.acknowledge)
    assert team.does("ben", handling.acknowledge) == Moved("acknowledged")


def test_stepping_aside_leaves_it_with_the_one_who_has_it(services: Services) -> None:
    team = Team(services, "ann", "ben", "cat").goes("triaged")
    team.does("ben", handling.step_aside)
    assert team.row.state == "triaged"
    assert team.row.alarm_at is None


def test_when_the_last_one_steps_aside_the_incident_says_so(services: Services) -> None:
    team = Team(services, "ann")
    team.does("ann", handling.step_aside)
    assert nobody_left(services) == [team.concern]


def test_stepping_aside_from_one_to_read_later_rings_nobody(services: Services) -> None:
    team = Team(services, "ann", "ben", level="review").goes("acknowledged")
    team.does("ann", handling.step_aside)
    assert team.row.state == "new"
    assert team.row.alarm_at is None


def test_a_concern_nobody_knows_is_not_there(services: Services) -> None:
    team = Team(services, "ann")
    team.concern = "absent"
    for what, told in STEPS.values():
        with pytest.raises(NotFound):
            team.does("ann", what, *told)


def test_when_the_words_were_forgotten_nothing_is_noted_and_nothing_changes(
    services: Services,
) -> None:
    team = Team(services, "ann").goes("acknowledged")
    services.keys.destroy(f"concern:{team.concern}")
    assert isinstance(team.does("ann", handling.triage, "today", "x"), Stopped)
    assert team.row.state == "acknowledged"


def test_of_two_officers_at_once_one_acts_and_the_other_is_told(services: Services) -> None:
    names = [f"officer{n}" for n in range(6)]
    team = Team(services, *names)
    heres = [team.here(name) for name in names]

    def acknowledge(here: Here) -> Done:
        with services.sessions.writing() as session:
            return handling.acknowledge(session, services.keys, here)

    with ThreadPoolExecutor(len(names)) as pool:
        done = list(pool.map(acknowledge, heres))
    assert [isinstance(one, Moved) for one in done].count(True) == 1
    assert len(team.steps) == 1
    told = {one.by for one in done if isinstance(one, Stopped)}
    assert told == {team.steps[0].by}


def test_upheld_ones_are_never_quoted_and_outcomes_are_counted(services: Services) -> None:
    asked = ask(services, survey(SMALL))
    response_id = respond(services, asked)
    team = Team(services, "ann")
    from_round = {"round_instrument_id": asked.instrument_id, "response_id": response_id}
    with services.sessions.writing() as session:
        concern = session.get(Concern, team.concern)
        assert concern is not None
        for name, value in from_round.items():
            setattr(concern, name, value)
    day = timedelta(days=1)
    with services.sessions.reading() as session:
        assert upheld_responses(session, asked.round_id) == frozenset()
    team.goes("closed")
    with services.sessions.reading() as session:
        assert upheld_responses(session, asked.round_id) == {response_id}
        assert upheld_responses(session, "another") == frozenset()
        assert outcomes(session, DURING, DURING + day)["upheld"] == 1
        assert sum(outcomes(session, DURING - day, DURING).values()) == 0


# --- whatever officers do, in whatever order


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    made = make_services(tmp_path_factory.mktemp("handling"))
    yield made
    made.sessions.close()


_teams: list[Team] = []
ACTS: list[tuple[Callable[..., Done], tuple[str, ...], dict[str, Any]]] = [
    (handling.acknowledge, (), {}),
    (handling.triage, ("today", "note"), {}),
    (handling.act, ("lado", "L-1", ""), {}),
    (handling.take_no_action, ("reason",), {}),
    (handling.agree, (), {"agrees": True, "note": ""}),
    (handling.agree, (), {"agrees": False, "note": "no"}),
    (handling.close, ("false_alarm", "note"), {}),
    (handling.add_note, ("note",), {}),
    (handling.copied, (), {}),
    (handling.step_aside, (), {}),
]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    level=st.sampled_from(["urgent", "same_day", "review", "unscreened"]),
    does=st.lists(
        st.tuples(st.sampled_from(["ann", "ben", "cat"]), st.integers(0, 9)), max_size=14
    ),
)
def test_any_sequence_only_adds_steps_and_never_closes_without_a_person(
    world: Services, level: str, does: list[tuple[str, int]]
) -> None:
    if not _teams:
        _teams.append(Team(world, "ann", "ben", "cat"))
    team = _teams[0]
    team.concern = raise_it(world, f"he hits me {new_id()}", None, level)
    steps, state = team.steps, "new"
    for who, which in does:
        what, given, named = ACTS[which]
        try:
            done = team.does(who, what, *given, **named)
        except NotFound:
            done = Stopped("kept out")
        now, after = team.row, team.steps
        assert after[: len(steps)] == steps, "a step was changed or lost"
        assert len(after) == len(steps) + isinstance(done, Moved)
        assert isinstance(done, Moved) or now.state == state
        assert now.state == state or (state, now.state) in ALLOWED
        assert now.state != "new" or state == "new" or after[-1].what == "stepped_aside"
        assert (now.acknowledged_at is None) == (now.state == "new")
        steps, state = after, now.state
    said = [step.what for step in steps]
    if state == "closed":
        assert said[-1].startswith("closed:") or "closed:false_alarm" in said
        assert all(step.by for step in steps)
        assert {"acknowledged", "triaged"} <= set(said)
        assert {"acted", "no_action"} & set(said)
    if "no_action" in said and level in {"urgent", "same_day"}:
        agreed = next(step for step in steps if step.what == "no_action")
        assert agreed.note.get("lone") == "yes" or agreed.note["proposed_by"] != agreed.by
