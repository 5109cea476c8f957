"""What does a YAML text say, and on which line does each thing stand?"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from surveys.mistakes import Lines, Mistake, Place

# The longest instrument has about 2,000 nodes; aliases could make a small file endless.
MOST_NODES = 50_000
DEEPEST = 60

_INT = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)")


@dataclass
class _Walk:
    """Turns nodes into plain values and notes lines and double fields on the way."""

    path: str
    lines: dict[Place, int] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    nodes: int = 0

    def value(self, node: Node, place: Place) -> Any:
        self.nodes += 1
        if self.nodes > MOST_NODES or len(place) > DEEPEST:
            raise RecursionError
        # A field's line is its name's, which was noted before its value is read.
        self.lines.setdefault(place, node.start_mark.line + 1)
        if isinstance(node, MappingNode):
            return self.mapping(node, place)
        if isinstance(node, SequenceNode):
            return [self.value(item, (*place, number)) for number, item in enumerate(node.value)]
        return _scalar(str(node.value), str(node.tag).rsplit(":", 1)[-1])

    def mapping(self, node: MappingNode, place: Place) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, ScalarNode):
                message = "The name of a field must be a plain word."
                self.mistakes.append(_error(self.path, line, "yaml-syntax", message))
                continue
            name = str(key_node.value)
            if name in found:
                first = self.lines[(*place, name)]
                message = f"“{name}” is here twice (first on line {first}). Keep one."
                self.mistakes.append(_error(self.path, line, "double-field", message))
                continue
            self.lines[(*place, name)] = line
            found[name] = self.value(value_node, (*place, name))
        return found


def _scalar(text: str, kind: str) -> str | int | Decimal | bool | None:
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() == "true"
    if kind == "int" and _INT.fullmatch(text):
        return int(text)
    if kind == "float" and _FLOAT.fullmatch(text):
        return Decimal(text)
    return text


def _error(path: str, line: int, code: str, message: str) -> Mistake:
    return Lines(path, {(): line}).error((), code, message)


@dataclass(frozen=True, slots=True)
class YamlText:
    """The plain value (None when the text cannot be read), lines, and what is wrong."""

    value: Any
    lines: dict[Place, int]
    mistakes: tuple[Mistake, ...]


def read_yaml(text: str, path: str) -> YamlText:
    """Read one YAML 1.2 document; numbers with a point become Decimal, all else stays as typed."""
    walk = _Walk(path)
    try:
        node = YAML(typ="safe", pure=True).compose(text)
        value = None if node is None else walk.value(node, ())
    except MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        line = 1 if mark is None else mark.line + 1
        message = f"This is not YAML: {_plain(_problem(fault))}."
        return YamlText(None, {}, (_error(path, line, "yaml-syntax", message),))
    except YAMLError as fault:
        message = f"This is not YAML: {_plain(str(fault))}."
        return YamlText(None, {}, (_error(path, 1, "yaml-syntax", message),))
    except RecursionError:
        message = "This file is nested too deeply or is too large. Make it simpler."
        return YamlText(None, {}, (_error(path, 1, "yaml-too-large", message),))
    return YamlText(value, walk.lines, tuple(walk.mistakes))


def _problem(fault: MarkedYAMLError) -> str | None:
    if fault.problem and fault.problem.startswith("but "):
        return f"{fault.context}, {fault.problem}"  # half a sentence
    problem: str | None = fault.problem or fault.context
    return problem


def _plain(problem: str | None) -> str:
    return " ".join((problem or "it cannot be read").split()).rstrip(".")
