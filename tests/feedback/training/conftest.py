"""A world of courses on each database."""

from __future__ import annotations

import pytest

from feedback.services import Services
from tests.feedback.training.world import Training


@pytest.fixture
def training(each_store: Services) -> Training:
    """Courses on SQLite and on PostgreSQL."""
    return Training(each_store)
