"""Which words name a school?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedback.privacy.identifier_patterns import Found
from feedback.privacy.identifying_words import Known, listed_in
from feedback.privacy.place_telling import leading, length, tells
from feedback.privacy.place_words import CLASSES, KIND, SORTS, WHOSE

_CAP = r"(?:[A-Z][\w'\u2019.-]*|of|the|and|&)"
_SCHOOL = (
    r"(?:primary|secondary|junior|infant|high|grammar|comprehensive|community|catholic|academy|"
    r"school|college|nursery|juniors|infants|pre-?school|playgroup|sixth form|university|uni|utc|"
    r"kindergarten|montessori|madrasa|madrassah|pru|prep)"
)
_CAP_SCHOOL = re.compile(
    rf"\b(?:[A-Z][\w'\u2019.-]*)(?: {_CAP}){{0,4}}? (?i:{_SCHOOL})(?: (?i:{_SCHOOL}))*\b"
)
_LOW_SCHOOL = re.compile(
    rf"\b(?:at|to|from|left|in|goes|go|attends?|called|of|by|and|for|hate[ds]?|like[ds]?|love[ds]?|"
    rf"miss(?:ed|es)?) (?P<it>(?P<words>[\w'\u2019.-]+(?: [\w'\u2019.-]+){{0,3}}?) "
    rf"{_SCHOOL}(?: {_SCHOOL})*)\b",
    re.IGNORECASE,
)
_NAMED_SCHOOL = re.compile(
    r"\b(?i:(?:goes?|went|going|moved|back|transferred|sent|excluded|am|is|are|happy|now|was|hated|"
    r"started|left|attends?)(?: to| at| from)?(?: school at)?) "
    r"(?P<it>[A-Z][\w'\u2019-]+(?: (?:[A-Z][\w'\u2019-]+|of|the))*)"
)
_SAINT_SCHOOL = re.compile(
    r"\b(?i:at|to|from|left|in) "
    r"(?P<it>(?:(?:St|Saint|Our Lady)\.? ?[A-Z][\w-]+(?:['\u2019]?s)?|"
    r"(?:st|saint)\.? [a-z]{3,}['\u2019]?s)"
    r"(?![\w'])(?: (?:C of E|CE|CofE|RC)\b)?)"
)
# "mariners high": an ordinary word names a school where somebody goes to it or is put out of it.
_GOES_TO_LOW = re.compile(
    r"\b(?:go(?:es|ing)?|went|kicked|thrown|excluded|expelled|suspended|moved|transferred|"
    r"start(?:ed|s)?|"
    r"left|attends?|teachers?|pupils?|students?|kids|year \d+)(?: (?:back|out|up|over|off))?"
    r"(?: (?:at|to|from|of|in|into))? (?P<it>(?P<words>[a-z][\w'\u2019-]+(?: [a-z][\w'\u2019-]+)?) "
    r"(?:high|primary|academy|college|grammar|infants?|juniors?|nursery|pre-?school|sixth form|"
    r"uni))\b",
    re.IGNORECASE,
)
# "the nursery, Little Acorns, was great"
_APPOSED = re.compile(
    rf"\b(?i:{_SCHOOL}),? \(?(?i:called |named )?(?P<it>[A-Z][\w'\u2019-]+"
    r"(?: [A-Z][\w'\u2019-]+)*)(?=[,.)]|$)|"
    r"\b(?i:college|school|nursery|sixth form|lessons|gcses|a levels|classes|pupils?|students?|"
    r"teachers?|tutor|kids) at (?P<at>[A-Z][\w'\u2019-]+(?: [A-Z][\w'\u2019-]+)*)"
)
# "mayville sent me home", "at cliffdale they": an unknown word that does or is what a school does.
_SCHOOL_DOES = re.compile(
    r"\b(?P<it>[a-z][a-z']{3,}) (?:sent (?:me|him|her|us|them) home|excluded|suspended|expelled|"
    r"kicked (?:me|him|her|them) out)\b",
    re.IGNORECASE,
)
_TO_SCHOOL = re.compile(
    r"\b(?:at|to|from|left|hate[sd]?|love[sd]?|like[ds]?|attends?|goes|went|go|called|into) $",
    re.IGNORECASE,
)
_ROAD_FOLLOWS = re.compile(
    r" (?:road|street|avenue|lane|close|park|house|beach|hill)\b", re.IGNORECASE
)
_ACTS = re.compile(
    r" (?:sent|excluded|suspended|expelled|kicked|rang|phoned|said|told|did|have been|has been|"
    r"were|are (?:rubbish|good|great|brilliant|useless|bad|not)|won't|didn't|don't|"
    r"teachers?|uniform)\b",
    re.IGNORECASE,
)
_AT_UNKNOWN = re.compile(r"\b(?i:at) (?P<it>[A-Za-z][a-z']{4,}(?: [A-Z][\w'\u2019-]+)*)\b")
_IN_YEAR = re.compile(
    r"\byear (?:\d+|[a-z]+) (?:at|in) (?P<it>[a-z][a-z']+(?: [a-z][a-z']+){0,2}?)"
    r"(?=[,.;!?)]|$| (?:and|so|but|with|where|who|because|he|she|they|i|we|now)\b)",
    re.IGNORECASE,
)
_PUT_OUT = re.compile(
    r"\b(?:excluded|expelled|suspended|kicked out) (?:from|of) "
    r"(?P<it>[a-z][a-z']+(?: [a-z][a-z']+){1,2}?)"
    r"(?=[,.;!?)]|$| (?:and|so|but|because|for|after|when|last|in|i|he|she|they|we)\b)",
    re.IGNORECASE,
)
_UNKNOWN_SCHOOL = re.compile(
    r"\b(?:(?:go|goes|going|went|get|sent) back to|(?:excluded|expelled|suspended) from|"
    r"(?:was|am|are|im|i'm|is) at|(?:moved|transferred) (?:over |up )?to|kids at|(?:left|hate|"
    r"hated|like|love) (?:it )?at) (?P<it>(?:the )?[a-z][a-z']+(?: [a-z][a-z']+)?)\b",
    re.IGNORECASE,
)
# The verbs that a school without "school" in its name may follow without "at" or "to".
_LOW_NAMED_SCHOOL = re.compile(
    r"\b(?:i|we|he|she|they|kids|boys|girls) (?:go|goes|went)(?: to| at)? (?P<it>[a-z][a-z']+)\b",
    re.IGNORECASE,
)


def schools(text: str, known: Known) -> Iterator[Found]:
    """Schools by the word "school" and its like, and by "goes to" before a capital."""
    for match in _CAP_SCHOOL.finditer(text):
        start, end = _without_kinds(text, *match.span(), known)
        if start is not None:
            yield Found(start, end, "school", text[start:end])
    for match in _LOW_SCHOOL.finditer(text):
        words = match["words"].lower().split()
        skipped = leading(words)
        telling = words[skipped:]
        while len(telling) > 1 and telling[-1] in SORTS:
            telling = telling[:-1]  # willow park special school
        sure = match["it"].lower().split()[-1] in {"academy", "juniors", "infants"}
        if not telling or any(w in KIND for w in telling):
            continue
        if sure or tells(telling, known, school=True):
            start = match.start("it") + length(match["words"], skipped)
            yield Found(start, match.end("it"), "school", text[start : match.end("it")])
    for match in _GOES_TO_LOW.finditer(text):
        if not any(word in KIND for word in match["words"].lower().split()):
            yield Found(*match.span("it"), "school", match["it"])
    for match in _SAINT_SCHOOL.finditer(text):
        yield Found(*match.span("it"), "school", match["it"])
    for start, end in _local_schools(text, known):
        yield Found(start, end, "school", text[start:end])
    yield from _named_schools(text, known)
    yield from _unmarked_schools(text, known)
    yield from _told_by_others(text, known)


def _local_schools(text: str, known: Known) -> Iterator[tuple[int, int]]:
    """Schools near by as people call them: where somebody is at them, or where they act."""
    for start, end in listed_in(text.lower().replace("\u2019", "'"), known.local_schools):
        if _TO_SCHOOL.search(text[max(0, start - 12) : start]):
            is_it = not _ROAD_FOLLOWS.match(text, end)
        else:
            is_it = bool(_ACTS.match(text, end))
        if is_it:
            yield start, end


def _named_schools(text: str, known: Known) -> Iterator[Found]:
    """A capital that somebody goes to: "went to Trafalgar"."""
    for match in _NAMED_SCHOOL.finditer(text):
        first = match["it"].split()[0].lower()
        says = match[0].split()[:2]  # "Lectures are Pointless" is no school; "went to Trafalgar" is
        is_said = says[0].lower() in {"am", "is", "are", "was"} and says[1] == match["it"]
        of_school = re.search(rf"\b{_SCHOOL} $", text[: match.start()], re.IGNORECASE)
        if match["it"].isupper() or (is_said and not of_school and first in known.ordinary):
            continue
        is_other = any(first in some for some in (known.not_names, known.any_name, KIND))
        if not is_other and (len(match["it"].split()) > 1 or first not in {"but", "and", "i"}):
            yield Found(*match.span("it"), "school", match["it"])


def _told_by_others(text: str, known: Known) -> Iterator[Found]:
    """What the words beside it make a school: "in year 9 at", "sent me home", "the nursery,"."""
    for match in _APPOSED.finditer(text):
        group = "it" if match["it"] else "at"
        told = set(match[group].lower().split())
        others = (known.not_names, known.names, KIND)
        is_told = all(any(word in some for some in others) for word in told)
        if not is_told and not match[group].isupper():
            yield Found(*match.span(group), "school", match[group])
    for pattern in (_SCHOOL_DOES, _AT_UNKNOWN):
        for match in pattern.finditer(text):
            low = match["it"].lower().split()[0]
            is_doing = low.endswith(("ing", "ed"))  # good at lecturing
            if known.is_unknown(low) and low not in known.names and not is_doing:
                yield Found(*match.span("it"), "school", match["it"])
    for pattern in (_IN_YEAR, _PUT_OUT):
        for match in pattern.finditer(text):
            words = match["it"].lower().split()
            is_kind = any(word in KIND or re.fullmatch(_SCHOOL, word) for word in words)
            if not is_kind and not CLASSES.intersection(words):
                yield Found(*match.span("it"), "school", match["it"])
    for match in _LOW_NAMED_SCHOOL.finditer(text):
        if known.is_unknown(match["it"]) and match["it"].lower() not in known.names:
            yield Found(*match.span("it"), "school", match["it"])


def _unmarked_schools(text: str, known: Known) -> Iterator[Found]:
    """A word that nothing calls a school, where somebody was at it or is put out of it."""
    for match in _UNKNOWN_SCHOOL.finditer(text):
        first, *more = match["it"].removeprefix("the ").split()
        is_out = match[0].lower().startswith(("excl", "expel", "susp")) and not (
            first.lower() in known.ordinary
            or first.lower() in KIND
            or first.endswith(("s", "ed", "ing"))
        )
        if (known.is_unknown(first) or is_out) and first.lower() not in known.names:
            letters = (
                len(match["it"])
                if more and known.is_unknown(more[0])
                else (match["it"].index(first) + len(first))
            )
            start = match.start("it")
            yield Found(start, start + letters, "school", text[start : start + letters])


def _without_kinds(text: str, start: int, end: int, known: Known) -> tuple[int | None, int]:
    """Leave out words before the name ("My School"); None if only kinds of school are left."""
    words = text[start:end].split()
    skipped = leading([word.lower() for word in words])
    rest = [word.lower() for word in words[skipped:]]
    if len(rest) > 1 and rest[0] not in known.not_names:
        while skipped and words[skipped - 1][:1].isupper() and not _is_whose(words[skipped - 1]):
            skipped -= 1  # Little Acorns Nursery
    if not rest or all(re.fullmatch(_SCHOOL, word) or word in KIND for word in rest):
        return None, end
    return start + length(text[start:end], skipped), end


def _is_whose(word: str) -> bool:
    return word.lower() in WHOSE
