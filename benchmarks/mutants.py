"""Is every line of the scan held by a test? The rules alone, with the quick tests that hold them.

python -m benchmarks.mutants [--share 0.25] [--seed 1] [--only patterns,scan] [--show] [--strict]
Almost every test of ours scans a text, so mutants of the scan would each run them all. They are
tried in a small copy that holds the scan and its own tests and nothing else; the sets of invented
lines are left out, for what only a set's total notices is hardly held. With
--strict it ends with 1 where a mutant lives that docs/safeguarding.md does not explain.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

TOP = Path(__file__).parent.parent
SCAN = Path("feedback/safeguarding")
NEEDED = ("inflection", "folding", "spelling", "lexicon", "verdict")  # not changed, but imported
MUTATED = ("candidates", "patterns", "scan", "second_look", "word_masks", "wording")
HELD_BY = (
    "test_patterns.py", "test_scan_edges.py", "test_scan_grammar.py", "test_second_look.py",
    "test_wording.py",
)  # fmt: skip
EXPLAINED = TOP / "docs" / "safeguarding.md"
LIVES, UNTRIED, NO_TEST = 0, None, 33  # mutmut's marks
CHILDREN = "2"


def section(mutated: Sequence[str]) -> str:
    """The mutmut section of the copy."""
    return (
        "[tool.mutmut]\n"
        'source_paths = ["feedback"]\n'
        f"only_mutate = {[f'{SCAN}/{name}.py' for name in mutated]}\n"
        'pytest_add_cli_args = ["-p", "no:xdist", "-p", "no:cacheprovider"]\n'
        f"pytest_add_cli_args_test_selection = {[f'tests/{SCAN}/{name}' for name in HELD_BY]}\n"
    )


def small_copy(folder: Path, mutated: Sequence[str]) -> None:
    """Lay the scan and its tests into an empty folder."""
    modules = [SCAN / f"{name}.py" for name in ("__init__", *NEEDED, *MUTATED)]
    tests = [Path("tests") / SCAN / name for name in HELD_BY]
    for path in (Path("feedback/__init__.py"), *modules, *tests):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(TOP / path, folder / path)
    settings = (TOP / "pyproject.toml").read_text(encoding="utf-8")
    ours = re.sub(
        r"\[tool\.mutmut\]\n(?:(?!\n\[).)*", lambda _: section(mutated), settings, flags=re.S
    )
    (folder / "pyproject.toml").write_text(ours, encoding="utf-8")


def mutmut(folder: Path, *words: str) -> str:
    """Ask mutmut in the copy; gives what it prints."""
    program = str(Path(sys.executable).parent / "mutmut")
    ran = subprocess.run([program, *words], cwd=folder, check=False, capture_output=True, text=True)
    return ran.stdout + ran.stderr


def marks(folder: Path) -> dict[str, int | None]:
    """What became of each mutant: mutmut's mark, None where it was not tried."""
    found: dict[str, int | None] = {}
    for path in sorted((folder / "mutants" / SCAN).glob("*.meta")):
        found |= json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
    return found


def change(folder: Path, name: str) -> str:
    """What a mutant says instead: the lines taken out and put in."""
    module, _, function = name.rpartition(".")
    text = (folder / "mutants" / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")
    plain = re.sub(r"_mutmut_\d+$", "_mutmut_orig", function)
    lines = {
        node.name: (ast.get_source_segment(text, node) or "").splitlines()[1:]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef) and node.name in (function, plain)
    }
    both = difflib.unified_diff(lines.get(plain, []), lines.get(function, []), n=0, lineterm="")
    return "\n".join(line for line in both if not line.startswith(("---", "+++", "@@")))


def report(folder: Path, tried: Mapping[str, int | None], *, with_change: bool) -> int:
    """Print counts and those that live; gives how many of these nobody has explained."""
    listed = re.findall(r"^- (`.*?):", EXPLAINED.read_text(encoding="utf-8"), flags=re.M)
    explained = [part for item in listed for part in re.findall("`([^`]+)`", item)]
    alive = [name for name, mark in tried.items() if mark in (LIVES, UNTRIED, NO_TEST)]
    changes = {name: change(folder, name) for name in alive}
    known = {n for n in alive if any(part in changes[n] for part in explained)}
    print(f"tried {len(tried)}, killed {len(tried) - len(alive)}, alive {len(alive)}, "
          f"of these explained {len(known)}")  # fmt: skip
    for name in alive:
        print(f"{'explained' if name in known else 'ALIVE'} {name} ({tried[name]})")
        if with_change:
            print(changes[name])
    return len(alive) - len(known)


def main() -> int:
    """Try the mutants, or a seeded share of them; 2 where mutmut could not run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="try only so many, by chance")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default=",".join(MUTATED), help="modules, with commas")
    parser.add_argument("--show", action="store_true", help="print the change of each that lives")
    parser.add_argument("--strict", action="store_true", help="fail where one lives unexplained")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small_copy(folder, args.only.split(","))
        said = mutmut(folder, "run", "--max-children", CHILDREN, "nothing: lay them out only")
        every = sorted(marks(folder))
        if not every:
            print(said[-4000:])
            return 2
        chosen = random.Random(args.seed).sample(every, round(args.share * len(every)))
        print(f"{len(every)} mutants, {len(chosen)} chosen (seed {args.seed})", flush=True)
        said = mutmut(folder, "run", "--max-children", CHILDREN, *chosen)
        became = marks(folder)
        if all(became[each] is UNTRIED for each in chosen):
            print(said[-4000:])
            return 2
        became = {each: became[each] for each in chosen}
        return int(report(folder, became, with_change=args.show) > 0 and args.strict)


if __name__ == "__main__":
    sys.exit(main())
