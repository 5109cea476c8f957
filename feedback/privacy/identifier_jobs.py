"""Which words name a job that few people hold?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedback.privacy.identifier_patterns import Found
from feedback.privacy.identifier_workplaces import workplaces
from feedback.privacy.identifying_words import Known, listed_in

_HOW = frozenset(["full", "part", "time", "good", "great", "really", "trained", "qualified",
                  "single", "stay", "at", "home", "school", "night", "local"])  # fmt: skip
# What may follow a job: a sign, the end, or a little word.
_AFTER = (
    r"(?=[,.;:!?)]|$| (?:and|so|in|at|but|for|who|on|down|here|there|with|of|which|now|from|told|"
    r"said|came|by|before|after|when|until|because|since|too|like|if|or|as|about|around|near|is|"
    r"was|"
    r"has|had|does|did|can|will|to|then|also|actually|really|though|still|again|back|never|"
    r"always|and|rang|asked|knows|where|while|I)\b)"
)
_WORKS_AS = re.compile(
    r"\b(?:works?|worked|working|job|trained|training|employed|retrained) (?:as|to be|is) "
    r"(?:a|an|the) "
    r"(?P<it>[a-z][a-z'-]+(?: [a-z][a-z'-]+){0,2}?)" + _AFTER,
    re.IGNORECASE,
)
# What somebody is said to be: "I'm the harbour seal warden", "my uncle, a sponge diver".
_IS_A = re.compile(
    r"(?:\b(?:am|is|was|be|being|been|became|become|as|retired|former|i'm|im|he's|she's|hes|shes|"
    r"a|an|our|the|that|my|only|one)|'s|\u2019s|,) (?:(?:a|an|the|our|this|their|his|her) )?"
    r"(?P<it>[a-z][\w'\u2019-]*(?: [a-z][\w'\u2019-]*){0,3}?)" + _AFTER,
    re.IGNORECASE,
)
# Who is the only one of them is known by it, however many there are elsewhere.
_THE_ONLY = re.compile(
    r"\b(?:am|is|was|are|were|being|'m|'s|im|hes|shes) the (?:only|first|last|youngest|oldest) "
    r"(?P<it>[a-z][\w'-]*(?: [a-z][\w'-]*){0,2}?)"
    r"(?= (?:in|on|at|left|for|round|here|from)\b|[,.;!?]|$)",
    re.IGNORECASE,
)
_KIN = (
    r"(?:mum|dad|mam|mother|father|brother|sister|uncle|aunt|auntie|nan|gran|granny|grandma|"
    r"grandad|"
    r"grandpa|grandfather|grandmother|stepdad|stepmum|husband|wife|partner|son|daughter|cousin|ex|"
    r"boyfriend|girlfriend|neighbour|friend|mate|nephew|niece|landlord|mil|fil|missus|fella)"
)
# What somebody says of oneself, one's family or a friend.
_OWN = re.compile(
    rf"\b(?:i am|i'm|im|i was|i've been|i used to be|(?:{_KIN}(?: [\w'-]+)?|he|she|who) "
    rf"(?:is|was|used to be|became|has become|has been)|(?:{_KIN}|he|she|who)'?s|"
    r"(?:works?|working|worked|trained|training|qualified|employed|retrained|starting|started|job|"
    r"volunteers?|apprenticed) (?:\w+ )?(?:as|to be|is)|as|being|known as)"
    r"(?: (?:now|just|only|also|still|actually|currently|really|once|both|not only))* "
    r"(?:a|an|the|our|their|one of the) "
    r"(?P<it>[a-z][\w'&-]*(?: [a-z][\w'&-]*){0,3}?)" + _AFTER,
    re.IGNORECASE,
)
_MANY_ARE = re.compile(
    r"\b(?:we|they|parents|mum and dad|both|uncles|brothers|sisters|grandparents|aunts|sons|who) "
    r"(?:are|were|work as|worked as)(?: both| all)? (?P<it>(?:[a-z][\w-]+ )?[a-z]+s)\b",
    re.IGNORECASE,
)
# "a nurse" is one of many, and "a nurse at Winchester" of few.
_PLACE = re.compile(r" (?:at|in|for|on|with) (?:the )?(?P<first>[A-Z][\w'\u2019-]+)"
                    r"(?: (?:of |the )?[A-Z][\w'\u2019-]+)*")  # fmt: skip
# Said of how somebody is as often as of what somebody does: a right clown.
_FIGURES = frozenset(["clown", "comedian", "judge", "actor", "actress", "poet", "spy", "champion",
                      "hunter", "master", "witch", "magician", "psychic"])  # fmt: skip
_LEARNS = frozenset(["trainee", "apprentice", "student", "deputy", "retired"])
_NAME_FOLLOWS = re.compile(r"\.? [A-Z]")
_AGENT = ("er", "or", "ist", "ian", "man", "woman", "ant")
_HOLDS_OFFICE = re.compile(r"\b(?:am|is|was|'m|'s|im|hes|shes) (?:an|the) (?P<it>M[PS]P?|MEP)\b")
_ADJECTIVE = (
    "able",
    "ible",
    "ful",
    "ous",
    "ive",
    "ly",
    "less",
    "ish",
    "est",
    "ant",
    "ent",
    "ed",
    "ite",
)
_LITTLE = frozenset(
    ["to", "of", "by", "a", "an", "the", "in", "for", "with", "at", "on", "and", "not", "my", "our",
     "your", "his", "her", "their", "i", "we", "he", "she", "they", "it", "you", "is", "was", "are",
     "so", "too", "that", "this", "no"]
)  # fmt: skip


def jobs(text: str, known: Known) -> Iterator[Found]:
    """Unusual jobs: those listed, wherever they stand, and what somebody is said to be."""
    straight = text.replace("\u2019", "'")
    spans = [
        *_listed(text, straight.lower(), known),
        *_said_to_be(straight, known),
        *_known_by_it(straight, known),
        *workplaces(straight),
    ]
    yield from (Found(start, end, "job", text[start:end]) for start, end in spans)


def _said_to_be(text: str, known: Known) -> Iterator[tuple[int, int]]:
    for match in _WORKS_AS.finditer(text):
        if not _is_ordinary_job(match["it"], known):
            yield match.span("it")
    for match in _IS_A.finditer(text):
        words = _without_praise(match["it"].lower().split(), known)
        words = words[1:] if words[0] in _LEARNS else words
        if _is_rare(words, known):
            yield match.end("it") - len(" ".join(words)), match.end("it")
    for match in _OWN.finditer(text):
        words = _without_praise(match["it"].lower().split(), known)
        start = match.end("it") - len(" ".join(words))
        is_figure = words[-1] in _FIGURES and len(words) < len(match["it"].split())
        if not is_figure and _is_own_job(words, known):
            yield start, match.end("it")
        elif words and words[-1] in known.trades and _is_ordinary_job(" ".join(words), known):
            place = _PLACE.match(text, match.end("it"))
            first = place["first"].lower() if place else "i"
            if place and (
                first in known.areas or not (first in known.not_names or first in known.common)
            ):
                yield start, place.end()


def _known_by_it(text: str, known: Known) -> Iterator[tuple[int, int]]:
    """What somebody alone is: the only midwife in town."""
    for match in _THE_ONLY.finditer(text):
        words = match["it"].lower().split()
        job = [word for word in words if word not in known.job_praise]
        is_job = bool(job) and _is_ordinary_job(" ".join(job), known)
        is_job = is_job or (len(words) > 1 and _is_ordinary_job(" ".join(words[-2:]), known))
        if words and (is_job or words[-1] in known.trades or _is_rare(words, known)):
            yield match.span("it")
    for match in _MANY_ARE.finditer(text):
        words = match["it"].lower().removesuffix("s").split()
        if words[-1] in known.job_heads and not _is_ordinary_job(" ".join(words), known):
            yield match.span("it")
    for match in _HOLDS_OFFICE.finditer(text):
        yield match.span("it")


def _without_praise(words: list[str], known: Known) -> list[str]:
    """Without the words before that say how somebody is, except who still learns it."""
    while len(words) > 1 and (
        words[0] in _HOW or words[0] in known.job_praise or words[0].endswith(_ADJECTIVE)
    ):
        is_learner = words[0] in _LEARNS and _is_trade(words[1:], known)
        if is_learner or " ".join(words) in known.leading_roles:
            break
        words = words[1:]
    return words


def _is_own_job(words: list[str], known: Known) -> bool:
    """Whether few are that: a rare trade, a post, or an ordinary trade that a word narrows."""
    if not words or _LITTLE.intersection(words) or words[-1] in known.names:
        return False
    whole = " ".join(words)
    if whole in known.leading_roles:
        return True
    if _is_ordinary_job(whole, known) or words[-1] in known.no_trades:
        return False
    if len(words) == 1:
        return whole in known.job_heads or whole in known.jobs.get(whole, ())
    if words[0] in known.job_praise and words[0] not in _LEARNS:
        return False
    return _is_trade(words, known)


def _is_trade(words: list[str], known: Known) -> bool:
    """Whether the last word is what somebody does for a living."""
    last = words[-1].split("-")[-1]
    is_agent = last.endswith(_AGENT) and last not in known.no_trades
    return is_agent or last in known.trades or last in known.job_heads


def _listed(text: str, low: str, known: Known) -> Iterator[tuple[int, int]]:
    for start, end in listed_in(low, known.jobs):
        if not (text[start].isupper() and _NAME_FOLLOWS.match(text, end)):  # Councillor Ames
            yield start, end


def _is_rare(words: list[str], known: Known) -> bool:
    """Whether these words end as jobs few people hold do."""
    if not words or _LITTLE.intersection(words) or _is_ordinary_job(" ".join(words), known):
        return False
    last = words[-1].split("-")[-1]
    is_whole = words[-1].endswith(known.job_tails) and words[-1] not in known.job_tails
    is_head = last in known.job_heads or last in known.jobs.get(last, ())
    return is_whole or (len(words) > 1 or "-" in words[-1]) and is_head


def _is_ordinary_job(job: str, known: Known) -> bool:
    """Exactly as listed, or with words before it that say how: a full time carer."""
    words = job.lower().replace("-", " ").split()
    while words and words[0] in _HOW:
        words = words[1:]
    return not words or " ".join(words) in known.ordinary_jobs
