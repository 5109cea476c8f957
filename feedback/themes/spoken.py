"""Which codebook words were said in each answer? Counts for every pair of answer and theme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from feedback.themes.codebook import Codebook
from feedback.themes.reading import Floats, Numbers, Reading
from feedback.themes.words import Hit, WordFinder, content_stems, tokens_of

_WEIGHTY = 6.0  # length from which an answer's words say enough to be compared as they are


@dataclass(frozen=True, slots=True)
class Spoken:
    """Each array is (n_answers, n_themes)."""

    hits: Floats  # different codebook words said and not turned round by a "not"
    negated: Floats  # 1 where all that was said of the theme was turned round
    rarity: Floats  # log(answers / answers with the word), of the rarest one said
    phrases: Floats  # 1 where one was a phrase of several words
    likeness: Floats  # tf-idf cosine with all words of the theme, its description too


def spoken_words(reading: Reading, book: Codebook) -> Spoken:
    """Find the codebook's words in every answer."""
    finder = WordFinder([theme.words for theme in book.themes])
    against = WordFinder([theme.not_words for theme in book.themes])
    has_against = any(theme.not_words for theme in book.themes)
    n, m = len(reading.texts), len(book.themes)
    said: list[dict[tuple[int, int], bool]] = [{} for _ in range(n)]
    known: dict[tuple[str, ...], list[Hit]] = {}
    for row, tokens in zip(reading.owner.tolist(), reading.tokens, strict=True):
        if tokens not in known:
            hits = finder.find(tokens)
            if has_against and hits:
                silenced = {hit.theme for hit in against.find(tokens)}
                hits = [hit for hit in hits if hit.theme not in silenced]
            known[tokens] = hits
        for hit in known[tokens]:
            place = hit.theme, hit.word
            said[row][place] = hit.is_negated and said[row].get(place, True)
    often = Counter(place for one in said for place in one)
    out = np.zeros((4, n, m), np.float32)
    for row, one in enumerate(said):
        for (theme, word), is_negated in one.items():
            out[0, row, theme] += not is_negated
            out[1, row, theme] = 1
            rarity = np.log(n / often[theme, word])
            out[2, row, theme] = max(out[2, row, theme], rarity)
            if " " in book.themes[theme].words[word]:
                out[3, row, theme] = 1
    hits_found = out[0] > 0
    likeness = _likeness(reading, book)
    return Spoken(out[0], out[1] * ~hits_found, out[2] * hits_found, out[3] * hits_found, likeness)


def _likeness(reading: Reading, book: Codebook) -> Floats:
    """Tf-idf cosine of answer and theme, less for answers with few words of the codebook."""
    themes = [
        Counter(content_stems(tokens_of(" ".join([t.name, t.about, *t.words, *t.examples]))))
        for t in book.themes
    ]
    among_themes = Counter(word for one in themes for word in one)
    places = {word: at for at, word in enumerate(among_themes)}
    rows, columns = _occurrences(reading, places)
    n, width = len(reading.texts), len(places)
    answers = np.bincount(columns, minlength=width) if len(columns) else np.zeros(width)
    rare = np.log((1 + len(themes)) / np.array(list(among_themes.values()))) + 0.3
    rare = np.maximum(rare * np.log((n + 5) / (answers + 1)), 0)
    table = np.zeros((len(themes), width))
    for at, one in enumerate(themes):
        for word, count in one.items():
            table[at, places[word]] = (1 + np.log(count)) * rare[places[word]]
    table /= np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-9)
    weight = np.sqrt(rare)
    out = np.zeros((n, len(themes)))
    square = np.zeros(n)
    np.add.at(square, rows, weight[columns] ** 2)
    for at in range(len(themes)):
        worth = weight * table[at]
        out[:, at] = np.bincount(rows, weights=worth[columns], minlength=n)
    return np.asarray(out / np.maximum(np.sqrt(square), _WEIGHTY)[:, None], np.float32)


def _occurrences(reading: Reading, places: dict[str, int]) -> tuple[Numbers, Numbers]:
    """Rows and columns of the words of the codebook, each once an answer."""
    known: dict[tuple[str, ...], list[int]] = {}
    pairs: set[tuple[int, int]] = set()
    for row, tokens in zip(reading.owner.tolist(), reading.tokens, strict=True):
        if tokens not in known:
            known[tokens] = _columns(content_stems(tokens), places)
        pairs.update((row, column) for column in known[tokens])
    ordered = np.array(sorted(pairs), np.int64).reshape(-1, 2)
    return ordered[:, 0], ordered[:, 1]


def _columns(stems: Iterable[str], places: dict[str, int]) -> list[int]:
    return [places[word] for word in stems if word in places]
