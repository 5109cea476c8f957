"""Are words measured about as a reader would?"""

from __future__ import annotations

import pytest

from surveys.reading import grade, hardest_words, longest_sentence, sentences_of, syllables


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("safe", 1), ("where", 1), ("little", 2), ("listen", 2), ("asked", 1), ("wanted", 2),
        ("likes", 1), ("changes", 1), ("boxes", 2), ("worker", 2), ("social", 2),
        ("Portsmouth's", 2),
        ("important", 3), ("participation", 5), ("the", 1), ("hmm", 1), ("8", 1), ("you", 1),
    ],
)  # fmt: skip
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count


def test_sentences_end_at_marks_and_not_inside_numbers() -> None:
    assert sentences_of("Do you? Yes! It is 3.5 now.\nDone: over") == [
        "Do you",
        "Yes",
        "It is 3.5 now",
        "Done",
        "over",
    ]


def test_short_words_are_easier_than_long_ones() -> None:
    easy = grade(["Do you feel safe where you live?"])
    hard = grade(["Does your practitioner facilitate multidisciplinary participation?"])
    assert easy < 2 < 14 < hard
    assert grade([]) == 0.0
    assert grade(["…"]) == 0.0


def test_the_longest_sentence_counts() -> None:
    assert longest_sentence("One two. One two three four. One.") == 4
    assert longest_sentence("") == 0


def test_the_words_to_replace_are_named() -> None:
    assert hardest_words(["The practitioner and the family came."]) == ["practitioner", "family"]


def test_a_piped_answer_is_not_measured() -> None:
    assert longest_sentence("You said {answer:pledge|this} then.") == 4
