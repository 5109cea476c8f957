"""Which word of a command was meant by one that is misspelt, stretched or run together?"""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz

from chatbot.frames import Frames
from chatbot.plain import VOWELS, bones, sounded, squeezed

SPELT_AT, LETTERS_LEAST = 82, 5  # a shorter word is one slip away from too many others
SWAPPED_LEAST, BARE_LEAST, SOUND_LEAST, JOINED_LEAST, JOINED_MOST = 4, 3, 3, 5, 5


def spelt(word: str, frames: Frames, real: frozenset[str]) -> str:
    """The word as it is spelt where the slip is plain, else as it stands.

    `real`: words that lie a slip from others and mean themselves. A plural stays what it is.
    """
    if word in frames.words or word in real | frames.common or not word.isalpha():
        return word
    if word.endswith("in") and f"{word}g" in frames.words:
        return f"{word}g"
    stretched = _one(frames.thin.get(squeezed(word), frozenset()), frames, shorter_than=word)
    if stretched:
        return stretched
    if len(word) >= BARE_LEAST and not VOWELS & set(word[1:]):
        bare = _one(frames.bare.get(bones(squeezed(word)), frozenset()), frames)
        if bare:
            return bare
    if len(word) >= SWAPPED_LEAST:
        swapped = _one({one for one in swaps(word) if one in frames.words}, frames)
        if swapped:
            return swapped
    return _alike(word, frames) or _near(word, frames) or word


def swaps(word: str) -> list[str]:
    """The word with two neighbouring letters changed, at each place: "hlep", "hepl" for "help"."""
    return [word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in range(len(word) - 1)]


def parted(word: str, frames: Frames) -> tuple[str, ...]:
    """Words run together, as few as they can be: "goback"; () where there are none."""
    if len(word) < JOINED_LEAST or not word.isalpha():
        return ()
    best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(end):
            head, piece = best[start], word[start:end]
            if head is None or len(head) >= JOINED_MOST or piece not in frames.words:
                continue
            if len(piece) == 1 and piece not in {"i", "u"}:
                continue
            now = best[end]
            if now is None or len(head) + 1 < len(now):
                best[end] = (*head, piece)
    found = best[-1]
    return found if found and len(found) > 1 else ()


def joined(words: Sequence[str]) -> list[str]:
    """Letters typed one by one are one word: "s k i p"."""
    if len(words) >= BARE_LEAST and all(len(word) == 1 and word.isalpha() for word in words):
        return ["".join(words)]
    return list(words)


def _alike(word: str, frames: Frames) -> str:
    """The word that sounds like this one: "anuther"; of several the one nearest in its letters."""
    alike = frames.by_sound.get(sounded(word), frozenset()) if len(word) >= SOUND_LEAST else ()
    return max(sorted(alike), key=lambda one: fuzz.ratio(word, one), default="")


def _near(word: str, frames: Frames) -> str:
    if len(word) < LETTERS_LEAST:
        return ""
    near: dict[str, float] = {}
    for one in frames.by_letter.get(word[0], ()):
        # A word and its plural or past are two words, no slip.
        if word.startswith(one) or one[:-1] in {word, word[:-1]}:
            continue
        score = fuzz.ratio(word, one, score_cutoff=SPELT_AT)
        if score:
            near[one] = score
    most = max(near.values(), default=0.0)
    return _one({one for one, score in near.items() if score == most}, frames)


def _one(found: frozenset[str] | set[str], frames: Frames, *, shorter_than: str = "") -> str:
    """The only one that was found, or the only one that names a command."""
    fit = {one for one in found if not shorter_than or len(one) < len(shorter_than)}
    heads = {one for one in fit if one in frames.heads}
    if len({frames.heads[one] for one in heads}) == 1:
        return min(heads)
    return min(fit) if len(fit) == 1 else ""
