"""Which file does a chapter become? Only the worker and the command load this."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from feedback.reports.cells import marked
from feedback.reports.yearly.chapter import Chapter
from feedback.reports.yearly.page import html_of
from feedback.reports.yearly.pdf import pdf_of
from feedback.reports.yearly.word import docx_of

BINDERS: Mapping[str, Callable[[Chapter, str], bytes]] = {
    "docx": docx_of,
    "pdf": pdf_of,
    "html": html_of,
}


def bound(chapter: Chapter, partnership: str, ending: str) -> bytes:
    """The whole file. Raises KeyError for an ending that is none of ours."""
    return BINDERS[ending](_clean(chapter), partnership)


def _clean(told: Any) -> Any:
    """The same with signs for control characters: no kind of file can hold those themselves."""
    if isinstance(told, str):
        return marked(told)
    if isinstance(told, tuple):
        return tuple(_clean(one) for one in told)
    if is_dataclass(told) and not isinstance(told, type):
        return replace(told, **{one.name: _clean(getattr(told, one.name)) for one in fields(told)})
    return told
