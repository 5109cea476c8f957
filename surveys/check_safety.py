"""Is a child asked about danger only when it is safe, and with help at hand? (decisions 17, 18)"""

from __future__ import annotations

from collections.abc import Iterator

from surveys.check_conditions import places
from surveys.conditions import mentions
from surveys.definition import CHILDREN, Sensitivity, Survey
from surveys.mistakes import Lines, Mistake

FIRST = ("presence", "helper")


def check_safety(survey: Survey, lines: Lines) -> Iterator[Mistake]:
    """Who is beside the person comes first; danger at home has help and can be kept back."""
    if survey.audience in CHILDREN:
        yield from _check_first(survey, lines)
    yield from _check_home(survey, lines)
    yield from _check_rules(survey, lines)


def _check_first(survey: Survey, lines: Lines) -> Iterator[Mistake]:
    answered = [(place, question) for place, question in places(survey) if not question.is_info]
    for key in FIRST:
        if key in survey.positions:
            continue
        message = {
            "presence": "Ask first whether it is OK to answer now: add the question “presence”.",
            "helper": "Ask first whether somebody is helping: add the question “helper”.",
        }[key]
        yield lines.error(("sections",), f"no-{key}", message)
    for place, question in answered[len(FIRST) :]:
        if question.key in FIRST:
            message = f"“{question.key}” must come first. Move it to the top, with the other of"
            message += " “presence” and “helper”."
            yield lines.error((*place, "key"), f"{question.key}-not-first", message)
    for place, question in answered[: len(FIRST)]:
        if question.key in FIRST and question.when is not None:
            message = f"“{question.key}” must be asked of everybody. Take its condition out."
            yield lines.error((*place, "when"), f"{question.key}-conditional", message)


def _check_home(survey: Survey, lines: Lines) -> Iterator[Mistake]:
    seen: set[str] = set()
    for place, question in places(survey):
        if question.sensitive is Sensitivity.HOME_SAFETY:
            missing = [key for key in FIRST if key not in seen]
            if missing:
                message = f"Ask {' and '.join(f'“{key}”' for key in missing)} before a question"
                message += " about safety at home."
                yield lines.error(place, "home-safety-too-early", message)
            if not question.help_card:
                message = "A question about safety at home needs help beside it: add"
                message += " “help_card: true”."
                yield lines.error(place, "home-safety-no-help", message)
            if question.is_closed and not question.worry:
                message = "Say which answers worry: add “worry” with the answers that mean danger."
                yield lines.error(place, "home-safety-no-worry", message)
        seen.add(question.key)


def _check_rules(survey: Survey, lines: Lines) -> Iterator[Mistake]:
    asked = {question.sensitive for question in survey.questions}
    wanted = {
        Sensitivity.HOME_SAFETY: ("presence", "helper"),
        Sensitivity.WORKER_RATING: ("helper",) if survey.audience in CHILDREN else (),
    }
    for sensitive, keys in wanted.items():
        if sensitive not in asked:
            continue
        looked_at: set[str] = set()
        for rule in survey.withhold:
            if rule.sensitive is sensitive:
                looked_at |= mentions(rule.when)
        missing = [key for key in keys if key not in looked_at]
        if missing:
            message = f"Nothing keeps the {sensitive} questions back when somebody else is there:"
            message += f" add a “withhold” rule that looks at {' and '.join(missing)}."
            code = f"{sensitive.value.replace('_', '-')}-no-withhold"
            yield lines.error(("withhold",), code, message)
    if Sensitivity.HOME_SAFETY in asked and survey.quiet_when is None:
        message = "Say when an alert must show nothing on the screen: add “quiet_when”."
        yield lines.error((), "no-quiet-rule", message)
