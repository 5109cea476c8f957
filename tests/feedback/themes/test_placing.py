"""Does each theme get the cut that people's codings bear out, and no other?"""

from __future__ import annotations

import numpy as np
import pytest

from feedback.themes.placing import cuts_from, placed
from feedback.themes.scoring import weights_for
from feedback.themes.sureness import borne_out

WEIGHTS = weights_for("none")


def shown(often: int) -> tuple[np.ndarray, np.ndarray]:
    """`often` codings of two themes: the machine is too bold for the first, right for the second.

    Of the first theme it is right from .6 on; what it scores at .34 is never of the theme.
    """
    scores = np.array([[0.65, 0.1], [0.34, 0.1], [0.34, 0.8], [0.1, 0.4], [0.05, 0.05]], np.float32)
    gold = np.array([[1, 0], [0, 0], [0, 1], [0, 1], [0, 0]], bool)
    return np.tile(scores, (often, 1)), np.tile(gold, (often, 1))


def test_an_answer_below_the_cut_is_in_no_theme_but_for_a_likely_best_one() -> None:
    scores = np.array([[0.9, 0.5], [WEIGHTS.least - 0.01, 0.02], [WEIGHTS.cut - 0.01, 0.1]])
    told = placed(scores.astype(np.float32), WEIGHTS)
    assert told.tolist() == [[True, True], [False, False], [True, False]]


def test_a_theme_the_machine_is_too_bold_for_gets_a_higher_cut() -> None:
    scores, gold = shown(400)
    cuts, told = borne_out(scores, gold, WEIGHTS, seed=0)
    assert 0.34 < cuts[0] <= 0.65
    assert cuts[1] == pytest.approx(WEIGHTS.cut, abs=0.02)
    # Judged by cuts that have not seen the answer, the bold guess is dropped and no right one.
    assert not told[2::5, 0].any()
    assert told[0::5, 0].all()
    assert told[2::5, 1].all()


def test_few_codings_move_a_cut_a_little_and_none_do_not() -> None:
    few, many = (cuts_from(*shown(often), WEIGHTS)[0] for often in (5, 100))
    assert WEIGHTS.cut < few < many
    scores, gold = shown(100)
    silent = cuts_from(scores, gold & [False, True], WEIGHTS)
    assert silent[0] == pytest.approx(WEIGHTS.cut)


def test_where_the_common_cut_does_as_well_it_stays() -> None:
    scores, gold = shown(100)
    kept = [0, 3, 4]  # of each five, where the common cut is right already
    rows = np.flatnonzero(np.isin(np.arange(len(scores)) % 5, kept))
    cuts, told = borne_out(scores[rows], gold[rows], WEIGHTS, seed=0)
    assert cuts == pytest.approx(WEIGHTS.cut)
    assert (told == gold[rows]).all()
