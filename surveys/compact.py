"""The Compact audit's twelve standards: what share of graded indicators needs improvement?"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

# Word for word as the yearly report prints them.
STANDARDS = {
    1: "Senior management commitment",
    2: "Staff responsibilities & competencies",
    3: "A clear line of accountability",
    4: "Service development",
    5: "Induction, training & appraisal",
    6: "Recruitment",
    7: "Allegation management",
    8: "Effective inter-agency working",
    9: "Information sharing",
    10: "Equality of opportunity",
    11: "Disabled children",
    12: "Commissioning",
}
GRADES = {
    "outstanding": "Outstanding",
    "good": "Good",
    "requires_improvement": "Requires improvement",
    "inadequate": "Inadequate",
    "not_applicable": "Not applicable",
}
GRADED = frozenset(GRADES) - {"not_applicable"}
NEEDS_ACTION = frozenset({"requires_improvement", "inadequate"})
FLAGGED_FROM = 5  # percent of graded indicators; the yearly report's footnote 11
CENTS, TENTHS = Decimal("0.01"), Decimal("0.1")


@dataclass(frozen=True, slots=True)
class StandardShare:
    """One standard over all returns. Counts of graded indicators, not of organisations.

    Raises ValueError where the parts are more than the whole.
    """

    standard: int
    graded: int  # not applicable is left out
    requires_improvement: int
    inadequate: int

    def __post_init__(self) -> None:
        parts = (self.requires_improvement, self.inadequate)
        if min(parts) < 0 or sum(parts) > self.graded:
            raise ValueError(f"more need improvement than were graded: {self}")

    @property
    def requires_improvement_percent(self) -> Decimal | None:
        """To 2 decimals, half up; None where nothing was graded."""
        return share(self.requires_improvement, self.graded, CENTS)

    @property
    def inadequate_percent(self) -> Decimal | None:
        """To 2 decimals, half up; None where nothing was graded."""
        return share(self.inadequate, self.graded, CENTS)

    @property
    def is_flagged(self) -> bool:
        """Whether both together are 5% or more: of the counts, never of rounded shares."""
        both = self.requires_improvement + self.inadequate
        return self.graded > 0 and 100 * both >= FLAGGED_FROM * self.graded


def share(part: int, whole: int, to: Decimal = TENTHS) -> Decimal | None:
    """A percentage rounded half up to the places of `to`; None without a whole."""
    if whole == 0:
        return None
    return (Decimal(100 * part) / whole).quantize(to, ROUND_HALF_UP)
