"""How does a worker do with an uploaded file what the commands do with one?"""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence

import openpyxl
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from feedback.collection.csv_file import is_excel, lines_of, text_of
from feedback.collection.errands import GIVEN, CannotDo, Claimed, owner
from feedback.privacy.redaction import Redactor, redacted
from feedback.reports.files import csv_chunks
from feedback.safeguarding.lexicon_changes import living_lexicon
from feedback.safeguarding.meaning_file import MeaningError, second_look_from
from feedback.safeguarding.scan import Scanner
from feedback.safeguarding.screening import screen
from feedback.safeguarding.second_look import combine
from feedback.services import Services
from feedback.themes.assign import Coded, Wishes, assign
from feedback.themes.codebook import Codebook, CodebookError, codebook_of, shipped_for
from feedback.themes.discover import discover
from feedback.themes.embedding import watched
from feedback.themes.reading import Embedder
from feedback.themes.sentiment import LABELS, Judged, feelings

STEP = 256  # texts between two notes of how far it is
ROWS_MOST = 100_000
Told = Callable[[int, int], None]
Rows = Iterable[Sequence[str]]


class Work:
    """One errand with a file: what was given, and how far it is told."""

    def __init__(self, services: Services, claimed: Claimed, told: Told) -> None:
        self.services, self.told, self.wishes = services, told, claimed.about
        if claimed.given is None:
            raise CannotDo("The file is not there any more.")
        key = services.keys.open(owner(claimed.id))
        self._given: Mapping[str, str] = json.loads(key.unseal(claimed.given, GIVEN))
        self.header, self.rows = table_of(self._file("file"))
        self.at = self.place(self.wishes.get("column", ""))
        self.texts = [row[self.at] for row in self.rows]

    def place(self, column: str) -> int:
        """Where a column stands. Raises CannotDo."""
        if column not in self.header:
            raise CannotDo("No column of the file has the heading you wrote. See its top row.")
        return self.header.index(column)

    def book(self) -> Codebook:
        """The codebook given, or the shipped one chosen. Raises CannotDo."""
        text = self._given.get("book", "")
        if not text:
            shipped = shipped_for(self.wishes.get("shipped", ""))
            if shipped is None:
                raise CannotDo("Choose a codebook, or upload one.")
            return shipped
        try:
            document = YAML(typ="safe").load(text_of(base64.b64decode(text)))
            return codebook_of(document)
        except (YAMLError, CodebookError) as error:
            raise CannotDo(
                "The codebook cannot be read: it is no list of themes in YAML."
            ) from error

    def coded(self, column: str) -> list[tuple[str, str]]:
        """(text, what a person said of it) of the second file, where one was given."""
        if not self._given.get("coded"):
            return []
        header, rows = table_of(self._file("coded"))
        wanted = [self.wishes.get("column", ""), column]
        if not set(wanted) <= set(header):
            raise CannotDo(f"The coded file needs the same column and one called {column}.")
        texts, told = (header.index(one) for one in wanted)
        return [(row[texts], row[told]) for row in rows]

    def given(self, name: str) -> str:
        """What else was given as text."""
        return self._given.get(name, "")

    def each(self, cells: Callable[[str], Sequence[str]]) -> list[list[str]]:
        """Every row with its new cells, telling how far it is."""
        out = []
        for number, row in enumerate(self.rows):
            if number % STEP == 0:
                self.told(number, len(self.rows))
            out.append([*row, *cells(row[self.at])])
        return out

    def reader(self) -> Embedder | None:
        """What reads the texts, telling how far it is."""
        self.told(0, len(self.texts))
        return watched(self.told, len(self.texts))

    def _file(self, name: str) -> bytes:
        return base64.b64decode(self._given.get(name, ""))


def scan_file(services: Services, claimed: Claimed, told: Told) -> tuple[str, str]:
    """Level, kinds and places beside each text, as `feedback scan` gives them."""
    work = Work(services, claimed, told)
    try:
        second = second_look_from()
    except MeaningError:
        second = None  # the rules look alone, and raise every hint
    with services.sessions.reading() as session:
        scanner = Scanner(living_lexicon(session), hints=second is None)
    audience = work.wishes.get("audience", "child")

    def cells(text: str) -> Sequence[str]:
        verdict = screen(scanner, text, audience=audience)
        if second is not None:
            verdict = combine(verdict, second.look(text, verdict, audience=audience))
        spans = ";".join(f"{start}-{end}" for start, end in verdict.spans)
        return verdict.level.value, ";".join(verdict.kinds), spans

    return _csv([*work.header, "level", "kinds", "spans"], work.each(cells)), ""


