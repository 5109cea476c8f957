"""Does a text sound like an adult's comment on a service? One more row for the taught heads.

python -m benchmarks.training.manner BASE TAUGHT.safetensors --comments DIR
Taught after the rest, on what the networks make of a text; the rest does not change. Comments on
wards and lectures sound like nobody's telling, and need a surer network before they are flagged.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file, save_file
from torch import Tensor

from benchmarks.training.__main__ import ordinary
from benchmarks.training.corpus import OUTPUTS, read_corpus
from benchmarks.training.folds import emoji_table
from benchmarks.training.network import Network, rebuilt
from benchmarks.training.teaching import batched, tokenizer_of
from feedback.safeguarding.meaning import plain_text

ADULTS = frozenset({"adults", "adults_recordings"})  # writers of comments on services and courses
STEPS, DECAY = 300, 1e-3


def pooled(network: Network, base: Path, texts: Sequence[str]) -> Tensor:
    """What stands before the head: (texts, 768)."""
    tokenizer, rows = tokenizer_of(base), []
    network.head = torch.nn.Identity()
    network.eval()
    with torch.inference_mode():
        for at in range(0, len(texts), 64):
            rows.append(network(*batched(tokenizer, texts[at : at + 64])))
    return torch.cat(rows).clone()


def fitted(x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """Weights and bias of a logistic regression, both kinds counting the same."""
    weight, bias = torch.zeros(x.shape[1], requires_grad=True), torch.zeros(1, requires_grad=True)
    each = torch.where(y > 0, 0.5 / y.sum(), 0.5 / (1 - y).sum())
    optimiser = torch.optim.LBFGS([weight, bias], max_iter=STEPS, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimiser.zero_grad()
        wrong = torch.nn.functional.binary_cross_entropy_with_logits(
            x @ weight + bias, y, weight=each, reduction="sum"
        )
        total = wrong + DECAY * (weight * weight).sum()
        total.backward()
        return total

    optimiser.step(loss)
    return weight.detach(), bias.detach()


def main() -> None:
    """Add the row to every teaching in the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base", type=Path)
    parser.add_argument("taught", type=Path)
    parser.add_argument("--comments", type=Path, required=True)
    args = parser.parse_args()
    emoji = emoji_table()
    lines = read_corpus()
    theirs = [line for line in lines if line.writer in ADULTS and line.level == "none"]
    theirs += ordinary(args.comments, 0)
    ours = [line for line in lines if line.writer not in ADULTS]
    texts = [plain_text(line.text, emoji) for line in (*theirs, *ours)]
    y = torch.tensor([1.0] * len(theirs) + [0.0] * len(ours))
    whole = load_file(args.taught)
    for seed in sorted({name.partition("/")[0] for name in whole}):
        learnt = {n.partition("/")[2]: a for n, a in whole.items() if n.startswith(f"{seed}/")}
        weight, bias = fitted(pooled(rebuilt(args.base, learnt, len(OUTPUTS)), args.base, texts), y)
        for name, row in (("weight", weight[None]), ("bias", bias)):
            key = f"{seed}/head.{name}"
            kept = whole[key][: len(OUTPUTS)]
            whole[key] = np.concatenate([kept, row.numpy().astype(np.float16)])
        print(f"seed {seed}: {len(theirs)} comments, {len(ours)} others")
    save_file(whole, args.taught)


if __name__ == "__main__":
    main()
