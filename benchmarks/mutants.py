"""Is every line of the scan and of the alarms held by a test? mutmut changes one thing at a time.

python -m benchmarks.mutants [--only patterns,alarms] [--share 0.25] [--seed 1] [--show] [--strict]
                             [--afresh] [--again] [--children 2]
Almost every test of ours scans a text, so mutants of the scan would each run them all. They are
tried in a small copy that holds the scan and its own tests and nothing else; the sets of invented
lines are left out, for what only a set's total notices is hardly held. Those of the alarms are
tried in a copy of everything. What was tried is kept in build/mutants while nothing copied has
changed: a run that was cut off goes on where it stood. After writing a test, --again tries only
those that lived and what changed in the code; the next run without it starts afresh. With --strict
it ends with 1 where a mutant lives that docs/safeguarding.md does not explain, or where an
explanation explains nothing.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import hashlib
import json
import random
import re
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).parent.parent
KEPT = TOP / "build" / "mutants"
PLACE = Path("feedback/safeguarding")
NEEDED = ("inflection", "folding", "spelling", "lexicon", "verdict")  # not changed, but imported
OF_SCAN = ("word_masks", "patterns", "scan", "candidates", "second_look", "wording")
OF_ALARMS = ("alarms", "office", "screening")
HELD_BY = (
    "test_patterns.py", "test_scan_edges.py", "test_scan_grammar.py", "test_second_look.py",
    "test_word_masks.py", "test_wording.py",
)  # fmt: skip
EXPLAINED = TOP / "docs" / "safeguarding.md"

# mutmut's marks. A test failed; or the time ran out, by our clock (a signal
# for each test, of processor time: a busy machine makes no mutant look caught) or by mutmut's.
KILLED, OUT_OF_TIME = {1}, {-26, -24, 24, 36, 152, 255}
SCAN_SECONDS, ALARM_SECONDS = 5, 60  # for one test
CLOCK_PLACE = Path("tests/feedback/conftest.py")  # where neither copy has one
CLOCK = '''"""Ends a test that a mutant keeps from ending."""
import signal

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        return (yield)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
'''


@dataclass(frozen=True, slots=True)
class Became:
    """What became of some mutants (mutmut's mark, None where not tried), and what each changed."""

    marks: Mapping[str, int | None]
    changes: Mapping[str, str]  # of those that live

    def alive(self) -> list[str]:
        return [name for name, mark in self.marks.items() if mark not in KILLED | OUT_OF_TIME]


def clock(seconds: int) -> bytes:
    """What ends a test after so many seconds of processor time."""
    return CLOCK.replace("SECONDS", str(seconds)).encode()


def scans_copy() -> dict[Path, bytes]:
    """What the copy for the scan's mutants holds: the scan, its own tests, a clock."""
    modules = [PLACE / f"{name}.py" for name in ("__init__", *NEEDED, *OF_SCAN)]
    tests = [Path("tests") / PLACE / name for name in HELD_BY]
    files = {path: (TOP / path).read_bytes() for path in (*modules, *tests)}
    settings = (
        "[tool.mutmut]\n"
        'source_paths = ["feedback"]\n'
        f"only_mutate = {[f'{PLACE}/{name}.py' for name in OF_SCAN]}\n"
        "timeout_constant = 8\n"
        'pytest_add_cli_args = ["-p", "no:xdist", "-p", "no:cacheprovider"]\n'
        f"pytest_add_cli_args_test_selection = {[str(path) for path in tests]}\n"
    )
    ours = re.sub(
        r"\[tool\.mutmut\]\n(?:(?!\n\[).)*",
        lambda _: settings,
        (TOP / "pyproject.toml").read_text(encoding="utf-8"),
        flags=re.S,
    )
    return files | {
        Path("feedback/__init__.py"): (TOP / "feedback/__init__.py").read_bytes(),
        Path("pyproject.toml"): ours.encode(),
        CLOCK_PLACE: clock(SCAN_SECONDS),
    }


def alarms_copy() -> dict[Path, bytes]:
    """What the copy for the alarms' mutants holds: all that pyproject.toml tells mutmut of."""
    settings = TOP / "pyproject.toml"
    told = tomllib.loads(settings.read_text(encoding="utf-8"))["tool"]["mutmut"]
    tops = [TOP / name for name in (*told["source_paths"], *told["also_copy"], "tests")]
    paths = [settings, *(path for top in tops for path in (top, *top.rglob("*")))]
    files = {
        path.relative_to(TOP): path.read_bytes()
        for path in paths
        if path.is_file() and not {"__pycache__", "node_modules"} & set(path.parts)
    }
    return files | {CLOCK_PLACE: clock(ALARM_SECONDS)}


def lay_out(name: str, files: Mapping[Path, bytes], *, afresh: bool, again: bool) -> Path:
    """Give the folder with these files and what was tried of them; empty it if they changed.

    `again`: what was tried stays, but for functions that changed (mutmut sees to these).
    """
    folder = KEPT / name
    sums = {str(path): hashlib.sha256(files[path]).hexdigest() for path in sorted(files)}
    now = json.dumps({path: each for path, each in sums.items() if not path.endswith(".md")})
    stamp = folder / "holds"
    held = stamp.read_text(encoding="utf-8") if stamp.exists() else ""
    if now == held and not afresh:
        return folder
    if not again:
        shutil.rmtree(folder, ignore_errors=True)
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    mutmut(folder, "nothing: lay them out only")
    stamp.write_text("" if again else now, encoding="utf-8")
    return folder


def mutmut(folder: Path, *names: str, children: int = 2) -> str:
    """Let mutmut try these mutants in the copy, so many at once; gives what it prints."""
    program = str(Path(sys.executable).parent / "mutmut")
    words = [program, "run", "--max-children", str(children), *names]
    ran = subprocess.run(words, cwd=folder, check=False, capture_output=True, text=True)
    return ran.stdout + ran.stderr


def marks(folder: Path, module: str) -> dict[str, int | None]:
    """What became of each mutant of a module: mutmut's mark, None where it was not tried."""
    kept = folder / "mutants" / PLACE / f"{module}.py.meta"
    if not kept.exists():
        return {}
    found: dict[str, int | None] = json.loads(kept.read_text(encoding="utf-8"))["exit_code_by_key"]
    return dict(sorted(found.items()))


def changes(folder: Path, module: str, names: Sequence[str]) -> dict[str, str]:
    """What mutants of a module say instead: the lines taken out and put in."""
    text = (folder / "mutants" / PLACE / f"{module}.py").read_text(encoding="utf-8")
    lines = re.sub(r"_mutmut_(orig|[0-9]+)", "", text).splitlines()
    bodies = {
        node.name: lines[node.lineno - 1 : node.end_lineno]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef)
    }
    found = {}
    for name in names:
        own = name.rpartition(".")[2]
        plain = bodies[re.sub(r"_mutmut_\d+$", "_mutmut_orig", own)]
        both = difflib.unified_diff(plain, bodies[own], n=0, lineterm="")
        found[name] = "\n".join(line for line in both if not line.startswith(("---", "+++", "@@")))
    return found


