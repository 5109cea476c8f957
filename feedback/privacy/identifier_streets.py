"""Which words name a street, a house or a block of flats?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedback.privacy.identifier_patterns import Found
from feedback.privacy.identifying_words import Known
from feedback.privacy.place_telling import leading, length, tells
from feedback.privacy.place_words import GENERIC, KIND

_BLOCK = re.compile(
    r"\b(?:(?:flats?|block|lift|floor|bedsit|placed|moved|live[sd]?|living|housed|"
    r"put (?:me|us|him|her|them))(?: is| are| was| of)?(?: up| down| over)?"
    r"(?: in(?:to)?| at| to|,)?|block|hostel) (?:the )?"
    r"(?P<it>(?P<word>[a-z][a-z'-]{2,}) "
    r"(?:house|court|tower|towers|lodge|heights|mansions|point))\b",
    re.IGNORECASE,
)
_LIVES = re.compile(
    r"(?:live[sd]?|living|stay(?:ed|s)?|moved?|(?:house|home|flat)(?: is| was|'s|s)?)\s*$",
    re.IGNORECASE,
)
# What an unknown word is where somebody goes back to it, was at it or is put out of it.
_ESTATE = re.compile(r"\b(?:[Tt]he )?[A-Z][\w'\u2019-]+ (?:estate|flats|site|tower block)\b")
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
# Hardly anything but a name stands before these, and before those where a road's first word does.
_ONLY_NAMED = frozenset(["avenue", "crescent", "esplanade", "mews", "grove"])
_OF_ROADS = frozenset(["road", "street", "lane", "parade", "terrace", "gardens", "close"])
_LOW_STREET = re.compile(
    rf"\b(?:in|on|at|down|near|off|of|to|from|along|up|round|around|behind|outside|by|past|"
    rf"opposite|"
    rf"through|via|onto|live) "
    rf"(?P<it>(?P<words>[a-z][\w'-]*(?: [a-z][\w'-]*)?) "
    rf"(?:{_STRONG}|close|court|drive|way|mews|wynd|row|terrace|gardens|place|walk|quay|wharf|"
    rf"villas|"
    rf"parade|square|rise|view|heights|point|gate|mount|vale|dell|croft|green|hill))\b",
    re.IGNORECASE,
)


def streets(text: str, known: Known) -> Iterator[Found]:
    """Streets with a number, with capitals, or after "in" and "on"."""
    for pattern in (_FLAT_IN, _NUMBERED):
        for match in pattern.finditer(text):
            words = match.groupdict().get("words") or ""
            if not any(word.strip(",") in KIND for word in words.lower().split()):
                yield Found(*match.span(), "street", match[0])
    for match in _CAP_STREET.finditer(text):
        words = match[0].lower().split()
        skipped = 0 if _is_within(text, match.start()) else leading(words)
        if _PRESENTS.search(text[: match.start()]) or words[0] in {"i'm", "im", "i\u2019m"}:
            continue  # I'm Kezia Park
        is_person = words[skipped : skipped + 1] and words[skipped] in known.names
        if len(words) - skipped > 1 and not (is_person and not re.fullmatch(_STRONG, words[-1])):
            start = match.start() + length(match[0], skipped)
            yield Found(start, match.end(), "street", text[start : match.end()])
    for match in _BLOCK.finditer(text):
        if match["word"].lower() not in KIND | GENERIC and not match["word"].endswith("s"):
            yield Found(*match.span("it"), "street", match["it"])
    for match in _ESTATE.finditer(text):
        yield Found(*match.span(), "street", match[0])
    for match in _LOW_STREET.finditer(text):
        words = match["words"].lower().split()
        skipped = leading(words)
        telling = words[skipped:]
        lives = bool(_LIVES.search(text[: match.start()]))
        short = match["it"].lower().endswith((" rd", " ave"))  # nothing else is written so
        kind = match["it"].lower().split()[-1]
        sure = lives or short or tells(telling, known) or kind in _ONLY_NAMED
        sure = sure or bool(telling and telling[0] in known.roads and kind in _OF_ROADS)
        if telling and all(w not in KIND for w in telling) and sure:
            start = match.start("it") + length(match["words"], skipped)
            yield Found(start, match.end("it"), "street", text[start : match.end("it")])


_PRESENTS = re.compile(r"\b(?:i'm|i am|is|called|named|mr|mrs|miss|ms|dr)\.? $", re.IGNORECASE)


def _is_within(text: str, start: int) -> bool:
    """Whether a word at `start` stands within a sentence, so that its capital means something."""
    return bool(re.search(r"[\w,] $", text[:start])) and text[start : start + 3].lower() not in {
        "my ", "the", "our",
    }  # fmt: skip
