"""Is a codebook read whole, and a faulty one refused with the reason?"""

from __future__ import annotations

from pathlib import Path

import pytest

from feedback.themes.codebook import CodebookError, codebook_of, read_codebook


def test_a_codebook_is_read(tmp_path: Path) -> None:
    path = tmp_path / "book.yaml"
    path.write_text(
        "themes:\n  - key: a\n    words: [no, 'yes', 3]\n    not-words: [x]\n"
        "  - {key: b, name: Bee}\n"
    )
    book = read_codebook(path)
    assert book.keys == ("a", "b")
    assert book.themes[0].words == ("no", "yes", "3")
    assert book.themes[0].not_words == ("x",)
    assert book.themes[1].name == "Bee"


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ([], "list `themes`"),
        ({"themes": []}, "list `themes`"),
        ({"themes": ["x"]}, "theme 1"),
        ({"themes": [{"about": "x"}]}, "theme 1 has no key"),
        ({"themes": [{"key": "a"}, {"key": "a"}]}, "twice"),
        ({"themes": [{"key": "a|b"}]}, "holds no |"),
        ({"themes": [{"key": "a", "words": "kind"}]}, "words is a list"),
    ],
)
def test_a_faulty_codebook_is_refused(document: object, told: str) -> None:
    with pytest.raises(CodebookError, match=told.replace("|", r"\|")):
        codebook_of(document)


def test_a_file_that_is_not_yaml_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "book.yaml"
    path.write_text("themes: [")
    with pytest.raises(CodebookError, match="not a YAML"):
        read_codebook(path)
