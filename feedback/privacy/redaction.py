"""Which words of an answer could tell who said it, and how does it read without them?

Finding is help for a person, not proof: the quote desk shows original and redacted side by side.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from feedback.privacy.identifier_jobs import jobs
from feedback.privacy.identifier_names import NameFinder
from feedback.privacy.identifier_patterns import Found, shaped_identifiers
from feedback.privacy.identifier_places import schools, streets
from feedback.privacy.identifying_words import known_words

_BESIDE_NAME = re.compile(r"(?:,? |,? ?\()(?P<it>\d{1,2})(?=[),.;]|,|$| and\b)")
# Where two overlap, the earlier kind stands: a street's name is not also a person.
_RANK = ("email", "phone", "other", "date", "postcode", "school", "street", "age", "job", "name")


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
    taken: list[Found] = []
    for one in sorted(found, key=lambda f: (_RANK.index(f.kind), f.start - f.end, f.start)):
        if one.end > one.start and all(one.end <= t.start or one.start >= t.end for t in taken):
            taken.append(one)
    return sorted(taken)
