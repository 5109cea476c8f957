"""How far can a hidden count be narrowed by adding and subtracting what is shown?

Counts with their totals are flows in a network, and a flow's possible whole values lie without gaps
between its least and its most, so the reach of one count is exact: it moves by one when the hidden
counts around it can make up for it, which is a path through them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edge:
    """A hidden count as a flow between two nodes, and what its mark tells: least and most."""

    tail: int
    head: int
    count: int
    least: int
    most: int


def spread(edges: Sequence[Edge], at: int, enough: int) -> int:
    """How many values the count `edges[at]` may have; counting stops at `enough`.

    Shown counts are not among the edges: they cannot move.
    """
    edge = edges[at]
    up = _moves(edges, at, edge.head, edge.tail, min(enough - 1, edge.most - edge.count))
    if up + 1 >= enough:
        return enough
    down = _moves(edges, at, edge.tail, edge.head, min(enough - 1 - up, edge.count - edge.least))
    return up + down + 1


def _moves(edges: Sequence[Edge], without: int, start: int, end: int, wanted: int) -> int:
    """How many units, up to `wanted`, the other edges can carry from start to end."""
    forward = [edge.most - edge.count for edge in edges]
    backward = [edge.count - edge.least for edge in edges]
    forward[without] = backward[without] = 0
    for moved in range(wanted):
        path = _path(edges, forward, backward, start, end)
        if path is None:
            return moved
        for place, way in path:
            forward[place] -= way
            backward[place] += way
    return max(wanted, 0)


def _path(
    edges: Sequence[Edge], forward: list[int], backward: list[int], start: int, end: int
) -> list[tuple[int, int]] | None:
    """The edges of a shortest path with room for one unit, each with +1 or -1 for its way."""
    came: dict[int, tuple[int, int, int]] = {}
    seen, waiting = {start}, deque([start])
    while waiting and end not in seen:
        node = waiting.popleft()
        for place, edge in enumerate(edges):
            for here, there, room, way in (
                (edge.tail, edge.head, forward[place], 1),
                (edge.head, edge.tail, backward[place], -1),
            ):
                if here == node and room > 0 and there not in seen:
                    seen.add(there)
                    came[there] = (node, place, way)
                    waiting.append(there)
    if end not in seen:
        return None
    path: list[tuple[int, int]] = []
    node = end
    while node != start:
        node, place, way = came[node]
        path.append((place, way))
    return path
