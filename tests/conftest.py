"""What do all tests share: the counts of long tests, and loud skips."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from feedback.services import Services
from tests.factories import make_services

DEEP = os.environ.get("FEEDBACK_DEEP") == "1"
SEED = int(os.environ.get("FEEDBACK_SEED", "20240201"))


def scaled(full: int) -> int:
    """How often a long test runs: 5% of `full`, at least once; all of it in check-deep."""
    return full if DEEP else max(1, full // 20)


@pytest.fixture
def services(tmp_path: Path) -> Services:
    """A fresh world on SQLite."""
    return make_services(tmp_path)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly how much was skipped, and why."""
    why: Counter[str] = Counter()
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        why[reason.removeprefix("Skipped: ")] += 1
    for reason, count in why.most_common():
        terminalreporter.write_line(f"SKIPPED {count}: {reason}", yellow=True, bold=True)
