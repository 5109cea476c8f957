"""How is the story told? A closed February, the next one being made, and who may sign in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random

from sqlalchemy import select

from feedback.collection.cohort_file import Row
from feedback.collection.cohorts import add_people, cohort_for, members_of, round_key
from feedback.collection.doors import Door, Standing
from feedback.collection.instruments import Instrument, Mode, february_instruments
from feedback.collection.rounds import Plan, close_due, make_round, open_round
from feedback.reports.fixing import fix_due
from feedback.safeguarding.help_numbers import keep_shipped
from feedback.services import Services
from feedback.store.rounds import Round, RoundInstrument, SurveyVersion
from feedback.story import cast, people
from feedback.story.cast import Part
from feedback.story.chatting import chat_of
from feedback.story.compact import tell_compact
from feedback.story.compact_return import tell_open_compact
from feedback.story.filling import fill
from feedback.story.listening import listen
from feedback.story.quoting import tell_quotes
from feedback.story.rethinking import tell_rethinks
from feedback.story.taking_part import take_part
from feedback.story.theming import tell_themes
from feedback.story.training import tell_training
from feedback.story.words import NASTY
from surveys.definition import CHILDREN, Audience

SEED = 20240201
BY = "story@example.org"
OPENS, CLOSES = date(2024, 2, 1), date(2024, 2, 29)
MADE_AT = datetime(2024, 1, 15, 10, 0, tzinfo=UTC)
CODED_AT = datetime(2024, 3, 12, 10, 0, tzinfo=UTC)
BAND_OF = {
    Audience.CHILD_5_8: "5-8",
    Audience.CHILD_8_11: "8-11",
    Audience.YOUNG_PERSON: "11-17",
}
NAME = "February 2024 (invented demonstration)"


def is_told(services: Services) -> bool:
    """Whether the story is in this database already."""
    with services.sessions.reading() as session:
        return session.scalar(select(Round.id).where(Round.is_story.is_(True)).limit(1)) is not None


def tell(services: Services, now: datetime, say: Callable[[str], None]) -> None:
    """Tell the whole story; the same every time."""
    chance = Random(SEED)  # noqa: S311 - a story, no secret
    with services.sessions.writing() as session:
        keep_shipped(session)
    say("Telling the story: a closed February 2024 with invented people …")
    closed = _closed_february(services, chance, say)
    say(f"  {listen(services, Random(SEED))} concerns looked into and closed")  # noqa: S311
    coded = tell_themes(services, closed, Random(SEED), CODED_AT)  # noqa: S311 - as above
    say(f"  {coded} answers coded by invented analysts")
    quoted = tell_quotes(services, closed, CODED_AT)
    say(f"  {quoted} quotes approved, others waiting for a decision")
    _next_february(services, now, chance)
    tell_training(services, Random(SEED), say)  # noqa: S311 - as above
    tell_rethinks(services, Random(SEED), say)  # noqa: S311 - as above
    tell_compact(services, Random(SEED), say)  # noqa: S311 - as above
    tell_open_compact(services, Random(SEED), now, say)  # noqa: S311 - as above
    with services.sessions.writing() as session:
        close_due(session, now)
        fix_due(session, services.surveys, now)
    say("The story is told.")


def _closed_february(services: Services, chance: Random, say: Callable[[str], None]) -> str:
    """The round's id."""
    instruments = february_instruments()
    round_id, key = _make(services, instruments, NAME, (OPENS, CLOSES), MADE_AT)
    for instrument in instruments:
        rows, _ = _cast_of(instrument.survey.audience, Random(SEED))  # noqa: S311 - as above
        _fill_cohort(services, round_id, instrument, rows, key)
    with services.sessions.writing() as session:
        open_round(session, round_id, by=BY, now=MADE_AT + timedelta(days=17))
    for instrument in instruments:
        audience = instrument.survey.audience
        _, parts = _cast_of(audience, Random(SEED))  # noqa: S311 - as above
        sent = _play(services, round_id, instrument, parts, chance)
        say(f"  {instrument.survey.key}: {sent} answers sent")
    return round_id


