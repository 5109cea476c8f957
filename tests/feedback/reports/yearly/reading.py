"""What would somebody be read out who cannot see a file?"""

from __future__ import annotations

import io
from html.parser import HTMLParser

import docx
import pypdf


class Text(HTMLParser):
    """The words of a page, and the alt texts of its pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def words_of(ending: str, content: bytes) -> str:
    """All that somebody who cannot see would be read out, blanks evened."""
    if ending == "html":
        reader = Text()
        reader.feed(content.decode())
        told = " ".join(reader.words)
    elif ending == "pdf":
        told = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    else:
        document = docx.Document(io.BytesIO(content))
        lines = [paragraph.text for paragraph in document.paragraphs]
        lines += [
            cell.text for table in document.tables for row in table.rows for cell in row.cells
        ]
        lines += [one._inline.docPr.get("descr") for one in document.inline_shapes]
        told = " ".join(lines)
    return " ".join(told.split())
