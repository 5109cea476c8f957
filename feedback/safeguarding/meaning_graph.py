"""How is the second look's network written down so that onnxruntime can run it?

The file format is ONNX's (a protocol buffer); written by hand here, because the onnx package is
large and only a few dozen lines of it would be used.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
LAYERS, HEADS, WIDTH = 6, 12, 384
_FLOAT, _INT64, _OPSET, _FORMAT = 1, 7, 20, 9


def network_bytes(weights: Mapping[str, Array]) -> bytes:
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
    graph.node("ReduceSum", ["kept", along], "sum", ints={"keepdims": 0})
    graph.node("ReduceSum", ["here3", along], "count", ints={"keepdims": 0})
    graph.node("Div", ["sum", "count"], "mean")
    graph.node("Sub", ["here3", "one"], "away3")
    graph.node("Mul", ["away3", "far"], "low")
    graph.node("Add", ["kept", "low"], "lowered")
    graph.node("ReduceMax", ["lowered", along], "most", ints={"keepdims": 0})
    graph.node("Concat", ["mean", "most"], "pooled", ints={"axis": 1})
    graph.linear("pooled", "head", "told")
    return graph.model(len(weights["head.bias"]))


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
    graph.node("Softmax", [f"{at}.masked"], f"{at}.weights", ints={"axis": -1})
    graph.node("MatMul", [f"{at}.weights", parts["value"]], f"{at}.seen")
    graph.node("Transpose", [f"{at}.seen"], f"{at}.back", perm=[0, 2, 1, 3])
    graph.node("Reshape", [f"{at}.back", graph.whole("joined", [0, 0, WIDTH])], f"{at}.flat")
    out = graph.linear(f"{at}.flat", f"{at}.attention.output.dense", f"{at}.attended")
    x = graph.norm(x, out, f"{at}.attention.output.LayerNorm")
    wide = graph.linear(x, f"{at}.intermediate.dense", f"{at}.wide")
    graph.node("Gelu", [wide], f"{at}.bent")
    narrow = graph.linear(f"{at}.bent", f"{at}.output.dense", f"{at}.narrow")
    return graph.norm(x, narrow, f"{at}.output.LayerNorm")


class _Graph:
    """Gathers nodes and constants, then writes them as one model."""

    def __init__(self, weights: Mapping[str, Array]) -> None:
        self._weights = weights
        self._nodes: list[bytes] = []
        self._constants: dict[str, bytes] = {}

    def node(
        self,
        kind: str,
        inputs: Sequence[str],
        output: str,
        *,
        ints: Mapping[str, int] | None = None,
        perm: Sequence[int] = (),
        epsilon: float | None = None,
    ) -> str:
        body = b"".join(_text(1, name) for name in inputs) + _text(2, output) + _text(4, kind)
        for name, value in (ints or {}).items():
            body += _part(5, _text(1, name) + _int(3, value) + _int(20, 2))
        if perm:
            body += _part(5, _text(1, "perm") + b"".join(_int(8, i) for i in perm) + _int(20, 7))
        if epsilon is not None:
            number = _key(2, 5) + struct.pack("<f", epsilon)
            body += _part(5, _text(1, "epsilon") + number + _int(20, 1))
        self._nodes.append(body)
        return output

    def linear(self, x: str, name: str, output: str) -> str:
        self._array(f"{name}.turned_weight", self._weights[f"{name}.weight"].T)
        self._array(f"{name}.bias", self._weights[f"{name}.bias"])
        self.node("MatMul", [x, f"{name}.turned_weight"], f"{output}.product")
        return self.node("Add", [f"{output}.product", f"{name}.bias"], output)

    def norm(self, x: str, change: str, name: str) -> str:
        self._array(f"{name}.weight", self._weights[f"{name}.weight"])
        self._array(f"{name}.bias", self._weights[f"{name}.bias"])
        self.node("Add", [x, change], f"{name}.sum")
        return self.node(
            "LayerNormalization",
            [f"{name}.sum", f"{name}.weight", f"{name}.bias"],
            f"{name}.out",
            ints={"axis": -1},
            epsilon=1e-12,
        )

    def number(self, name: str, value: float) -> str:
        self._array(name, np.asarray(value, np.float32))
        return name

    def whole(self, name: str, values: Sequence[int]) -> str:
        self._tensor(name, _INT64, (len(values),), np.asarray(values, "<i8").tobytes())
        return name

    def _array(self, name: str, array: Array) -> None:
        self._tensor(name, _FLOAT, array.shape, np.ascontiguousarray(array, "<f4").tobytes())

    def _tensor(self, name: str, kind: int, shape: Sequence[int], raw: bytes) -> None:
        dims = b"".join(_int(1, size) for size in shape)
        self._constants[name] = dims + _int(2, kind) + _text(8, name) + _part(9, raw)

    def model(self, outputs: int) -> bytes:
        graph = [_part(1, node) for node in self._nodes]
        graph.append(_text(2, "second look"))
        graph += [_part(5, tensor) for tensor in self._constants.values()]
        graph.append(_part(11, _value("words", ("texts", "words", WIDTH))))
        graph.append(_part(11, _value("here", ("texts", "words"))))
        graph.append(_part(12, _value("told", ("texts", outputs))))
        opset = _part(8, _text(1, "") + _int(2, _OPSET))
        return b"".join([_int(1, _FORMAT), opset, _part(7, b"".join(graph))])


def _value(name: str, shape: Sequence[str | int]) -> bytes:
    sizes = b"".join(
        _part(1, _text(2, size) if isinstance(size, str) else _int(1, size)) for size in shape
    )
    return _text(1, name) + _part(2, _part(1, _int(1, _FLOAT) + _part(2, sizes)))


def _varint(value: int) -> bytes:
    value &= (1 << 64) - 1  # a negative number is written as its two's complement
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _key(field: int, wire: int) -> bytes:
    return _varint(field << 3 | wire)


def _int(field: int, value: int) -> bytes:
    return _key(field, 0) + _varint(value)


def _part(field: int, body: bytes) -> bytes:
    return _key(field, 2) + _varint(len(body)) + body


def _text(field: int, text: str) -> bytes:
    return _part(field, text.encode())
