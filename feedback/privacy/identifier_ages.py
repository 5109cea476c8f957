"""Which words say how old somebody is, or which school year somebody is in?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedback.privacy.number_words import HALF, MONTH, NUMBER, ORDINAL, TEENS, WEEKDAY

# Nothing here is worth looking for where no number stands.
_HINT = re.compile(
    rf"\d|\b(?:{NUMBER}|{ORDINAL}|turn(?:ed|ing|s)? one|reception|teens|\w{{3,5}}ties)\b",
    re.IGNORECASE,
)
_ONE = (
    r"(?:son|daughter|boy|girl|lad|lass|brother|sister|cousin|niece|nephew|mum|dad|nan|baby|twins?|"
    r"eldest|oldest|youngest|middle one|little one|older one|younger one|child|kid|toddler|"
    r"grandson|granddaughter|stepson|stepdaughter|partner|husband|wife|ex|mother|father|"
    r"grandchild|grandmother|grandfather|gran|grandad|auntie|aunt|uncle|boyfriend|girlfriend)"
)
_MANY = (
    r"(?:sons|daughters|boys|girls|kids|children|twins|grandchildren|ones|mine|ours|lads|"
    r"brothers|sisters|siblings|babies|nephews|nieces|two|three|four)"
)
_KIN = (
    r"(?!there\b|it\b|that\b|this\b|only\b|which\b|grade\b|average\b)(?:i|he|she|who|they|son|"
    r"daughter|brother|sister|boy|girl|lad|cousin|twins?|baby|mum|dad|nan|"
    r"child|niece|nephew|grandson|granddaughter|[a-z][\w'-]+)"
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
_SOON = r"(?:\s+(?:nearly|almost|just|only|now|about|already|still|turning|around|barely))*"
_OLD = r"[\s-]*(?:years?|yrs?|yr|y|months?|mths?|weeks?|wks?|days?)[\s-]*(?:olds?|o)\b"
_AGE = rf"{NUMBER}(?:{HALF}|(?: or |-|/){NUMBER})?(?!\w)"
_THEN = (
    rf"(?:in {MONTH}|next|soon|this|tomorrow|today|on {WEEKDAY}|on the|at (?:christmas|easter)|"
    r"in (?:a|two|three) (?:days?|weeks?|months?))\b"
)
_BE = r"(?:am|is|was|were|are|be|will be|turns|hit|would be|must be)"
# What only happens to people, so that "at 12" before it is no hour.
_LIVED = (
    r"(?:was|had|got|went|left|started|moved|took|ran|tried|fell|lost|became|knew|"
    r"ended|stopped|couldn't|wasn't|didn't|could|should|still)"
)
_HAPPENED = (
    r"(?:pregnant|mum|mother|dad|father|parent|care|married|first|baby|out|adopted|fostered|home|"
    r"diagnosed|homeless|school|arrested|died|groomed|moved|widowed|drinking|smoking|working|"
    r"orphaned|caring|carer|abused)"
)
_CLASS = (
    rf"(?:(?:school )?(?:year|yr|y)[ -]?(?:\d{{1,2}}|one|{NUMBER})s?\b"
    r"(?! (?:of|course|degree|student|module|university|ago|old|later|plan|pilot|project))"
    r"(?: (?:and|or|/) (?:year |yr )?\d{1,2}\b)?)"
)
_SCHOOL_AGE = (
    rf"\b(?:in|into|in to|entering|starting|starts|started|finished|finishing|end of|since|until|"
    rf"'m|im|i am|'s|is|hes|shes|was|now|just|both|going up to|repeating) (?P<it>{_CLASS})"
)
_INFANT = (
    r"\b(?:(?:he|she|son|daughter|boy|girl|lad|one|who|brother|sister|child|hes|shes|he's|she's|"
    r"[a-z]+'s)(?: (?:is|was|just|only|now|still|has))* "
    r"(?:in|into|to|starts|started|starting|finished|going into) (?P<it>reception)\b"
    r"(?! (?:area|desk|staff|for|waiting|room|team))|"
    r"(?:in|since|started|starting) (?P<me>reception)(?= (?:when|class|at|year|until|i|we|"
    r"onwards)\b))"
)
_PATTERNS = (
    rf"\b{NUMBER}{HALF}?{_OLD}",
    rf"\b(?:age|going on|nearly|almost|both|pushing|gone|approaching) "
    rf"(?P<it>{_AGE}){_NO_AGE}(?! (?:months?|years?)\b(?! old))",
    rf"\baged (?:about |only |just |around )?{_AGE}{_NO_AGE}",
    rf"\bage(?: of| is| was|:)? (?P<it>{_AGE}){_NO_AGE}",
    r"\b\d{1,2}\s?(?:yo|yrs?|y/o|y\.o)\b(?! (?:ago|later|wait|since|now|of|on|in|and|with|"
    r"experience|time|i|we|he|she|they|to|for|at|the|before|plus|after|from|or))",
    rf"\bturn(?:ed|ing|s)? (?P<it>(?:one|{_AGE}))\b(?:(?= in\b)|{_NO_AGE})",
    rf"\b(?:{ORDINAL}|\d{{1,2}}(?:st|nd|rd|th)) (?=birthday)",
    r"\bin (?:my|his|her|their|our) (?:early |mid |late |mid-|very early )?"
    r"(?P<it>(?:teens|twenties|thirties|forties|fifties|sixties|seventies|eighties|"
    r"[2-9]0'?s))\b",
    r"\bat (?P<it>1[3-9]|(?:thir|four|fif|six|seven|eigh|nine)teen)"
    r"(?=,| (?:i|he|she|we|they)\b)",
    rf"\bat (?P<it>{NUMBER})(?=,? (?:i|he|she|we) {_LIVED}\b)",
    rf"\b{_HAPPENED} at (?P<it>{NUMBER})\b{_NO_AGE}(?! (?:hundred|thousand|grand|quid))",
    rf"\b{NUMBER}(?= (?:and|&|or) (?:an? )?{NUMBER}{_OLD})",
    rf"\b(?:is|was|baby,?|only|just) (?P<it>{NUMBER} (?:months?|weeks?|days?))\b"
    r"(?! (?:ago|late|away|long|wait|pregnant|after|before|since|too|for|to|of|notice|later|in))",
    r"\bat (?P<it>\d{1,2} (?:months?|weeks?))\b(?! notice)",
    rf"\b(?:will be|'ll be|ll be|turns|going to be|gonna be|hes|shes|im|he's|she's|i'm|is|am) "
    rf"(?P<it>{NUMBER})(?= {_THEN})",
    rf"\b(?:so|and|i'?m|only|just|about|is|are),? (?P<it>{NUMBER})(?= now\b)",
    rf"\b(?:was|were|only|just|i|he|she|am|is) (?P<it>{_AGE})(?= (?:at the time|then|when it|"
    rf"back then|going on)\b)",
    r"\b(?:mum|dad|mother|father|parent|couple|pair|grandmother|grandfather|grandparents?|nan|gran|"
    r"grandad|carers?|parents|man|woman|boy|girl|lad|lass|child|kid|teenager|baby|toddler|person|"
    rf"lady|son|daughter) of (?P<it>(?:\d\d|{TEENS})(?: and (?:\d\d|{TEENS}))?)\b{_NO_AGE}",
    rf"\b(?:child|kid|baby|boy|girl|toddler|son|daughter|lad) of (?:just |only |barely )?"
    rf"(?P<it>{NUMBER}(?: (?:months?|weeks?|years?|days?))?)\b(?! (?:of|others|people))",
    rf"\b{_KIN}(?: (?:just|only|now|still))?(?: {_BE}|'s|'m|'ll be|ll be|'d be){_SOON} "
    rf"(?P<it>{_AGE}){_NO_AGE}",
    rf"\b{_ONE},? \(?(?:now |only |just |aged |who's |nearly |almost |about |currently )?"
    rf"(?P<it>{_AGE})(?=[,)]|[.!]?$| (?:who|has|is|was|and|have) )",
    rf"\b(?:im|i'm|hes|shes|whos|who's){_SOON} (?P<it>{_AGE}){_NO_AGE}",
    _SCHOOL_AGE,
    _INFANT,
)  # fmt: skip
# Several at once: each number is one age, and the words between them stay.
_LISTS = (
    rf"\b{_MANY}(?:,| is| are| were| both| now| all| ages?| aged| \()* "
    rf"?\(?(?P<it>{NUMBER}(?:, (?:an? )?{NUMBER})*,? (?:and|&|or) (?:an? )?{NUMBER}|"
    rf"{NUMBER}(?:, {NUMBER})+){_NO_AGE}",
    rf"\b(?:aged?|ages)(?: of| are| between| from)? (?P<it>{NUMBER}(?:(?:,| and| to| or|,? and|-|"
    rf",? &) ?"
    rf"{NUMBER})+)\b",
    rf"\b(?P<it>{NUMBER}(?:, (?:an? )?{NUMBER})+,? (?:and|&|or) (?:an? )?{NUMBER})(?={_OLD})",
    rf"\b{_ONE} (?:is|are|was|were) (?P<it>{NUMBER} and {NUMBER}){_NO_AGE}",
)
_AGES = tuple(re.compile(pattern, re.IGNORECASE) for pattern in _PATTERNS)
_SEVERAL = tuple(re.compile(pattern, re.IGNORECASE) for pattern in _LISTS)
_EACH = re.compile(rf"\b{NUMBER}\b", re.IGNORECASE)


def age_spans(text: str) -> Iterator[tuple[int, int]]:
    """From where to where each age stands; they may overlap. `text` has straight apostrophes."""
    if not _HINT.search(text):
        return
    for pattern in _SEVERAL:
        for match in pattern.finditer(text):
            for one in _EACH.finditer(text, *match.span("it")):
                yield one.span()
    for pattern in _AGES:
        for match in pattern.finditer(text):
            yield match.span(match.lastgroup or 0)
