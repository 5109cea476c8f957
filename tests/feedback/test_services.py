"""Is a setting that would break the first alarm refused before anybody is served?"""

from __future__ import annotations

from pathlib import Path

import pytest

from feedback.adapters.quiet_texter import QuietTexter
from feedback.services import services_from
from feedback.settings import Settings, UnsafeSettings


@pytest.mark.parametrize(
    ("setting", "value"), [("office_hours", "nine to five"), ("bank_holidays", "25 December")]
)
def test_unreadable_office_hours_are_refused_at_the_start(
    tmp_path: Path, setting: str, value: str
) -> None:
    with pytest.raises(UnsafeSettings) as unsafe:
        services_from(Settings(data_dir=tmp_path, **{setting: value}))  # type: ignore[arg-type]
    assert value in unsafe.value.faults[0]


def test_without_a_key_text_messages_stay_here(tmp_path: Path) -> None:
    made = services_from(Settings(data_dir=tmp_path))
    assert isinstance(made.texter, QuietTexter)
    made.sessions.close()
