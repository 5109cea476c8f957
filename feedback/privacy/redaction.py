"""Which words of an answer could tell who said it, and how does it read without them?

Finding is help for a person, not proof: the quote desk shows original and redacted side by side.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from feedback.privacy.identifier_areas import areas
from feedback.privacy.identifier_jobs import jobs
from feedback.privacy.identifier_names import NameFinder
from feedback.privacy.identifier_patterns import Found, shaped_identifiers
from feedback.privacy.identifier_schools import schools
from feedback.privacy.identifier_streets import streets
from feedback.privacy.identifying_words import known_words

_BESIDE_NAME = re.compile(r"(?:,? |,? ?\()(?P<it>\d{1,2})(?=[),.;]|,|$| and\b)")
# Of two for the same letters the earlier kind stands: a street's name is not also a person.
_RANK = ("email", "phone", "other", "date", "postcode", "school", "street", "age", "job", "name")
_BETWEEN = " \t\n,;:.()"


class Redactor:
    """Finds identifiers in texts. `names`: the cohort's and the staff's names, where known."""

    def __init__(self, names: Sequence[str] = ()) -> None:
        self._known = known_words()
        self._names = NameFinder(self._known, names)

    def find(self, text: str) -> list[Found]:
        """Identifiers from left to right, none overlapping another."""
        names = list(self._names.find(text))
        found = [
            *shaped_identifiers(text),
            *streets(text, self._known),
            *schools(text, self._known),
            *jobs(text, self._known),
            *areas(text, self._known),
            *names,
            *_ages_beside(text, names),
        ]
        return _settled(found)

    def redact(self, text: str) -> str:
        """The text with every identifier replaced by its kind, such as [name]."""
        return redacted(text, self.find(text))


def redacted(text: str, found: Iterable[Found]) -> str:
    """The text with each span replaced by its kind in square brackets."""
    out, at = [], 0
    for one in found:
        out += [text[at : one.start], f"[{one.kind}]"]
        at = one.end
    return "".join([*out, text[at:]])


def _ages_beside(text: str, names: Iterable[Found]) -> Iterable[Found]:
    """ "Kelly, 32, rang" and "Sanjay (14)"."""
    for name in names:
        beside = _BESIDE_NAME.match(text, name.end)
        after = text[name.end : name.end + 2]
        if beside and (after == " (" or not after.startswith(" ")):
            yield Found(*beside.span("it"), "age", beside["it"])


def _settled(found: Iterable[Found]) -> list[Found]:
    """None over another: the longest stands, and of another what that leaves open."""
    taken: list[Found] = []
    for one in sorted(found, key=lambda f: (f.start - f.end, _RANK.index(f.kind), f.start)):
        start, end = one.start, one.end
        for other in taken:
            if other.start <= start < other.end:
                start = other.end
            if other.start < end <= other.end:
                end = other.start
        if start >= end or any(start < t.end and t.start < end for t in taken):
            continue
        rest = one.text[start - one.start : end - one.start]
        if rest != one.text:
            start += len(rest) - len(rest.lstrip(_BETWEEN))
            rest = rest.strip(_BETWEEN)
        if len(rest) > 2 or rest == one.text:
            taken.append(Found(start, start + len(rest), one.kind, rest))
    return sorted(taken)
