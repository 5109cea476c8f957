"""What is taught: MiniLM as installed, low-rank changes to its matrices, and a small head?"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file
from torch import Tensor, nn
from torch.nn import functional as fn

LAYERS, HEADS, WIDTH = 6, 12, 384
TAUGHT_FROM = 2  # lower layers stay as installed: learning is a third faster, no worse
MATRICES = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)


class LowRank(nn.Module):
    """A frozen linear layer with a change of low rank beside it: W + scale * up @ down."""

    def __init__(self, weight: Tensor, bias: Tensor, rank: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(weight, requires_grad=False)
        self.bias = nn.Parameter(bias, requires_grad=False)
        self.down = nn.Parameter(torch.randn(rank, weight.shape[1]) / math.sqrt(weight.shape[1]))
        self.up = nn.Parameter(torch.zeros(weight.shape[0], rank))
        self.scale = 2.0

    def forward(self, x: Tensor) -> Tensor:
        """Apply both."""
        return fn.linear(x, self.weight, self.bias) + self.scale * ((x @ self.down.T) @ self.up.T)


class Network(nn.Module):
    """MiniLM with changes, mean and maximum over words, and a linear head.

    Gives one row per text: concern, urgent, then one number per kind (all before a sigmoid).
    """

    def __init__(self, base: Path, rank: int, outputs: int, dropout: float = 0.1) -> None:
        super().__init__()
        held = {k: torch.from_numpy(v) for k, v in load_file(base / "model.safetensors").items()}
        self.held = held
        self.layers = nn.ModuleDict()
        for layer in range(TAUGHT_FROM, LAYERS):
            for name in MATRICES:
                key = f"encoder.layer.{layer}.{name}"
                self.layers[key.replace(".", "/")] = LowRank(
                    held[f"{key}.weight"], held[f"{key}.bias"], rank
                )
        self.head = nn.Linear(2 * WIDTH, outputs)
        self.dropout = dropout

    def _norm(self, x: Tensor, key: str) -> Tensor:
        return fn.layer_norm(
            x, (WIDTH,), self.held[f"{key}.LayerNorm.weight"], self.held[f"{key}.LayerNorm.bias"],
            1e-12,
        )  # fmt: skip

    def _linear(self, x: Tensor, key: str) -> Tensor:
        name = key.replace(".", "/")
        if name not in self.layers:
            return fn.linear(x, self.held[f"{key}.weight"], self.held[f"{key}.bias"])
        out: Tensor = self.layers[name](x)
        return out

    def _drop(self, x: Tensor) -> Tensor:
        return fn.dropout(x, self.dropout, self.training)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Give the head's numbers; ids and mask are (texts, words)."""
        held, (rows, columns) = self.held, ids.shape
        x = fn.embedding(ids, held["embeddings.word_embeddings.weight"])
        x = x + held["embeddings.position_embeddings.weight"][:columns]
        x = x + held["embeddings.token_type_embeddings.weight"][0]
        x = self._drop(self._norm(x, "embeddings"))
        away = (~mask)[:, None, None, :]
        for layer in range(LAYERS):
            at = f"encoder.layer.{layer}"
            q, k, v = (
                self._linear(x, f"{at}.attention.self.{part}")
                .view(rows, columns, HEADS, WIDTH // HEADS)
                .transpose(1, 2)
                for part in ("query", "key", "value")
            )
            weights = (q @ k.transpose(-1, -2)) / math.sqrt(WIDTH // HEADS)
            weights = self._drop(weights.masked_fill(away, -1e4).softmax(-1))
            seen = (weights @ v).transpose(1, 2).reshape(rows, columns, WIDTH)
            seen = self._drop(self._linear(seen, f"{at}.attention.output.dense"))
            x = self._norm(x + seen, f"{at}.attention.output")
            wide = fn.gelu(self._linear(x, f"{at}.intermediate.dense"))
            x = self._norm(x + self._drop(self._linear(wide, f"{at}.output.dense")), f"{at}.output")
        here = mask[:, :, None]
        mean = (x * here).sum(1) / here.sum(1)
        most = x.masked_fill(~here, -1e4).amax(1)
        out: Tensor = self.head(self._drop(torch.cat([mean, most], dim=1)))
        return out

    def taught(self) -> dict[str, np.ndarray]:
        """Give what was learnt, as 16-bit numbers: `<matrix>/up`, `/down` and the head."""
        out = {"head.weight": self.head.weight, "head.bias": self.head.bias}
        for key, layer in self.layers.items():
            name = key.replace("/", ".")
            out[f"{name}.up"], out[f"{name}.down"] = layer.up * layer.scale, layer.down
        return {k: v.detach().numpy().astype(np.float16) for k, v in out.items()}


def rebuilt(base: Path, learnt: Mapping[str, np.ndarray], outputs: int) -> Network:
    """Build a network again from what `taught` gave; rows of the head beyond `outputs` are left."""
    rank = next(array for name, array in learnt.items() if name.endswith(".down")).shape[0]
    network = Network(base, rank, outputs)
    for key, layer in network.layers.items():
        name = key.replace("/", ".")
        layer.up.data = torch.from_numpy(learnt[f"{name}.up"].astype(np.float32)) / layer.scale
        layer.down.data = torch.from_numpy(learnt[f"{name}.down"].astype(np.float32))
    for part in ("weight", "bias"):
        array = learnt[f"head.{part}"][:outputs].astype(np.float32)
        getattr(network.head, part).data = torch.from_numpy(array)
    return network


def trainable(network: Network) -> Mapping[str, nn.Parameter]:
    """Name what learns."""
    return {k: p for k, p in network.named_parameters() if p.requires_grad}
