"""What does a cohort file say, and which of its lines cannot be used? Pure: bytes in, lines out."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from feedback.collection.csv_file import (
    BYTES_MOST,
    cell_at,
    folded,
    is_email,
    is_excel,
    lines_of,
    text_of,
)

ROWS_MOST = 20_000
CELL_MOST = 300

# Headings as councils write them, folded to letters only -> our name.
HEADINGS: dict[str, str] = {
    **dict.fromkeys(
        ("reference", "ref", "id", "caseid", "caseref", "pid", "personid"), "reference"
    ),
    **dict.fromkeys(("cohort", "status", "plan", "plantype", "group", "kind"), "cohort"),
    **dict.fromkeys(("team", "service"), "team"),
    **dict.fromkeys(("ageband", "band", "age"), "age_band"),
    **dict.fromkeys(("name", "fullname", "addressee"), "name"),
    **dict.fromkeys(("address", "postaladdress", "homeaddress"), "address"),
    **dict.fromkeys(("email", "emailaddress"), "email"),
    **dict.fromkeys(("phone", "mobile", "telephone", "phonenumber"), "phone"),
    **dict.fromkeys(("howtocontact", "contactby", "contact", "contactmethod"), "contact_by"),
    **dict.fromkeys(("worker", "allocatedworker", "socialworker", "leadprofessional"), "worker"),
    **dict.fromkeys(("hold", "holdreason", "donotcontact", "reason"), "hold"),
}
COLUMNS = (
    "reference", "cohort", "team", "age_band", "name", "address", "email", "phone",
    "contact_by", "worker", "hold",
)  # fmt: skip
COHORTS: dict[str, str] = {
    **dict.fromkeys(("cin", "childinneed"), "CIN"),
    **dict.fromkeys(("cp", "cpp", "childprotection", "childprotectionplan"), "CP"),
    **dict.fromkeys(("cla", "lac", "lookedafter", "childlookedafter"), "CLA"),
    **dict.fromkeys(("earlyhelp", "eh", "fsp"), "early_help"),
    **dict.fromkeys(("careleaver", "careleavers"), "care_leaver"),
    **dict.fromkeys(("parent", "parents", "carer"), "parent"),
    **dict.fromkeys(("professional", "professionals", "agency"), "professional"),
}
CONTACT_BY: dict[str, str] = {
    **dict.fromkeys(("", "letter", "post"), "letter"),
    **dict.fromkeys(("email", "mail"), "email"),
    **dict.fromkeys(("phone", "telephone", "call", "text", "sms"), "phone"),
    **dict.fromkeys(("none", "worker", "inperson", "visit", "hand"), "hand"),
}
HOLDS: dict[str, str] = {
    **dict.fromkeys(("", "no", "n", "none"), ""),
    **dict.fromkeys(("died", "deceased", "dead"), "died"),
    "adopted": "adopted",
    **dict.fromkeys(("moved", "movedaway", "leftarea"), "moved"),
    **dict.fromkeys(("unsafe", "unsafeathome", "risk", "danger"), "unsafe"),
    **dict.fromkeys(("optedout", "optout", "declined", "refused"), "opted_out"),
    **dict.fromkeys(("yes", "y", "hold", "other"), "other"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file as written; `cells` by our column names."""

    line: int
    cells: Mapping[str, str]
    problems: tuple[str, ...] = ()

    @property
    def is_good(self) -> bool:
        """Whether it can be used as it stands."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class CohortFile:
    """A whole file: its lines, or what keeps it from being read at all."""

    rows: tuple[Row, ...] = ()
    unread: str = ""
    ignored: tuple[str, ...] = field(default=())  # headings we do not know

    @property
    def good(self) -> tuple[Row, ...]:
        """Lines that can be used."""
        return tuple(row for row in self.rows if row.is_good)

    @property
    def bad(self) -> tuple[Row, ...]:
        """Lines that cannot, each with its problems."""
        return tuple(row for row in self.rows if not row.is_good)


def read_cohort(raw: bytes) -> CohortFile:
    """Read an uploaded file: UTF-8 or Windows letters, comma, semicolon or tab."""
    if len(raw) > BYTES_MOST:
        return CohortFile(unread="The file is larger than 5 MB. Split it in two.")
    if is_excel(raw):
        return CohortFile(unread="This is an Excel file. Save it as CSV first, then upload that.")
    text = text_of(raw)
    try:
        lines = lines_of(text)
    except csv.Error:
        return CohortFile(unread="A quotation mark is opened and never closed. Save it again.")
    if not lines:
        return CohortFile(unread="The file is empty.")
    names = _names(lines[0])
    if "reference" not in names or "cohort" not in names:
        return CohortFile(
            unread="The first line must name the columns, with “reference” and “cohort” among them."
        )
    if len(lines) - 1 > ROWS_MOST:
        return CohortFile(unread=f"The file has more than {ROWS_MOST:,} lines. Split it in two.")
    ignored = tuple(cell for cell, name in zip(lines[0], names, strict=True) if not name and cell)
    written = [
        (place, {name: cell_at(cells, at) for at, name in enumerate(names) if name})
        for place, cells in enumerate(lines[1:], 2)
        if any(cell.strip() for cell in cells)
    ]
    if not written:
        return CohortFile(unread="There are no people in the file: only the first line.")
    return CohortFile(rows=judge(written), ignored=ignored)


def judge(written: Sequence[tuple[int, Mapping[str, str]]]) -> tuple[Row, ...]:
    """Judge lines (also after they were mended on screen): each with all of its problems."""
    seen: dict[str, int] = {}
    rows: list[Row] = []
    for line, cells in written:
        problems = _problems(cells)
        reference = cells.get("reference", "").strip().casefold()
        if reference and reference in seen:
            problems.append(f"This reference is on line {seen[reference]} already.")
        seen.setdefault(reference, line)
        rows.append(Row(line, {name: cells.get(name, "") for name in COLUMNS}, tuple(problems)))
    return tuple(rows)


def known(cells: Mapping[str, str]) -> dict[str, str]:
    """A good line in our own codes. Who has an e-mail address is written to, unless said."""
    contact_by = folded(cells.get("contact_by", ""))
    if not contact_by and cells.get("email", "").strip():
        contact_by = "email"
    return {
        **{name: cells.get(name, "").strip() for name in COLUMNS},
        "cohort": COHORTS[folded(cells["cohort"])],
        "contact_by": CONTACT_BY[contact_by],
        "hold": HOLDS[folded(cells.get("hold", ""))],
    }


def _problems(cells: Mapping[str, str]) -> list[str]:
    problems: list[str] = []
    if not cells.get("reference", "").strip():
        problems.append("There is no reference.")
    if folded(cells.get("cohort", "")) not in COHORTS:
        problems.append("The cohort is not one of CIN, CP, CLA, early help, parent, professional.")
    if folded(cells.get("contact_by", "")) not in CONTACT_BY:
        problems.append("“How to contact” is not one of letter, e-mail, phone, none.")
    if folded(cells.get("hold", "")) not in HOLDS:
        problems.append("The hold is not one of died, adopted, moved, unsafe at home, opted out.")
    email = cells.get("email", "").strip()
    if email and not is_email(email):
        problems.append("The e-mail address is not complete.")
    if CONTACT_BY.get(folded(cells.get("contact_by", ""))) == "email" and not email:
        problems.append("There is no e-mail address to write to.")
    if any(len(value) > CELL_MOST for value in cells.values()):
        problems.append(f"A cell has more than {CELL_MOST} letters.")
    return problems


def _names(headings: Sequence[str]) -> list[str]:
    """Our names of the columns in their order; "" for unknown ones and for a name's repeats."""
    names: list[str] = []
    for heading in headings:
        name = HEADINGS.get(folded(heading), "")
        names.append("" if name in names else name)
    return names
