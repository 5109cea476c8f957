"""Which words name a job that few people hold?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedback.privacy.identifier_patterns import Found
from feedback.privacy.identifying_words import Known

_HOW = frozenset(["full", "part", "time", "good", "great", "really", "trained", "qualified",
                  "single", "stay", "at", "home", "school", "night", "local"])  # fmt: skip
# What may follow a job: a sign, the end, or a little word.
_AFTER = (
    r"(?=[,.;:!?)]|$| (?:and|so|in|at|but|for|who|on|down|here|there|with|of|which|now|from|told|"
    r"said|came|by|before|after|when|until|because|since|too|like|if|or|as|about|around|near|is|was|"
    r"has|had|does|did|can|will|to|then|also|actually|really|though|still|again|back|never|always|and|rang|asked|knows|where|while|I)\b)"
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
_RUNS = re.compile(
    r"\b(?:runs|run|owns|own|ran|owned) (?:the|a|an|our|their) "
    rf"(?P<it>[a-z][a-z'-]+(?: [a-z][a-z'-]+)?){_AFTER}",
    re.IGNORECASE,
)
# Who is the only one of them is known by it, however many there are elsewhere.
_THE_ONLY = re.compile(
    r"\b(?:am|is|was|are|were|being|'m|'s|im|hes|shes) the (?:only|first|last|youngest|oldest) "
    r"(?P<it>[a-z][\w'-]*(?: [a-z][\w'-]*){0,2}?)"
    r"(?= (?:in|on|at|left|for|round|here|from)\b|[,.;!?]|$)",
    re.IGNORECASE,
)
# A trade with a word before it that says where or of what, of oneself or one's family.
_OWN_TRADE = re.compile(
    r"\b(?:i am|i'm|im|i was|(?:mum|dad|mother|father|brother|sister|uncle|aunt|auntie|nan|gran|"
    r"grandad|grandfather|grandmother|stepdad|stepmum|husband|wife|partner|son|daughter|he|she) "
    r"(?:is|was|used to be)|works? (?:\w+ )?as|working as|worked as|as|(?:mum|dad)'s|"
    r"training to be) (?:a|an|the) "
    r"(?P<it>(?:(?P<of>[a-z][\w'-]+(?: [a-z][\w'-]+)?) )??(?P<trade>[a-z]{2,})"
    r"(?: (?:of|to) (?:a |an |the )?[a-z]+)?)" + _AFTER,
    re.IGNORECASE,
)
_TRADES = frozenset(
    ["cook", "deckhand", "driver", "engineer", "teacher", "nurse", "mechanic", "baker", "butcher",
     "photographer", "chef", "soldier", "sailor", "instructor", "manager", "cleaner", "painter",
     "builder", "singer", "dancer", "accountant", "dj", "captain", "groundsman", "fitter", "clown",
     "attendant", "hostess", "clerk", "usher", "agent", "commentator", "scout", "coach", "player",
     "artist", "dentist", "vet", "caller", "expert", "volunteer", "specialist", "performer", "crew",
     "hand", "adviser", "caretaker", "officer", "model", "judge", "act", "medium", "fighter",
     "owner", "assistant", "midwife", "nanny"]
)  # fmt: skip
# They end as trades do and are none: what happened to somebody, or who they are to another.
_NO_TRADE = frozenset(
    ["leaver", "seeker", "holder", "sufferer", "claimant", "applicant", "supporter", "starter",
     "earner", "caregiver", "sleeper", "eater", "sitter", "grader", "saver", "mother", "father",
     "brother", "sister", "daughter", "teenager", "youngster", "toddler", "matter", "number",
     "letter", "disaster", "computer", "answer", "character", "chapter", "thinker", "infant",
     "migrant", "immigrant", "tenant", "minor", "major", "christian", "asian", "italian",
     "guardian", "doctor", "man", "woman", "danger", "older", "younger", "elder", "bigger", 
     "longer", "harder", "taller", "quicker", "slower", "kinder", "closer", "stronger", "happier"]
)  # fmt: skip
_AGENT = ("er", "or", "ist", "ian", "man", "woman", "ant")
_HOLDS_OFFICE = re.compile(r"\b(?:am|is|was|'m|'s|im|hes|shes) (?:an|the) (?P<it>M[PS]P?|MEP)\b")
_DOES = re.compile(
    r"\b(?:drives?|drove|driving) the (?P<it>(?:number |no\.? ?)?\d{1,3}[a-z]?(?: bus)?)\b|"
    r"\b(?:plays?|played|playing|fix(?:es|ed)?|builds?|tunes?) (?:the )?"
    r"(?P<organ>(?:church |cathedral |pipe )?(?:organs?|bagpipes|harp))\b",
    re.IGNORECASE,
)
_RUN_BY_FEW = frozenset(
    ["cafe", "café", "shop", "salon", "restaurant", "takeaway", "hotel", "gym", "florist",
     "butchers", "hairdressers", "barbers", "kennels", "stall", "guesthouse",
     "theatre", "farm", "museum", "circus", "zoo", "pub", "lighthouse", "brewery", "boatyard",
     "stables", "bakery", "funfair", "arcade", "chippy", "garage", "launderette", "gallery"]
)  # fmt: skip
# Words before a job that say how somebody is, and not what.
_PRAISE = frozenset(
    ["very", "fantastic", "brilliant", "amazing", "lovely", "kind", "caring", "excellent",
     "terrible", "awful", "horrible", "fab", "wonderful", "strict", "young", "older", "elderly",
     "busy", "tired", "only", "such", "proper", "real", "actual", "total", "complete", "trainee",
     "lead", "senior", "junior", "assistant", "social", "support", "youth", "family", "key", "work",
     "police", "nice", "funny", "grumpy", "happy", "sad", "angry", "poor", "rich", "tall", "short",
     "a", "an", "black", "white", "blue", "red", "strong", "weak", "better", "wise", "clever",
     "one", "new", "old", "same", "other", "another", "next", "last", "first", "second", "third",
     "big", "little", "small", "own", "best", "worst", "bad", "main", "whole", "right", "wrong",
     "female", "male", "lone", "usual", "pretty", "more", "most", "different", "special", "extra"]
)  # fmt: skip
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
    yield from _listed(text, known)
    for match in _WORKS_AS.finditer(text):
        if not _is_ordinary_job(match["it"], known):
            yield Found(*match.span("it"), "job", match["it"])
    for match in _IS_A.finditer(text):
        words = match["it"].lower().replace("\u2019", "'").split()
        while words and (words[0] in _HOW | _PRAISE or words[0].endswith(_ADJECTIVE)):
            words = words[1:]
        if _is_rare(words, known):
            start = match.end("it") - len(" ".join(words))
            yield Found(start, match.end("it"), "job", text[start : match.end("it")])
    for match in _RUNS.finditer(text):
        if match["it"].lower().split()[-1] in _RUN_BY_FEW:
            yield Found(*match.span("it"), "job", match["it"])
    yield from _known_by_it(text, known)


def _known_by_it(text: str, known: Known) -> Iterator[Found]:
    """What somebody alone is or does: the only midwife in town, the organ at church."""
    for match in _THE_ONLY.finditer(text):
        words = match["it"].lower().split()
        job = [word for word in words if word not in _PRAISE]
        if words and (_is_ordinary_job(" ".join(job), known) and job or _is_rare(words, known)):
            yield Found(*match.span("it"), "job", match["it"])
    for match in _OWN_TRADE.finditer(text):
        if _is_own_trade(match["it"], (match["of"] or "").lower().split(), match["trade"], known):
            yield Found(*match.span("it"), "job", match["it"])
    for match in _HOLDS_OFFICE.finditer(text):
        yield Found(*match.span("it"), "job", match["it"])
    for match in _DOES.finditer(text):
        group = "it" if match["it"] else "organ"
        yield Found(*match.span(group), "job", match[group])


def _is_own_trade(whole: str, of: list[str], trade: str, known: Known) -> bool:
    """Whether few are that: a rare trade, or an ordinary one with a word that narrows it."""
    trade = trade.lower()
    is_praise = any(
        it in _PRAISE | _HOW | _LITTLE or it.endswith((*_ADJECTIVE, "ing")) for it in of
    )
    if is_praise or trade in known.names or _is_ordinary_job(whole, known):
        return False
    if not of:
        return trade in known.job_heads and trade not in known.ordinary_jobs
    is_agent = trade.endswith(_AGENT) and trade not in _NO_TRADE | known.ordinary_jobs
    return is_agent or trade in _TRADES


def _listed(text: str, known: Known) -> Iterator[Found]:
    low = text.lower().replace("\u2019", "'")
    for job in known.jobs:
        at = low.find(job)
        while at >= 0:
            end = at + len(job)
            is_title = text[at].isupper() and re.match(r"\.? [A-Z]", text[end:])  # Councillor Ames
            last = end + (low[end : end + 1] == "s")  # beekeepers
            if not (low[at - 1 : at].isalpha() or low[last : last + 1].isalpha() or is_title):
                yield Found(at, last, "job", text[at:last])
            at = low.find(job, end)


def _is_rare(words: list[str], known: Known) -> bool:
    """Whether these words end as jobs few people hold do."""
    if not words or _LITTLE.intersection(words) or _is_ordinary_job(" ".join(words), known):
        return False
    last = words[-1].split("-")[-1]
    is_whole = words[-1].endswith(known.job_tails) and words[-1] not in known.job_tails
    is_head = last in known.job_heads or last in known.jobs
    return is_whole or (len(words) > 1 or "-" in words[-1]) and is_head


def _is_ordinary_job(job: str, known: Known) -> bool:
    """Exactly as listed, or with words before it that say how: a full time carer."""
    words = job.lower().replace("-", " ").split()
    while words and words[0] in _HOW:
        words = words[1:]
    return not words or " ".join(words) in known.ordinary_jobs
