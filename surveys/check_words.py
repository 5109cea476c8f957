"""Are the words short and plain enough for the people who are asked?"""

from __future__ import annotations

from collections.abc import Iterator

from surveys.check_conditions import places
from surveys.definition import UNDER_11, Audience, Question, Survey
from surveys.mistakes import Lines, Mistake, Place
from surveys.reading import grade, hardest_words, longest_sentence, words_of

# Flesch-Kincaid grade (US school years) that all the questions together may have.
HARDEST = {
    Audience.CHILD_5_8: 2.0,
    Audience.CHILD_8_11: 4.0,
    Audience.YOUNG_PERSON: 6.0,
    Audience.PARENT: 7.0,
}
HARDEST_FOR_WORK = 14.0
# One short question measures roughly: a single long word moves it by several grades. It is a
# warning from 2.5 grades over what the whole may have, and an error from 6 (the question banks of
# the instruments have no question that is warned about).
WARN_OVER = 2.5
STOP_OVER = 6.0
MOST_WORDS = 15  # in a sentence
MOST_LETTERS = {"title": 100, "ask": 300, "easy": 300, "hint": 300, "why": 500, "label": 120}
MOST_LETTERS_PARAGRAPH = 600


def check_words(survey: Survey, lines: Lines) -> Iterator[Mistake]:
    """Each text by itself: its length, and in English (which we can measure) how hard it is."""
    yield from _check_lengths(survey, lines)
    for place, question in places(survey):
        if question.published and not question.easy and survey.audience in UNDER_11:
            message = "The published words stay as they are: add an “easy” wording for this age."
            yield lines.error((*place, "ask"), "no-easy-wording", message)
    if not survey.language.startswith("en"):
        return
    limit = HARDEST.get(survey.audience, HARDEST_FOR_WORK)
    for place, question in places(survey):
        yield from _check_question(question, place, limit, lines)
    for place, text in _paragraphs(survey):
        yield from _check_sentence(text, place, lines)


def check_whole_words(survey: Survey, lines: Lines) -> Iterator[Mistake]:
    """All the questions together, in English: the grade of the whole."""
    if survey.language.startswith("en"):
        limit = HARDEST.get(survey.audience, HARDEST_FOR_WORK)
        yield from _check_flow(survey, limit, lines)


def _measured(question: Question) -> tuple[str, str]:
    """The easiest wording a person can have of this question, and its field."""
    return ("easy", question.easy) if question.easy else ("ask", question.ask)


def _check_question(
    question: Question, place: Place, limit: float, lines: Lines
) -> Iterator[Mistake]:
    name, text = _measured(question)
    if question.published and name == "ask":
        return
    for field, words in ((name, text), ("hint", question.hint), ("why", question.why)):
        if words:
            yield from _check_sentence(words, (*place, field), lines)
    hard = grade([text])
    # A few short words have no grade worth the name: "Later?" would have 8.
    if hard <= limit + WARN_OVER or not (hardest_words([text]) or len(words_of(text)) > 4):
        return
    message = f"These words are too hard for the people asked (grade {hard:.0f}; {limit:.0f} is"
    message += f" the aim).{_replace(text)}"
    if hard > limit + STOP_OVER:
        yield lines.error((*place, name), "hard-words", message)
    else:
        yield lines.warning((*place, name), "hard-words", message)


def _check_sentence(text: str, place: Place, lines: Lines) -> Iterator[Mistake]:
    longest = longest_sentence(text)
    if longest > MOST_WORDS:
        message = f"A sentence has {longest} words. Make it {MOST_WORDS} or fewer, or make two."
        yield lines.warning(place, "long-sentence", message)


def _check_flow(survey: Survey, limit: float, lines: Lines) -> Iterator[Mistake]:
    texts = []
    for question in survey.questions:
        name, text = _measured(question)
        if not (question.published and name == "ask"):
            texts.append(text)
        if question.hint:
            texts.append(question.hint)
    hard = grade(texts)
    if hard > limit:
        message = f"The questions together are too hard for the people asked (grade {hard:.1f};"
        message += f" {limit:.0f} is the most).{_replace(*texts)}"
        yield lines.error(("sections",), "hard-survey", message)


def _replace(*texts: str) -> str:
    hard = hardest_words(texts)
    if not hard:
        return " Make the sentences shorter."
    return f" Use shorter words for {', '.join(f'“{word}”' for word in hard)}."


def _paragraphs(survey: Survey) -> Iterator[tuple[Place, str]]:
    parts: tuple[tuple[Place, tuple[str, ...]], ...] = (
        (("start", "who_asks"), survey.start.who_asks),
        (("start", "who_sees"), survey.start.who_sees),
        (("thanks",), survey.thanks),
    )
    for place, texts in parts:
        for number, text in enumerate(texts):
            yield (*place, number), text


def _check_lengths(survey: Survey, lines: Lines) -> Iterator[Mistake]:
    texts: list[tuple[Place, str, int]] = [(("title",), survey.title, MOST_LETTERS["title"])]
    for number, section in enumerate(survey.sections):
        texts.append((("sections", number, "title"), section.title, MOST_LETTERS["title"]))
    for place, question in places(survey):
        for name in ("ask", "easy", "hint", "why"):
            texts.append(((*place, name), getattr(question, name) or "", MOST_LETTERS[name]))
        for number, choice in enumerate(question.choices):
            texts.append(((*place, "choices", number), choice.label, MOST_LETTERS["label"]))
    texts += [(place, text, MOST_LETTERS_PARAGRAPH) for place, text in _paragraphs(survey)]
    for place, text, most in texts:
        if len(text) > most:
            message = f"{len(text)} letters are too many here. Make it {most} or fewer."
            yield lines.error(place, "text-too-long", message)
