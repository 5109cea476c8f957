"""What does a booking system's list say of who came? Pure: bytes in, judged lines out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from feedback.collection.csv_file import SheetKind, SheetUnread, folded, is_email, sheet_of
from feedback.collection.mobile import mobile_of

ROWS_MOST = 2_000  # no hall holds more
CELL_MOST = 300

# Headings as booking systems write them, folded to letters only -> our name.
HEADINGS: dict[str, str] = {
    **dict.fromkeys(("bookingreference", "bookingid", "reference", "ref", "id"), "reference"),
    **dict.fromkeys(("name", "fullname", "delegate", "delegatename", "attendee"), "name"),
    **dict.fromkeys(("email", "emailaddress", "workemail", "delegateemail"), "email"),
    **dict.fromkeys(("mobile", "phone", "mobilenumber", "telephone"), "mobile"),
    **dict.fromkeys(("sector", "agencytype", "organisationtype"), "sector"),
    **dict.fromkeys(("attended", "attendance", "status", "attendancestatus"), "attended"),
}
COLUMNS = ("reference", "name", "email", "mobile", "sector", "attended")
SECTORS: dict[str, str] = {
    "education": "Education",
    "early_years": "Early years",
    "health": "Health",
    "police": "Police",
    "social_care": "Social care",
    "early_help": "Early help",
    "probation": "Probation",
    "housing": "Housing",
    "voluntary": "Voluntary",
    "other": "Other",
    "": "Not said",
}
_SECTOR_WORDS: dict[str, str] = {
    **{folded(words): code for code, words in SECTORS.items()},
    "": "",
    **dict.fromkeys(("school", "schools", "academy", "college", "educationsettings"), "education"),
    **dict.fromkeys(("nursery", "earlyyearssetting", "childminder"), "early_years"),
    **dict.fromkeys(("nhs", "hospital", "gp", "healthservices", "solentnhstrust"), "health"),
    **dict.fromkeys(("hampshireconstabulary", "hampshireandisleofwightconstabulary"), "police"),
    **dict.fromkeys(("childrenssocialcare", "adultsocialcare", "csc", "socialwork"), "social_care"),
    **dict.fromkeys(("earlyhelpandprevention", "targetedearlyhelp"), "early_help"),
    **dict.fromkeys(("vcs", "charity", "voluntarysector", "voluntaryandcommunity"), "voluntary"),
}
_CAME = frozenset({"", "yes", "y", "attended", "present", "came", "completed", "true"})
_DID_NOT = frozenset({"no", "n", "didnotattend", "dna", "noshow", "absent", "cancelled", "false"})


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list as written; `cells` by our column names."""

    number: int
    cells: Mapping[str, str]
    problems: tuple[str, ...] = ()

    @property
    def is_good(self) -> bool:
        """Whether it counts as an attendance as it stands."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class AttendanceFile:
    """A whole list: its lines, or what keeps it from being read at all."""

    lines: tuple[Line, ...] = ()
    unread: str = ""
    ignored: tuple[str, ...] = field(default=())  # headings we do not know

    @property
    def good(self) -> tuple[Line, ...]:
        """Lines that count."""
        return tuple(line for line in self.lines if line.is_good)

    @property
    def bad(self) -> tuple[Line, ...]:
        """Lines that do not, each with all of its problems."""
        return tuple(line for line in self.lines if not line.is_good)


KIND = SheetKind(
    HEADINGS,
    has_enough=lambda names: bool({"email", "reference", "mobile"} & set(names)),
    needs="The first line must name the columns, with “email”, “mobile” or “reference” among them.",
    rows_most=ROWS_MOST,
    too_large="This is not one session.",
    too_many="",
    nobody="There is nobody in the file: only the first line.",
)


def read_attendance(raw: bytes) -> AttendanceFile:
    """Read an uploaded list; what keeps it from being read is said in `unread`."""
    try:
        sheet = sheet_of(raw, KIND)
    except SheetUnread as why:
        return AttendanceFile(unread=str(why))
    return AttendanceFile(judge(sheet.written), ignored=sheet.ignored)


def judge(written: Sequence[tuple[int, Mapping[str, str]]]) -> tuple[Line, ...]:
    """Judge lines (also after they came back from the preview): each with all of its problems."""
    seen: dict[str, int] = {}
    lines: list[Line] = []
    for number, cells in written:
        problems = _problems(cells)
        for one in who(cells)[:1]:
            if one in seen:
                problems.append(f"This person is on line {seen[one]} already.")
            seen.setdefault(one, number)
        kept = {name: cells.get(name, "").strip() for name in COLUMNS}
        lines.append(Line(number, kept, tuple(problems)))
    return tuple(lines)


def who(cells: Mapping[str, str]) -> tuple[str, ...]:
    """What tells one person from another: e-mail, booking or mobile; none where nothing does."""
    told = (
        ("email", cells.get("email", "").strip().casefold()),
        ("booking", cells.get("reference", "").strip().casefold()),
        ("mobile", mobile_of(cells.get("mobile", ""))),  # last: colleagues may share a telephone
    )
    return tuple(f"{kind}:{text}" for kind, text in told if text)


def sector_of(cells: Mapping[str, str]) -> str:
    """The sector's code of a good line; "" where it is not said."""
    return _SECTOR_WORDS[folded(cells.get("sector", ""))]


def sector_of_words(words: str) -> str | None:
    """The code of a sector however it is written; "" for no words, None for none we know."""
    return _SECTOR_WORDS.get(folded(words))


def _problems(cells: Mapping[str, str]) -> list[str]:
    problems: list[str] = []
    if not who(cells):
        problems.append("There is no e-mail address, no mobile and no booking reference.")
    email = cells.get("email", "").strip()
    if email and not is_email(email):
        problems.append("The e-mail address is not complete.")
    if sector_of_words(cells.get("sector", "")) is None:
        named = ", ".join(words for code, words in SECTORS.items() if code)
        problems.append(f"The sector is not one of {named}.")
    attended = folded(cells.get("attended", ""))
    if attended in _DID_NOT:
        problems.append("Did not come.")
    elif attended not in _CAME:
        problems.append("“Attended” is not yes or no.")
    if any(len(value) > CELL_MOST for value in cells.values()):
        problems.append(f"A cell has more than {CELL_MOST} letters.")
    return problems
