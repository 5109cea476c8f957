"""Where does somebody work, what do they drive, run or make, so that few others do?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from feedback.privacy.identifying_words import any_of, known_words

_RUN_BY_FEW = frozenset(
    ["cafe", "caf\u00e9", "shop", "salon", "restaurant", "takeaway", "hotel", "gym",
     "florist", "stand", "butchers", "hairdressers", "barbers", "kennels", "stall",
     "guesthouse", "bakery", "parlour", "theatre", "farm", "museum", "circus", "zoo", "pub",
     "lighthouse", "brewery", "boatyard", "rides", "stables", "funfair", "arcade", "chippy",
     "garage", "launderette", "gallery", "nightclub", "dojo", "kiosk", "van", "cattery",
     "nursery", "playgroup", "choir", "newsagents", "newsagent", "bookies", "offie",
     "tearoom", "tearooms", "bar", "sanctuary", "studio", "agency", "foodbank", "bank"]
)  # fmt: skip
_NO_BUSINESS = frozenset(
    ["home", "house", "bath", "tap", "group", "meeting", "own", "whole", "food", "family", "van",
     "big", "white", "a", "the", "new", "blood"]
)  # fmt: skip
_PLAIN = frozenset(["nursery", "van", "bar", "agency", "choir", "bank", "shop", "stand"])
_RUNS = re.compile(
    r"\b(?:runs?|running|owns?|owned|ran|manages?|managed|opened|bought) "
    r"(?:the|a|an|our|their|his|her|my|this|that) "
    r"(?P<it>(?:[a-z][\w'&-]+ ){0,2}?(?P<last>[a-z\u00e9]+))"
    r"(?=[,.;:!?)]|$| (?:and|so|in|at|on|near|by|down|but|where|which|with|for|who|opposite|round|"
    r"outside|that|he|she|we|they|i|from|of)\b)",
    re.IGNORECASE,
)
_DOES = re.compile(
    r"\b(?:drives?|drove|driving) the (?P<it>(?:number |no\.? ?)?\d{1,3}[a-z]?(?: bus)?)\b|"
    r"\b(?:plays?|played|playing|fix(?:es|ed)?|builds?|tunes?) (?:the )?"
    r"(?P<organ>(?:church |cathedral |pipe )?(?:organs?|bagpipes|harp))\b",
    re.IGNORECASE,
)
_WORKS = (
    r"(?:works?|worked|working|(?:got|has|had|have) (?:a |his |her )?(?:little |part time |full "
    r"time )?"
    r"job|volunteers?|volunteered|volunteering|employed|apprenticed|trains|on shift)"
)
_WHEN = r"(?:(?: full| part)[ -]?time| nights| days| weekends| as well| now| all week)?"
_WHOSE = r"(?:(?:the|a|an|our|his|her|their|my) )?"


def workplaces(text: str) -> Iterator[tuple[int, int]]:
    """From where to where such words stand; they may overlap."""
    for match in _RUNS.finditer(text):
        words = match["it"].lower().split()
        is_plain = words[-1] in _PLAIN if len(words) == 1 else words[-2] in _NO_BUSINESS
        if words[-1] in _RUN_BY_FEW and not is_plain:
            yield match.span("it")
    for match in _DOES.finditer(text):
        yield match.span("it" if match["it"] else "organ")
    for pattern in _listed():
        for match in pattern.finditer(text):
            yield match.span("it")


@lru_cache(maxsize=1)
def _listed() -> tuple[re.Pattern[str], ...]:
    known = known_words()
    kind = r"(?:[a-z][\w'-]+ )"
    return tuple(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            rf"\b{_WORKS}{_WHEN} (?:at|in|on|for|down|with|over at|up at|down at) {_WHOSE}"
            rf"(?P<it>{kind}{{0,2}}?{any_of(known.workplaces)})\b(?! (?:plan|team|school|nursery))",
            rf"\b(?:drives?|drove|driving|flies|flew|steers?|captains?|skippers?|pilots?) {_WHOSE}"
            rf"(?P<it>{kind}{{0,1}}?{any_of(known.vehicles)})\b",
            rf"\b(?:does|did|do|doing|makes?|made|making|fix(?:es|ed|ing)?|repairs?|restores?|"
            rf"tunes?|"
            rf"builds?|breeds?|races?|sells?|got|has|have|had) {_WHOSE}"
            rf"(?P<it>{kind}{{0,1}}?{any_of(known.crafts)})\b"
            r"(?= (?:for a living|at|in|on|from|for|and|so|but|all|every|round|down|to)\b|[,.!;]|"
            r"$)",
        )
    )
