"""Which days are school holidays? A setting staff keep on screen."""

from __future__ import annotations

import json
from datetime import date, datetime

from sqlalchemy.orm import Session

from feedback.privacy.audit import note
from feedback.store.outbox import KeptSetting
from surveys.term import Term

KEY = "school holidays"
HOLIDAYS_MOST = 100


def term_dates(session: Session) -> Term:
    """The calendar as kept; weekends and bank holidays alone where nothing was."""
    kept = session.get(KeptSetting, KEY)
    if kept is None:
        return Term()
    spans = json.loads(kept.value)
    return Term(tuple((date.fromisoformat(a), date.fromisoformat(b)) for a, b in spans))


def keep_term_dates(session: Session, term: Term, *, by: str, now: datetime) -> None:
    """Keep the calendar. Messages planned before stay where they are."""
    value = json.dumps([[a.isoformat(), b.isoformat()] for a, b in term.holidays])
    session.merge(KeptSetting(key=KEY, value=value, changed_by=by, changed_at=now))
    note(session, who=by, what="term_dates_changed", about="setting:school holidays", now=now)


def read_term_dates(text: str) -> Term | str:
    """A line for each holiday, "2024-07-24 to 2024-09-02" or one day; or what is wrong."""
    spans: list[tuple[date, date]] = []
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > HOLIDAYS_MOST:
        return f"There are more than {HOLIDAYS_MOST} lines."
    for line in lines:
        first, _, last = line.partition(" to ")
        try:
            span = (date.fromisoformat(first.strip()), date.fromisoformat((last or first).strip()))
        except ValueError:
            return f"“{line[:40]}” is not a day like 2024-07-24, or two with “to” between."
        if span[1] < span[0]:
            return f"“{line[:40]}” ends before it begins."
        spans.append(span)
    return Term(tuple(sorted(spans)))
