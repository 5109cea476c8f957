"""Which groups of people does the report speak of, and who belongs to each?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.collection.shelf import SurveyShelf
from feedback.errors import NotFound
from feedback.reports.counting import EVERYBODY, Scope
from feedback.store.rounds import Round, RoundInstrument
from feedback.store.sight import EVERYTHING, Sight
from surveys.definition import CHILDREN, Audience, Survey

ANONYMOUS = "anonymous"
# "38% of CIN & CP children": the report's chapter is about them, not about children looked after.
REPORTED_KINDS = frozenset({"CIN", "CP"})

_NAMES = {
    Audience.PARENT: "parents and carers invited",
    Audience.PROFESSIONAL: "professionals invited",
    Audience.DELEGATE: "delegates invited",
    Audience.PARTICIPANT: "participants invited",
    Audience.ORGANISATION: "organisations invited",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One instrument of a round, with its survey."""

    id: str
    survey: Survey
    mode: str

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody can tell whose answers these are."""
        return self.mode == ANONYMOUS


@dataclass(frozen=True, slots=True)
class Group:
    """One group of people: all children's instruments together, or those of one audience."""

    key: str  # children | parent | professional | …
    people: str  # in words
    scope: Scope
    asked: tuple[Asked, ...]
    round_id: str
    round_name: str
    opens_on: date

    @property
    def instrument_ids(self) -> tuple[str, ...]:
        return tuple(one.id for one in self.asked)

    @property
    def anonymous_ids(self) -> tuple[str, ...]:
        return tuple(one.id for one in self.asked if one.is_anonymous)

    @property
    def quote_items(self) -> frozenset[str]:
        """Items that ask whether we may use the words: no view of anything."""
        return frozenset(
            question.item
            for one in self.asked
            for question in one.survey.questions
            if question.quote_consent
        )

    def scope_of(self, one: Asked) -> Scope:
        """Whose answers to this instrument count; in an anonymous one nobody can tell."""
        if one.is_anonymous and self.scope.teams is None:
            return EVERYBODY
        return self.scope

    def told(self) -> list[object]:
        """What the group is, for the hash of a figure."""
        kinds = sorted(self.scope.kinds) if self.scope.kinds is not None else None
        surveys = [[one.id, one.survey.key, one.survey.version, one.mode] for one in self.asked]
        teams = sorted(self.scope.teams) if self.scope.teams is not None else None
        return [self.round_id, self.key, kinds, teams, surveys]


def groups_of_round(
    session: Session, shelf: SurveyShelf, round_id: str, sight: Sight = EVERYTHING
) -> tuple[Group, ...]:
    """The groups of a round, parents first as the report has them. Raises NotFound.

    Of what somebody's `sight` leaves out, nothing is there: no survey, and nobody of a team.
    Surveys of which they see other teams never stand in one group: their sum would be nobody's.
    """
    found = session.execute(select(Round.name, Round.opens_on).where(Round.id == round_id)).first()
    if found is None:
        raise NotFound
    asked = asked_in_round(session, shelf, round_id)
    by_key: dict[tuple[str, frozenset[str] | None], list[Asked]] = {}
    for one in sorted(asked, key=_order):
        if sight.may_see(one.survey.key):
            place = (group_key(one.survey.audience), sight.teams(one.survey.key))
            by_key.setdefault(place, []).append(one)
    return tuple(
        Group(
            key=key,
            people=_people(members[0].survey.audience, teams),
            scope=Scope(kinds=REPORTED_KINDS if key == "children" else None, teams=teams),
            asked=tuple(members),
            round_id=round_id,
            round_name=found.name,
            opens_on=found.opens_on,
        )
        for (key, teams), members in by_key.items()
    )


def asked_in_round(session: Session, shelf: SurveyShelf, round_id: str) -> tuple[Asked, ...]:
    """Every instrument of a round."""
    rows = session.execute(
        select(RoundInstrument.id, RoundInstrument.survey_version_id, RoundInstrument.mode)
        .where(RoundInstrument.round_id == round_id)
        .order_by(RoundInstrument.id)
    ).all()
    return tuple(Asked(row.id, shelf.get(session, row.survey_version_id), row.mode) for row in rows)


def group_of(groups: tuple[Group, ...], instrument_id: str) -> tuple[Group, Asked]:
    """The group an instrument belongs to. Raises NotFound."""
    for group in groups:
        for one in group.asked:
            if one.id == instrument_id:
                return group, one
    raise NotFound


def group_key(audience: Audience) -> str:
    """The group the report counts this audience in."""
    return "children" if audience in CHILDREN else audience.value


def _order(one: Asked) -> tuple[bool, int, str]:
    """Parents first, then by audience; two instruments of one audience by their key."""
    audience = one.survey.audience
    return (audience is not Audience.PARENT, list(Audience).index(audience), one.survey.key)


def _people(audience: Audience, teams: frozenset[str] | None) -> str:
    if audience in CHILDREN:
        words = "children in need and children on a child protection plan invited"
    else:
        words = _NAMES[audience]
    if teams is None:
        return words
    return f"{words}, {'team' if len(teams) == 1 else 'teams'} {' and '.join(sorted(teams))}"
