"""Which rules hold for small numbers: on staff pages of one fixed division, and for free filters?

Each rule can be switched off by `dataclasses.replace`, so that the attacker in the tests can show
that every one of them is needed. Nothing but a test does so.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Profile:
    """A set of rules. Counts are of people."""

    name: str
    base: int  # a smaller group shows nothing at all
    cell: int  # a smaller count is hidden
    step: int  # counts are rounded down to a multiple of this; 1: not rounded
    zeros_alike: bool  # a 0 is hidden just like a small count
    secondary: bool = True  # more is hidden, so that no sum tells a hidden count
    merged: bool = False  # on a sensitive item one answer alone is not told
    overlap: bool = False  # a filter is refused whose difference from a wider one is a few people
    frozen: bool = False  # counts never move: they are kept from the day the round closed


# decisions 9: staff pages, where each question is divided in one fixed way.
DEFAULT = Profile("default", base=5, cell=5, step=1, zeros_alike=False)
# reliability-security 2b: whatever may be filtered freely, and what anybody may read. Rounded down
# and not to the nearest: nearest prints 18 as 20, and two hidden parts of 20 are both 9.
PUBLIC_STRICT = Profile(
    "public_strict", base=10, cell=10, step=5, zeros_alike=True, merged=True, overlap=True,
    frozen=True,
)  # fmt: skip