def try_module(
    folder: Path, module: str, *, share: float, seed: int, again: bool, children: int
) -> Became | None:
    """Try what is untried of a module's mutants, or of a seeded share; None if mutmut cannot."""
    before = marks(folder, module)
    every = sorted(before)
    chosen = random.Random(seed).sample(every, round(share * len(every)))
    lived = Became(before, {}).alive() if again else ()
    untried = [name for name in chosen if before[name] is None or name in lived]
    began = time.monotonic()
    said = mutmut(folder, *untried, children=children) if untried or not every else ""
    now = marks(folder, module)
    if not every or (untried and all(now[name] is None for name in untried)):
        print(said[-4000:])
        return None
    found = {name: now[name] for name in sorted(chosen)}
    alive = Became(found, {}).alive()
    late = sum(mark in OUT_OF_TIME for mark in found.values())
    minutes = (time.monotonic() - began) / 60
    print(f"{module}: {len(every)} mutants, {len(found)} asked (seed {seed}), caught "
          f"{len(found) - len(alive)} (of these by the clock {late}), alive {len(alive)}; "
          f"{len(untried)} tried now in {minutes:.1f} min", flush=True)  # fmt: skip
    return Became(found, changes(folder, module, alive))


def explanations() -> Iterator[tuple[str, str]]:
    """The documented ones: where (module.function) and a piece of the line it put in.

    Written "- `scan._is_past`, `place + 7`, `place + 8`: why": each piece counts there alone.
    """
    for item in re.findall(
        r"^- (`[a-z_]+\.[A-Za-z_]+`, `.*?`):", EXPLAINED.read_text("utf-8"), re.M
    ):
        where, *pieces = re.findall("`([^`]+)`", item)
        yield from ((where, piece) for piece in pieces)


