"""Does a text made ready hold each word at its place, with its classes?"""

from __future__ import annotations

from feedback.safeguarding.lexicon import compile_lexicon
from feedback.safeguarding.word_masks import ReadText, read_text

LEXICON = compile_lexicon(
    {
        "version": "few-1",
        "owner": "a test",
        "language": "en-GB",
        "classes": {"CARER": "mum step_dad", "WHEN": "in_the_night"},
        "common": "my step dad mum in the night now",
        "rules": [
            {"id": "any", "kinds": "other", "level": "review", "patterns": "CARER WHEN"},
        ],
    }
)


def read(text: str) -> ReadText:
    return read_text(LEXICON, text)


def test_a_phrase_stands_from_its_first_word_to_its_last() -> None:
    text = "ok. my step  dad, in the night"
    words = read(text).words
    assert [word.text for word in words] == ["ok", "my", "step_dad", "in_the_night"]
    assert [text[word.start : word.end] for word in words] == [
        "ok", "my", "step  dad", "in the night",
    ]  # fmt: skip
    assert [word.pause for word in words] == [2, 2, 0, 1]
