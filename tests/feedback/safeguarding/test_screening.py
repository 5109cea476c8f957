"""Does screening hold every text it cannot judge, whatever goes wrong?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.safeguarding.lexicon import Lexicon
from feedback.safeguarding.lexicon_file import load_lexicon
from feedback.safeguarding.scan import Scanner
from feedback.safeguarding.screening import LETTERS_MOST, screen
from feedback.safeguarding.second_look import combine
from feedback.safeguarding.verdict import Level, Verdict

LEXICON = load_lexicon()
SCANNER = Scanner(LEXICON)


class RaisingScanner:
    """A scanner whose every call breaks."""

    lexicon = LEXICON

    def __init__(self, error: Exception) -> None:
        self.error = error

    def scan(self, text: str, *, audience: str = "child") -> Verdict:
        raise self.error


class LexiconlessScanner:
    """A scanner that cannot even name its lexicon."""

    @property
    def lexicon(self) -> Lexicon:
        raise RuntimeError("gone")

    def scan(self, text: str, *, audience: str = "child") -> Verdict:
        raise RuntimeError("gone")


class GarbageScanner:
    """A scanner that gives something that is no verdict."""

    lexicon = LEXICON

    def scan(self, text: str, *, audience: str = "child") -> Verdict:
        return None  # type: ignore[return-value]  # the broken promise is the test


class HastyScanner:
    """A scanner whose verdicts name another lexicon than it has."""

    lexicon = LEXICON

    def scan(self, text: str, *, audience: str = "child") -> Verdict:
        return Verdict(Level.REVIEW, ("other",), ((0, 1),), "another")


def test_every_verdict_names_the_lexicon_that_was_asked() -> None:
    for scanner in (SCANNER, HastyScanner(), GarbageScanner(), RaisingScanner(KeyError(1))):
        for text in ("my dad hits me", "x" * (LETTERS_MOST + 1)):
            assert screen(scanner, text).lexicon_version == LEXICON.version


def ticking(*seconds: float) -> Callable[[], float]:
    times = iter(seconds)
    return lambda: next(times)


@pytest.mark.parametrize("error", [RuntimeError("x"), MemoryError(), RecursionError(), KeyError(1)])
def test_a_scan_that_raises_leaves_the_text_unscreened(error: Exception) -> None:
    assert screen(RaisingScanner(error), "hello").level is Level.UNSCREENED


def test_an_unscreened_text_says_by_which_lexicon_and_nothing_else() -> None:
    for verdict in (
        screen(SCANNER, "a" * (LETTERS_MOST + 1)),
        screen(SCANNER, "i like it", elapsed=ticking(0.0, 3.0), budget_seconds=2.0),
        screen(SCANNER, "мой папа бьёт меня"),
        screen(SCANNER, "hello", audience="robot"),
    ):
        assert verdict.level is Level.UNSCREENED
        assert (verdict.kinds, verdict.spans) == ((), ())
        assert verdict.lexicon_version == SCANNER.lexicon.version
    assert screen(LexiconlessScanner(), "hello").lexicon_version == "unknown"
    assert screen(SCANNER, "a" * LETTERS_MOST).level is not Level.UNSCREENED


def test_garbage_and_a_missing_lexicon_leave_the_text_unscreened() -> None:
    assert screen(GarbageScanner(), "hello").level is Level.UNSCREENED
    assert screen(LexiconlessScanner(), "hello").level is Level.UNSCREENED


def test_an_unknown_audience_or_a_broken_clock_leaves_the_text_unscreened() -> None:
    assert screen(SCANNER, "hello", audience="robot").level is Level.UNSCREENED
    assert screen(SCANNER, "hello", elapsed=ticking()).level is Level.UNSCREENED


def test_a_scan_over_its_budget_is_unscreened_and_within_it_is_not() -> None:
    slow, quick = ticking(0.0, 3.0), ticking(0.0, 0.1)
    assert screen(SCANNER, "i like it", elapsed=slow, budget_seconds=2.0).level is Level.UNSCREENED
    assert screen(SCANNER, "i like it", elapsed=quick, budget_seconds=2.0).level is Level.NONE
    just = ticking(0.0, 2.0)
    assert screen(SCANNER, "i like it", elapsed=just, budget_seconds=2.0).level is Level.NONE


def test_a_hit_is_kept_though_the_scan_was_slow() -> None:
    verdict = screen(SCANNER, "my dad hits me", elapsed=ticking(0.0, 9.0))
    assert verdict.level is Level.URGENT


def test_a_text_too_long_to_scan_goes_to_a_person() -> None:
    assert screen(SCANNER, "a " * LETTERS_MOST).level is Level.UNSCREENED


@pytest.mark.parametrize(
    "text",
    [
        "мой папа бьёт меня каждый день",
        "أبي يضربني كل يوم",
        "我爸爸每天打我",
        "mój tata bije mnie codziennie pasem",
        "mi padre me pega todos los días con el cinturón",
        "babam beni her gün dövüyor ve korkuyorum",
        "tatăl meu mă bate în fiecare zi când bea",
    ],
)
def test_another_language_goes_to_a_person(text: str) -> None:
    assert screen(SCANNER, text).level is Level.UNSCREENED


@pytest.mark.parametrize(
    "text",
    [
        "",
        "👍",
        "ok",
        "lol",
        "pizza",
        "i like my worker",
        "Zoë and Chloé r my mates",
        "10/10",
        "soz",
    ],
)
def test_short_or_ordinary_texts_are_not_taken_for_another_language(text: str) -> None:
    assert screen(SCANNER, text).level is Level.NONE


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=300))
def test_any_text_at_all_gets_a_verdict_with_spans_inside_it(text: str) -> None:
    verdict = screen(SCANNER, text)
    assert all(0 <= start < end <= len(text) for start, end in verdict.spans)
    assert (verdict.level in (Level.NONE, Level.UNSCREENED)) == (not verdict.spans)


def test_the_second_look_raises_to_review_and_never_lowers() -> None:
    none, urgent = Verdict(Level.NONE, (), (), "v"), Verdict(Level.URGENT, ("physical",), (), "v")
    found = Verdict(Level.URGENT, ("sexual",), ((0, 2),), "w")
    assert combine(none, found) == Verdict(Level.REVIEW, ("sexual",), ((0, 2),), "v")
    assert combine(urgent, none) == urgent
    assert combine(none, none) == none
