"""Which quotes speak for each theme of a codebook? Worker and commands only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from feedback.themes.assign import Placed
from feedback.themes.embedding import choose_embedder
from feedback.themes.quotes import Quote, pick_quotes
from feedback.themes.reading import embed_once

_LOOKED_AT = 40
_SURE = 0.6  # below it an answer is likelier to be read than to be quoted


def quotes_by_theme(
    texts: Sequence[str], placed: Sequence[Placed], *, embedder: str | None = None
) -> dict[str, tuple[Quote, ...]]:
    """For every theme with sure answers, up to five redacted quotes from the surest."""
    rows: dict[str, list[Placed]] = defaultdict(list)
    for one in placed:
        if one.theme and one.score >= _SURE:
            rows[one.theme].append(one)
    surest = {
        theme: sorted(found, key=lambda one: (-one.score, one.row))[:_LOOKED_AT]
        for theme, found in rows.items()
    }
    different = sorted({one.row for found in surest.values() for one in found})
    turn = choose_embedder(embedder, [texts[row] for row in different])
    if turn is None:
        turn = choose_embedder("tfidf", [texts[row] for row in different])
    if turn is None:
        return {}
    held = embed_once([texts[row] for row in different], turn)
    at = {row: place for place, row in enumerate(different)}
    return {
        theme: pick_quotes(
            texts,
            [one.row for one in found],
            held[[at[one.row] for one in found]],
            scores=[one.score for one in found],
        )
        for theme, found in surest.items()
    }
