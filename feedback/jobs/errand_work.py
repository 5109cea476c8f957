"""What does each kind of errand do?"""

from __future__ import annotations

from collections.abc import Mapping

from feedback.collection.errands import ASSIGN, DISCOVER, QUOTES, REDACT, SCAN, SENTIMENT
from feedback.jobs.errands import Doing
from feedback.jobs.finding_quotes import find_quotes
from feedback.jobs.uploads import (
    assign_file,
    discover_file,
    feel_file,
    redact_file,
    scan_file,
)

DOINGS: Mapping[str, Doing] = {
    QUOTES: find_quotes,
    SCAN: scan_file,
    REDACT: redact_file,
    ASSIGN: assign_file,
    DISCOVER: discover_file,
    SENTIMENT: feel_file,
}
