"""How does the network learn from the lines, the same way every time?"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as fn

from benchmarks.training.corpus import OUTPUTS, Line
from benchmarks.training.network import Network, trainable
from benchmarks.training.noise import retyped

WORDS_MOST = 96


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how hard to learn."""

    epochs: int = 6
    batch: int = 32
    rate: float = 1e-3
    rank: int = 16
    dropout: float = 0.1
    joined: float = 0.12  # share of texts that get a harmless sentence before or after


def tokenizer_of(base: Path) -> Tokenizer:
    """Give MiniLM's tokenizer, without padding."""
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(WORDS_MOST)
    return tokenizer


def batched(tokenizer: Tokenizer, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
    """Give ids and mask, padded to the longest."""
    rows = [e.ids for e in tokenizer.encode_batch(list(texts))]
    longest = max(map(len, rows))
    ids = torch.zeros(len(rows), longest, dtype=torch.long)
    mask = torch.zeros(len(rows), longest, dtype=torch.bool)
    for index, row in enumerate(rows):
        ids[index, : len(row)] = torch.tensor(row)
        mask[index, : len(row)] = True
    return ids, mask


def teach(
    base: Path,
    lines: Sequence[Line],
    plan: Plan,
    seed: int,
    plain: Callable[[str], str],
    say: Callable[[str], None] = lambda _: None,
    begun: Network | None = None,
) -> Network:
    """Teach a fresh network, or one `begun`; same lines, plan and seed give the same network."""
    torch.manual_seed(seed)
    chance = random.Random(seed)
    network = begun or Network(base, plan.rank, len(OUTPUTS), plan.dropout)
    tokenizer = tokenizer_of(base)
    learns = trainable(network)
    optimiser = torch.optim.AdamW(learns.values(), lr=plan.rate, weight_decay=0.01)
    steps = plan.epochs * -(-len(lines) // plan.batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, plan.rate, total_steps=steps, pct_start=0.1, anneal_strategy="linear"
    )
    harmless = [line.text for line in lines if line.level == "none"]
    positive = sum(line.level != "none" for line in lines) / len(lines)
    balance = torch.tensor((1 - positive) / positive)
    network.train()
    for epoch in range(plan.epochs):
        total = 0.0
        for chosen in _shuffled(lines, plan.batch, chance):
            texts = [plain(_written(line, harmless, plan, chance)) for line in chosen]
            wanted = torch.tensor([line.targets for line in chosen])
            loss = _loss(network(*batched(tokenizer, texts)), wanted, balance)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(learns.values(), 1.0)
            optimiser.step()
            schedule.step()
            total += float(loss.detach()) * len(chosen)
        say(f"epoch {epoch + 1}: loss {total / len(lines):.4f}")
    network.eval()
    return network


def _loss(told: Tensor, wanted: Tensor, balance: Tensor) -> Tensor:
    concern = fn.binary_cross_entropy_with_logits(
        told[:, 0], wanted[:, 0] * 0.96 + 0.02, pos_weight=balance
    )
    is_concern = wanted[:, 0]
    urgent = fn.binary_cross_entropy_with_logits(told[:, 1], wanted[:, 1])
    kinds = fn.binary_cross_entropy_with_logits(told[:, 2:], wanted[:, 2:], reduction="none")
    named = (kinds.mean(1) * is_concern).sum() / is_concern.sum().clamp(min=1)
    return concern + 0.3 * urgent + 1.0 * named


def _shuffled(lines: Sequence[Line], size: int, chance: random.Random) -> list[list[Line]]:
    """Give batches of lines of like length: little is wasted on padding."""
    order = list(lines)
    chance.shuffle(order)
    order.sort(key=lambda line: len(line.text) // 12 + chance.random() * 3)
    batches = [order[i : i + size] for i in range(0, len(order), size)]
    chance.shuffle(batches)
    return batches


def _written(line: Line, harmless: Sequence[str], plan: Plan, chance: random.Random) -> str:
    text = retyped(line.text, chance)
    if chance.random() < plan.joined:
        other = retyped(chance.choice(harmless), chance)
        link = chance.choice((". ", " and ", ". ", " but ", "\n", " "))
        text = other + link + text if chance.random() < 0.5 else text + link + other
    return text


def told(network: Network, base: Path, texts: Sequence[str], size: int = 64) -> np.ndarray:
    """Give what the network says of plain texts: one row each, before the sigmoid."""
    tokenizer = tokenizer_of(base)
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    out = np.zeros((len(texts), len(OUTPUTS)), np.float32)
    with torch.inference_mode():
        for at in range(0, len(order), size):
            part = order[at : at + size]
            out[part] = network(*batched(tokenizer, [texts[i] for i in part])).numpy()
    return out
