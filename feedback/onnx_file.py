"""How is a network written down so that onnxruntime can run it?

The format is ONNX's (a protocol buffer). It is written by hand because the onnx package is large
and only these few dozen lines of it would be used.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
_TYPES = {"float32": 1, "uint8": 2, "int8": 3, "int64": 7}
_FORMAT, _OPSET, _OWN_OPSET = 9, 20, 1
OWN = "com.microsoft"  # onnxruntime's own, fused operations


class Network:
    """Gathers operations and constants, then writes them as one model."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._nodes: list[bytes] = []
        self._constants: dict[str, bytes] = {}
        self._ends: list[bytes] = []

    def node(
        self,
        kind: str,
        inputs: Sequence[str],
        *outputs: str,
        own: bool = False,
        **attributes: int | float | Sequence[int],
    ) -> str:
        """Add one operation; give the name of its first output. `own`: onnxruntime's own kind."""
        body = b"".join(_text(1, name) for name in inputs)
        body += b"".join(_text(2, name) for name in outputs) + _text(4, kind)
        for name, value in attributes.items():
            if isinstance(value, int):
                body += _part(5, _text(1, name) + _int(3, value) + _int(20, 2))
            elif isinstance(value, Sequence):
                numbers = b"".join(_int(8, one) for one in value)
                body += _part(5, _text(1, name) + numbers + _int(20, 7))
            else:
                number = _key(2, 5) + struct.pack("<f", value)
                body += _part(5, _text(1, name) + number + _int(20, 1))
        self._nodes.append(body + (_text(7, OWN) if own else b""))
        return outputs[0]

    def constant(self, name: str, array: NDArray[np.generic]) -> str:
        """Keep an array under a name, once."""
        if name not in self._constants:
            dims = b"".join(_int(1, size) for size in array.shape)
            kind = _TYPES[array.dtype.name]
            raw = np.ascontiguousarray(array).tobytes()
            self._constants[name] = dims + _int(2, kind) + _text(8, name) + _part(9, raw)
        return name

    def given(self, name: str, kind: str, shape: Sequence[str | int]) -> None:
        """Declare an input."""
        self._ends.append(_part(11, _value(name, kind, shape)))

    def told(self, name: str, shape: Sequence[str | int]) -> None:
        """Declare an output of float32."""
        self._ends.append(_part(12, _value(name, "float32", shape)))

    def written(self) -> bytes:
        """The whole model."""
        graph = [_part(1, node) for node in self._nodes]
        graph.append(_text(2, self._name))
        graph += [_part(5, tensor) for tensor in self._constants.values()]
        graph += self._ends
        opsets = _part(8, _text(1, "") + _int(2, _OPSET))
        opsets += _part(8, _text(1, OWN) + _int(2, _OWN_OPSET))
        return b"".join([_int(1, _FORMAT), opsets, _part(7, b"".join(graph))])


def _value(name: str, kind: str, shape: Sequence[str | int]) -> bytes:
    sizes = b"".join(
        _part(1, _text(2, size) if isinstance(size, str) else _int(1, size)) for size in shape
    )
    return _text(1, name) + _part(2, _part(1, _int(1, _TYPES[kind]) + _part(2, sizes)))


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


def in_int8(weight: Floats) -> tuple[NDArray[np.int8], Floats]:
    """A (inputs, outputs) matrix in whole numbers, and one scale for each output.

    Seven bits, not eight: on processors without VNNI, sums of two products overflow otherwise.
    """
    most = np.abs(weight).max(axis=0)
    scale = np.asarray(np.where(most > 0, most, 1) / 63, np.float32)
    return np.clip(np.rint(weight / scale), -63, 63).astype(np.int8), scale


Weights = Mapping[str, Floats]
