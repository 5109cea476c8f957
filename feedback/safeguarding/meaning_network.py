"""How does the second look's network run? Imports heavy libraries: the worker and commands only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from feedback.onnx_file import Floats
from feedback.safeguarding.meaning_graph import network_bytes

WORDS_MOST = 96  # pieces of a word; what comes after is in another passage
_TOKENS_AT_ONCE = 4096
_EMBEDDINGS = "embeddings"


class Network:
    """MiniLM as installed with what it was taught added, once per teaching; the mean of them."""

    def __init__(self, base: Path, taught: Path) -> None:
        """Load from files whose sums were checked before."""
        held = load_file(base / "model.safetensors")
        self._words = held[f"{_EMBEDDINGS}.word_embeddings.weight"]
        self._places = held[f"{_EMBEDDINGS}.position_embeddings.weight"]
        self._places = self._places + held[f"{_EMBEDDINGS}.token_type_embeddings.weight"][0]
        self._norm = [held[f"{_EMBEDDINGS}.LayerNorm.{part}"] for part in ("weight", "bias")]
        self._tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(WORDS_MOST)
        learnt = load_file(taught)
        self._sessions = [_session(_merged(held, part)) for part in _parts(learnt)]

    def opinions(self, texts: Sequence[str]) -> list[list[float]]:
        """Give the mean of all teachings for each text; quickest when sorted by length."""
        rows = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        out: list[list[float]] = []
        at = 0
        while at < len(rows):
            size = max(1, _TOKENS_AT_ONCE // max(16, len(rows[at])))
            out.extend(self._run(rows[at : at + size]))
            at += size
        return out

    def _run(self, rows: Sequence[Sequence[int]]) -> list[list[float]]:
        longest = max(map(len, rows))
        ids = np.zeros((len(rows), longest), np.int64)
        here = np.zeros((len(rows), longest), np.float32)
        for index, row in enumerate(rows):
            ids[index, : len(row)] = row
            here[index, : len(row)] = 1
        x = self._words[ids] + self._places[:longest]
        x = x - x.mean(-1, keepdims=True)
        x = x / np.sqrt((x * x).mean(-1, keepdims=True) + 1e-12)
        given = {"words": (x * self._norm[0] + self._norm[1]).astype(np.float32), "here": here}
        told = [np.asarray(session.run(["told"], given)[0]) for session in self._sessions]
        mean: list[list[float]] = np.mean(told, axis=0).astype(float).tolist()
        return mean


def _session(weights: Mapping[str, Floats]) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        network_bytes(weights), options, providers=["CPUExecutionProvider"]
    )


def _parts(learnt: Mapping[str, Floats]) -> list[dict[str, Floats]]:
    """Take the teachings apart: names begin with 0/, 1/ and so on."""
    numbers = sorted({name.partition("/")[0] for name in learnt})
    return [
        {
            name.partition("/")[2]: np.asarray(array, np.float32)
            for name, array in learnt.items()
            if name.partition("/")[0] == number
        }
        for number in numbers
    ]


def _merged(held: Mapping[str, Floats], learnt: Mapping[str, Floats]) -> dict[str, Floats]:
    """Add what was learnt to the installed weights: W + up @ down."""
    weights = {name: array for name, array in held.items() if name.startswith("encoder.")}
    weights["head.weight"], weights["head.bias"] = learnt["head.weight"], learnt["head.bias"]
    for name in learnt:
        if name.endswith(".up"):
            matrix = name.removesuffix(".up")
            change = learnt[name] @ learnt[f"{matrix}.down"]
            weights[f"{matrix}.weight"] = weights[f"{matrix}.weight"] + change
    return weights
