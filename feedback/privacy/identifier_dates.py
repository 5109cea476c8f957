"""Which words are a date that could be looked up?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedback.privacy.number_words import DAY, FEAST, MONTH, NUMBER, ORDINAL, WEEKDAY, YEAR

# Nothing here is worth looking for where no word of a date stands.
_HINT = re.compile(
    rf"\d|\b{MONTH}\b|\b(?:christmas|boxing day|easter|new year|good friday|halloween|diwali|"
    r"hanukkah|eid|bonfire|pancake|valentine|mother'?s|father'?s)",
    re.IGNORECASE,
)
_PATTERNS = (
    r"\b\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})\b|\b\d{4}-\d\d-\d\d\b",
    rf"\b(?:{WEEKDAY},? )?(?:the )?{DAY}(?: day)?(?: of)?[ -]{MONTH}\b\.?"
    rf"(?:,? '?(?:{YEAR}|\d\d\b))?",
    rf"\b(?:{WEEKDAY},? )?{MONTH} (?:the )?{DAY}\b(?:,? {YEAR})?",
    rf"\b{MONTH},? (?:of )?'?{YEAR}\b|\b{MONTH} '\d\d\b",
    rf"\b(?:the )?{ORDINAL}(?: day)?(?: of)? {MONTH}\b(?:,? {YEAR})?",
    rf"\b{MONTH} the {ORDINAL}\b",
    r"\b\d{4}[./]\d\d[./]\d\d\b",
    r"\b(?:on|since|from) (?P<it>\d{1,2}/\d{1,2})\b(?!/)",
    r"\b(?:born|dob:?) (?:on )?(?P<it>\d{1,2}[/.]\d{1,2})\b(?![/.]\d)",
    rf"\b(?:spring|summer|autumn|winter|christmas|xmas|easter|ramadan|eid) (?:of |term )?{YEAR}\b",
    rf"\b(?:last |this )?{FEAST},?(?: (?:of|in))? {YEAR}\b",
    rf"\b(?:on|since|until|till|from|died|was|by|it was|last) "
    rf"(?P<it>(?:last )?(?!diwali|hanukkah|halloween){FEAST})\b",
    rf"\bborn (?:in|around|about|back in)? ?(?P<it>{YEAR})\b",
    # A month alone is nothing, but a birthday's month is.
    rf"\b(?:birthday|born|due|turn(?:s|ed|ing)? {NUMBER}|be {NUMBER})"
    rf"(?: (?:is|was|on|it|in|back|next|this|last))* (?:in|is) "
    rf"(?P<it>(?:(?:early|mid|late|the (?:start|end|middle) of) )?{MONTH})\b(?! have| be\b)",
    rf"\b(?:on|since|by|until|till|from|before|after) (?P<it>(?:{WEEKDAY},? )?the "
    r"\d{1,2}(?:st|nd|rd|th))\b(?! (?:[a-z]*time|floor|birthday|visit|worker|day|week|year|"
    r"meeting|person|social|one|child|month|half))",
    rf"\b(?P<it>{WEEKDAY},? (?:the )?\d{{1,2}}(?:st|nd|rd|th))\b",
)  # fmt: skip
_DATES = tuple(re.compile(pattern, re.IGNORECASE) for pattern in _PATTERNS)


def date_spans(text: str) -> Iterator[tuple[int, int]]:
    """From where to where each date stands; they may overlap. `text` has straight apostrophes."""
    if _HINT.search(text):
        for pattern in _DATES:
            for match in pattern.finditer(text):
                yield match.span(match.lastgroup or 0)
