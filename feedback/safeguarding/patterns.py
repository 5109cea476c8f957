"""Does a sequence of word classes stand in a text?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from feedback.safeguarding.wording import STRONG

# A word's mask: one bit for each class or literal it belongs to. Masks are plain ints of any width.


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a pattern: a word of `mask`, after a gap of up to `gap` words.

    `across`: the gap may cross a full stop. `optional`: may be missing. `banned`: instead of
    taking a word, the next word must not be of `mask`. `act`: the word negation is asked about.
    """

    mask: int
    gap: int = 0
    across: bool = False
    optional: bool = False
    banned: bool = False
    act: bool = False
    opens: bool = False  # only at the start of a clause
    closes: bool = False  # only at the end of a clause


@dataclass(frozen=True, slots=True)
class Pattern:
    """A sequence of steps and the masks every matching text must hold."""

    source: str
    steps: tuple[Step, ...]
    needs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """The words of a text as masks, with the pauses before them and which are mere fillers."""

    masks: Sequence[int]
    pauses: Sequence[int]
    fillers: Sequence[bool]


class PatternError(ValueError):
    """A pattern in the lexicon cannot be read; says which and why."""


def parse_pattern(source: str, bit: Callable[[str], int], classes: Mapping[str, int]) -> Pattern:
    """Read one pattern: `CARER ~3 HIT* ME`, `no food|dinner`, `a?`, `!GAME`, `~~4`, `^`, `$`.

    Raises PatternError for an unknown class or an empty pattern.
    """
    steps: list[Step] = []
    gap, across, opens = 0, False, False
    for piece in source.split():
        if piece.startswith("~"):
            across = piece.startswith("~~")
            gap = int(piece.replace("~", ""))
            continue
        if piece == "^":
            opens = True
            continue
        if piece == "$":
            steps.append(Step(mask=0, closes=True))
            continue
        banned = piece.startswith("!")
        body = piece.lstrip("!")
        act, optional = "*" in body, "?" in body
        mask = 0
        for name in body.rstrip("*?").split("|"):
            if name.isupper():
                if name not in classes:
                    raise PatternError(f"unknown class {name} in: {source}")
                mask |= classes[name]
            else:
                mask |= bit(name)
        steps.append(Step(mask, gap, across, optional, banned, act, opens))
        gap, across, opens = 0, False, False
    taking = [s for s in steps if not s.banned and not s.optional and not s.closes]
    if not taking:
        raise PatternError(f"pattern takes no word: {source}")
    return Pattern(source, tuple(steps), tuple(s.mask for s in taking))


def find(
    pattern: Pattern, line: Line, is_denied: Callable[[int], bool], begin: int
) -> tuple[int, int] | None:
    """Give the first match at or after `begin` as (first word, last word), or None.

    Linear: each (step, place) is tried at most twice, whatever the text: as the first word taken
    and as a later one. `is_denied(place)` is asked for steps marked as the act.
    """
    failed: set[tuple[int, int, bool]] = set()
    first = pattern.steps[0].mask
    anywhere = pattern.steps[0].optional or pattern.steps[0].banned
    for start in range(begin, len(line.masks)):
        if anywhere or line.masks[start] & first:
            last = _match(pattern.steps, line, 0, start, is_denied, failed, begins=True)
            if last is not None:
                return start, last
    return None


def _match(
    steps: tuple[Step, ...],
    line: Line,
    index: int,
    place: int,
    is_denied: Callable[[int], bool],
    failed: set[tuple[int, int, bool]],
    *,
    begins: bool = False,
) -> int | None:
    """Match steps[index:] from `place` on; gives the last word taken.

    `begins`: no word was taken yet, so the pause before `place` parts nothing and the next word
    stands at `place` itself.
    """
    if index == len(steps):
        return place - 1
    if (index, place, begins) in failed:
        return None
    step = steps[index]
    found: int | None = None
    if step.closes:
        if _is_end(line, place):
            found = _match(steps, line, index + 1, place, is_denied, failed)
    elif step.banned:
        if not _stands_next(step, line, place, begins):
            found = _match(steps, line, index + 1, place, is_denied, failed, begins=begins)
    else:
        for here in _places(step, line, place, begins):
            if step.act and is_denied(here):
                continue
            found = _match(steps, line, index + 1, here + 1, is_denied, failed)
            if found is not None:
                break
        if found is None and step.optional:
            found = _match(steps, line, index + 1, place, is_denied, failed, begins=begins)
    if found is None:
        failed.add((index, place, begins))
    return found


def _places(step: Step, line: Line, place: int, is_first: bool) -> list[int]:
    """Where this step's word may stand, nearest first; fillers between words cost nothing."""
    out: list[int] = []
    left = step.gap
    size = len(line.masks)
    here = place
    while here < size:
        starts_anew = here > place or not is_first
        if starts_anew and line.pauses[here] == STRONG and not step.across:
            break
        if line.masks[here] & step.mask and (not step.opens or line.pauses[here]):
            out.append(here)
        if is_first or (not line.fillers[here] and left == 0):
            break
        if not line.fillers[here]:
            left -= 1
        here += 1
    return out


def _stands_next(step: Step, line: Line, place: int, is_first: bool) -> bool:
    reach = place + step.gap + 1
    here = place
    while here < len(line.masks) and here < reach:
        starts_anew = here > place or not is_first
        if starts_anew and line.pauses[here] == STRONG and not step.across:
            return False
        if line.masks[here] & step.mask:
            return True
        if line.fillers[here]:
            reach += 1
        here += 1
    return False


def _is_end(line: Line, place: int) -> bool:
    while place < len(line.masks) and not line.pauses[place] and line.fillers[place]:
        place += 1
    return place >= len(line.masks) or bool(line.pauses[place])
