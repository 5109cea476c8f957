"""Is there a codebook for every instrument, and does it know its own examples?"""

from __future__ import annotations

from pathlib import Path

import pytest

from feedback.themes.assign import Wishes, assign
from feedback.themes.codebook import SHIPPED, read_codebook, shipped_for

ROOT = Path(__file__).resolve().parents[3]
REPORT = ROOT.parent / "shared" / "domain" / "yearly-report-2023-24.txt"
BOOKS = sorted(SHIPPED.glob("*.yaml"))


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_a_shipped_codebook_is_whole(path: Path) -> None:
    book = read_codebook(path)
    for theme in book.themes:
        assert theme.about, theme.key
        assert len(theme.words) >= 4, theme.key


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_its_examples_are_put_where_they_belong(path: Path) -> None:
    book = read_codebook(path)
    told = [(example, theme.key) for theme in book.themes for example in theme.examples]
    found = assign([text for text, _ in told], book, wishes=Wishes(embedder="none", per_answer=2))
    right = sum(any(f.theme == told[r][1] for f in found if f.row == r) for r in range(len(told)))
    assert right >= 0.8 * len(told)


def test_every_instrument_has_a_codebook() -> None:
    instruments = [p.stem for p in (ROOT / "surveys/library").glob("*.yaml")]
    for name in instruments:
        if name not in {"option-sets", "compact"}:  # a return is graded evidence, not comments
            assert shipped_for(name) is not None, name
    assert shipped_for("no such survey") is None


def test_the_published_lists_are_complete() -> None:
    sizes = {path.stem: len(read_codebook(path).themes) for path in BOOKS}
    assert sizes["training-results"] == 4
    assert sizes["training-needs"] == 10
    assert sizes["re-think"] == 10 + 3 + 5


def test_re_think_themes_stand_for_the_reports_own_sentences() -> None:
    """The yearly report's 10 early findings, 3 themes and 5 issues, word for word."""
    if not REPORT.exists():
        pytest.skip("the yearly report is not beside this checkout")
    told = [line.removeprefix("- ") for line in REPORT.read_text(encoding="utf-8").splitlines()]
    first = told.index("Early findings are:")
    lines = [line for line in told[first : first + 40] if line]
    themes = read_codebook(SHIPPED / "re-think.yaml").themes
    printed = [theme.printed for theme in themes]
    findings = lines[1:11]
    issues = next(n for n, line in enumerate(lines) if line.startswith("Issues explored"))
    assert printed[:10] == findings
    assert printed[10:13] == lines[issues - 3 : issues]
    assert printed[13:] == lines[issues + 1 : issues + 6]
