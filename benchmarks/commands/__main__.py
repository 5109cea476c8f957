"""How well does the chat guess commands of a writer whose lines did not teach it?

python -m benchmarks.commands [--clean] [--misses]   each writer held out in turn
python -m benchmarks.commands --write                teach on all and keep the weights

The figures are of the guessing alone, below whatever the patterns of `chatbot/words/en.yaml` hear.
--clean leaves out `patterns.yaml` too, which was written after the misses in the read halves were
seen. Two sets of tellings (teens, hints) never teach while a writer is held out.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from benchmarks.commands.lines import OURS, PATTERNS, READ_HALF, READ_WHOLE, Line, read_lines
from benchmarks.commands.teach import SEED, TAKEN_AT, UNKNOWN_AT, guesser, learnt
from chatbot.guesser import NONE
from chatbot.guessing import guessed_command
from chatbot.lexis import Lexis
from chatbot.loading import WORDS, load_words

BARS = (50, 60, 70, 80, 85, 90, 95)
TOLD = frozenset({"told teens", "told hints"})


@dataclass(frozen=True, slots=True)
class Heard:
    """A line and what was made of it at a bar: a command's name or NONE."""

    line: Line
    got: str


def held_out(
    lexis: Lexis, lines: Sequence[Line], writer: str, bars: Sequence[int], *, clean: bool
) -> dict[int, list[Heard]]:
    """By bar, what is made of a writer's lines and of TOLD by what all the others teach."""
    away = TOLD | {writer} | ({PATTERNS} if clean else set())
    taught = guesser(lexis, [line for line in lines if line.writer not in away])
    found: dict[int, list[Heard]] = {}
    for bar in bars:
        least = replace(taught, taken_at=bar, unknown_at=max(bar, UNKNOWN_AT))
        listening = replace(lexis, guesser=least)
        found[bar] = [
            Heard(line, (guessed_command(listening, line.said) or (NONE,))[0])
            for line in lines
            if line.writer in TOLD | {writer}
        ]
    return found


def figures(found: Sequence[Heard]) -> str:
    """Commands heard and heard as another; what is none and what is told, taken for one."""
    told = [one for one in found if one.line.writer in TOLD]
    own = [one for one in found if one.line.writer not in TOLD]
    meant = [one for one in own if one.line.means != NONE]
    none = [one for one in own if one.line.means == NONE]
    heard = sum(one.got == one.line.means for one in meant)
    wrong = sum(one.got not in {NONE, one.line.means} for one in meant)
    return (
        f"heard {heard}/{len(meant)} ({heard / max(1, len(meant)):.2f})  another command {wrong}"
        f"  none taken {sum(one.got != NONE for one in none)}/{len(none)}"
        f"  tellings taken {sum(one.got != NONE for one in told)}/{len(told)}"
    )


def main() -> None:
    """Print the figures, or write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--clean", action="store_true")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--writers", default=",".join((*READ_WHOLE, *READ_HALF, *OURS[2:])))
    args = parser.parse_args()
    lexis, lines = load_words(), read_lines(SEED)
    if args.write:
        path = WORDS / "en-guesses.json"
        path.write_text(json.dumps(learnt(lexis, lines), indent=0) + "\n", "utf-8")
        print(f"{path.name}: {path.stat().st_size // 1024} KB")
        return
    for writer in args.writers.split(","):
        print(writer)
        for bar, found in held_out(lexis, lines, writer, BARS, clean=args.clean).items():
            print(f"  {bar}%  {figures(found)}", flush=True)
            if args.misses and bar == TAKEN_AT:
                for one in found:
                    if one.got != one.line.means:
                        print("   ", one.line.said, one.line.means, one.got, sep=" | ")


if __name__ == "__main__":
    main()
