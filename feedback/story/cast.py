"""Who does what in the story's closed February? The counts the yearly report's figures rest on.

105 of 250 parents (42%), 95 of 250 children in need or on a plan (38%), of whom 87 (92%) and 89
(94%) said yes: report-figures F1 to F4. The counts are ours; the report prints the percentages.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from feedback.story.filling import Persona
from feedback.story.words import NASTY, TELLING, WORRIED_PARENT

PARENTS_SENT = 105
# band -> (invited in need or on a plan, looked after, sent of the first, sent of the second)
BANDS: dict[str, tuple[int, int, int, int]] = {
    "5-8": (60, 10, 20, 4),
    "8-11": (80, 14, 33, 6),
    "11-17": (110, 16, 42, 5),
}
TALK_NOT_YES = {"5-8": 2, "8-11": 3, "11-17": 3}  # 8 of 95: 87 said yes
SAY_NOT_YES = {"5-8": 1, "8-11": 2, "11-17": 3}  # 6 of 95: 89 said yes
PROFESSIONALS_SENT = 48

ALONE = {"presence": ("alone",), "helper": ("nobody",), "assent": ("yes",)}


@dataclass(frozen=True)
class Part:
    """One invited person's part: how it ends, and who they are."""

    ends: str = "sent"  # sent | open | declined | withdrawn | silent
    persona: Persona = field(default_factory=Persona)
    twice: bool = False  # answers a second time: the first must not count


def child_parts(band: str, chance: Random) -> tuple[list[Part], list[Part]]:
    """(in need or on a plan, looked after): one part for each invited child, in file order."""
    invited, looked_after, sent, sent_after = BANDS[band]
    parts = [Part(persona=_child(band, n, chance), twice=n in {3, 4}) for n in range(sent)]
    parts += [
        Part("open", Persona(ALONE, stops_after=6)),
        Part("open", Persona(ALONE, stops_after=9)),
        Part("declined", Persona({**ALONE, "assent": ("no",)}, stops_after=3)),
        Part("withdrawn", Persona(ALONE)),
    ]
    parts += [Part("silent")] * (invited - len(parts))
    others = [Part(persona=Persona({**ALONE, "talk_important": ("no",)}, never_skips=True))]
    others = others * sent_after + [Part("silent")] * (looked_after - sent_after)
    return parts, others


def parent_parts(chance: Random) -> list[Part]:
    """One part for each invited parent, in file order."""
    parts = [Part(persona=_parent(n, chance), twice=n == 7) for n in range(PARENTS_SENT)]
    parts += [Part("open", Persona(ALONE, stops_after=6))] * 9
    parts += [Part("withdrawn", Persona(ALONE))] * 2
    return parts + [Part("silent")] * (250 - len(parts))


def professional_parts() -> list[Part]:
    """One part for each invited professional, in file order."""
    return [Part()] * PROFESSIONALS_SENT + [Part("silent")] * (120 - PROFESSIONALS_SENT)


def _child(band: str, n: int, chance: Random) -> Persona:
    # F3's and YN's codes for not yes, in turn: "a bit"/"not sure" are in the base and not yes.
    not_yes = ("a_bit", "no") if band == "5-8" else ("no", "not_sure")
    surely = {
        **ALONE,
        "talk_important": ("yes",) if n >= TALK_NOT_YES[band] else (not_yes[n % 2],),
        "have_say": ("yes",) if n >= SAY_NOT_YES[band] else (not_yes[n % 2],),
    }
    words = {}
    if n == 5:
        surely["helper"] = ("parent",)  # not asked about home, for privacy
    if n == 9:
        words["change"] = TELLING
    if 10 <= n < 10 + len(NASTY):
        words["good"] = NASTY[n - 10]
    if n % 11 == 0:
        surely["presence"] = ("helped",)
    return Persona(surely, words)


def _parent(n: int, chance: Random) -> Persona:
    surely = ALONE
    words = {"change": WORRIED_PARENT} if n == 12 else {}
    if 20 <= n < 20 + len(NASTY):
        words["good"] = NASTY[n - 20]
    return Persona(surely, words)
