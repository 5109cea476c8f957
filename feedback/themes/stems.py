"""Which forms of a word belong together? A light stemmer for English, no word lists to install."""

from __future__ import annotations

from functools import lru_cache

_IRREGULAR = {
    "taught": "teach", "teaches": "teach", "kept": "keep", "told": "tell", "heard": "hear",
    "felt": "feel", "left": "leave", "lost": "lose", "met": "meet", "paid": "pay", "said": "say",
    "saw": "see", "seen": "see", "spoke": "speak", "spoken": "speak", "took": "take",
    "taken": "take", "thought": "think", "understood": "understand", "went": "go", "gone": "go",
    "gave": "give", "given": "give", "got": "get", "gotten": "get", "came": "come", "knew": "know",
    "known": "know", "made": "make", "brought": "bring", "bought": "buy", "ate": "eat",
    "eaten": "eat", "slept": "sleep", "ran": "run", "drove": "drive", "driven": "drive",
    "wrote": "write", "written": "write", "children": "child", "kids": "child", "kid": "child",
    "men": "man", "women": "woman", "people": "person", "better": "good", "best": "good",
    "worse": "bad", "worst": "bad", "easier": "easy", "easiest": "easy", "waited": "wait",
    "quizzes": "quiz", "staffing": "staff", "staffed": "staff", "organized": "organis",
    "disorganized": "disorganis", "behaviour": "behavior",
}  # fmt: skip
_ENDINGS = ("fulness", "ousness", "iveness", "ization", "isation", "ational", "ments", "nesses",
            "ment", "ness", "ings", "ing", "edly", "ies", "ied", "ily", "ions", "ion", "ers", "er",
            "ed", "es", "ly", "s")  # fmt: skip
_WHOLE_TEXT = (
    "this his hers its us was has does less bus yes always during thing nothing something anything "
    "everything morning evening spring king ring bring sing need feed seed speed red bed never "
    "ever over under after other another either neither whether together rather sister brother "
    "mother father number order water paper offer letter matter manner dinner summer winter "
    "family early only july reply supply apply fly class glass press stress address "
    "process access success business progress illness witness kindness wellness lesson session "
    "opinion question version mission region union religion station nation million moment "
    "comment cement document treatment appointment department environment equipment "
    "assignment assessment experiment series species news campus virus status bonus plus focus "
    "analysis basis crisis physics maths mathematics economics politics ethics"
)
_WHOLE = frozenset(_WHOLE_TEXT.split())


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The part that the forms of a word share; a word of three letters or fewer is its own."""
    word = word.removesuffix("'s").removesuffix("'")
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) <= 3 or not word.isalpha():
        return word
    if word in _WHOLE:
        return word
    if word.endswith("s") and word[:-1] in _WHOLE:
        return word[:-1]
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return _mended(word[: -len(ending)], ending)
    return word[:-1] if word.endswith(("e", "y")) and len(word) > 4 else word


def _mended(root: str, ending: str) -> str:
    """Undo what adding the ending did: cleanin(g) -> clean, stopp(ed) -> stop, car(ing) -> care."""
    if ending in {"ies", "ied", "ily"}:
        return stem(root + "y")
    if ending == "s" and root.endswith(("s", "u", "i")):
        return root + "s"
    if ending == "es" and not root.endswith(("s", "x", "z", "ch", "sh")):
        return stem(root + "e")
    if ending in {"ing", "ings", "ed", "er", "ers"}:
        if len(root) == 3 and root[1] in "aeiou" and root[2] not in "aeiouwxy":
            return root + "e"
        if len(root) > 3 and root[-1] == root[-2] and root[-1] not in "lsz":
            return root[:-1]
    return root[:-1] if root.endswith(("e", "y")) and len(root) > 4 else root
