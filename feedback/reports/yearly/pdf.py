"""How does a chapter become a tagged PDF? Only the worker and the command load this."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typst

from feedback.reports.drawing import chart_svg
from feedback.reports.yearly.chapter import Block, Chapter
from feedback.reports.yearly.notes import closing_lists, footer, opening_notes
from feedback.reports.yearly.parts import Drawing, Grid, Number

SOURCE = Path(__file__).parent / "chapter.typ"


def pdf_of(chapter: Chapter, partnership: str) -> bytes:
    """The file. Nothing in the words is read as markup, and nothing is fetched."""
    given = {
        "title": chapter.title,
        "year": chapter.year,
        "partnership": partnership,
        "footer": footer(chapter),
        "notes": opening_notes(chapter),
        "blocks": [_block(block) for block in chapter.blocks if _has_something(block)],
        "lists": [
            {"heading": heading, "items": list(items)} for heading, items in closing_lists(chapter)
        ],
    }
    at = int(chapter.made_at.timestamp())
    try:
        return _compiled(given, at, strictly=True)
    except typst.TypstError:
        # A letter no font here has (an emoji in a quote) must not cost the whole file. It is
        # tagged all the same; only the standard's promise that every letter shows is not made.
        return _compiled(given, at, strictly=False)


def _compiled(given: dict[str, Any], at: int, *, strictly: bool) -> bytes:
    made = typst.compile(
        SOURCE.read_bytes(),
        format="pdf",
        sys_inputs={"chapter": json.dumps(given)},
        pdf_standards="ua-1" if strictly else None,
        timestamp=at,
    )
    if not isinstance(made, bytes):
        raise TypeError("one chapter, one file")
    return made


def _has_something(block: Block) -> bool:
    return bool(block.parts) or block.kind == "section"


def _block(block: Block) -> dict[str, Any]:
    parts = []
    for part in block.parts:
        told = asdict(part)
        if isinstance(part, Number | Grid):
            told["rule"] = part.told_rule
        if isinstance(part, Drawing):
            told["svg"] = chart_svg(part.chart)
        parts.append(told)
    return {"kind": block.kind, "heading": block.heading, "parts": parts}
