"""Do a course's own situations take the place of the library's, without telling which is right?"""

from __future__ import annotations

from surveys.checks import check
from surveys.definition import Survey
from surveys.documents import from_document, to_document
from surveys.library_index import path_of
from surveys.loading import load_file
from surveys.mistakes import Severity
from surveys.scenarios import with_situations

OWN = [
    {"ask": f"Situation {n}. What do you do?", "choices": [f"Right {n}", "Wait", "Go home"]}
    for n in range(3)
]


def day_0() -> Survey:
    read = load_file(path_of("training-day-0"))
    assert isinstance(read, Survey)
    return read


def scored(survey: Survey) -> list[tuple[str, str]]:
    """(what is asked, the right answer) of each scored item."""
    found = []
    for question in survey.questions:
        for code in question.right:
            choice = question.choice(code)
            assert choice is not None
            found.append((question.ask, choice.label))
    return found


def test_a_course_without_its_own_keeps_the_librarys() -> None:
    assert with_situations(day_0(), []) == day_0()


def test_both_are_replaced_and_the_first_choice_is_right() -> None:
    survey = with_situations(day_0(), OWN)
    assert scored(survey) == [(OWN[n]["ask"], f"Right {n}") for n in range(2)]
    assert [one.key for one in survey.questions] == [one.key for one in day_0().questions]


def test_one_alone_replaces_the_first() -> None:
    first, second = scored(with_situations(day_0(), OWN[:1]))
    assert first == (OWN[0]["ask"], "Right 0")
    assert second == scored(day_0())[1]


def test_the_order_does_not_tell_which_is_right() -> None:
    many = [
        {"ask": f"What, {n}?", "choices": ["Right", "Wrong", "Worse", "Worst"]} for n in range(40)
    ]
    places = set()
    for one in many:
        question = next(q for q in with_situations(day_0(), [one]).questions if q.right)
        places.add([choice.label for choice in question.choices].index("Right"))
    assert places == {0, 1, 2, 3}


def test_it_is_a_sound_survey_that_can_be_published() -> None:
    survey = with_situations(day_0(), OWN)
    assert [one for one in check(survey) if one.severity is Severity.ERROR] == []
    assert from_document(to_document(survey)) == survey
