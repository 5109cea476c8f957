"""How do several teachings become the one file that is shipped?

python -m benchmarks.training.join OUT.safetensors PART…
"""

from __future__ import annotations

import argparse
from pathlib import Path

from safetensors.numpy import load_file, save_file


def main() -> None:
    """Join parts whose names begin with different seeds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("parts", type=Path, nargs="+")
    args = parser.parse_args()
    whole = {name: array for part in args.parts for name, array in load_file(part).items()}
    save_file(whole, args.out)


if __name__ == "__main__":
    main()
