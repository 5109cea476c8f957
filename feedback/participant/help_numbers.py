"""Which help can this person turn to? The card for one audience, from the kept numbers."""

from __future__ import annotations

from dataclasses import dataclass

from feedback.safeguarding.concerns import scanned_as
from feedback.safeguarding.help_numbers import HelpLine, lines_for
from feedback.web.context import services
from surveys.definition import Audience


@dataclass(frozen=True, slots=True)
class HelpCard:
    """Tentative words and the numbers beside them (decisions 17, 21)."""

    audience: str  # child | parent | professional
    lines: tuple[HelpLine, ...]


def help_card(audience: Audience) -> HelpCard:
    """The card for a survey's audience; the numbers as staff last kept them."""
    spoken_to = scanned_as(audience)
    with services().sessions.reading() as session:
        return HelpCard(spoken_to, lines_for(session, spoken_to))
