"""Is every member of staff kept out whom the words name, and nobody whom they do not?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.safeguarding.conflicts import Colleague, is_allocated, named_in

DANA = Colleague("dana", "Dana Smith", "dana.smith@council.example")
WILL = Colleague("will", "Will Hope", "will.hope@council.example")
DOUBLE = Colleague("double", "Dr Oluwaseun Clarke-Bell", "o.clarke@council.example")
NAMELESS = Colleague("nameless", "", "priya.raman@council.example")
DESK = Colleague("desk", "", "duty@council.example")
STAFF = (DANA, WILL, DOUBLE, NAMELESS, DESK)


@pytest.mark.parametrize(
    ("words", "who"),
    [
        ("Dana Smith shouts at us", {"dana"}),
        ("DANA SMITH SHOUTS", {"dana"}),
        ("danna smiht shouts", {"dana"}),
        ("danasmith was there", {"dana"}),
        ("d. smith came round", {"dana"}),
        ("Smith, Dana", {"dana"}),
        ("dina smith shouts", {"dana"}),
        ("Dana Marie Smith came", {"dana"}),
        ("D\u0430na Smith's car", {"dana"}),  # a look-alike letter
        ("mrs smith told mum", {"dana"}),
        ("Miss Smyth told mum", {"dana"}),
        ("I told Miss Dana", {"dana"}),
        ("my social worker dana scares me", {"dana"}),
        ("Dana who is my social worker scares me", {"dana"}),
        ("my worker, her name is dana", {"dana"}),
        ("dana the iro", {"dana"}),
        ("write to dana.smith@council.example", {"dana"}),
        ("my social worker Will hits me", {"will"}),
        ("Will Hope hits me", {"will"}),
        ("Mr Hope hits me", {"will"}),
        ("olwaseun clarke bell", {"double"}),
        ("Dr Clarke scares me", {"double"}),
        ("ms bell scares me", {"double"}),
        ("my worker Oluwa", {"double"}),
        ("priya ramen is my worker", {"nameless"}),
        ("miss raman", {"nameless"}),
    ],
)
def test_whoever_is_named_is_found(words: str, who: set[str]) -> None:
    assert named_in(words, STAFF) == who


@pytest.mark.parametrize(
    "words",
    [
        "",
        "my friend Dana is nice",
        "i miss dana",
        "we really miss smith street",
        "my social worker will hope for the best",
        "Will I see my social worker?",
        "my social worker lana is nice",
        "my dad hits me",
        "a smith makes horse shoes",
        "the duty of my social worker",
        "I will hope so",
        "joanna.smith@council.example",
        "😀 😀",
    ],
)
def test_nobody_else_is_found(words: str) -> None:
    assert named_in(words, STAFF) == frozenset()


@pytest.mark.parametrize(
    ("worker", "is_hers"),
    [
        ("Dana Smith", True),
        ("dana  SMITH ", True),
        ("Smith, Dana", True),
        ("Ms Dana Smith (CIN team)", True),
        ("Sam Jones; Dana Smith", True),
        ("Dana.Smith@council.example", True),
        ("D Smith", True),
        ("", False),
        ("Dana", False),
        ("Sam Smith", False),
        ("joanna.smith@council.example", False),
        ("Dana Jones", False),
    ],
)
def test_the_allocated_worker_is_known_by_name_or_address(worker: str, is_hers: bool) -> None:
    assert is_allocated(worker, DANA) is is_hers


@given(st.text(max_size=300), st.text(max_size=40), st.text(max_size=40))
def test_no_words_and_no_name_break_the_rule(words: str, name: str, email: str) -> None:
    odd = Colleague("odd", name, email)
    assert named_in(words, [odd]) <= {"odd"}
    is_allocated(words, odd)


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_full_name_is_found_whatever_stands_around_it(before: str, after: str) -> None:
    assert "dana" in named_in(f"{before} Dana Smith {after}", STAFF)
