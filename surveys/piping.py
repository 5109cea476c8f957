"""How does an earlier answer get into a later question's words?"""

from __future__ import annotations

import re
from collections.abc import Callable

# {answer:pledge} or {answer:pledge|what you planned}
_PIPE = re.compile(r"\{answer:([^{}|]*)(?:\|([^{}]*))?\}")
# A piped answer stands inside a sentence; a whole page of words would drown it.
LONGEST = 200


def fill(words: str, said: Callable[[str], str]) -> str:
    """Put earlier answers into the words; an empty answer gives the fallback, else nothing.

    `said` gives an answer's label or words by question key ("" when there is none).
    The result is plain text: the page escapes it like any other text.
    """
    if "{answer:" not in words:
        return words

    def one(match: re.Match[str]) -> str:
        answer = " ".join(said(match[1].strip()).split())
        if len(answer) > LONGEST:
            answer = answer[: LONGEST - 1].rstrip() + "…"
        return answer or match[2] or ""

    return _PIPE.sub(one, words)


def piped(*texts: str | None) -> tuple[str, ...]:
    """The keys of the questions whose answers these texts repeat."""
    found = (_PIPE.finditer(text) for text in texts if text and "{answer:" in text)
    return tuple(match[1].strip() for matches in found for match in matches)


def without_fallback(text: str) -> bool:
    """Whether a piped answer that was skipped would leave a hole in the sentence."""
    return any(not (match[2] or "").strip() for match in _PIPE.finditer(text))


def without_pipes(text: str) -> str:
    """The words as they read when nothing was answered (for counting words)."""
    return fill(text, lambda _key: "")