def place_of(mutant: str) -> str:
    """Where a mutant is: scan._is_past for ….scan.xǁScannerǁ_is_past__mutmut_7."""
    _, module, own = mutant.rsplit(".", 2)
    return f"{module}.{re.sub(r'^x_|^xǁ.*ǁ|__mutmut_[0-9]+$', '', own)}"


def report(became: Sequence[Became], *, whole: set[str], with_change: bool) -> int:
    """Print what lives; gives how many of these, and of the explanations, are astray.

    `whole`: the modules all of whose mutants were tried, so that their explanations are used.
    """
    unused = set(explanations())
    listed = frozenset(unused)
    unexplained = tried = alive = 0
    for one in became:
        tried, alive = tried + len(one.marks), alive + len(one.alive())
        for name in one.alive():
            put_in = [line[1:] for line in one.changes[name].splitlines() if line[0] == "+"]
            fitting = {
                (where, piece)
                for where, piece in listed
                if where == place_of(name) and any(piece in line for line in put_in)
            }
            unused -= fitting
            unexplained += not fitting
            print(f"{'explained' if fitting else 'ALIVE'} {name} ({one.marks[name]})")
            if with_change:
                print(one.changes[name])
    astray = sorted(one for one in unused if one[0].partition(".")[0] in whole)
    for where, piece in astray:
        print(f"EXPLAINS NOTHING {where}: {piece}")
    print(f"tried {tried}, caught {tried - alive}, alive {alive}, "
          f"of these explained {alive - unexplained}")  # fmt: skip
    return unexplained + len(astray)


def main() -> int:
    """Try the mutants, or a seeded share of them; 2 where mutmut could not run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="try only so many, by chance")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--only", default=",".join(OF_SCAN + OF_ALARMS), help="modules, with commas"
    )
    parser.add_argument("--show", action="store_true", help="print the change of each that lives")
    parser.add_argument("--strict", action="store_true", help="fail where one lives unexplained")
    parser.add_argument("--children", type=int, default=2, help="so many processes")
    parser.add_argument("--afresh", action="store_true", help="forget what was tried before")
    parser.add_argument("--again", action="store_true", help="only what lived or changed")
    args = parser.parse_args()
    asked = args.only.split(",")
    if not set(asked) <= {*OF_SCAN, *OF_ALARMS}:
        parser.error(f"--only takes {', '.join(OF_SCAN + OF_ALARMS)}")
    became = []
    for name, modules, copy in (("scan", OF_SCAN, scans_copy), ("alarms", OF_ALARMS, alarms_copy)):
        mine = [module for module in modules if module in asked]
        folder = lay_out(name, copy(), afresh=args.afresh, again=args.again) if mine else KEPT
        for module in mine:
            one = try_module(
                folder, module, share=args.share, seed=args.seed, again=args.again,
                children=args.children,
            )  # fmt: skip
            if one is None:
                return 2
            became.append(one)
    whole = set(asked) if args.share >= 1 else set()
    return int(report(became, whole=whole, with_change=args.show) > 0 and args.strict)


if __name__ == "__main__":
    sys.exit(main())
