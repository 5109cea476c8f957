"""Which help can this person turn to? The card for one audience, from the kept numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from feedback.collection.languages import Language
from feedback.safeguarding.concerns import scanned_as
from feedback.safeguarding.help_numbers import HelpLine, lines_for
from feedback.web.context import services
from surveys.definition import Audience


@dataclass(frozen=True, slots=True)
class HelpCard:
    """Tentative words and the numbers beside them (decisions 17, 21)."""

    audience: str  # child | parent | professional
    lines: tuple[HelpLine, ...]
    words: Mapping[str, str] = field(default_factory=dict)  # in another language, by their place
    language: str = ""


def help_card(audience: Audience, language: Language | None = None) -> HelpCard:
    """The card for a survey's audience; the numbers as staff last kept them."""
    spoken_to = scanned_as(audience)
    with services().sessions.reading() as session:
        lines = lines_for(session, spoken_to)
    if language is None:
        return HelpCard(spoken_to, lines)
    told = tuple(replace(one, about=language.card.get(one.key, one.about)) for one in lines)
    return HelpCard(spoken_to, told, language.card, language.code)
