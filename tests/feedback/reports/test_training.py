"""Are the training lead's figures right, and are few people hidden in them?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from feedback.jobs.worker import work_once
from feedback.privacy.small_numbers import FEWER, NOT_SHOWN
from feedback.reports.figures import About
from feedback.reports.training_answers import Looked, instruments_of, sent_to
from feedback.reports.training_change import change_line, skill_lines, stuck_change
from feedback.reports.training_counts import came_by_sector, rethink_years, year_lines
from feedback.reports.training_levels import level_by_level
from feedback.reports.training_rates import wave_rates
from feedback.store.rounds import CohortMember
from feedback.store.training import Rethink
from feedback.training.courses import cancel, say_it_ran
from surveys.answers import Value
from surveys.kirkpatrick import Level, Occasion, Wave
from tests.factories import make_services
from tests.feedback.training.world import BY, HEADINGS, Training, code, listed

AT = datetime(2024, 8, 1, 10, tzinfo=UTC)
THOSE = About("delegates", "all years", AT)


@pytest.fixture
def training(tmp_path: Path) -> Iterator[Training]:
    services = make_services(tmp_path)
    yield Training(services)
    services.sessions.close()


# --- counts


def test_courses_are_counted_by_year_and_reach(training: Training) -> None:
    multi, single = training.course(), training.course("In house", reach="single")
    for course_id, held_on, people in (
        (multi, date(2023, 3, 31), 2), (multi, date(2023, 4, 1), 3), (single, date(2024, 3, 31), 4),
        (single, date(2024, 4, 1), 5),
    ):  # fmt: skip
        training.came(training.session(course_id, held_on), listed(people))
    gone = training.session(multi, date(2023, 6, 1))
    training.session(multi, date(2023, 7, 1))  # planned: counts nowhere
    with training.services.sessions.writing() as session:
        cancel(session, gone, "ill", by=BY, now=training.clock.now())
        lines = year_lines(session)
    told = [
        (one.year, one.multi_ran, one.multi_came, one.single_ran, one.single_came, one.cancelled)
        for one in lines
    ]
    assert told == [
        ("2024-25", 0, 0, 1, 5, 0), ("2023-24", 1, 3, 1, 4, 1), ("2022-23", 1, 2, 0, 0, 0),
    ]  # fmt: skip


def test_sectors_add_up_to_the_years_attendances(training: Training) -> None:
    session_id = training.session(training.course(), date(2023, 5, 1))
    rows = "\n".join(
        f"B{n},x,p{n}@a.example,{words},yes"
        for n, words in enumerate(("Health", "NHS", "Police", "", "School"))
    )
    training.came(session_id, f"{HEADINGS}\n{rows}\n".encode())
    with training.services.sessions.reading() as session:
        found = came_by_sector(session, "2023-24")
        (line,) = year_lines(session)
    assert (found["health"], found["police"], found[""], found["education"]) == (2, 1, 1, 1)
    assert sum(found.values()) == line.multi_came == 5


def test_rethinks_that_ran_and_were_cancelled_are_counted_apart(training: Training) -> None:
    course_id = training.course("Re-think", occasion=Occasion.RETHINK)
    for held_on, status, people in (
        (date(2022, 5, 1), "ran", {"health": 3, "police": 2}),
        (date(2023, 5, 1), "ran", {"health": 4}), (date(2023, 6, 1), "cancelled", {"health": 9}),
    ):  # fmt: skip
        session_id = training.session(course_id, held_on)
        with training.services.sessions.writing() as session:
            now = training.clock.now()
            if status == "ran":
                say_it_ran(session, session_id, by=BY, now=now)
            else:
                cancel(session, session_id, "", by=BY, now=now)
            session.execute(
                insert(Rethink).values(
                    session_id=session_id, case_reference="", requested_on=held_on,
                    requested_by="health", strategy=3, reason="both", people=people, issues=[],
                )
            )  # fmt: skip
    with training.services.sessions.reading() as session:
        told = [(one.year, one.ran, one.cancelled, one.people) for one in rethink_years(session)]
        assert rethink_years(session)[0].asked_for == 2
    assert told == [("2023-24", 1, 1, 4), ("2022-23", 1, 0, 5)]


# --- level by level


def evaluated(training: Training, agree: int, of: int, *, course: str = "MET") -> str:
    """A course whose day 0 was answered by so many, so many of them finding it relevant."""
    course_id = training.course(course)
    session_id = training.session(course_id)
    for n in range(of):
        word = ("agree", "strongly_agree")[n % 2] if n < agree else "neither"
        training.answers_day_0(session_id, {"relevant": code(word), "outcomes": code("agree")})
    return course_id


def question(training: Training, looked: Looked, level: Level, key: str) -> object:
    with training.services.sessions.reading() as session:
        found = level_by_level(session, looked)
    return next(
        one for part in found if part.level is level for one in part.questions if one.key == key
    )


def test_the_share_that_agrees_has_its_base(training: Training) -> None:
    evaluated(training, 31, 37)
    told = question(training, Looked(), Level.REACTION, "day_0-relevant")
    assert told.headline == "84% agree (31 of 37)"  # type: ignore[attr-defined]
    assert told.row.total.text == "37"  # type: ignore[attr-defined]


def test_a_share_that_would_give_few_people_away_is_hidden(training: Training) -> None:
    evaluated(training, 10, 12)
    told = question(training, Looked(), Level.REACTION, "day_0-relevant")
    assert told.headline == "not shown"  # type: ignore[attr-defined]
    alone = evaluated(training, 2, 2, course="Small")
    small = question(training, Looked(course_id=alone), Level.REACTION, "day_0-relevant")
    assert small.row.total.text == FEWER  # type: ignore[attr-defined]


def test_one_course_is_looked_at_alone_and_a_year_too(training: Training) -> None:
    one = evaluated(training, 6, 6)
    evaluated(training, 0, 7, course="Other")
    with training.services.sessions.reading() as session:

        def sent(looked: Looked) -> int:
            return sent_to(session, instruments_of(session, looked, Wave.DAY_0))

        assert sent(Looked()) == 13
        assert sent(Looked(course_id=one)) == 6
        assert sent(Looked(year="2023-24")) == 13
        assert sent(Looked(year="2022-23")) == 0
        assert sent(Looked(Occasion.RETHINK)) == 0


# --- change and rates


def with_follow_ups(training: Training, people: int, back: int) -> None:
    """So many answer at the session, so many of them again at 3 months."""
    training.clock.instant = datetime(2024, 1, 15, 15, tzinfo=UTC)
    session_id = training.session(training.course())
    for n in range(people):
        said = {"process_before": code("c2"), "process_now": code("c4" if n % 2 else "c3")}
        training.answers_day_0(session_id, said | {"follow_up": code("yes")}, f"p{n}@a.example")
    training.clock.instant = datetime(2024, 4, 15, 10, tzinfo=UTC)
    work_once(training.services)
    three = [one for one in training.follow_ups() if one.wave == "month_3"]
    for one in three[:back]:
        training.answers_later(one, {"process_now": code("c5")})


def test_matched_people_make_a_line_over_the_points(training: Training) -> None:
    with_follow_ups(training, 20, 8)
    with training.services.sessions.reading() as session:
        line = skill_lines(session, Looked(), AT)[0]
    assert [(one.figure.text, one.base.text) for one in line.points] == [
        ("2.00", "20"), ("3.50", "20"), ("5.00", "8"), ("no answers yet", "0"),
    ]  # fmt: skip
    day, three, six = line.changes
    assert (day.matched.text, day.figure.text, day.figure.interval) == (
        "20",
        "+1.50",
        "+1.26 to +1.74",
    )
    assert (three.matched.text, three.unmatched.text) == ("8", "0")
    assert (three.figure.text, three.figure.interval) == ("+3.00", "+3.00 to +3.00")
    assert six.figure.text == "nobody matched"
    assert "3 months on: 5.00 (8)" in line.chart.description


def test_a_change_of_few_people_is_hidden() -> None:
    few = {str(n): Decimal(2) for n in range(4)}
    told = change_line("later", (few, {key: Decimal(5) for key in few}), "change", THOSE)
    assert (told.figure.text, told.figure.interval, told.figure.value) == (NOT_SHOWN, "", None)
    assert told.figure.counts == "too few people to show"
    assert told.matched.is_hidden


def test_every_mean_change_and_rate_says_what_it_rests_on(training: Training) -> None:
    with_follow_ups(training, 20, 8)
    with training.services.sessions.reading() as session:
        line = skill_lines(session, Looked(year="2023-24"), AT)[0]
        rate = wave_rates(session, Looked(year="2023-24"), AT)[0].figure
        later = skill_lines(session, Looked(), AT)[0]
    mean, change = line.points[2].figure, line.changes[1].figure
    assert (mean.id, mean.text, mean.counts) == (
        "training.process.mean.month_3",
        "5.00",
        "8 answered",
    )
    assert (change.id, change.counts) == ("training.process.change.month_3", "8 matched")
    assert (rate.id, rate.text, rate.counts) == ("training.rate.month_3", "40%", "8 of 20")
    for one in (mean, change, rate):
        assert (one.cohort, one.period) == ("delegates of all courses", "financial year 2023-24")
        assert one.rule
        assert one.computed_at == "1 August 2024, 11:00"
    assert len({one.computed_from for one in (mean, change, rate)}) == 3
    assert mean.computed_from != later.points[2].figure.computed_from  # of other sessions


def test_a_change_of_many_is_told_though_how_many_is_hidden_for_the_sake_of_others() -> None:
    many = {str(n): Decimal(2) for n in range(20)}
    later = {key: Decimal(3) for key in (*many, "left", "came later")}
    told = change_line("later", (many, later), "change", THOSE)
    assert told.matched.is_hidden
    assert (told.figure.text, told.figure.counts) == ("+1.00", "how many is not shown")


def test_hidden_changes_have_one_fingerprint_whatever_they_hide() -> None:
    def hidden(people: int, after: int) -> str:
        few = {str(n): Decimal(2) for n in range(people)}
        pair = (few, {key: Decimal(after) for key in few})
        return change_line("later", pair, "change", THOSE).figure.computed_from

    assert hidden(2, 5) == hidden(4, 1)


def test_rates_count_invited_delivered_eligible_and_answered(training: Training) -> None:
    with_follow_ups(training, 20, 8)
    three = [one for one in training.follow_ups() if one.wave == "month_3"]
    with training.services.sessions.writing() as session:
        session.execute(
            update(CohortMember)
            .where(CohortMember.id.in_([one.member_id for one in three[-4:]]))
            .values(hold="left_role")
        )
        first, second = wave_rates(session, Looked(), AT)
    assert (first.wave, first.invited, first.delivered, first.eligible) == (
        Wave.MONTH_3, 20, 20, 16,
    )  # fmt: skip
    assert (first.answered.text, first.rate) == ("8", "50%")
    assert (second.invited, second.delivered, second.rate) == (20, 0, "no answers yet")


def test_a_wave_that_is_not_due_is_in_no_rate(training: Training) -> None:
    with_follow_ups(training, 6, 0)
    with training.services.sessions.reading() as session:
        rates = wave_rates(session, Looked(), datetime(2024, 4, 14, 10, tzinfo=UTC))
    assert [one.invited for one in rates] == [0, 0]


def test_how_stuck_a_rethink_felt_is_compared_person_by_person(training: Training) -> None:
    course_id = training.course("Re-think", occasion=Occasion.RETHINK)
    session_id = training.session(course_id)
    for n in range(6):
        said = {"stuck_before": Value(number=Decimal(8)), "stuck_now": Value(number=Decimal(n))}
        training.answers_day_0(session_id, said)
    with training.services.sessions.reading() as session:
        told = stuck_change(session, Looked(Occasion.RETHINK), AT)
    assert (told.matched.text, told.figure.text) == ("6", "−5.50")
    assert "0 (not stuck) to 10" in told.figure.rule
