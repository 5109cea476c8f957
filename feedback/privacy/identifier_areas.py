"""Which words say roughly where somebody lives or is known: a district, a club, a pub?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from feedback.privacy.identifier_patterns import Found
from feedback.privacy.identifying_words import Known, any_of, known_words, listed_in
from feedback.privacy.place_words import GENERIC, KIND

_SORTS = GENERIC | KIND
_CAPITAL = r"[A-Z][\w'\u2019-]+"
_CLUB = (
    r"(?:Club|Choir|Rovers|Rangers|Wanderers|Athletic|Harriers|Church|Chapel|Mosque|Temple|"
    r"Gurdwara|"
    r"Synagogue|Scouts|Guides|Cubs|Brownies|Cadets|FC|AFC|RFC|Gym|Caf[e\u00e9]|Salon|Bakery|Arms|"
    r"Inn|Tavern)"
)
_VENUE = (
    r"(?:[Cc]hurch|[Cc]hapel|[Mm]osque|[Tt]emple|[Gg]urdwara|[Ss]ynagogue|[Ss]urgery|[Mm]edical "
    r"[Cc]entre|"
    r"[Hh]ealth [Cc]entre|[Mm]edical [Pp]ractice|[Cc]linic|[Pp]harmacy|[Ff]amily [Hh]ub|"
    r"[Ff]amily [Cc]entre|"
    r"[Cc]hildren'?s [Cc]entre|[Cc]ommunity [Cc]entre|[Yy]outh [Cc]entre|[Yy]outh [Cc]lub|"
    r"[Ll]eisure [Cc]entre|"
    r"[Ll]ibrary|[Ff]ood ?bank|[Pp]antry|[Hh]ostel|[Rr]efuge|[Hh]otel|[Cc]are [Hh]ome|[Nn]ursing "
    r"[Hh]ome|"
    r"[Hh]ospice|[Rr]ecreation [Gg]round|[Pp]laying [Ff]ields|[Aa]llotments|[Ss]kate ?park|"
    r"[Pp]recinct|"
    r"[Ss]hopping [Cc]entre|[Rr]etail [Pp]ark|[Pp]ub|[Ss]ocial [Cc]lub|[Ff]ootball [Cc]lub|"
    r"[Bb]oxing [Cc]lub|"
    r"[Ss]tables|[Cc]aravan [Pp]ark|[Cc]emetery|[Cc]adets|[Ss]couts|park|pond|rec|beach|common|"
    r"marina)"
)
_NAMED = re.compile(
    rf"\b(?:[Tt]he )?(?P<words>{_CAPITAL}(?: (?:{_CAPITAL}|of|and|&)){{0,3}}?) (?:{_CLUB}|"
    rf"{_VENUE})\b"
)
_NAMED_LOW = re.compile(
    r"\b(?:at|in|near|by|behind|outside|to|from|the|of|goes|go|for|down|round|with|past|opposite) "
    r"(?P<it>(?P<words>(?:[a-z][\w'\u2019-]+ ){1,2}?)"
    rf"(?:{_VENUE}|estate|club|choir|rovers|rangers|united|athletic|fc|gym|arms|inn|hall))\b"
)
_SAINT = re.compile(
    r"\b(?P<it>st\.? [a-z]{3,}(?:'?s)? (?:church|hall|chapel|hospice|hospital|ward|surgery|"
    r"centre))\b",
    re.IGNORECASE,
)
_PUB = re.compile(
    rf"\b(?i:at|in|from|outside|behind|near|to) (?P<it>[Tt]he (?P<one>{_CAPITAL}) (?:in|and|&) "
    rf"(?:[Tt]he )?(?P<two>{_CAPITAL}))\b"
)
_TEAM = re.compile(
    r"\b(?:plays?|played|playing|trains?|trained|swims?|dances?|signed|coach(?:es)?|captain)"
    r"(?: football| rugby| netball| cricket| hockey| basketball| goalie)? (?:for|with|at) "
    r"(?P<it>(?P<words>[a-z][\w']+(?: [a-z][\w']+){0,3}?) (?:rovers|rangers|united|wanderers|"
    r"athletic|fc|afc|rfc|"
    r"colts|harriers|albion|abc|youth|juniors))\b",
    re.IGNORECASE,
)
# Where somebody goes back to it or is put out of it, it is the school that is called so.
_AS_SCHOOL = re.compile(r"\b(?:back to|(?:excluded|expelled|suspended) from) $")
_LIVES = re.compile(
    r"\b(?:live[sd]?|living|housed|rehoused|placed|placement|placements|grew up|born|brought up|"
    r"based|hostel|refuge|"
    r"bedsit|flat|community|families|people|kids|estate)(?: over| up| down| out| back| now| here)? "
    r"(?:in|near|round|around|by|from|near to) (?P<it>(?P<one>[A-Za-z][a-z'\u2019-]{3,})(?: "
    r"(?P<two>[A-Z][\w'-]+))?)\b"
)


def areas(text: str, known: Known) -> Iterator[Found]:
    """Districts and towns near, listed or lived in, and clubs, churches and pubs with a name."""
    low = text.lower().replace("\u2019", "'")
    listed = listed_in(low, known.areas)
    spans = [span for span in listed if not _AS_SCHOOL.search(low[: span[0]])]
    spans += _named(text, known)
    for pattern in _doubtful():
        spans += [match.span("it") for match in pattern.finditer(text)]
    for match in _LIVES.finditer(text):
        one = match["one"].lower()
        is_capital = match["one"][0].isupper() and one not in known.ordinary
        is_unknown = is_capital or known.is_unknown(one)
        if is_unknown and not any(one in words for words in (known.not_names, known.names, KIND)):
            spans.append(match.span("it"))
    return (Found(start, end, "other", text[start:end]) for start, end in spans)


def _named(text: str, known: Known) -> Iterator[tuple[int, int]]:
    for match in _NAMED.finditer(text):
        words = [word for word in match["words"].lower().split() if word not in {"of", "and", "&"}]
        begins = match.start() == 0 or text[: match.start()].rstrip()[-1:] in ".!?\n"
        telling = [word for word in words if word not in _SORTS and word not in known.not_names]
        if begins and telling and telling[0] == words[0] and words[0] in known.ordinary:
            telling = telling[1:]
        if telling:
            yield match.span()
    for match in _NAMED_LOW.finditer(text):
        words = match["words"].lower().split()
        skipped = 0
        while skipped < len(words) and words[skipped] in _SORTS:
            skipped += 1
        telling = words[skipped:]
        tells = any(
            it in known.any_name or it in known.areas or known.is_unknown(it) for it in telling
        )
        if tells and not any(word in KIND or word.endswith("'s") for word in telling):
            yield match.end("it") - len(match["it"].split(None, skipped)[-1]), match.end("it")
    for match in _SAINT.finditer(text):
        yield match.span("it")
    for match in _PUB.finditer(text):
        told = {match["one"].lower(), match["two"].lower()}
        if not (told & known.not_names or told & known.names or told & GENERIC):
            yield match.span("it")
    for match in _TEAM.finditer(text):
        if not all(word in _SORTS for word in match["words"].lower().split()):
            yield match.span("it")


@lru_cache(maxsize=1)
def _doubtful() -> tuple[re.Pattern[str], ...]:
    """Names of districts that are words too: where somebody lives, or with a capital."""
    places = known_words().doubtful_areas
    capital = any_of(frozenset(place.title() for place in places if not place.startswith("the ")))
    return (
        re.compile(
            r"\b(?:live[sd]?|living|moved|housed|rehoused|placed|born|grew up|stay(?:ed|s|ing)?|"
            r"flat|house|"
            r"home|hostel|refuge|school|shop|shops)(?: over| up| down| out| back| now)? "
            rf"(?:in|to|near|at|round|around|by|from) (?P<it>{any_of(places)})\b",
            re.IGNORECASE,
        ),
        re.compile(
            rf"\b(?:[Ii]n|[Ff]rom|[Nn]ear|[Tt]o|[Rr]ound|[Aa]round|and|of) (?P<it>{capital})\b"
        ),
    )
