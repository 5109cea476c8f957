"""Which words may staff let stand for an answer, and which not?"""

from __future__ import annotations

import pytest

from chatbot.loading import load_lexis
from feedback.collection.talk_aliases import aliases, refusal, taught, teach, unteach
from feedback.services import Services
from surveys.loading import option_sets
from tests.factories import DURING
from tests.feedback.chats import views

PETS = "{key: pet, kind: choice, ask: Which pet?, choices: [{code: cat, label: Cat}, {code: dog, label: Dog}]}"  # noqa: E501 - one question a line
SURVEY = views(PETS)
LEXIS = load_lexis()
LATELY, PET = SURVEY.question("lately"), SURVEY.question("pet")


@pytest.mark.parametrize(
    ("phrase", "code", "why"),
    [
        ("not so bad", "good", "turn an answer round"),
        ("good but boring", "good", "turn an answer round"),
        ("skip", "good", "for something else"),
        ("good", "poor", "mean another answer"),
        ("pretty good", "good", "understands these words already"),
        ("good question", "good", "no answer wherever"),
        ("one two three four five six seven", "good", "1 to 6 words"),
        ("!!", "good", "1 to 6 words"),
        ("wibble", "nowhere", "Choose the answer"),
        ("Wibble, wobble", "good", ""),
    ],
)
def test_what_could_be_taken_wrongly_is_refused(phrase: str, code: str, why: str) -> None:
    told = refusal(LEXIS, LATELY, code, phrase, {})
    assert why in told
    assert bool(told) is bool(why)


def test_a_phrase_holds_for_every_question_with_these_answers_until_it_is_taken_out(
    services: Services,
) -> None:
    with services.sessions.writing() as session:
        first = teach(session, LEXIS, LATELY, "good", "Wibble!", by="a", now=DURING)
        teach(session, LEXIS, PET, "cat", "kitteh", by="a", now=DURING)
        known = taught(aliases(session, "en"))
        assert known == {"R5": {"good": ("wibble",)}, "item:pet": {"cat": ("kitteh",)}}
        assert "another answer" in refusal(LEXIS, LATELY, "poor", "wibble", known)
        assert unteach(session, first, by="b", now=DURING)
        assert not unteach(session, first, by="b", now=DURING)
        assert "R5" not in taught(aliases(session, "en"))


def test_what_is_refused_is_never_written(services: Services) -> None:
    with services.sessions.writing() as session, pytest.raises(ValueError, match="another answer"):
        teach(session, LEXIS, LATELY, "poor", "good", by="a", now=DURING)


def test_the_sets_of_the_library_have_the_codes_the_tests_say() -> None:
    assert {"good", "poor"} <= {one.code for one in option_sets()["R5"]}
