"""Is a mobile number told from others, and two spellings of one known as one?"""

from __future__ import annotations

import pytest

from feedback.collection.mobile import mobile_of


@pytest.mark.parametrize(
    "typed",
    ["07700900123", "07700 900 123", "+447700900123", "+44 (0)7700 900123", "0044 7700-900-123"],
)
def test_one_number_is_written_one_way(typed: str) -> None:
    assert mobile_of(typed) == "+447700900123"


@pytest.mark.parametrize(
    "typed",
    ["", "023 9282 2251", "0770090012", "077009001234", "07000 900123", "07600 900123",
     "ada@nhs.example", "+33 6 12 34 56 78", "٠٧٧٠٠٩٠٠١٢٣"],
)  # fmt: skip
def test_what_no_text_message_reaches_is_no_mobile(typed: str) -> None:
    assert mobile_of(typed) == ""


def test_the_isle_of_man_has_its_own_beginning() -> None:
    assert mobile_of("07624 900123") == "+447624900123"
