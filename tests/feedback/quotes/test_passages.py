"""Which part of an answer is quoted, and how does it read?"""

from __future__ import annotations

import pytest

from feedback.quotes.passages import (
    LONGEST,
    SHORTEST,
    Span,
    passage_of,
    places_of,
    reading,
    spans_of,
    stored_spans,
)


def test_hidden_words_are_replaced_and_all_others_stand_as_said() -> None:
    said = "Dont tell  Priya i said so.\nShe is ace"
    assert reading(said, 0, len(said), [Span(11, 16, "name")]) == (
        "Dont tell [name] i said so. She is ace"
    )


def test_a_span_that_reaches_over_the_passage_is_hidden_up_to_its_end() -> None:
    assert reading("Priya Rao came", 0, 5, [Span(0, 9, "name")]) == "[name]"


def test_whole_sentences_of_readable_length_are_quoted() -> None:
    long = "This helped us a great deal. " * 30
    found = passage_of(long)
    assert found is not None
    start, end = found
    assert SHORTEST <= end - start <= LONGEST
    assert long[start:end].endswith("deal.")
    assert passage_of("Too short") is None
    assert passage_of("  It was good that they came. ") == (2, 29)


@pytest.mark.parametrize(
    ("words", "places"), [("priya  rao", [(5, 14)]), ("", []), ("nobody", []), (".*", [])]
)
def test_further_words_are_found_wherever_they_stand(
    words: str, places: list[tuple[int, int]]
) -> None:
    assert places_of(words, "With Priya Rao.") == places


def test_of_overlapping_spans_the_longer_stays() -> None:
    kept = spans_of(stored_spans([Span(2, 4, "name"), Span(0, 6, "other"), Span(8, 9, "nonsense")]))
    assert kept == (Span(0, 6, "other"),)
