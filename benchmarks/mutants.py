"""Is every line of the scan held by a test? The rules alone, with the quick tests that hold them.

python -m benchmarks.mutants [NAME…]    (not in check-deep until it has run to its end)

Almost every test of ours scans a text, so mutants of the scan would each run them all. They are
tried in a copy of the tree whose mutmut section names the scan and its own tests.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SECTION = re.compile(r"\[tool\.mutmut\]\n(?:(?!\n\[).)*", re.S)
TOP = Path(__file__).parent.parent
BESIDE = ("surveys", "chatbot", "benchmarks", "templates", "static", "migrations", "docs")
COPIED = ("feedback", *BESIDE, "tests", "pyproject.toml")
MUTATED = ("candidates", "patterns", "scan", "second_look", "wording")
HELD_BY = ("test_patterns.py", "test_scan_grammar.py", "test_wording.py", "test_second_look.py")


def section() -> str:
    """The mutmut section of the copy."""
    mutated = [f"feedback/safeguarding/{name}.py" for name in MUTATED]
    held_by = [f"tests/feedback/safeguarding/{name}" for name in HELD_BY]
    return (
        "[tool.mutmut]\n"
        'source_paths = ["feedback"]\n'
        f"only_mutate = {mutated}\n"
        f"also_copy = {list(BESIDE)}\n"
        'pytest_add_cli_args = ["-p", "no:xdist"]\n'
        f"pytest_add_cli_args_test_selection = {held_by}\n"
    )


def main() -> int:
    """Try every mutant (or those named) and print those that live; 0 where mutmut ran."""
    with tempfile.TemporaryDirectory() as folder:
        for name in COPIED:
            source = TOP / name
            copy = shutil.copytree if source.is_dir() else shutil.copy2
            copy(source, Path(folder) / name)
        settings = Path(folder) / "pyproject.toml"
        text = settings.read_text(encoding="utf-8")
        settings.write_text(
            re.sub(r"\[tool\.mutmut\]\n(?:(?!\n\[).)*", section(), text, flags=re.S)
        )
        mutmut = str(Path(sys.executable).parent / "mutmut")
        ran = subprocess.run(
            [mutmut, "run", "--max-children", "1", *sys.argv[1:]],
            cwd=folder, check=False, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        subprocess.run([mutmut, "results"], cwd=folder, check=False)
    return ran.returncode


if __name__ == "__main__":
    sys.exit(main())
