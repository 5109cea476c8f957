"""Which words name a school or a street?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedback.privacy.identifier_patterns import Found
from feedback.privacy.identifying_words import Known
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
    r"\b(?:go(?:es|ing)?|went|kicked|thrown|excluded|expelled|suspended|moved|transferred|start(?:ed|s)?|"
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
_LIVES = re.compile(
    r"(?:live[sd]?|living|stay(?:ed|s)?|moved?|(?:house|home|flat)(?: is| was|'s|s)?)\s*$",
    re.IGNORECASE,
)
# What an unknown word is where somebody goes back to it, was at it or is put out of it.
_UNKNOWN_SCHOOL = re.compile(
    r"\b(?:(?:go|goes|going|went|get|sent) back to|(?:excluded|expelled|suspended) from|"
    r"(?:was|am|are|im|i'm|is) at|(?:moved|transferred) (?:over |up )?to|kids at|(?:left|hate|"
    r"hated|like|love) (?:it )?at) (?P<it>(?:the )?[a-z][a-z']+(?: [a-z][a-z']+)?)\b",
    re.IGNORECASE,
)
_ESTATE = re.compile(r"\b(?:[Tt]he )?[A-Z][\w'\u2019-]+ (?:estate|flats|site|tower block)\b")
# The verbs that a school without "school" in its name may follow without "at" or "to".
_LOW_NAMED_SCHOOL = re.compile(
    r"\b(?:i|we|he|she|they|kids|boys|girls) (?:go|goes|went)(?: to| at)? (?P<it>[a-z][a-z']+)\b",
    re.IGNORECASE,
)
_STRONG = r"(?:road|street|avenue|lane|crescent|terrace|grove|esplanade|rd|ave)"
_WEAK = (
    r"(?:close|drive|way|court|place|walk|hill|park|view|square|gardens?|parade|green|house|row|"
    r"rise|mews|st|cl|parade|quay|wharf|heights|point|wynd|alley|passage|path|broadway|boulevard|"
    r"mount|vale|dell|copse|villas|mansions|cottages|croft|meadows?|orchard|garth|approach|"
    r"promenade|strand|yard|gate|ridge|steps|reach|dock|estate|tower)"
)
_ANY_STREET = rf"(?:{_STRONG}|{_WEAK})"
_FLAT = r"(?:flat|apartment|unit|room) \d+[a-z]?,? (?:at )?"
_NUMBERED = re.compile(
    rf"\b(?:{_FLAT})?\d{{1,4}}[a-z]?,? "
    rf"(?P<words>(?:[a-z][\w'\u2019.-]*,? ){{1,3}}){_ANY_STREET}\b",
    re.IGNORECASE,
)
_FLAT_IN = re.compile(rf"\b{_FLAT}(?:[a-z][\w'\u2019-]* ){{1,3}}{_ANY_STREET}\b", re.IGNORECASE)
_CAP_STREET = re.compile(
    rf"\b[A-Z][\w'\u2019-]*\.?(?: (?:[A-Z][\w'\u2019-]*|of|the)){{0,3}}? "
    rf"(?:(?i:{_STRONG})|{_WEAK.title()})\b"
)
_LOW_STREET = re.compile(
    rf"\b(?:in|on|at|down|near|off|of|to|from|along|up|round|around|behind|outside|by|past|opposite|"
    rf"through|via|onto|live) "
    rf"(?P<it>(?P<words>[a-z][\w'-]*(?: [a-z][\w'-]*)?) "
    rf"(?:{_STRONG}|close|court|drive|way|mews|wynd|row|terrace|gardens|place|walk|quay|wharf|villas|"
    rf"parade|square|rise|view|heights|point|gate|mount|vale|dell|croft|green|hill))\b",
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
        skipped = _leading(words)
        telling = words[skipped:]
        while len(telling) > 1 and telling[-1] in SORTS:
            telling = telling[:-1]  # willow park special school
        sure = match["it"].lower().split()[-1] in {"academy", "juniors", "infants"}
        if not telling or any(w in KIND for w in telling):
            continue
        if sure or _tells(telling, known, school=True):
            start = match.start("it") + _length(match["words"], skipped)
            yield Found(start, match.end("it"), "school", text[start : match.end("it")])
    for match in _GOES_TO_LOW.finditer(text):
        if not any(word in KIND for word in match["words"].lower().split()):
            yield Found(*match.span("it"), "school", match["it"])
    for match in _SAINT_SCHOOL.finditer(text):
        yield Found(*match.span("it"), "school", match["it"])
    yield from _named_schools(text, known)
    yield from _unmarked_schools(text, known)
    yield from _told_by_others(text, known)


def _named_schools(text: str, known: Known) -> Iterator[Found]:
    """A capital that somebody goes to: "went to Trafalgar"."""
    for match in _NAMED_SCHOOL.finditer(text):
        first = match["it"].split()[0].lower()
        says = match[0].split()[:2]  # "Lectures are Pointless" is no school; "went to Trafalgar" is
        is_said = says[0].lower() in {"am", "is", "are", "was"} and says[1] == match["it"]
        of_school = re.search(rf"\b{_SCHOOL} $", text[: match.start()], re.IGNORECASE)
        if match["it"].isupper() or (is_said and not of_school and first in known.ordinary):
            continue
        if first not in known.not_names | known.names | known.doubtful | KIND and (
            len(match["it"].split()) > 1 or first not in {"but", "and", "i"}
        ):
            yield Found(*match.span("it"), "school", match["it"])


def _told_by_others(text: str, known: Known) -> Iterator[Found]:
    """What the words beside it make a school: "in year 9 at", "sent me home", "the nursery,"."""
    for match in _APPOSED.finditer(text):
        group = "it" if match["it"] else "at"
        told = set(match[group].lower().split())
        if not told <= known.not_names | known.names | KIND and not match[group].isupper():
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
            first.lower() in known.ordinary | KIND or first.endswith(("s", "ed", "ing"))
        )
        if (known.is_unknown(first) or is_out) and first.lower() not in known.names:
            length = (
                len(match["it"])
                if more and known.is_unknown(more[0])
                else (match["it"].index(first) + len(first))
            )
            start = match.start("it")
            yield Found(start, start + length, "school", text[start : start + length])


def _without_kinds(text: str, start: int, end: int, known: Known) -> tuple[int | None, int]:
    """Leave out words before the name ("My School"); None if only kinds of school are left."""
    words = text[start:end].split()
    skipped = _leading([word.lower() for word in words])
    rest = [word.lower() for word in words[skipped:]]
    if len(rest) > 1 and rest[0] not in known.not_names:
        while skipped and words[skipped - 1][:1].isupper() and not _is_whose(words[skipped - 1]):
            skipped -= 1  # Little Acorns Nursery
    if not rest or all(re.fullmatch(_SCHOOL, word) or word in KIND for word in rest):
        return None, end
    return start + _length(text[start:end], skipped), end


def streets(text: str, known: Known) -> Iterator[Found]:
    """Streets with a number, with capitals, or after "in" and "on"."""
    for pattern in (_FLAT_IN, _NUMBERED):
        for match in pattern.finditer(text):
            words = match.groupdict().get("words") or ""
            if not any(word.strip(",") in KIND for word in words.lower().split()):
                yield Found(*match.span(), "street", match[0])
    for match in _CAP_STREET.finditer(text):
        words = match[0].lower().split()
        skipped = 0 if _is_within(text, match.start()) else _leading(words)
        if _PRESENTS.search(text[: match.start()]) or words[0] in {"i'm", "im", "i\u2019m"}:
            continue  # I'm Kezia Park
        is_person = words[skipped : skipped + 1] and words[skipped] in known.names
        if len(words) - skipped > 1 and not (is_person and not re.fullmatch(_STRONG, words[-1])):
            start = match.start() + _length(match[0], skipped)
            yield Found(start, match.end(), "street", text[start : match.end()])
    for match in _ESTATE.finditer(text):
        yield Found(*match.span(), "street", match[0])
    for match in _LOW_STREET.finditer(text):
        words = match["words"].lower().split()
        skipped = _leading(words)
        telling = words[skipped:]
        lives = bool(_LIVES.search(text[: match.start()]))
        short = match["it"].lower().endswith((" rd", " ave"))  # nothing else is written so
        sure = lives or short or _tells(telling, known)
        if telling and all(w not in KIND for w in telling) and sure:
            start = match.start("it") + _length(match["words"], skipped)
            yield Found(start, match.end("it"), "street", text[start : match.end("it")])


_PRESENTS = re.compile(r"\b(?:i'm|i am|is|called|named|mr|mrs|miss|ms|dr)\.? $", re.IGNORECASE)


def _is_within(text: str, start: int) -> bool:
    """Whether a word at `start` stands within a sentence, so that its capital means something."""
    return bool(re.search(r"[\w,] $", text[:start])) and text[start : start + 3].lower() not in {
        "my ", "the", "our",
    }  # fmt: skip


def _leading(words: list[str]) -> int:
    """How many words at the beginning do not belong to a name."""
    at = 0
    while at < len(words) and words[at] in KIND:
        at += 1
    return at


def _is_whose(word: str) -> bool:
    return word.lower() in WHOSE


def _length(text: str, words: int) -> int:
    """Letters taken by the first `words` words and the spaces after them."""
    found = re.match(rf"(?:\S+\s+){{{words}}}", text)
    return found.end() if found else 0


def _tells(words: list[str], known: Known, *, school: bool = False) -> bool:
    """Whether words in lower case name something: an unknown word, a name, or "st"."""
    if school and (len(words) > 1 or words[0] not in known.common):
        return True
    names = known.names | known.doubtful
    return any(w in names or w.rstrip(".") == "st" or known.is_unknown(w) for w in words)