def redact_file(services: Services, claimed: Claimed, told: Told) -> tuple[str, str]:
    """The words with identifiers hidden, and what was hidden, as `feedback redact` gives them."""
    work = Work(services, claimed, told)
    redactor = Redactor([one for one in work.given("names").splitlines() if one.strip()])

    def cells(text: str) -> Sequence[str]:
        found = redactor.find(text)
        spans = [{"kind": f.kind, "start": f.start, "end": f.end, "text": f.text} for f in found]
        return redacted(text, found), json.dumps(spans, ensure_ascii=False)

    return _csv([*work.header, "redacted", "found"], work.each(cells)), ""


def assign_file(services: Services, claimed: Claimed, told: Told) -> tuple[str, str]:
    """Themes of a codebook for each row, as `feedback themes assign` gives them."""
    work = Work(services, claimed, told)
    book = work.book()
    coded = [
        Coded(text, tuple(key.strip() for key in keys.split("|") if key.strip()))
        for text, keys in work.coded("themes")
    ]
    found = assign(work.texts, book, coded=coded, wishes=Wishes(embedder=work.reader()))
    rows = ([str(one.row), one.theme, f"{one.score:.4f}"] for one in found)
    return _csv(("row", "theme", "score"), rows), ""


def discover_file(services: Services, claimed: Claimed, told: Told) -> tuple[str, str]:
    """Themes nobody named, as `feedback themes discover` gives them."""
    work = Work(services, claimed, told)
    number = work.wishes.get("themes", "")
    found = discover(
        work.texts,
        themes=int(number) if number.isdecimal() and number != "0" else None,
        embedder=work.reader(),
    )
    themes = [
        {
            "name": one.name,
            "words": list(one.words),
            "rows": list(one.rows),
            "quotes": [{"row": quote.row, "text": quote.text} for quote in one.quotes],
        }
        for one in found.themes
    ]
    document = {"themes": themes, "unplaced": list(found.unplaced)}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n", ""


def feel_file(services: Services, claimed: Claimed, told: Told) -> tuple[str, str]:
    """Sentiment and sureness beside each text, as `feedback themes sentiment` gives them."""
    work = Work(services, claimed, told)
    coded = [Judged(text, felt.strip().lower(), "") for text, felt in work.coded("sentiment")]
    if any(one.label not in {*LABELS, ""} for one in coded):
        raise CannotDo(f"In the coded file, sentiment is one of {', '.join(LABELS)}.")
    questions = None
    if work.wishes.get("question"):
        asked = work.place(work.wishes["question"])
        questions = [row[asked] for row in work.rows]
    found = feelings(work.texts, questions, coded=coded, embedder=work.reader())
    rows = (
        [*row, one.label, f"{one.sureness:.4f}"] for row, one in zip(work.rows, found, strict=True)
    )
    return _csv([*work.header, "sentiment", "sureness"], rows), ""


def table_of(raw: bytes) -> tuple[list[str], list[list[str]]]:
    """Header and rows of a CSV file or an Excel workbook's first sheet. Raises CannotDo."""
    try:
        lines = _sheet(raw) if is_excel(raw) else lines_of(text_of(raw))
    except Exception as error:  # whatever an odd file does to a reader
        raise CannotDo("The file cannot be read. Save it as CSV or Excel workbook.") from error
    if not lines or len(lines) < 2:
        raise CannotDo("The file is empty, or has a top row only.")
    if len(lines) > ROWS_MOST + 1:
        raise CannotDo(f"The file has more than {ROWS_MOST:,} rows. Split it.")
    header = [cell.strip() for cell in lines[0]]
    width = len(header)
    return header, [[*row[:width], *[""] * (width - len(row))] for row in lines[1:]]


def _sheet(raw: bytes) -> list[list[str]]:
    book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
    sheet = book.worksheets[0]
    rows = [
        ["" if cell is None else str(cell) for cell in row]
        for row in sheet.iter_rows(values_only=True)
    ]
    return [row for row in rows if any(row)]


def _csv(header: Sequence[str], rows: Rows) -> str:
    return b"".join(csv_chunks(header, rows)).decode()