def _cast_of(audience: Audience, chance: Random) -> tuple[tuple[Row, ...], list[Part]]:
    """The people of one instrument's file and their parts, in the same order."""
    if audience in CHILDREN:
        band = BAND_OF[audience]
        invited, looked_after, _, _ = cast.BANDS[band]
        on_plan, others = cast.child_parts(band, chance)
        return people.children(band, invited, looked_after, chance), [*on_plan, *others]
    if audience is Audience.PARENT:
        return people.parents(chance), cast.parent_parts(chance)
    return people.professionals(chance), cast.professional_parts()


def _make(
    services: Services,
    instruments: Sequence[Instrument],
    name: str,
    window: tuple[date, date],
    now: datetime,
) -> tuple[str, object]:
    modes = {Audience.PROFESSIONAL: Mode.NAMED}
    plan = Plan(
        name,
        *window,
        tuple(
            (one.survey, modes.get(one.survey.audience, Mode.CONFIDENTIAL)) for one in instruments
        ),
    )
    with services.sessions.writing() as session:
        round_id = make_round(session, services.surveys, plan, by=BY, now=now, is_story=True)
    return round_id, services.keys.make(round_key(round_id))


def _fill_cohort(
    services: Services, round_id: str, instrument: Instrument, rows: Sequence[Row], key: object
) -> None:
    with services.sessions.writing() as session:
        place = _instrument_id(services, round_id, instrument)
        cohort_id = cohort_for(session, place, instrument.survey.title)
        add_people(session, cohort_id, rows, key=key, by=BY, now=MADE_AT)  # type: ignore[arg-type]


def _instrument_id(services: Services, round_id: str, instrument: Instrument) -> str:
    with services.sessions.reading() as session:
        return session.scalars(
            select(RoundInstrument.id)
            .join(SurveyVersion, SurveyVersion.id == RoundInstrument.survey_version_id)
            .where(
                RoundInstrument.round_id == round_id,
                SurveyVersion.survey_key == instrument.survey.key,
            )
        ).one()


def _play(
    services: Services,
    round_id: str,
    instrument: Instrument,
    parts: Sequence[Part],
    chance: Random,
) -> int:
    """Each person plays their part on a day of that February; how many sent."""
    place = _instrument_id(services, round_id, instrument)
    with services.sessions.reading() as session:
        version = session.scalars(
            select(RoundInstrument.survey_version_id).where(RoundInstrument.id == place)
        ).one()
        members = members_of(session, cohort_for(session, place, ""))
    invited = [member for member in members if not member.hold]
    sent, talking = 0, Random(SEED)  # noqa: S311 - a story; its own, so the answers stay the same
    for member, part in zip(invited, parts, strict=True):
        if part.ends == "silent":
            continue
        door = Door(
            Standing.OPEN, place, version, _mode(instrument), "link", member.id, OPENS, CLOSES
        )
        for _ in range(2 if part.twice else 1):
            now = datetime(2024, 2, chance.randint(1, 28), chance.randint(9, 17), tzinfo=UTC)
            answers = fill(instrument.survey, part.persona, chance)
            take_part(
                services, door, instrument.survey, answers, now=now, chance=chance, ends=part.ends,
                turns=chat_of(instrument.survey, answers, talking),
            )  # fmt: skip
        sent += part.ends == "sent"
    return sent


def _mode(instrument: Instrument) -> str:
    named = instrument.survey.audience is Audience.PROFESSIONAL
    return (Mode.NAMED if named else Mode.CONFIDENTIAL).value


def _next_february(services: Services, now: datetime, chance: Random) -> None:
    """The round being made: a draft with its cohorts, waiting for the go-live checks."""
    year = now.year if (now.month, now.day) < (2, 1) else now.year + 1
    last = 29 if year % 4 == 0 else 28
    instruments = february_instruments()
    window = (date(year, 2, 1), date(year, 2, last))
    round_id, key = _make(
        services, instruments, f"February {year} (invented demonstration)", window, now
    )
    for instrument in instruments:
        rows, _ = _cast_of(instrument.survey.audience, Random(SEED))  # noqa: S311 - as above
        _fill_cohort(services, round_id, instrument, rows, key)


__all__ = ["NASTY", "is_told", "tell"]
