"""When is a message taken for the command it most likely is? Last, and never what tells something.

Asked where no label, alias, number, known command, pattern or misspelt answer was found.
"""

from __future__ import annotations

from chatbot.commands import LETTERS_MOST, tells, words_of
from chatbot.frames import PRESENT
from chatbot.lexis import Lexis
from chatbot.phrases import Match, Outcome

WORDS_MOST = 20


def guessed(lexis: Lexis, text: str, found: Match) -> Match:
    """The likeliest command where nothing sure was found, else what was found.

    No guess is an answer: the outcome is `found`'s or a command's.
    """
    if found.outcome in {Outcome.ACCEPT, Outcome.COMMAND}:
        return found
    guess = guessed_command(lexis, text)
    if guess is None:
        return found
    return Match(Outcome.COMMAND, guess[:1], guess[1], "guess")


def guessed_command(lexis: Lexis, text: str) -> tuple[str, int] | None:
    """The command a typed message most likely is, with its chance in percent; None for none."""
    guesser, said = lexis.guesser, lexis.plain(text)
    if guesser is None or not said or len(said) > LETTERS_MOST or tells(lexis, said):
        return None
    words = words_of(said, lexis)
    if len(words) > WORDS_MOST:
        return None
    command, chance = guesser.guess(words)
    if command == PRESENT and not lexis.frames.not_now.isdisjoint(words):
        return None  # who was near once, or always is, is told of
    return (command, chance) if chance >= guesser.bar(words) else None
