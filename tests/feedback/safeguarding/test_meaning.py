"""Does the second look hear what no rule says, and is it the one that was measured?"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.safeguarding.meaning import MeaningLook, Setting, plain_text
from feedback.safeguarding.meaning_file import (
    SHIPPED,
    MeaningError,
    is_installed,
    second_look_from,
)
from feedback.safeguarding.passages import PIECES_MOST, passages
from feedback.safeguarding.verdict import AUDIENCES, KINDS, Level, Verdict

NOTHING = Verdict(Level.NONE, (), (), "1")
SETTING = Setting(
    version="t", slope=1.0, offset=0.0, least=dict.fromkeys(AUDIENCES, 0.5),
    least_hinted=dict.fromkeys(AUDIENCES, 0.2), emoji={}, per_passage=1.0, manner_from=0.0,
    manner_weight=1.0,
)  # fmt: skip


class Says:
    """A network that hears one word; `manner`: how much all sounds like a comment."""

    def __init__(self, word: str, number: float = 2.0, manner: float = -5.0) -> None:
        self.word, self.number, self.manner = word, number, manner

    def opinions(self, texts: Sequence[str]) -> list[list[float]]:
        kinds = [1.0] + [-9.0] * (len(KINDS) - 1)
        return [
            [self.number if self.word in text else -9.0, 0.0, *kinds, self.manner] for text in texts
        ]


def look(network: Says, *, hinted: bool = False) -> MeaningLook:
    return MeaningLook(network, SETTING, lambda _text, _audience: hinted)


def level(network: Says, text: str, *, hinted: bool = False) -> Level:
    return look(network, hinted=hinted).look(text, NOTHING, audience="child").level


def test_the_sentence_that_tells_is_marked_and_its_kind_named() -> None:
    text = "We went to the park. Then the bad thing happened again. It was nice."
    verdict = look(Says("bad thing", 4.0)).look(text, NOTHING, audience="child")
    assert verdict.level is Level.REVIEW
    assert verdict.kinds == (KINDS[0],)
    ((start, end),) = verdict.spans
    assert "bad thing" in text[start:end]
    assert "park" not in text[start:end]


def test_a_text_of_many_passages_needs_a_surer_network() -> None:
    sentence = "the bad thing came to us"
    many = ". ".join(["we went to the park again"] * 20 + [sentence])
    assert level(Says("bad thing", 1.0), sentence) is Level.REVIEW
    assert level(Says("bad thing", 1.0), many) is Level.NONE
    assert level(Says("bad thing", 5.0), many) is Level.REVIEW


def test_what_sounds_like_a_comment_on_a_service_needs_a_surer_network() -> None:
    sentence = "the bad thing came to us"
    assert level(Says("bad thing", 1.0, manner=3.0), sentence) is Level.NONE
    assert level(Says("bad thing", 4.0, manner=3.0), sentence) is Level.REVIEW


def test_a_hint_of_the_lexicon_lowers_the_bar() -> None:
    assert level(Says("bad", -0.5), "a bad day") is Level.NONE
    assert level(Says("bad", -0.5), "a bad day", hinted=True) is Level.REVIEW


def test_what_the_rules_flagged_stays_as_it_was() -> None:
    urgent = Verdict(Level.URGENT, ("physical",), ((0, 2),), "1")
    assert look(Says("x")).look("x", urgent, audience="child") is urgent


def test_a_text_without_letters_says_nothing() -> None:
    for text in ("", "   ", "123 !!", "\u200b"):
        assert level(Says(""), text) is Level.NONE


@given(st.text(max_size=600))
def test_passages_cover_every_word_in_order(text: str) -> None:
    spans = passages(text)
    assert len(spans) <= PIECES_MOST
    assert [start for start, _ in spans] == sorted(start for start, _ in spans)
    covered = {n for start, end in spans for n in range(start, end)}
    assert all(n in covered for n, sign in enumerate(text) if not sign.isspace()) or not spans


@given(st.text(max_size=200))
def test_plain_text_is_stable(text: str) -> None:
    once = plain_text(text, {})
    assert plain_text(once, {}) == once


needs_model = pytest.mark.skipif(not is_installed(), reason="the second look is not installed")


@needs_model
def test_the_shipped_look_hears_indirect_telling_and_not_a_game() -> None:
    shipped = second_look_from()
    assert shipped is not None
    telling = ["i dread the sound of the key in the door", "please dont make me go back to his"]
    plain = ["we won the match and had pizza", "my social worker is always late"]
    levels = [
        one.level for one in shipped.look_many([*telling, *plain], [NOTHING] * 4, audience="child")
    ]
    assert levels == [Level.REVIEW, Level.REVIEW, Level.NONE, Level.NONE]


@needs_model
def test_one_at_a_time_and_many_at_once_agree() -> None:
    shipped = second_look_from()
    assert shipped is not None
    texts = ["he locks me in", "i like cats. " * 30, "", "no food again", "ok"]
    many = shipped.look_many(texts, [NOTHING] * 5, audience="child")
    assert many == [shipped.look(text, NOTHING, audience="child") for text in texts]


@needs_model
def test_a_file_that_was_not_measured_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(SHIPPED, folder)
    with (folder / "taught.safetensors").open("ab") as file:
        file.write(b"x")
    with pytest.raises(MeaningError, match="taught"):
        second_look_from(folder)


def test_every_audience_has_its_own_bar() -> None:
    setting = json.loads((SHIPPED / "about.json").read_text(encoding="utf-8"))["setting"]
    assert set(setting["least"]) == set(setting["least_hinted"]) == set(AUDIENCES)
    assert setting["least"]["child"] < setting["least"]["parent"] < setting["least"]["professional"]
    assert all(setting["least_hinted"][one] < setting["least"][one] for one in AUDIENCES)
