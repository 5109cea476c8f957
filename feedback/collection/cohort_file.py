"""What does a cohort file say, and which of its lines cannot be used? Pure: bytes in, lines out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from feedback.collection.csv_file import SheetKind, SheetUnread, folded, is_email, sheet_of

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


KIND = SheetKind(
    HEADINGS,
    has_enough=lambda names: {"reference", "cohort"} <= set(names),
    needs="The first line must name the columns, with “reference” and “cohort” among them.",
    rows_most=ROWS_MOST,
    too_large="Split it in two.",
    too_many=" Split it in two.",
    nobody="There are no people in the file: only the first line.",
)


def read_cohort(raw: bytes) -> CohortFile:
    """Read an uploaded file; what keeps it from being read is said in `unread`."""
    try:
        sheet = sheet_of(raw, KIND)
    except SheetUnread as why:
        return CohortFile(unread=str(why))
    return CohortFile(rows=judge(sheet.written), ignored=sheet.ignored)


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
