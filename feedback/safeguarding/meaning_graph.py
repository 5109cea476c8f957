"""What does the second look's network compute? MiniLM's encoder and a head on all of its words."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from feedback.onnx_file import Floats, Network

LAYERS, HEADS, WIDTH = 6, 12, 384


def network_bytes(weights: Mapping[str, Floats]) -> bytes:
    """Write the encoder and head as an ONNX model.

    `weights` holds the encoder's and the head's arrays under their own names. In: `words`
    (texts, words, 384), embedded and normalised, and `here` (texts, words), 1 for a word and 0
    for padding. Out: `told` (texts, outputs), before the sigmoid.
    """
    graph = _Graph(weights)
    x = "words"
    graph.node("Unsqueeze", ["here", graph.whole("axes_12", [1, 2])], "here4")
    graph.node("Sub", ["here4", graph.number("one", 1.0)], "away")
    graph.node("Mul", ["away", graph.number("far", 1e4)], "shut")
    for layer in range(LAYERS):
        x = _layer(graph, f"encoder.layer.{layer}", x)
    graph.node("Unsqueeze", ["here", graph.whole("axis_2", [2])], "here3")
    graph.node("Mul", [x, "here3"], "kept")
    along = graph.whole("axis_1", [1])
    graph.node("ReduceSum", ["kept", along], "sum", keepdims=0)
    graph.node("ReduceSum", ["here3", along], "count", keepdims=0)
    graph.node("Div", ["sum", "count"], "mean")
    graph.node("Sub", ["here3", "one"], "away3")
    graph.node("Mul", ["away3", "far"], "low")
    graph.node("Add", ["kept", "low"], "lowered")
    graph.node("ReduceMax", ["lowered", along], "most", keepdims=0)
    graph.node("Concat", ["mean", "most"], "pooled", axis=1)
    graph.linear("pooled", "head", "told")
    graph.given("words", "float32", ("texts", "words", WIDTH))
    graph.given("here", "float32", ("texts", "words"))
    graph.told("told", ("texts", len(weights["head.bias"])))
    return graph.written()


def _layer(graph: _Graph, at: str, x: str) -> str:
    """Write one encoder layer; give the name of what comes out."""
    parts = {}
    for part, order in (("query", [0, 2, 1, 3]), ("key", [0, 2, 3, 1]), ("value", [0, 2, 1, 3])):
        name = f"{at}.attention.self.{part}"
        flat = graph.linear(x, name, f"{name}.flat")
        shape = graph.whole("heads", [0, 0, HEADS, WIDTH // HEADS])
        graph.node("Reshape", [flat, shape], f"{name}.heads")
        parts[part] = graph.node("Transpose", [f"{name}.heads"], f"{name}.turned", perm=order)
    graph.node("MatMul", [parts["query"], parts["key"]], f"{at}.raw")
    root = graph.number("root", float(np.sqrt(WIDTH // HEADS)))
    graph.node("Div", [f"{at}.raw", root], f"{at}.scaled")
    graph.node("Add", [f"{at}.scaled", "shut"], f"{at}.masked")
    graph.node("Softmax", [f"{at}.masked"], f"{at}.weights", axis=-1)
    graph.node("MatMul", [f"{at}.weights", parts["value"]], f"{at}.seen")
    graph.node("Transpose", [f"{at}.seen"], f"{at}.back", perm=[0, 2, 1, 3])
    graph.node("Reshape", [f"{at}.back", graph.whole("joined", [0, 0, WIDTH])], f"{at}.flat")
    out = graph.linear(f"{at}.flat", f"{at}.attention.output.dense", f"{at}.attended")
    x = graph.norm(x, out, f"{at}.attention.output.LayerNorm")
    wide = graph.linear(x, f"{at}.intermediate.dense", f"{at}.wide")
    graph.node("Gelu", [wide], f"{at}.bent")
    narrow = graph.linear(f"{at}.bent", f"{at}.output.dense", f"{at}.narrow")
    return graph.norm(x, narrow, f"{at}.output.LayerNorm")


class _Graph(Network):
    """Operations on the weights under their own names."""

    def __init__(self, weights: Mapping[str, Floats]) -> None:
        super().__init__("second look")
        self._weights = weights

    def linear(self, x: str, name: str, output: str) -> str:
        weight = np.asarray(self._weights[f"{name}.weight"].T, np.float32)
        self.constant(f"{name}.turned_weight", weight)
        self.constant(f"{name}.bias", np.asarray(self._weights[f"{name}.bias"], np.float32))
        self.node("MatMul", [x, f"{name}.turned_weight"], f"{output}.product")
        return self.node("Add", [f"{output}.product", f"{name}.bias"], output)

    def norm(self, x: str, change: str, name: str) -> str:
        for part in ("weight", "bias"):
            self.constant(f"{name}.{part}", np.asarray(self._weights[f"{name}.{part}"], np.float32))
        self.node("Add", [x, change], f"{name}.sum")
        return self.node(
            "LayerNormalization",
            [f"{name}.sum", f"{name}.weight", f"{name}.bias"],
            f"{name}.out",
            axis=-1,
            epsilon=1e-12,
        )

    def number(self, name: str, value: float) -> str:
        return self.constant(name, np.asarray(value, np.float32))

    def whole(self, name: str, values: list[int]) -> str:
        return self.constant(name, np.asarray(values, np.int64))
