"""Which forms does an English verb or noun take, as children write them?"""

from __future__ import annotations

_VOWELS = "aeiou"


def verb_forms(base: str) -> tuple[str, ...]:
    """Regular forms with a dropped g (hittin); irregular pasts must be listed by hand."""
    if base.endswith("e") and not base.endswith("ee"):
        stem, past = base[:-1], base + "d"
    elif base.endswith("y") and base[-2] not in _VOWELS:
        return (base, base[:-1] + "ies", base[:-1] + "ied", base + "ing", base + "in")
    elif _doubles(base):
        stem = base + base[-1]
        past = stem + "ed"
    else:
        stem, past = base, base + "ed"
    third = base + ("es" if base.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")
    return (base, third, past, stem + "ing", stem + "in")


def noun_forms(base: str) -> tuple[str, ...]:
    """One, many and whose (dad, dads, dad's: apostrophes are gone by now)."""
    if base.endswith("y") and base[-2] not in _VOWELS:
        return (base, base + "s", base[:-1] + "ies")
    return (base, base + ("es" if base.endswith(("s", "sh", "ch", "x")) else "s"))


def _doubles(base: str) -> bool:
    """One short syllable ending consonant-vowel-consonant doubles its last letter."""
    if len(base) < 3 or base[-1] in _VOWELS + "wxy" or base[-2] not in _VOWELS:
        return False
    return base[-3] not in _VOWELS and sum(c in _VOWELS for c in base) == 1
