"""Are identifying words found, and ordinary ones left alone? All sentences are invented."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.redaction import Sentence, counted, fifth_set, first_set, second_set
from feedback.privacy.redaction import Redactor

INVENTED = Path(__file__).parent / "invented"


# The first and the fifth set are by the people who wrote the rules, the second by somebody who had
# not seen them.
@pytest.mark.parametrize(
    ("sentences", "aside", "least"),
    [(first_set, False, 0.97), (first_set, True, 0.95), (second_set, False, 0.97),
     (second_set, True, 0.9), (fifth_set, False, 0.97), (fifth_set, True, 0.86)],
)  # fmt: skip
def test_invented_identifiers_are_hidden_and_ordinary_words_are_not(
    sentences: Callable[[], Iterator[Sentence]], *, aside: bool, least: float
) -> None:
    count = counted([one for one in sentences() if one.is_aside is aside])
    print(f"aside={aside} hidden {count.hidden} of {count.marked}, ordinary words {count.lost}")
    assert count.hidden / count.marked >= least
    assert count.lost / count.words < 0.03


def test_harmless_sentences_lose_almost_nothing() -> None:
    lost = _lost("harmless.txt")
    assert len(lost) <= 2, lost


def test_words_that_look_like_identifiers_stay() -> None:
    lost = _lost("lookalikes.txt")
    assert len(lost) <= 1, lost


def _lost(file: str) -> list[tuple[str, str]]:
    lines = (INVENTED / file).read_text(encoding="utf-8").splitlines()
    redactor = Redactor()
    return [(one.text, line) for line in lines for one in redactor.find(line)]


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("Call Priya on 07700 900123.", "Call [name] on [phone]."),
        ("my brother tyler is 9", "my brother [name] is [age]"),
        ("at st judes school in albert grove", "at [school] in [street]"),
        ("PO4 9QR since 3 May 2020", "[postcode] since [date]"),
        ("a.b@example.org", "[email]"),
        ("my dad is a lighthouse keeper", "my dad is a [job]"),
        ("add me @lil.kai07", "add me [other]"),
        ("My brother will come in May.", "My brother will come in May."),
        ("my uncle is a sponge diver so he is away", "my uncle is a [job] so he is away"),
        ("the nursery, Little Lanterns, was great", "the nursery, [school], was great"),
        ("at thornmoor they have a quiet room", "at [school] they have a quiet room"),
        ("our house is on western road", "our house is on [street]"),
        ("i am the only male midwife in the city", "i am the only [job] in the city"),
        ("i am the only boy in the house", "i am the only boy in the house"),
        ("me and tj saw you. K is poorly", "me and [name] saw you. [name] is poorly"),
        ("Ngo Thi Lanh came", "[name] came"),
        ("i love nanny sue and my nan maureen", "i love [name] and my nan [name]"),
        ("we are good at debriefing", "we are good at debriefing"),
        ("he is in year 9 at brook mill and happy", "he is in [age] at [school] and happy"),
        ("excluded from admiral lord hawke", "excluded from [school]"),
        ("my dad is a ferry engineer", "my dad is a [job]"),
        ("my brother is a skateboarder", "my brother is a [job]"),
        ("As a mortuary assistant i work nights", "As a [job] i work nights"),
        ("As a kinship carer I am tired", "As a kinship carer I am tired"),
        ("my sister is a year older", "my sister is a year older"),
        ("look for mx_ray_04 on insta", "look for [other] on insta"),
        ("my passport 532118874 is lost", "my passport [other] is lost"),
        ("i do college at North Downs", "i do college at [school]"),
        ("My dad is a good engineer", "My dad is a good engineer"),
        ("mum sings in the Lantern Choir", "mum sings in [other]"),
        ("moved out of po9 in may", "moved out of [postcode] in may"),
        ("She will be nine in March", "She will be [age] in [date]"),
        ("signed K. Oyelaran", "signed [name]"),
        ("taken at 18 months", "taken at [age]"),
        ("he got kicked out of mariners high", "he got kicked out of [school]"),
        ("past Old Ropewalk Lane", "past [street]"),
        ("when oluwakemi left i cried", "when [name] left i cried"),
        ("i didn't know big dave", "i didn't know [name]"),
        ("then Detective Sergeant Moyle came", "then [name] came"),
        ("a gran of 71", "a gran of [age]"),
        ("born 3/5/2010, so 13 now", "born [date], so [age] now"),
        ("the twenty-first of May", "[date]"),
        ("The Designated Safeguarding Lead helped.", "The Designated Safeguarding Lead helped."),
        ("She is a very good listener.", "She is a very good listener."),
        ("i want to go back to stamshaw", "i want to go back to [school]"),
        ("he was excluded from lessons", "he was excluded from lessons"),
        ("We are beekeepers", "We are [job]"),
        ("i love nanny pat", "i love [name]"),
        ("my lad, 15, left", "my lad, [age], left"),
        ("he drives the gritter", "he drives the [job]"),
        ("mum works at the zoo", "mum works at the [job]"),
        ("my mum Dawn is an arborist", "my mum [name] is an [job]"),
        ("my cousin is a mounted police officer", "my cousin is a [job]"),
        ("he is a drug dealer and a right clown", "he is a drug dealer and a right clown"),
        ("I am the designated doctor here", "I am the [job] here"),
        ("The designated doctor was kind.", "The designated doctor was kind."),
        ("my aunt is a nurse at Dunmere", "my aunt is a [job]"),
        ("he does the donkey rides at weekends", "he does the [job] at weekends"),
        ("our parents are fishmongers", "our parents are [job]"),
        ("she is in year 8 and he is in reception", "she is in [age] and he is in [age]"),
        ("I waited in reception for an hour.", "I waited in reception for an hour."),
        ("pregnant at 15", "pregnant at [age]"),
        ("at 9 they rang", "at 9 they rang"),
        ("he is three and three quarters", "he is [age]"),
        ("mine are 3, 6 and 8", "mine are [age], [age] and [age]"),
        ("she turns 11 in june", "she turns [age] in [date]"),
        ("In June the new team started.", "In June the new team started."),
        ("it was on boxing day", "it was on [date]"),
        ("since thursday the 9th", "since [date]"),
        ("the PO2 area and round SO19 2", "the [postcode] area and round [postcode]"),
        ("write to jo dot bell at mail dot com", "write to [email]"),
        ("ring o7700 9oo 321", "ring [phone]"),
        ("his red van, hv14 kpz", "his red van, [other]"),
        ("we got moved to wymering", "we got moved to [other]"),
        ("on copnor road by copnor primary", "on [street] by [school]"),
        ("the North Quay food bank", "[other]"),
        ("The family hub and the youth club help", "The family hub and the youth club help"),
        ("live near grubbleton now", "live near [other] now"),
        ("in the flats at juniper house", "in the flats at [street]"),
        ("nobody listens except thandeka", "nobody listens except [name]"),
        ("babcia wiesia cooks", "[name] cooks"),
        ("L.M. was there too", "[name] was there too"),
        ("A good nurse. Very kind. Dr. Amesley too", "A good nurse. Very kind. [name] too"),
        ("with empathy and insight", "with empathy and insight"),
        ("priory excluded me", "[school] excluded me"),
        ("", ""),
    ],
)
def test_each_kind_has_its_word(text: str, redacted: str) -> None:
    assert Redactor().redact(text) == redacted


def test_listed_names_are_found_misspelt_and_in_lower_case() -> None:
    redactor = Redactor(["Marisella Quintrell"])
    assert redactor.redact("i told marisella and Marisela Quintrel") == "i told [name] and [name]"


@given(st.text(max_size=200))
def test_spans_are_in_order_apart_and_as_typed(text: str) -> None:
    found = Redactor().find(text)
    assert all(text[one.start : one.end] == one.text for one in found)
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))
