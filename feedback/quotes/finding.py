"""Which passages speak for a theme, or for a question? Worker and commands only: heavy imports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from feedback.privacy.redaction import Redactor
from feedback.quotes.desk import Candidate
from feedback.quotes.passages import Span, passage_of
from feedback.themes.embedding import choose_embedder
from feedback.themes.quotes import pick_quotes
from feedback.themes.reading import embed_once

QUESTION_MOST, THEME_MOST = 8, 5
Scored = Mapping[str, float]  # response id -> how surely the answer is on the theme, 0-1


def candidates(
    question_key: str,
    answers: Mapping[str, str],
    people: Mapping[str, str],
    *,
    names: Sequence[str] = (),
    themes: Mapping[tuple[str, str], Scored] | None = None,
    taken: frozenset[str] = frozenset(),
    embedder: str | None = None,
) -> tuple[Candidate, ...]:
    """Passages on each theme (id, name), or, without themes, on the question; a person once.

    `answers` are those that may be quoted, `people` whose each is, `taken` people quoted already;
    `names` come from the cohort and staff lists.
    """
    free = {one: text for one, text in answers.items() if people[one] not in taken}
    ids = sorted(one for one, text in free.items() if passage_of(text) is not None)
    texts = [free[one] for one in ids]
    turn = choose_embedder(embedder, texts) or choose_embedder("tfidf", texts)
    if turn is None or not ids:
        return ()
    space = embed_once(texts, turn)
    at = {one: place for place, one in enumerate(ids)}
    redactor, used, found = Redactor(names), set(taken), []
    for (theme_id, theme), scores in (themes or {("", ""): dict.fromkeys(ids, 1.0)}).items():
        rows = sorted(
            (at[one] for one in scores if one in at and people[one] not in used),
            key=lambda row: -scores[ids[row]],
        )
        most = THEME_MOST if themes else QUESTION_MOST
        scored = [scores[ids[row]] for row in rows] if themes else None
        picked = pick_quotes(texts, rows, space[rows], scores=scored, most=most) if rows else ()
        for one in (ids[quote.row] for quote in picked):
            if people[one] not in used:
                used.add(people[one])
                found.append(_candidate(one, question_key, free[one], redactor, theme_id, theme))
    return tuple(found)


def _candidate(
    one: str, question_key: str, text: str, redactor: Redactor, theme_id: str, theme: str
) -> Candidate:
    start, end = passage_of(text) or (0, 0)
    spans = tuple(Span(f.start, f.end, f.kind) for f in redactor.find(text))
    return Candidate(one, question_key, start, end, spans, theme_id, theme)
