"""Is it a mobile number that a text message reaches, and how is it written so that two are one?"""

from __future__ import annotations

import re

# Ofcom's numbering plan: UK mobiles are 07 and nine digits; 070 and 076 are not (but Man's 07624).
_UK_MOBILE = re.compile(r"(?:\+44|0044|0)(7(?:[1-57-9]\d{8}|624\d{6}))")
_WRITTEN = re.compile(r"[\s().-]+")


def mobile_of(typed: str) -> str:
    """As "+447700900123", however it was typed; "" for anything but a UK mobile."""
    found = _UK_MOBILE.fullmatch(_WRITTEN.sub("", typed.replace("(0)", "")))
    return f"+44{found[1]}" if found else ""
