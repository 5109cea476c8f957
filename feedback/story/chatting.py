"""How did an invented person chat: how many turns at each question, and which were not heard?"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from feedback.story.taking_part import Turns
from surveys.answers import Answers
from surveys.definition import CHILDREN, Survey

CHATS = 0.5  # so many children chat
CHANGES = 0.15  # so many of these go over to the form on their way
TYPES, IS_MISSED = 0.3, 0.35  # how often words are typed, and how often they are not understood


def chat_of(survey: Survey, answers: Answers, chance: Random) -> Mapping[str, Turns]:
    """Question key -> (turns, misses); nothing for who takes the form. Grown-ups take the form."""
    if survey.audience not in CHILDREN or chance.random() > CHATS:
        return {}
    keys = [name for name, _value in answers.items() if not survey.question(name).is_info]
    if chance.random() < CHANGES:
        keys = keys[: len(keys) // 2]
    return {name: _turns(chance) for name in keys}


def _turns(chance: Random) -> Turns:
    if chance.random() > TYPES:
        return 1, 0
    missed = int(chance.random() < IS_MISSED)
    return 1 + missed, missed
