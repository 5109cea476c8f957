"""Which real words speak for a theme: on it, different from one another, safe to read out?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from feedback.privacy.redaction import Redactor, redacted
from feedback.themes.clean import parts_of, tidy
from feedback.themes.reading import Floats

QUOTES_MOST = 5
SHORTEST, LONGEST = 25, 300  # letters a reader takes in at once
_TOO_ALIKE = 80  # rapidfuzz token_set_ratio: nearer is the same thing said again
_LOOKED_AT = 60
_ON_THEME, _ON_THEME_SMALL, _ON_THEME_SCORED, _SMALL = 0.7, 0.8, 0.9, 20
_HIDDEN_MOST = 2  # more identifiers than this leave little to read and much to guess


@dataclass(frozen=True, slots=True)
class Quote:
    """Redacted words, and the row they are from."""

    row: int
    text: str


def pick_quotes(
    texts: Sequence[str],
    rows: Sequence[int],
    space: Floats,
    *,
    scores: Sequence[float] | None = None,
    most: int = QUOTES_MOST,
) -> tuple[Quote, ...]:
    """Up to `most` quotes from `rows`, best on the theme first; `space` holds their directions.

    `scores` say how surely each row is on the theme; without them the middle of all decides.
    Only whole answers or whole sentences, of readable length, as said but for what is redacted.
    """
    redactor = Redactor()
    middle = space.mean(0)
    lean = _ON_THEME_SMALL if len(rows) < _SMALL else _ON_THEME
    lean = lean if scores is None else _ON_THEME_SCORED
    candidates = []
    for place, row in enumerate(rows[:_LOOKED_AT]):
        told = _readable(texts[row])
        found = redactor.find(told)
        safe = redacted(told, found)
        if len(found) <= _HIDDEN_MOST and SHORTEST <= len(safe) <= LONGEST:
            candidates.append((place, Quote(row, safe)))
    chosen: list[tuple[int, Quote]] = []
    while candidates and len(chosen) < most:
        worths = []
        for place, _ in candidates:
            on_theme = float(space[place] @ middle) if scores is None else scores[place]
            known = max((float(space[place] @ space[p]) for p, _ in chosen), default=0.0)
            worths.append(lean * on_theme - (1 - lean) * known)
        best = candidates.pop(max(range(len(worths)), key=lambda at: (worths[at], -at)))
        if all(fuzz.token_set_ratio(best[1].text, one.text) < _TOO_ALIKE for _, one in chosen):
            chosen.append(best)
    return tuple(quote for _, quote in chosen)


def _readable(text: str) -> str:
    """The answer if it is short enough, else its first sentences; "" if that is too little."""
    whole = tidy(text)
    if SHORTEST <= len(whole) <= LONGEST:
        return whole
    if len(whole) < SHORTEST:
        return ""
    kept = ""
    for part in parts_of(text, clauses=False):
        longer = tidy(text[: part.end])
        if len(longer) > LONGEST:
            break
        kept = longer
    return kept if len(kept) >= SHORTEST else ""
