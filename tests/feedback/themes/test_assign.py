"""Does every answer end in a theme or in none, the right one, and the same each time?"""

from __future__ import annotations

import pytest

from feedback.themes.assign import Coded, Wishes, assign
from feedback.themes.embedding import has_minilm
from tests.feedback.themes.book import ANSWERS, BOOK

EMBEDDERS = ["none", "tfidf"] + (["minilm"] if has_minilm() else [])


@pytest.mark.parametrize("embedder", EMBEDDERS)
def test_every_answer_has_a_row_and_the_clear_ones_their_theme(embedder: str) -> None:
    found = assign(ANSWERS, BOOK, wishes=Wishes(embedder=embedder))
    assert [one.row for one in found] == sorted(one.row for one in found)
    assert {one.row for one in found} == set(range(len(ANSWERS)))
    best = {one.row: one.theme for one in reversed(found)}
    assert [best[row] for row in range(3)] == ["listened", "reliable", "transport"]
    assert [(one.theme, one.score) for one in found if one.row in {3, 4}] == [("", 0.0)] * 2


def test_the_same_answers_give_the_same_themes() -> None:
    first = assign(ANSWERS, BOOK, wishes=Wishes(embedder="tfidf"))
    assert first == assign(ANSWERS, BOOK, wishes=Wishes(embedder="tfidf"))


def test_a_not_word_keeps_a_theme_away() -> None:
    texts = ["It is too late to change anything", "The taxi was late"]
    found = assign(texts, BOOK, wishes=Wishes(embedder="none"))
    assert {(one.row, one.theme) for one in found} == {(0, ""), (1, "reliable")}


@pytest.mark.parametrize(
    ("per_answer", "rows"), [(1, [1, 1, 1]), (2, [2, 2, 2]), (1.34, [1, 1, 2])]
)
def test_themes_an_answer_can_be_asked_for(per_answer: float, rows: list[int]) -> None:
    texts = [ANSWERS[0], ANSWERS[1], ANSWERS[5]]
    found = assign(texts, BOOK, wishes=Wishes(embedder="none", per_answer=per_answer))
    assert sorted(sum(one.row == row for one in found) for row in range(3)) == rows


def test_scores_are_chances_best_first() -> None:
    found = assign(ANSWERS, BOOK, wishes=Wishes(embedder="none", per_answer=3))
    assert all(0 <= one.score <= 1 for one in found)
    for row in range(3):
        scores = [one.score for one in found if one.row == row]
        assert scores == sorted(scores, reverse=True)


def test_nothing_said_at_all_is_no_fault() -> None:
    assert [one.theme for one in assign(["", "?"], BOOK, wishes=Wishes())] == ["", ""]
    assert assign([], BOOK, wishes=Wishes()) == []


@pytest.mark.parametrize("embedder", EMBEDDERS)
def test_codings_teach_what_the_codebook_does_not_say(embedder: str) -> None:
    asked = ["The biscuits were stale", "biscuits again", "lovely biscuits"]
    plain = assign(asked, BOOK, wishes=Wishes(embedder=embedder))
    coded = [Coded(f"{word} biscuits today", ("transport",)) for word in ("nice", "few", "no")] * 4
    coded += [Coded(text, ()) for text in ("nothing", "all fine", "thank you")] * 4
    taught = assign(asked, BOOK, coded=coded, wishes=Wishes(embedder=embedder))
    assert {one.theme for one in plain} != {"transport"}
    assert {one.row for one in taught if one.theme == "transport"} == {0, 1, 2}


def test_a_coding_of_another_codebook_teaches_nothing() -> None:
    coded = [Coded("whatever", ("no such theme",))]
    assert len(assign(["On the bus"], BOOK, coded=coded, wishes=Wishes(embedder="none"))) == 1
