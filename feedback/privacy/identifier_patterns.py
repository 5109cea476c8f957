"""Which identifiers have a shape of their own: numbers, addresses, handles, dates, ages?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from feedback.privacy.identifier_ages import age_spans
from feedback.privacy.identifier_dates import date_spans

KINDS = ("name", "school", "street", "postcode", "phone", "email", "date", "age", "job", "other")


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """An identifier: text[start:end], in code points."""

    start: int
    end: int
    kind: str
    text: str


_AT = r"(?:\(at\)|\[at\]|\bat\b)"
_DOT = r"(?:\(dot\)|\[dot\]|\bdot\b)"
_ENDING = r"(?:com|co|org|net|uk|ac|gov|sch|me|io)"
_SITE = (
    r"(?:snap(?:chat)?|sc|insta(?:gram)?|ig|tik ?tok|discord|gamertag|gamer ?tag|username|user "
    r"?name|"
    r"kik|psn|xbox|roblox|fortnite|steam|twitch|twitter|youtube|facebook|fb|telegram|whatsapp)"
)
_NO_HANDLE = (
    r"(?!private|public|blocked|banned|hacked|deleted|always|really|boring|account|accounts|"
    r"because|messages|videos?|and|but|with|about|when|where|group|groups|chat|profile|page|story|"
    r"stories|not|the|down|live|names?|is|was|too|all|are|has|handle)"
)
_IDENTITY = (
    r"(?:case|ref(?:erence)?|file|id|nhs|number|no|upn|urn|passport|account|sort code|tenancy|"
    r"crime|incident|policy|badge|collar|roll|claim|licence|registration|client|patient|hospital|"
    r"swift|mosaic|ni|national insurance|social work england|pin)"
)
# Postcode areas of two letters; with a number behind them they are hardly anything else.
_AREA = (
    r"(?:A[BL]|B[ABDHLNRST]|C[ABFHMRTVW]|D[ADEGHLNTY]|E[CHNX]|F[KY]|G[LUY]|H[ADGPRSUX]|I[GMPV]|"
    r"JE|K[ATWY]|L[ADELNSU]|M[EKL]|N[EGNPRW]|O[LX]|P[AEHLO]|R[GHM]|S[AEGKLMNOPRSTWY]|T[ADFNQRSW]|"
    r"UB|W[ACDFNRSV]|YO|ZE)"
)
_NEAR = r"(?:in|out of|from|near|around|round|live|lives|lived|cover|covers|to|area|across|of)"
_HINT = re.compile(rf"\d|@|_|\bdot\b|[(\[](?:dot|at)|https?:|www\.|\b{_SITE}\b|\bdouble\b|"
                   r"\bzero\b|\boh\b", re.IGNORECASE)  # fmt: skip
_SHAPES: tuple[tuple[str, str, int], ...] = (
    ("email", r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE),
    (
        "email",
        rf"\b[\w.+-]+(?:\s+(?:{_DOT}|dash|underscore)\s+[\w+-]+)*\s*{_AT}\s*"
        rf"[\w-]+(?:\.\w+)*\s*(?:{_DOT}|\.)\s*{_ENDING}(?:\s*(?:{_DOT}|\.)\s*uk)?\b",
        re.IGNORECASE,
    ),
    ("email", r"\b[\w.+-]+ ?(?:\(at\)|\[at\]) ?[\w-]+(?:\.\w+)+", re.IGNORECASE),
    ("other", r"\b(?:https?://|www\.)[^\s,;]+[\w/]", re.IGNORECASE),
    ("other", r"(?<![\w@])@[A-Za-z0-9_][\w.]*\w", 0),
    (
        "other",
        rf"\b{_SITE}(?: (?:name|handle|user|username|tag|is|=|at|on|as|called|under))*[: ]+(?:is )?"
        r"(?P<it>[\w.]*[\d_][\w.]*\w|\w+(?:\.\w+)+)",
        re.IGNORECASE,
    ),
    (
        "other",
        rf"\b(?:my|his|her|their|our) {_SITE}(?: name| handle| tag)?(?: is|:|'s) {_NO_HANDLE}"
        r"(?P<it>\w{6,})\b",
        re.IGNORECASE,
    ),
    (
        "other",
        rf"\b(?:add|follow|find|message|dm) (?:me|us|him|her|them)(?: on)? {_SITE}[:,]? "
        rf"{_NO_HANDLE}"
        r"(?P<it>[\w.]{5,})\b",
        re.IGNORECASE,
    ),
    ("other", r"\b[A-Z]{2}\s?\d\d\s?\d\d\s?\d\d\s?[A-D]\b", re.IGNORECASE),
    ("phone", r"(?<![\w+])(?:\+44\s?\(?0?\)?|\(?0)\d(?:[\s.()-]{0,2}\d){8,10}(?!\d)", 0),
    ("phone", r"(?<!\w)(?=(?:[\s-]?[\do]){11}\b)(?=[^a-np-z]*\d\d)[0o][\do](?:[\s-]?[\do]){9}\b",
     re.IGNORECASE),
    (
        "phone",
        r"\b(?:(?:oh|zero|nought|double|one|two|three|four|five|six|seven|eight|nine)[ ,-]+){7,}"
        r"(?:oh|zero|nought|one|two|three|four|five|six|seven|eight|nine)\b",
        re.IGNORECASE,
    ),
    ("phone", r"\b(?:ring|call|text|phone|number is|mobile|landline|tel:?)(?: (?:me|us|her|him))?"
     r"(?: on| at| is)? (?P<it>\d(?:[ -]?\d){5,9})\b", re.IGNORECASE),
    ("other", r"\b\d{3}[\s-]\d{3}[\s-]\d{4}\b", 0),
    (
        "other",
        rf"\b{_IDENTITY}\b[^.\n]{{0,25}}?"
        r"(?P<it>\b(?!111\b|999\b|"
        r"101\b)(?=[\w/-]*\d{3})[A-Za-z0-9]{2,14}(?:[-/][A-Za-z0-9]{1,12})*\b)",
        re.IGNORECASE,
    ),
    (
        "other",
        r"\b(?:passport|account|upn|urn|sort code|tenancy)\b[^.\n]{0,12}?"
        r"(?P<it>\b\d[\d -]{3,}\d\b)",
        re.IGNORECASE,
    ),
    ("other", r"\b[A-Z]\d{11}[A-Z\d]\b", re.IGNORECASE),  # a pupil's number
    ("other", r"\b[A-Z]{2}\d{2}\s?[A-Z]{3}\b", 0),
    (
        "other",
        r"\b(?:reg(?:istration)?|plates?|number ?plate|car|van|corsa|fiesta|golf|polo|audi|bmw|"
        r"transit|taxi|moped|motorbike|astra)\b[^.\n]{0,25}?(?P<it>\b(?:[a-z]{2}\d\d ?[a-z]{3}|"
        r"[a-z]\d{1,3} ?[a-z]{3}|[a-z]{3} ?\d{1,3}[a-z])\b)",
        re.IGNORECASE,
    ),
    ("other", r"\b\w{2,}#\d{3,5}\b|\b(?=\w*[a-z])\w+_\w*\w\b", re.IGNORECASE),
    ("postcode", r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[ABD-HJLNP-UW-Z]{2}\b", re.IGNORECASE),
    ("postcode", rf"\b{_NEAR} (?P<it>(?!ks|yr|ps|ch|no|mp|uk|bc|ad|co)[a-z]{{2}}\d{{1,2}})\b", 0),
    ("postcode", r"\b(?:in|round|around|near|from|live|cover) (?P<it>[A-Z]{1,2}\d{1,2})\b", 0),
    ("postcode", rf"(?<![\w/-]){_AREA}\d{{1,2}}(?: \d[A-Z]{{0,2}})?(?![\w/-])", 0),
    ("postcode", r"(?<![\w/-])PO ?\d{1,2}(?: \d[A-Z]{0,2})?(?![\w/-])", 0),
    ("postcode", r"(?<![\w/-])(?:po|so|gu)\d{1,2}(?: \d[a-z]{2})?(?![\w/-])", re.IGNORECASE),
    ("postcode", r"\bpost\s?code(?: is|:)? (?P<it>[A-Z]{1,2}\d[A-Z\d]?)\b", re.IGNORECASE),
    (
        "postcode",
        r"\b(?P<it>[A-Z]{1,2} ?\d{1,2}) (?:post\s?code|area|district|end|families|residents)\b",
        0,
    ),
)  # fmt: skip
PATTERNS = tuple((kind, re.compile(pattern, flags)) for kind, pattern, flags in _SHAPES)


def shaped_identifiers(text: str) -> Iterator[Found]:
    """Identifiers known by their shape, best kinds first; they may overlap."""
    straight = text.replace("\u2019", "'")
    if _HINT.search(straight):
        for kind, pattern in PATTERNS:
            for match in pattern.finditer(straight):
                start, end = match.span(match.lastgroup or 0)
                yield Found(start, end, kind, text[start:end])
    for start, end in date_spans(straight):
        yield Found(start, end, "date", text[start:end])
    for start, end in age_spans(straight):
        yield Found(start, end, "age", text[start:end])
