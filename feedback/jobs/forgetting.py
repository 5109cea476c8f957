"""How does the night forget what was kept long enough?"""

from __future__ import annotations

import structlog

from feedback.collection.retention import Rules, due, forget
from feedback.compact.retention import due_of_compact
from feedback.services import Services
from feedback.settings import Settings
from feedback.training.retention import due_of_training

log = structlog.get_logger(__name__)


def rules_of(settings: Settings) -> Rules:
    """How long each thing is kept, as set."""
    return Rules(
        words=settings.keep_words_months,
        answers=settings.keep_answers_months,
        contacts=settings.keep_contacts_months,
        aside=settings.keep_aside_months,
        concerns=settings.keep_concerns_months,
        messages=settings.keep_messages_months,
    )


def forget_due(services: Services) -> int:
    """Forget everything whose time has come; how many keys were destroyed.

    Killed on the way, the next night does the rest: each kind is one transaction after its keys.
    """
    now = services.clock.now()
    with services.sessions.reading() as session:
        rules = rules_of(services.settings)
        everything = [
            *due(session, rules, now),
            *due_of_training(session, rules, now),
            *due_of_compact(session, rules, now),
        ]
    destroyed = 0
    for one in everything:
        with services.sessions.writing() as session:
            destroyed += forget(session, services.keys, one, now)
    if everything:
        services.sessions.forget_log()
        log.info("forgotten", kinds=len(everything), keys=destroyed)
    return destroyed
