"""How many people gave which answer? Sums in the database; no answer is loaded."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, case, exists, func, or_, select, union
from sqlalchemy.orm import Session, aliased

from feedback.coding.questions import COUNTED
from feedback.collection.sending import PRELUDE_ITEMS
from feedback.store.responses import Answer, Response
from feedback.store.rounds import Cohort, CohortMember, Invitation, Participation

NOT_KNOWN = ""  # the kind of somebody who came without a link of their own


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose answers count: of these kinds, or all but these, and of these teams; all if unsaid."""

    kinds: frozenset[str] | None = None
    but_kinds: frozenset[str] | None = None
    teams: frozenset[str] | None = None

    @property
    def needs_member(self) -> bool:
        """Whether somebody whose cohort is unknown cannot be counted."""
        return self.kinds is not None or self.but_kinds is not None or self.teams is not None


EVERYBODY = Scope()


@dataclass(slots=True)
class Tally:
    """The answers to one question, in people; `codes` may add up to more where many may tick."""

    answered: int = 0
    skipped: int = 0
    withheld: int = 0
    codes: dict[str, int] = field(default_factory=dict)
    total: Decimal = Decimal(0)  # the sum of a number question's answers


Tallies = Mapping[str, Tally]
NOTHING = Tally()

_REGISTER = aliased(Participation)
_WAS_INVITED = or_(
    CohortMember.hold.is_(None),
    exists().where(_REGISTER.member_id == CohortMember.id, _REGISTER.reached_on.is_not(None)),
    exists().where(Invitation.member_id == CohortMember.id),
)


def tally(
    session: Session, instrument_id: str, scope: Scope = EVERYBODY, keys: Collection[str] = ()
) -> Tallies:
    """By question key, for the sent responses of one instrument; of these keys only if named."""
    return _by_kind(session, instrument_id, scope, keys, split=False).get(NOT_KNOWN, {})


def tally_by_kind(
    session: Session, instrument_id: str, scope: Scope = EVERYBODY
) -> Mapping[str, Tallies]:
    """The same, by the cohort's kind; NOT_KNOWN for people without a link of their own."""
    return _by_kind(session, instrument_id, scope, (), split=True)


def sent_count(session: Session, instrument_id: str, scope: Scope = EVERYBODY) -> int:
    """How many responses were sent."""
    query = _of(select(func.count(Response.id)), instrument_id, scope)
    return session.scalar(query) or 0


def invited(session: Session, instrument_ids: Collection[str], scope: Scope = EVERYBODY) -> int:
    """Distinct people in the frozen cohorts. A reference in two cohorts is one person.

    Somebody on hold who was never sent an invitation was not invited; whoever was, stays.
    """
    return session.scalar(_people(instrument_ids, scope)) or 0


def took_part(
    session: Session,
    instrument_ids: Collection[str],
    scope: Scope = EVERYBODY,
    *,
    anonymous: Collection[str] = (),
    no_substance: Collection[str] = (),
) -> int:
    """Distinct people of the frozen cohorts who sent at least one substantive answer.

    For the instruments in `anonymous` the register tells who sent, and nobody can tell what.
    `no_substance` are items beside PRELUDE_ITEMS that say nothing of what a person thinks.
    """
    parts = []
    if named := [one for one in instrument_ids if one not in anonymous]:
        parts.append(_who_said_something(named, scope, PRELUDE_ITEMS.union(no_substance)))
    if by_register := [one for one in instrument_ids if one in anonymous]:
        column = CohortMember.reference
        listed = _people(by_register, scope).with_only_columns(column)
        parts.append(listed.where(Participation.sent_on.is_not(None)))
    if not parts:
        return 0
    people = union(*parts) if len(parts) > 1 else parts[0].distinct()
    return session.scalar(select(func.count()).select_from(people.subquery())) or 0


def _who_said_something(
    instrument_ids: Collection[str], scope: Scope, setting_up: Collection[str]
) -> Select[str]:
    # From the answers to the person: from each person to the answers takes twice as long.
    query = (
        select(CohortMember.reference)
        .select_from(Response)
        .join(CohortMember, CohortMember.id == Response.member_id)
        .join(
            Cohort,
            (Cohort.id == CohortMember.cohort_id)
            & (Cohort.round_instrument_id == Response.round_instrument_id),
        )
        .where(
            Response.round_instrument_id.in_(list(instrument_ids)),
            Response.state == COUNTED,
            _WAS_INVITED,
            exists().where(
                Answer.response_id == Response.id,
                Answer.status == "given",
                Answer.item_key.not_in(sorted(setting_up)),
            ),
        )
    )
    return _within(query, scope)


def _people(instrument_ids: Collection[str], scope: Scope) -> Select[tuple[int]]:
    query = (
        select(func.count(CohortMember.reference.distinct()))
        .select_from(Cohort)
        .join(CohortMember, CohortMember.cohort_id == Cohort.id)
        .join(Participation, Participation.member_id == CohortMember.id)
        .where(Cohort.round_instrument_id.in_(list(instrument_ids)), _WAS_INVITED)
    )
    return _within(query, scope)


def _by_kind(
    session: Session, instrument_id: str, scope: Scope, keys: Collection[str], *, split: bool
) -> dict[str, dict[str, Tally]]:
    people = func.sum(case((Answer.n == 0, 1), else_=0))  # a multiple choice has a row a choice
    key = [Answer.question_key, Answer.status, Answer.code]
    columns: list[Any] = [*key, func.count().label("rows"), people.label("people")]
    columns.append(func.sum(Answer.number).label("total"))
    if split:
        columns.append(CohortMember.kind.label("kind"))
    query = _of(
        select(*columns).join_from(Response, Answer, Answer.response_id == Response.id),
        instrument_id,
        scope,
        outer=split,
    )
    if keys:  # the answer's own key: only these are read of each response
        query = query.where(Answer.question_key.in_(sorted(keys)))
    found: dict[str, dict[str, Tally]] = {}
    for row in session.execute(query.group_by(*key, *([CohortMember.kind] if split else []))):
        kind = (row.kind or NOT_KNOWN) if split else NOT_KNOWN
        _add(found.setdefault(kind, {}).setdefault(row.question_key, Tally()), row)
    return found


def _add(one: Tally, row: Any) -> None:
    if row.status == "skipped":
        one.skipped += row.people
    elif row.status == "withheld":
        one.withheld += row.people
    else:
        one.answered += row.people
        one.total += row.total or 0
        if row.code is not None:
            one.codes[row.code] = one.codes.get(row.code, 0) + row.rows


def _of(
    query: Select[Any], instrument_id: str, scope: Scope, *, outer: bool = False
) -> Select[Any]:
    if outer or scope.needs_member:
        query = query.join(
            CohortMember, CohortMember.id == Response.member_id, isouter=not scope.needs_member
        )
    query = query.where(Response.round_instrument_id == instrument_id, Response.state == COUNTED)
    return _within(query, scope)


def _within(query: Select[Any], scope: Scope) -> Select[Any]:
    if scope.kinds is not None:
        query = query.where(CohortMember.kind.in_(sorted(scope.kinds)))
    if scope.but_kinds is not None:
        query = query.where(CohortMember.kind.not_in(sorted(scope.but_kinds)))
    if scope.teams is not None:
        query = query.where(CohortMember.team.in_(sorted(scope.teams)))
    return query
