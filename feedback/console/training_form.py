"""What did somebody of the training team type into a form, and what is wrong with it?"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date

from feedback.training.attendance_file import COLUMNS, ROWS_MOST, Line, judge
from feedback.training.courses import REACH_NAMES, CoursePlan, Situation
from surveys.answers import Problem, read
from surveys.definition import Kind, Question
from surveys.kirkpatrick import Occasion

TITLE_MOST = 100
TEAM_MOST = 80
OBJECTIVES_MOST = 10
SITUATIONS_MOST = 2  # the day's survey has two scored items
LINES_LEAST, LINES_MOST = 3, 6
ASK_MOST, LABEL_MOST = 300, 120  # letters, as in every survey


def course_from(
    form: Mapping[str, str],
    teams: Sequence[str] | None = None,
    occasions: Sequence[Occasion] = (Occasion.COURSE, Occasion.WORKSHOP),
) -> tuple[CoursePlan | None, dict[str, str]]:
    """The course, or None and what is wrong by field. `teams`: whose it must be; None: any."""
    wrong: dict[str, str] = {}
    title, organisation = form.get("title", "").strip(), form.get("organisation", "").strip()
    reach, occasion = form.get("reach", ""), form.get("occasion", Occasion.COURSE.value)
    objectives = [one.strip() for one in form.get("objectives", "").splitlines() if one.strip()]
    if not title:
        wrong["title"] = "Write the name of the course."
    elif len(title) > TITLE_MOST:
        wrong["title"] = f"Make the name {TITLE_MOST} letters or fewer."
    if reach not in REACH_NAMES:
        wrong["reach"] = "Say whether it is for many agencies or for one."
    elif reach == "single" and not organisation:
        wrong["organisation"] = "Write which agency it is for."
    if occasion not in occasions:
        wrong["occasion"] = "Say what it is."
    if len(objectives) > OBJECTIVES_MOST:
        wrong["objectives"] = f"Write {OBJECTIVES_MOST} objectives or fewer, one a line."
    situations, problem = situations_from(form.get("situations", ""))
    if problem:
        wrong["situations"] = problem
    team, problem = _team(form.get("team", "").strip(), teams)
    if problem:
        wrong["team"] = problem
    if wrong:
        return None, wrong
    plan = CoursePlan(
        title=title, occasion=Occasion(occasion), reach=reach,
        organisation=organisation if reach == "single" else "", objectives=tuple(objectives),
        situations=situations,
        waits_for_term=form.get("waits_for_term") == "yes", team=team,
    )  # fmt: skip
    return plan, {}


def _team(typed: str, teams: Sequence[str] | None) -> tuple[str, str]:
    """Whose the course is, and what is wrong with that."""
    if teams is None:
        too_long = f"Make the team {TEAM_MOST} letters or fewer."
        return typed, too_long if len(typed) > TEAM_MOST else ""
    if len(teams) == 1:
        return teams[0], ""
    return typed, "" if typed in teams else "Say whose course it is."


def situations_from(text: str) -> tuple[tuple[Situation, ...], str]:
    """Blocks of lines: what is asked, the right answer, then wrong ones; or what is wrong."""
    blocks = [
        [line.strip() for line in block.splitlines() if line.strip()]
        for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    ]
    found = [block for block in blocks if block]
    if len(found) > SITUATIONS_MOST:
        return (), f"Write {SITUATIONS_MOST} situations or fewer, with an empty line between."
    for block in found:
        if not LINES_LEAST <= len(block) <= LINES_MOST:
            return (), "Each situation needs a question, the right answer and 1 to 4 wrong ones."
        if len(block[0]) > ASK_MOST or any(len(line) > LABEL_MOST for line in block[1:]):
            return (), f"Make questions {ASK_MOST} letters or fewer, and answers {LABEL_MOST}."
        if len({line.casefold() for line in block[1:]}) < len(block) - 1:
            return (), "Two answers of a situation read the same."
    return tuple(Situation(one[0], one[1], tuple(one[2:])) for one in found), ""


def day_from(form: Mapping[str, str], field: str, what: str) -> tuple[date | None, str]:
    """A date typed in three boxes, read just as a respondent's date is; or what is wrong."""
    question = Question(key=field, kind=Kind.DATE, ask=what)
    value = read(question, {name: [typed] for name, typed in form.items()})
    if isinstance(value, Problem):
        return None, value.message
    return (value.day, "") if value.day is not None else (None, f"Write the {what}.")


def packed(lines: Sequence[Line]) -> str:
    """All lines of a list as one text for a hidden field: nothing is kept before a yes."""
    rows = [[line.number, *(line.cells.get(name, "") for name in COLUMNS)] for line in lines]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def unpacked(text: str) -> tuple[Line, ...]:
    """The lines of `packed`, judged again. Raises ValueError for anything else."""
    rows = json.loads(text)
    if not isinstance(rows, list) or not 0 < len(rows) <= ROWS_MOST:
        raise ValueError("not the lines of a list")
    return judge([_line(one) for one in rows])


def _line(one: object) -> tuple[int, dict[str, str]]:
    if not isinstance(one, list) or len(one) != len(COLUMNS) + 1 or not isinstance(one[0], int):
        raise ValueError("not a line of a list")
    if not all(isinstance(cell, str) for cell in one[1:]):
        raise ValueError("not the cells of a line")
    return one[0], dict(zip(COLUMNS, one[1:], strict=True))
