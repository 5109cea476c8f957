"""How well does the safety net hold, week by week?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.safeguarding.alarms import ALARMING
from feedback.safeguarding.reading_list import CONCERN, FLAGGED, NOTHING, week_of
from feedback.store.concerns import Concern, ConcernStep
from feedback.store.reading import Reading

FALSE_ALARM = "closed:false_alarm"
WEEKS = 12


@dataclass(frozen=True, slots=True)
class Week:
    """One week's figures. `minutes`: the median from raised to acknowledged; None: none yet."""

    name: str
    raised: int
    alarms: int  # of those, how many rang somebody
    minutes: int | None
    unacknowledged: int
    closed: int
    false_alarms: int


@dataclass(frozen=True, slots=True)
class Sample:
    """What the blind samples say. `missed` of `read` unflagged texts worried a person.

    `recall`: of the texts that worry a person, the share the machine flagged, in all texts; None
    while nobody was worried. `low`, `high`: its 95% interval by Wilson, from `missed` alone.
    """

    read: int
    missed: int
    flagged: int
    unflagged: int
    recall: float | None
    low: float
    high: float


def weeks(
    session: Session, now: datetime, local_day: Callable[[datetime], date]
) -> tuple[Week, ...]:
    """The last weeks, the newest first; a week without anything is there too."""
    since = now - timedelta(weeks=WEEKS)
    rows = session.execute(
        select(
            Concern.id,
            Concern.level,
            Concern.raised_at,
            Concern.acknowledged_at,
            Concern.closed_at,
        ).where(Concern.raised_at >= since)
    ).all()
    outcomes: dict[str, str] = {
        row.concern_id: row.what
        for row in session.execute(
            select(ConcernStep.concern_id, ConcernStep.what).where(
                ConcernStep.what.startswith("closed:"),
                ConcernStep.concern_id.in_(select(Concern.id).where(Concern.raised_at >= since)),
            )
        )
    }
    by_week: defaultdict[str, list[tuple[str, str, float | None, bool]]] = defaultdict(list)
    for row in rows:
        waited = row.acknowledged_at - row.raised_at if row.acknowledged_at else None
        by_week[week_of(local_day(row.raised_at))].append(
            (
                row.level, outcomes.get(row.id, ""),
                waited.total_seconds() / 60 if waited is not None else None,
                row.closed_at is not None,
            )
        )  # fmt: skip
    names = [week_of(local_day(now - timedelta(weeks=back))) for back in range(WEEKS)]
    return tuple(_week(name, by_week.get(name, [])) for name in names)


def sample(session: Session, *, flagged_worries: int) -> Sample:
    """The blind samples so far; `flagged_worries`: flagged texts that were no false alarm."""
    judged = Counter(
        session.scalars(select(Reading.judged).where(Reading.judged != "", ~FLAGGED)).all()
    )
    read, missed = judged[CONCERN] + judged[NOTHING], judged[CONCERN]
    flagged = len(session.scalars(select(Reading.id).where(FLAGGED)).all())
    unflagged = len(session.scalars(select(Reading.id).where(~FLAGGED)).all())
    low, high = wilson(missed, read)
    return Sample(
        read, missed, flagged, unflagged,
        _recall(flagged_worries, missed / read * unflagged if read else 0.0),
        _recall(flagged_worries, high * unflagged) or 0.0,
        _recall(flagged_worries, low * unflagged) or 0.0,
    )  # fmt: skip


def real_worries(session: Session) -> int:
    """Texts the machine flagged that nobody has closed as a false alarm."""
    false = select(ConcernStep.concern_id).where(ConcernStep.what == FALSE_ALARM)
    ids = session.scalars(
        select(Concern.id).where(Concern.source == "words", Concern.id.not_in(false))
    )
    return len(ids.all())


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The 95% Wilson interval of hits out of n; (0, 1) where nothing was counted."""
    if not n:
        return 0.0, 1.0
    z, p = 1.96, hits / n
    middle = p + z * z / (2 * n)
    spread = z * ((p * (1 - p) + z * z / (4 * n)) / n) ** 0.5
    scale = 1 + z * z / n
    return max((middle - spread) / scale, 0.0), min((middle + spread) / scale, 1.0)


def _recall(heard: float, missed: float) -> float | None:
    return heard / (heard + missed) if heard + missed else None


def _week(name: str, rows: Sequence[tuple[str, str, float | None, bool]]) -> Week:
    alarms = [row for row in rows if row[0] in ALARMING]
    waited = [minutes for _, _, minutes, _ in alarms if minutes is not None]
    closed = [row for row in rows if row[3]]
    return Week(
        name=name,
        raised=len(rows),
        alarms=len(alarms),
        minutes=round(median(waited)) if waited else None,
        unacknowledged=len(alarms) - len(waited),
        closed=len(closed),
        false_alarms=sum(row[1] == FALSE_ALARM for row in closed),
    )
