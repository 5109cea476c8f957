"""Which identifiers have a shape of their own: numbers, addresses, dates, ages?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

KINDS = ("name", "school", "street", "postcode", "phone", "email", "date", "age", "job", "other")


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """An identifier: text[start:end], in code points."""

    start: int
    end: int
    kind: str
    text: str


_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?:19|20)\d\d"
_FEAST = (
    r"(?:christmas|boxing|new year'?s|easter|mother'?s|father'?s|bonfire)"
    r" (?:eve|day|night|sunday|monday)"
)
_NUMBER = (
    r"(?:\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|"
    r"fifteen|sixteen|seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy|"
    r"eighty|"
    r"ninety)(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?)"
)
_ORDINAL = (
    r"(?:(?:twenty|thirty)[ -])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|"
    r"tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|"
    r"nineteenth|twentieth|thirtieth)"
)
_TEENS = r"(?:thir|four|fif|six|seven|eigh|nine)teen|twenty|thirty|forty|fifty|sixty|seventy|eighty"
_KIN = (
    r"(?!there\b|it\b|that\b|this\b|only\b|which\b|grade\b|average\b)(?:i|he|she|who|they|son|"
    r"daughter|brother|sister|boy|girl|lad|cousin|twins?|baby|mum|dad|nan|"
    r"child|niece|nephew|grandson|granddaughter|[A-Z][\w'-]+)"
)
# What a number counts when it is not an age: "I was 10 minutes late", "he is one of three".
_NO_AGE = (
    r"(?!\s*(?:%|:|\.\d|/|st\b|nd\b|rd\b|th\b|am\b|pm\b|o'?clock)|\s+(?:of|people|weeks?|days?|"
    r"hours?|minutes?|mins?|times?|things?|meetings?|workers?|social|different|more|other|others|"
    r"miles?|pounds?|to|out|visits?|children|kids|schools?|bags?|sessions?|in)\b|"
    r"\s+(?!years|yrs|months|weeks|is|was|has|goes|likes|lives|plays|loves|needs|"
    r"this|as|always|plus|unless|its|his|yes|perhaps|sometimes|does|gets|says|wants|hates|thinks|"
    r"feels|knows|comes|misses|sleeps|cries|wets|bites|hits|sees|starts|turns|less|us)[a-z]+s\b)"
)
_SOON = r"(?:\s+(?:nearly|almost|just|only|now|about|already|still|turning))?"
_OLD = r"[\s-]*(?:years?|yrs?|yr|y|months?|mths?|weeks?)[\s-]*(?:olds?|o)\b"

PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, flags))
    for kind, pattern, flags in (
        ("email", r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE),
        (
            "email",
            r"\b[\w.+-]+\s*(?:\(at\)|\[at\]|\bat\b)\s*[\w-]+\s*(?:\(dot\)|\[dot\]|\bdot\b)\s*"
            r"(?:com|co|org|net|uk)(?:\s*(?:\(dot\)|\[dot\]|\bdot\b)\s*uk)?\b",
            re.IGNORECASE,
        ),
        ("other", r"\b(?:https?://|www\.)[^\s,;]+[\w/]", re.IGNORECASE),
        ("other", r"(?<![\w@])@[A-Za-z0-9_][\w.]*\w", 0),
        (
            "other",
            r"(?<=\b)(?:(?:snap(?:chat)?|insta(?:gram)?|tiktok|discord|gamertag|username|kik)"
            r"(?: (?:name|handle|is|=|at|on|as))*[: ]+(?:is )?)(?P<it>[\w.]*[\d_][\w.]*\w|"
            r"\w+(?:\.\w+)+)",
            re.IGNORECASE,
        ),
        ("other", r"\b[A-Z]{2}\s?\d\d\s?\d\d\s?\d\d\s?[A-D]\b", re.IGNORECASE),
        (
            "phone",
            r"(?<![\w+])(?:\+44\s?\(?0?\)?|\(?0)\d(?:[\s.()-]{0,2}\d){8,10}(?!\d)",
            0,
        ),
        ("other", r"\b\d{3}[\s-]\d{3}[\s-]\d{4}\b", 0),
        (
            "other",
            r"\b(?:case|ref(?:erence)?|file|id|nhs|number|no)\b[^.\n]{0,25}?"
            r"(?P<it>\b(?=[\w/-]*\d{3})[A-Za-z0-9]{2,12}(?:[-/][A-Za-z0-9]{1,12})*\b)",
            re.IGNORECASE,
        ),
        ("other", r"\b[A-Z]{2}\d{2}\s?[A-Z]{3}\b", 0),
        ("postcode", r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[ABD-HJLNP-UW-Z]{2}\b", re.IGNORECASE),
        (
            "postcode",
            r"\b(?:in|out of|from|near|around|live) (?P<it>(?!ks|yr|ps|ch|no|mp|uk|bc|ad)[a-z]{2}"
            r"\d{1,2})\b",
            0,
        ),
        ("other", r"\b\w{2,}#\d{3,5}\b|\b(?=\w*[a-z])\w+_\w*\w\b", re.IGNORECASE),
        (
            "other",
            r"\b(?:my|his|her|their) (?:snap(?:chat)?|insta(?:gram)?|tiktok|discord|gamertag|psn|"
            r"username|kik)(?: name| handle)?(?: is|:) (?!private|public|blocked|banned|hacked|"
            r"deleted|always|really|boring)(?P<it>\w{6,})\b",
            re.IGNORECASE,
        ),
        (
            "other",
            r"\b(?:passport|account|upn|urn|sort code|tenancy)\b[^.\n]{0,12}?"
            r"(?P<it>\b\d[\d -]{3,}\d\b)",
            re.IGNORECASE,
        ),
        (
            "other",
            r"\b(?:[Tt]he )?[A-Z][\w'\u2019-]+(?: (?:[A-Z][\w'\u2019-]+|of|and|&)){0,3} "
            r"(?:Club|Choir|Rovers|Rangers|Wanderers|Athletic|Harriers|Church|Chapel|Mosque|Temple|"
            r"Gurdwara|Synagogue|Scouts|Cubs|Brownies|Cadets|FC|Gym|Caf[eé]|Salon|Bakery|Arms|Inn)\b",
            0,
        ),
        ("postcode", r"\b(?:in|round|around|near|from|live|cover) (?P<it>[A-Z]{1,2}\d{1,2})\b", 0),
        ("postcode", r"\b(?:am|are|is) (?P<it>(?!KS|PS|YR|CP)[A-Z]{2}\d{1,2})\b", 0),
        ("postcode", r"\bpost\s?code(?: is|:)? (?P<it>[A-Z]{1,2}\d[A-Z\d]?)\b", re.IGNORECASE),
        ("date", r"\b\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})\b|\b\d{4}-\d\d-\d\d\b", 0),
        (
            "date",
            rf"\b(?:{_WEEKDAY},? )?(?:the )?{_DAY}(?: day)?(?: of)?[ -]{_MONTH}\b\.?"
            rf"(?:,? '?(?:{_YEAR}|\d\d\b))?",
            re.IGNORECASE,
        ),
        ("date", rf"\b(?:{_WEEKDAY},? )?{_MONTH} (?:the )?{_DAY}\b(?:,? {_YEAR})?", re.IGNORECASE),
        ("date", rf"\b{_MONTH},? (?:of )?{_YEAR}\b", re.IGNORECASE),
        ("date", rf"\b(?:the )?{_ORDINAL}(?: of)? {_MONTH}\b(?:,? {_YEAR})?", re.IGNORECASE),
        ("date", r"\b\d{4}[./]\d\d[./]\d\d\b", 0),
        ("date", r"\b(?:on|since|from) (?P<it>\d{1,2}/\d{1,2})\b(?!/)", re.IGNORECASE),
        ("date", rf"\b(?:spring|summer|autumn|winter) (?:of |term )?{_YEAR}\b", re.IGNORECASE),
        ("date", rf"\b{_FEAST},?(?: (?:of|in))? {_YEAR}\b", re.IGNORECASE),
        ("date", rf"\bborn (?:in|around|about)? ?(?P<it>{_YEAR})\b", re.IGNORECASE),
        (
            "date",
            r"\b(?:on|since) the (?P<it>\d{1,2}(?:st|nd|rd|th))\b(?! [a-z]*(?:time|floor))",
            0,
        ),
        ("age", rf"\b{_NUMBER}(?: and a half)?{_OLD}", re.IGNORECASE),
        (
            "age",
            rf"\b(?:age|going on|nearly|almost|both|pushing|gone|approaching) "
            rf"(?P<it>{_NUMBER}(?: and a half)?)\b{_NO_AGE}(?! (?:months?|years?)\b(?! old))",
            re.IGNORECASE,
        ),
        ("age", rf"\baged {_NUMBER}(?: and a half)?\b{_NO_AGE}", re.IGNORECASE),
        (
            "age",
            rf"\b(?:sons|daughters|boys|girls|kids|children|twins|grandchildren|ones) "
            rf"(?:are |were |\(|, |aged )*(?P<it>{_NUMBER}(?:,? (?:and|&) {_NUMBER}|, {_NUMBER})+)",
            re.IGNORECASE,
        ),
        (
            "age",
            r"\b\d{1,2}\s?(?:yo|yrs?|y/o)\b(?! (?:ago|later|wait|since|now|of))",
            re.IGNORECASE,
        ),
        (
            "age",
            rf"\bturn(?:ed|ing|s)? (?P<it>{_NUMBER}(?: and a half)?)\b(?:(?= in\b)|{_NO_AGE})",
            re.IGNORECASE,
        ),
        ("age", rf"\b(?:{_ORDINAL}|\d{{1,2}}(?:st|nd|rd|th)) (?=birthday)", re.IGNORECASE),
        (
            "age",
            r"\bin (?:my|his|her|their) (?:early |mid |late )?"
            r"(?P<it>(?:teens|twenties|thirties|forties|fifties|sixties|seventies|eighties|"
            r"[2-9]0'?s))\b",
            re.IGNORECASE,
        ),
        (
            "age",
            r"\bat (?P<it>1\d|(?:thir|four|fif|six|seven|eigh|nine)teen)"
            r"(?=,| (?:i|he|she|we|they)\b)",
            re.IGNORECASE,
        ),
        ("age", rf"\b{_NUMBER}(?= (?:and|&|or) {_NUMBER}{_OLD})", re.IGNORECASE),
        (
            "age",
            rf"\b(?:is|was|baby,?) (?P<it>{_NUMBER} (?:months?|weeks?))\b"
            r"(?! (?:ago|late|away|long|wait|pregnant))",
            re.IGNORECASE,
        ),
        ("age", rf"\bage of (?P<it>{_NUMBER})\b", re.IGNORECASE),
        ("age", r"\bat (?P<it>\d{1,2} (?:months?|weeks?))\b(?! notice)", re.IGNORECASE),
        (
            "age",
            rf"\b(?:will be|'ll be|turns|going to be) (?P<it>{_NUMBER})"
            rf"(?= (?:in {_MONTH}|next|soon|this)\b)",
            re.IGNORECASE,
        ),
        ("age", rf"\b(?:so|and|i'?m|only|just|about),? (?P<it>{_NUMBER})(?= now\b)", re.IGNORECASE),
        (
            "age",
            r"\b(?:mum|dad|mother|father|parent|couple|pair|grandmother|grandfather|grandparents?|nan|gran|"
            r"grandad|carers?|parents|man|"
            rf"woman|boy|girl|lad|lass|child|kid|teenager|baby|toddler|person|lady) of "
            rf"(?P<it>(?:\d\d|{_TEENS})(?: and (?:\d\d|{_TEENS}))?)\b{_NO_AGE}",
            re.IGNORECASE,
        ),
        (
            "age",
            rf"\b{_KIN}(?: (?:am|is|was|were|are|be|will be|turns|hit)|'s|'m|'ll be|ll be){_SOON} "
            rf"(?P<it>{_NUMBER}(?: and a half)?)\b{_NO_AGE}",
            re.IGNORECASE,
        ),
        (
            "age",
            rf"\b(?:son|daughter|boy|girl|lad|lass|brother|sister|cousin|niece|nephew|mum|dad|"
            rf"nan|baby|twins?|eldest|youngest),? \(?"
            rf"(?P<it>{_NUMBER})(?=[,)]|\.?$| (?:who|has|is|was|and) )",
            re.IGNORECASE,
        ),
        (
            "age",
            rf"\b(?:im|i'm|hes|shes|whos|"
            rf"who's){_SOON} (?P<it>{_NUMBER}(?: and a half)?)\b{_NO_AGE}",
            re.IGNORECASE,
        ),
    )
)


def shaped_identifiers(text: str) -> Iterator[Found]:
    """Identifiers known by their shape, best kinds first; they may overlap."""
    straight = text.replace("\u2019", "'")
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(straight):
            group = "it" if "it" in pattern.groupindex else 0
            start, end = match.span(group)
            yield Found(start, end, kind, text[start:end])
