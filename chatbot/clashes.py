"""Can every option of a question be typed without meaning something else?"""

from __future__ import annotations

from collections.abc import Iterator

from chatbot.commands import find_command
from chatbot.hearing import options_of
from chatbot.lexis import Lexis
from surveys.definition import Question, Survey
from surveys.mistakes import Lines, Mistake, Place

WORDS_OF_A_COMMAND = 3


def clashes(survey: Survey, lexis: Lexis, lines: Lines) -> Iterator[Mistake]:
    """Options that sound alike once typed, and options that are also a command."""
    for section_at, section in enumerate(survey.sections):
        for question_at, question in enumerate(section.questions):
            place: Place = ("sections", section_at, "questions", question_at)
            if question.is_closed:
                yield from _alike(question, place, lexis, lines)
                yield from _commands(question, place, lexis, lines)


def _alike(question: Question, place: Place, lexis: Lexis, lines: Lines) -> Iterator[Mistake]:
    options, set_name = options_of(question), question.options or ""
    said = [lexis.plain(one.label) for one in options]
    means = [
        {word, *lexis.family(set_name, option.label).sure}
        for word, option in zip(said, options, strict=True)
    ]
    for number, word in enumerate(said):
        others = [n for n in range(len(said)) if n != number and word in means[n]]
        if others and (said[others[0]] != word or others[0] < number):
            message = (
                f"“{options[number].label}” and “{options[others[0]].label}” are the same once"
            )
            message += " somebody types them. Give one of them other words."
            yield lines.error((*place, "choices", number), "options-alike", message)


def _commands(question: Question, place: Place, lexis: Lexis, lines: Lines) -> Iterator[Mistake]:
    for number, one in enumerate(question.choices):
        said = lexis.plain(one.label)
        command = find_command(lexis, said)
        # A longer phrase is read as the option it is; nobody types it for anything else.
        if command is not None and len(said.split()) < WORDS_OF_A_COMMAND:
            message = f"“{one.label}” is also what people type for “{command}” in the chat: here it"
            message += " will count as the answer."
            yield lines.warning((*place, "choices", number), "option-is-command", message)
