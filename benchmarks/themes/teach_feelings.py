"""Fit feedback/themes/feelings/learned.json on the invented sentences of seeds.yaml, only those.

python -m benchmarks.themes.teach_feelings
"""

from __future__ import annotations

import json

import numpy as np
from ruamel.yaml import YAML
from sklearn.linear_model import LogisticRegression

from feedback.themes.feeling_columns import FEELINGS
from feedback.themes.feeling_words import FOLDER
from feedback.themes.minilm import MiniLM
from feedback.themes.sentiment import LEARNED

_SINGLE = 6.0  # a sentence of its own counts as much as six made from one pattern


def main() -> None:
    """Fit and write."""
    held = YAML(typ="safe").load((FOLDER / "seeds.yaml").read_text(encoding="utf-8"))
    texts: list[str] = []
    labels: list[int] = []
    weights: list[float] = []
    for number, name in enumerate(FEELINGS):
        made = [one.format(thing) for one in held[name] for thing in held["things"]]
        single = [str(one) for one in held[f"more_{name}"]]
        texts += made + single
        labels += [number] * (len(made) + len(single))
        weights += [1.0] * len(made) + [_SINGLE] * len(single)
    model = LogisticRegression(C=3, max_iter=500)
    model.fit(MiniLM().embed(texts), labels, np.array(weights))
    learned = {
        "weights": np.round(model.coef_, 4).tolist(),
        "bias": np.round(model.intercept_, 4).tolist(),
    }
    LEARNED.write_text(json.dumps(learned) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
