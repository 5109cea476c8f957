"""What do authors get wrong that a well-formed file can still hold?"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from surveys.check_conditions import check_conditions, check_piping, check_reachable
from surveys.check_questions import check_questions
from surveys.check_safety import check_safety
from surveys.check_words import check_whole_words, check_words
from surveys.definition import Audience, Survey
from surveys.mistakes import Lines, Mistake

# Questions a child of the band can be asked in one go (instruments.md 4).
MOST_ITEMS = {Audience.CHILD_5_8: 12, Audience.CHILD_8_11: 16, Audience.YOUNG_PERSON: 24}

# Around every survey (instruments.md 4.3): who is there, whether they want to, and the close.
_AROUND = frozenset({"presence", "helper", "assent", "contact", "chat_mood"})


def check(survey: Survey, lines: Lines | None = None, *, whole: bool = True) -> tuple[Mistake, ...]:
    """Every mistake in the survey, by line. One that has an error must not be published.

    whole=False: questions are missing, so only what each of the others shows by itself counts.
    """
    places = lines or Lines(f"{survey.key}.yaml")
    checks: tuple[Callable[[Survey, Lines], Iterator[Mistake]], ...] = (
        check_questions,
        check_words,
    )
    if whole:
        checks += (
            _check_frame,
            check_conditions,
            check_piping,
            check_reachable,
            check_safety,
            check_whole_words,
        )
    return tuple(sorted({mistake for one in checks for mistake in one(survey, places)}))


def _check_frame(survey: Survey, lines: Lines) -> Iterator[Mistake]:
    for number, section in enumerate(survey.sections):
        if not section.questions:
            message = f"Section “{section.key}” has no questions. Add one, or take it out."
            yield lines.error(("sections", number), "empty-section", message)
    if not survey.start.who_asks or not survey.start.who_sees:
        message = "The start screens must say who asks and who sees the answers: fill in both."
        yield lines.error(("start",), "no-start", message)
    if not survey.thanks:
        message = "Say what happens next: add “thanks”."
        yield lines.warning((), "no-thanks", message)
    yield from _check_quotes(survey, lines)
    yield from _check_length(survey, lines)


def _check_quotes(survey: Survey, lines: Lines) -> Iterator[Mistake]:
    asking = [question for question in survey.questions if question.quote_consent]
    if not asking:
        message = (
            "Nobody is asked whether we may use their words. Add a question with choices"
            " “yes” and “no” and “quote_consent: true”."
        )
        yield lines.error((), "no-quote-question", message)
    for number, section in enumerate(survey.sections):
        for place, question in enumerate(section.questions):
            if not question.quote_consent:
                continue
            at = ("sections", number, "questions", place, "quote_consent")
            # Each of an organisation's quotes is agreed to by itself.
            if question is not asking[0] and survey.audience is not Audience.ORGANISATION:
                message = f"“{asking[0].key}” already asks for consent to quote. Keep one."
                yield lines.error(at, "two-quote-questions", message)
            if question.choice("yes") is None:
                message = "A consent to quote needs a choice with the code “yes”."
                yield lines.error(at, "quote-without-yes", message)


def _check_length(survey: Survey, lines: Lines) -> Iterator[Mistake]:
    most = MOST_ITEMS.get(survey.audience)
    if most is None:
        return
    items = [
        question
        for question in survey.questions
        if not (question.is_info or question.quote_consent or question.when is not None)
        and question.key not in _AROUND
    ]
    if len(items) > most:
        message = f"{len(items)} questions are too many for this age. Ask {most} or fewer."
        yield lines.warning(("sections",), "too-many-questions", message)
