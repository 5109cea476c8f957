"""How sure is the machine of a theme, in words that people's own codings bear out?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from feedback.coding.questions import OpenQuestion
from feedback.coding.runs import last_run

SUGGESTED = "Suggested by the machine"
UNSURE = "Too unsure to count"
BORNE_OUT_FROM = 20  # suggestions of a band that people's codings judged; fewer tell nothing


@dataclass(frozen=True, slots=True)
class Cut:
    """From which chance (of 100) on the machine puts an answer here; `before` anybody coded."""

    now: int
    before: int


def cut_of(session: Session, question: OpenQuestion, theme_id: str) -> Cut | None:
    """Where the last run drew the line for a theme; None for a theme it did not look for."""
    run = last_run(session, question, finished=True)
    if run is None:
        return None
    cuts, usual = run.figures.get("cuts"), run.figures.get("cut")
    if not isinstance(cuts, dict) or not isinstance(usual, float) or theme_id not in cuts:
        return None
    return Cut(round(100 * float(cuts[theme_id])), round(100 * usual))


def bands_of(session: Session, question: OpenQuestion) -> Sequence[tuple[float, int, int]]:
    """(least score, right, of): what people's codings said of the last run's suggestions."""
    run = last_run(session, question, finished=True)
    held = run.figures.get("bands") if run is not None else None
    return [(float(a), int(b), int(c)) for a, b, c in held] if isinstance(held, list) else []


def how_sure(score: float, bands: Iterable[tuple[float, int, int]]) -> str:
    """In counts where this survey's own codings bear it out; else merely "suggested"."""
    fitting = [one for one in bands if one[0] <= score]
    if not fitting:
        return SUGGESTED
    _, right, of = max(fitting)
    if of < BORNE_OUT_FROM:
        return SUGGESTED
    share = round(10 * right / of) * 10
    told = f"about {share} of 100 like this were right on your own coding ({right} of {of})"
    return f"{SUGGESTED}: {told}"
