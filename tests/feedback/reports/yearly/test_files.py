"""Do Word, PDF and HTML say the same, can everybody read them, and do they open?"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx
import pypdf
import pytest
from playwright.sync_api import Browser

from feedback.reports.yearly.binding import BINDERS, bound
from tests.feedback.reports.yearly.made import HIDDEN, LABELS, NASTY, made
from tests.feedback.reports.yearly.reading import words_of
from tests.journeys.looking import finds_nothing

PARTNERSHIP = "An invented partnership"
SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return {ending: bound(made(), PARTNERSHIP, ending) for ending in BINDERS}


@pytest.mark.parametrize("ending", list(BINDERS))
def test_every_file_says_that_it_is_a_draft_and_what_is_missing(
    files: dict[str, bytes], ending: str
) -> None:
    told = words_of(ending, files[ending])
    for words in ("Draft.", "42%", "105 of 250", "Up 2 points since 2022-23", "Missing in this"):
        assert words in told, words
    assert "More quotes: No quote has been approved." in told.replace("Parents & carers, ", "")
    assert "3 is not 1." in told
    published = words_of(ending, bound(made("published"), PARTNERSHIP, ending))
    assert "Draft." not in published
    assert "Missing in this" not in published


@pytest.mark.parametrize("ending", list(BINDERS))
def test_nasty_words_are_printed_as_words(files: dict[str, bytes], ending: str) -> None:
    told = words_of(ending, files[ending])
    for words in ('=HYPERLINK("x") #eval("1") $x$ @ref *bold* _it_ <script>', "Łódź café naïve"):
        assert words in told, words
    assert "␀" in told if ending == "docx" else True


@pytest.mark.parametrize("ending", list(BINDERS))
def test_a_hidden_count_is_hidden_in_the_table_the_bars_and_the_words_for_them(
    files: dict[str, bytes], ending: str
) -> None:
    assert HIDDEN
    told = words_of(ending, files[ending])
    for words in HIDDEN:
        assert words in told
    # 3 of 35 people, and 12, which would give them away: nowhere, not in the raw file either.
    for secret in ("12 ", "(12)", "34%", "9%"):
        assert secret not in told, secret
    if ending == "html":
        chart = re.search(r"<svg.*?</svg>", files[ending].decode(), re.DOTALL)
        assert chart is not None
        assert "(12)" not in chart[0]
        assert f"{LABELS[2]}: fewer than 5" in chart[0]


# --- Word


def test_word_has_real_headings_header_rows_captions_and_words_for_pictures(
    files: dict[str, bytes],
) -> None:
    document = docx.Document(io.BytesIO(files["docx"]))
    styles = {one.text: one.style.name for one in document.paragraphs if one.style is not None}
    assert styles["Feedback <of> families"] == "Heading 1"
    assert styles["Parents & carers"] == "Heading 2"
    assert styles["Themes"] == "Heading 3"
    assert styles["A table"] == "Caption"
    for table in document.tables:
        assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
    (picture,) = document.inline_shapes
    assert "fewer than 5" in picture._inline.docPr.get("descr")
    assert "Answered by 35" in picture._inline.docPr.get("title")
    with zipfile.ZipFile(io.BytesIO(files["docx"])) as packed:
        assert "PAGE" in packed.read("word/footer1.xml").decode()
        assert 'w:val="en-GB"' in packed.read("word/styles.xml").decode()
    assert document.core_properties.title == "Feedback <of> families, 2023-24"


def test_libreoffice_opens_the_word_file_and_prints_its_pages(
    files: dict[str, bytes], tmp_path: Path
) -> None:
    if SOFFICE is None or shutil.which("pdftoppm") is None:
        pytest.skip("LibreOffice Writer or poppler-utils is not installed")
    (tmp_path / "chapter.docx").write_bytes(files["docx"])
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [SOFFICE, profile, "--headless", "--convert-to", "pdf", "chapter.docx"]
    subprocess.run(command, check=True, capture_output=True, timeout=120, cwd=tmp_path)
    printed = (tmp_path / "chapter.pdf").read_bytes()
    told = words_of("pdf", printed)
    assert "42%" in told
    assert "fewer than 5" in told
    subprocess.run(["pdftoppm", "-r", "30", "-gray", tmp_path / "chapter.pdf", tmp_path / "page"],
                   check=True, timeout=60)  # fmt: skip
    pages = sorted(tmp_path.glob("page-*.pgm"))
    assert len(pages) == len(pypdf.PdfReader(io.BytesIO(printed)).pages)
    for page in pages:  # ink on every page: none is empty, none is black
        dots = page.read_bytes().split(b"255\n", 1)[1]
        assert 0.001 < sum(dot < 128 for dot in dots) / len(dots) < 0.5


# --- PDF


def test_the_pdf_is_tagged_with_language_title_headings_and_words_for_pictures(
    files: dict[str, bytes],
) -> None:
    reader = pypdf.PdfReader(io.BytesIO(files["pdf"]))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "en-GB"  # type: ignore[index]
    assert root["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert reader.metadata is not None
    assert reader.metadata.title == "Feedback <of> families, 2023-24"
    tags: list[str] = []
    alts: list[str] = []

    def walk(node: object) -> None:
        found = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(found, list):
            for one in found:
                walk(one)
        elif isinstance(found, dict):
            tags.append(str(found.get("/S")))
            if "/Alt" in found:
                alts.append(str(found["/Alt"]))
            if "/K" in found:
                walk(found["/K"])

    walk(root["/StructTreeRoot"])  # type: ignore[index]
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD", "/L", "/Figure", "/Caption"} <= set(tags)
    assert any("fewer than 5" in alt for alt in alts)


# --- HTML


def test_the_html_file_needs_nothing_beside_it(files: dict[str, bytes]) -> None:
    page = files["html"].decode()
    assert "<script" not in page
    assert not re.search(r"(?:src|href)=", page)
    assert "prefers-color-scheme: dark" in page
    assert "@media print" in page


@pytest.mark.browser
def test_axe_finds_nothing_in_the_html_file_in_the_dark(
    files: dict[str, bytes], browser: Browser, tmp_path: Path
) -> None:
    (tmp_path / "chapter.html").write_bytes(files["html"])
    page = browser.new_page(viewport={"width": 360, "height": 740}, color_scheme="dark")
    page.goto(f"file://{tmp_path}/chapter.html")
    finds_nothing(page)
    page.close()


def test_nasty_has_a_null_and_a_bell() -> None:
    assert any(ord(letter) < 32 for letter in NASTY[2])
