"""Are identifying words found, and ordinary ones left alone? All sentences are invented."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.privacy.redaction import Redactor

INVENTED = Path(__file__).parent / "invented"
_MARKED = re.compile(r"\[(\w+)\|([^\]]*)\]")
Marked = tuple[str, list[tuple[str, int, int]]]


def unmarked(line: str) -> Marked:
    """The sentence, and (kind, start, end) of what is marked in it as [kind|words]."""
    text, marks, at = "", [], 0
    for mark in _MARKED.finditer(line):
        text += line[at : mark.start()]
        marks.append((mark[1], len(text), len(text) + len(mark[2])))
        text += mark[2]
        at = mark.end()
    return text + line[at:], marks


def is_put_aside(line: str) -> bool:
    """Half of the lines, by a hash; rules are never fitted to what is missed there."""
    return int(hashlib.sha256(line.encode()).hexdigest(), 16) % 2 == 1


def sentences(*, aside: bool) -> list[Marked]:
    lines = (INVENTED / "identifiers.txt").read_text(encoding="utf-8").splitlines()
    return [unmarked(line) for line in lines if is_put_aside(line) is aside]


def shares(marked: list[Marked]) -> tuple[float, float]:
    """Identifiers hidden whole, and ordinary words hidden."""
    redactor, hidden, whole, words, lost = Redactor(), 0, 0, 0, 0
    for text, marks in marked:
        covered = {at for one in redactor.find(text) for at in range(one.start, one.end)}
        meant: set[int] = set()
        for _, start, end in marks:
            whole += 1
            meant.update(range(start, end))
            hidden += all(at in covered for at in range(start, end) if text[at].isalnum())
        for word in re.finditer(r"[\w'@.-]+", text):
            place = set(range(*word.span()))
            words += not place & meant
            lost += bool(place & covered) and not place & meant
    return hidden / whole, lost / words


@pytest.mark.parametrize("aside", [False, True])
def test_invented_identifiers_are_hidden_and_ordinary_words_are_not(*, aside: bool) -> None:
    found, lost = shares(sentences(aside=aside))
    print(f"aside={aside} found {found:.3f}, ordinary words hidden {lost:.3f}")
    assert found >= 0.95
    assert lost < 0.03


def test_harmless_sentences_lose_almost_nothing() -> None:
    lines = (INVENTED / "harmless.txt").read_text(encoding="utf-8").splitlines()
    redactor = Redactor()
    lost = [(one.text, line) for line in lines for one in redactor.find(line)]
    assert len(lost) <= 2, lost


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
