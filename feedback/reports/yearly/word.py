"""How does a chapter become a Word file? Only the worker and the command load this."""

from __future__ import annotations

import io
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from feedback.reports.yearly.chapter import Chapter
from feedback.reports.yearly.notes import closing_lists, footer, opening_notes
from feedback.reports.yearly.parts import Drawing, Grid, Number, Part, Points, Sayings, Words
from feedback.reports.yearly.picture import chart_png

SMALL = Pt(9)
CHART_WIDTH = Cm(10)
FONT = "Arial"
WIDTH, FIRST_COLUMN = Cm(16.6), Cm(5.6)  # of the page between its margins
NARROW = 3  # a table of more columns needs a wide first one
WHOLE = 24  # lines of a table that stay on one page
INK = RGBColor(0x0B, 0x0C, 0x0C)


def docx_of(chapter: Chapter, partnership: str) -> bytes:
    """The file: real headings, tables with header rows, pictures with words for them."""
    document = docx.Document()
    _set_up(document, chapter, partnership)
    document.add_heading(chapter.title, 1)
    document.add_paragraph(f"{partnership}. Yearly report {chapter.year}")
    for line in opening_notes(chapter):
        document.add_paragraph(line, style="Intense Quote")
    for block in chapter.blocks:
        if block.heading and (block.parts or block.kind == "section"):
            document.add_heading(block.heading, 2 if block.kind == "section" else 3)
        for part in block.parts:
            _add(document, part)
    for heading, lines in closing_lists(chapter):
        document.add_heading(heading, 2)
        for line in lines:
            document.add_paragraph(line, style="List Bullet")
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _set_up(document: Any, chapter: Chapter, partnership: str) -> None:
    told = document.core_properties
    told.title = f"{chapter.title}, {chapter.year}"
    told.author = partnership
    told.language = "en-GB"
    told.comments = ""
    told.created = told.modified = chapter.made_at.replace(tzinfo=None)
    for name, size in (("Normal", 11), ("Heading 1", 20), ("Heading 2", 15), ("Heading 3", 12.5)):
        style = document.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        style.font.color.rgb = INK
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(script), None)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    document.styles["Normal"].element.get_or_add_rPr().append(language)
    for name in ("Intense Quote", "Quote"):
        document.styles[name].font.color.rgb = INK
    caption = document.styles["Caption"]
    caption.font.name, caption.font.size, caption.font.color.rgb = FONT, Pt(11), INK
    caption.paragraph_format.keep_with_next = True
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    _page_numbers(section.footer.paragraphs[0], footer(chapter))


def _page_numbers(paragraph: Any, words: str) -> None:
    paragraph.add_run(words + "    Page ").font.size = SMALL
    for name, between in (("PAGE", " of "), ("NUMPAGES", "")):
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), name)
        run = OxmlElement("w:r")
        text = OxmlElement("w:t")
        text.text = "1"
        run.append(text)
        field.append(run)
        paragraph._p.append(field)
        if between:
            paragraph.add_run(between).font.size = SMALL


def _add(document: Any, part: Part) -> None:
    if isinstance(part, Words):
        for line in part.paragraphs:
            document.add_paragraph(line)
    elif isinstance(part, Points):
        for item in part.items:
            document.add_paragraph(item, style="List Bullet")
        _small(document, part.note)
    elif isinstance(part, Sayings):
        for quote in part.quotes:
            document.add_paragraph(f"“{quote.text}” {quote.who}", style="Quote")
    elif isinstance(part, Number):
        _number(document, part)
    elif isinstance(part, Grid):
        _grid(document, part)
    elif isinstance(part, Drawing):
        _drawing(document, part)


def _number(document: Any, part: Number) -> None:
    paragraph = document.add_paragraph()
    value = paragraph.add_run(part.text)
    value.bold, value.font.size = True, Pt(22)
    paragraph.add_run(f" {part.title}")
    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.space_after = Pt(2)
    counts = document.add_paragraph(f"{part.counts}. {part.change}")
    counts.paragraph_format.keep_with_next = True
    counts.paragraph_format.space_after = Pt(2)
    _small(document, part.told_rule)


def _grid(document: Any, part: Grid) -> None:
    document.add_paragraph(part.caption, style="Caption")
    table = document.add_table(rows=0, cols=len(part.header), style="Table Grid")
    table.autofit = False
    first = FIRST_COLUMN if len(part.header) > NARROW else WIDTH // len(part.header)
    widths = [first] + [(WIDTH - first) // (len(part.header) - 1)] * (len(part.header) - 1)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    lines = (part.header, *part.rows)
    for place, line in enumerate(lines):
        row = table.add_row()
        stays = place < len(lines) - 1 and len(lines) <= WHOLE
        for column, (cell, words) in enumerate(zip(row.cells, line, strict=True)):
            cell.width = widths[column]
            _fill(cell, words, bold=not place, number=bool(column), stays=stays)
        _mark(row, "w:cantSplit")
    _mark(table.rows[0], "w:tblHeader")  # read out as such, and printed again on the next page
    _describe(table, part.caption)
    after = document.add_paragraph(part.change) if part.change else None
    for warning in part.warnings:
        document.add_paragraph(style="Intense Quote").add_run(f"Check this: {warning}")
    small = _small(document, part.told_rule)
    for paragraph in (after, small):
        if paragraph is not None:
            paragraph.paragraph_format.space_before = Pt(4)


def _fill(cell: Any, words: str, *, bold: bool, number: bool, stays: bool) -> None:
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(words)
    run.bold, run.font.size = bold, Pt(10)
    paragraph.paragraph_format.space_after = Pt(2)
    paragraph.paragraph_format.keep_with_next = stays
    if number:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _mark(row: Any, name: str) -> None:
    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _describe(table: Any, words: str) -> None:
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), words)
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    if look is None:
        table._tbl.tblPr.append(caption)
    else:
        look.addnext(caption)  # the schema has it there


def _drawing(document: Any, part: Drawing) -> None:
    caption = document.add_paragraph(part.chart.title, style="Caption")
    caption.paragraph_format.keep_with_next = True
    document.add_picture(io.BytesIO(chart_png(part.chart)), width=CHART_WIDTH)
    described = document.inline_shapes[-1]._inline.docPr
    described.set("descr", part.chart.description)
    described.set("title", part.chart.title)


def _small(document: Any, words: str) -> Any:
    if not words:
        return None
    paragraph = document.add_paragraph()
    paragraph.add_run(words).font.size = SMALL
    return paragraph
