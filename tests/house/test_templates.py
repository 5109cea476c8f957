"""Are templates escaped, free of inline code, and silent towards others?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "templates"
TEMPLATES = sorted(ROOT.rglob("*.html"))
SOURCES = sorted((ROOT.parent / "static" / "src").glob("*.*s"))  # scripts and styles
READ = "".join(one.read_text(encoding="utf-8") for one in SOURCES)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_components_may_mark_markup_as_safe(path: Path) -> None:
    if path.relative_to(ROOT).parts[0] == "components":
        return
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\|\s*safe\b|Markup\(|autoescape\s+false", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_has_inline_code_or_asks_a_third_party(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"(?:src|href)=[\"'](?:https?:)?//", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_is_marked_for_a_script_is_read_by_one(path: Path) -> None:
    marked = set(re.findall(r"\sdata-([a-z-]+)", path.read_text(encoding="utf-8")))
    for name in marked:
        spoken = re.sub(r"-(\w)", lambda found: found[1].upper(), name)  # dataset.idleTo
        assert f"data-{name}" in READ or f"dataset.{spoken}" in READ, name
