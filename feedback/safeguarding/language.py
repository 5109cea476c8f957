"""Does a text look like another language or script than the lexicon's?"""

from __future__ import annotations

from feedback.safeguarding.folding import fold
from feedback.safeguarding.lexicon import Lexicon
from feedback.safeguarding.wording import read_words

_WORDS_LEAST = 4  # fewer unknown Latin words may be a name, a place or a joke
_KNOWN_LEAST = 0.25
_OTHER_SCRIPT_MOST = 0.3


def looks_foreign(text: str, lexicon: Lexicon) -> bool:
    """Say whether most letters are of another script, or hardly a word is known.

    Short texts in Latin letters ("bonjour") get the benefit of the doubt.
    """
    letters = sum(c.isalpha() for c in text)
    if not letters:
        return False
    folded = fold(text, lexicon.emoji)
    other = sum(c.isalpha() and not c.isascii() for c in folded.plain)
    if other > max(1.0, _OTHER_SCRIPT_MOST * letters):
        return True
    words = [w.text for w in read_words(folded, lexicon.speller) if w.text.isalpha()]
    if len(words) < _WORDS_LEAST:
        return False
    known = sum(word in lexicon.common for word in words)
    return known < _KNOWN_LEAST * len(words)
