"""Which organisations does a list name, and which of its lines cannot be used? Pure."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from feedback.collection.csv_file import SheetKind, SheetUnread, folded, is_email, sheet_of
from feedback.compact.cycles import VARIANTS, Asked, organisation_key
from feedback.training.attendance_file import SECTORS, sector_of_words

ROWS_MOST = 2_000
NAME_MOST = 80  # letters: it stands on the duty officer's desk, too
EMAIL_MOST = 254  # RFC 5321
COLUMNS = ("organisation", "sector", "variant", "email")
HEADINGS: dict[str, str] = {
    **dict.fromkeys(("organisation", "organization", "name", "setting", "school"), "organisation"),
    **dict.fromkeys(("sector", "organisationtype", "type"), "sector"),
    **dict.fromkeys(("form", "variant", "version", "tool"), "variant"),
    **dict.fromkeys(("email", "emailaddress", "contactemail", "workemail"), "email"),
}
# What people write for the three forms, folded to letters only.
_VARIANTS: dict[str, str] = {
    **{folded(words): code for code, words in VARIANTS.items()},
    **{folded(code): code for code in VARIANTS},
    **dict.fromkeys(("school", "earlyyears", "educationandearlyyears"), "education"),
    **dict.fromkeys(("small", "vcs", "smallvoluntary", "voluntary"), "small_vcs"),
}
# Where a list does not say which form, the sector does; it can be written otherwise.
USUAL_VARIANT = {"education": "education", "early_years": "education", "voluntary": "small_vcs"}
KIND = SheetKind(
    HEADINGS,
    has_enough=lambda names: {"organisation", "sector"} <= set(names),
    needs="The first line must name the columns, with “organisation” and “sector” among them.",
    rows_most=ROWS_MOST,
    too_large="Split it in two.",
    too_many=" Split it in two.",
    nobody="There is no organisation in the file: only the first line.",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line as written; `asked` is None where something is wrong with it."""

    number: int
    cells: Mapping[str, str]
    asked: Asked | None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OrganisationFile:
    """A whole list: its lines, or what keeps it from being read at all."""

    lines: tuple[Line, ...] = ()
    unread: str = ""
    ignored: tuple[str, ...] = field(default=())

    @property
    def good(self) -> tuple[Line, ...]:
        """Lines that can be asked."""
        return tuple(line for line in self.lines if line.asked is not None)

    @property
    def bad(self) -> tuple[Line, ...]:
        """Lines that cannot, each with all of its problems."""
        return tuple(line for line in self.lines if line.asked is None)


def read_organisations(raw: bytes, there: Collection[str] = ()) -> OrganisationFile:
    """Read an uploaded list; `there`: the keys of those who are asked already."""
    try:
        sheet = sheet_of(raw, KIND)
    except SheetUnread as why:
        return OrganisationFile(unread=str(why))
    return OrganisationFile(judge(sheet.written, there), ignored=sheet.ignored)


def judge(
    written: Sequence[tuple[int, Mapping[str, str]]], there: Collection[str] = ()
) -> tuple[Line, ...]:
    """Judge lines (also after they came back from the preview): each with all of its problems."""
    seen: dict[str, int] = {}
    lines: list[Line] = []
    for number, cells in written:
        kept = {name: cells.get(name, "").strip() for name in COLUMNS}
        problems = _problems(kept)
        key = organisation_key(kept["organisation"])
        if key in there:
            problems.append("It is asked already.")
        elif key in seen:
            problems.append(f"It is on line {seen[key]} already.")
        if key:
            seen.setdefault(key, number)
        asked = None if problems else _asked(kept)
        lines.append(Line(number, kept, asked, tuple(problems)))
    return tuple(lines)


def packed(lines: Sequence[Line]) -> str:
    """All lines as one text for a hidden field: nothing is kept before a yes."""
    rows = [[line.number, *(line.cells[name] for name in COLUMNS)] for line in lines]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def unpacked(text: str, there: Collection[str] = ()) -> tuple[Line, ...]:
    """The lines of `packed`, judged again. Raises ValueError for anything else."""
    rows = json.loads(text)
    if not isinstance(rows, list) or not 0 < len(rows) <= ROWS_MOST:
        raise ValueError("not the lines of a list")
    return judge([_row(one) for one in rows], there)


def _row(one: object) -> tuple[int, dict[str, str]]:
    if not isinstance(one, list) or len(one) != len(COLUMNS) + 1 or not isinstance(one[0], int):
        raise ValueError("not a line of a list")
    if not all(isinstance(cell, str) for cell in one[1:]):
        raise ValueError("not the cells of a line")
    return one[0], dict(zip(COLUMNS, one[1:], strict=True))


def _asked(cells: Mapping[str, str]) -> Asked:
    """A good line in our own codes."""
    sector = sector_of_words(cells["sector"]) or ""
    written = folded(cells["variant"])
    variant = _VARIANTS[written] if written else USUAL_VARIANT.get(sector, "statutory")
    return Asked(cells["organisation"], sector, variant, cells["email"])


def _problems(cells: Mapping[str, str]) -> list[str]:
    problems: list[str] = []
    if not organisation_key(cells["organisation"]):
        problems.append("There is no name of an organisation.")
    elif len(cells["organisation"]) > NAME_MOST:
        problems.append(f"The name has more than {NAME_MOST} letters.")
    if not sector_of_words(cells["sector"]):
        named = ", ".join(words for code, words in SECTORS.items() if code)
        problems.append(f"The sector is not one of {named}.")
    if folded(cells["variant"]) not in {"", *_VARIANTS}:
        problems.append(f"The form is not one of {', '.join(VARIANTS.values())}.")
    if cells["email"] and (len(cells["email"]) > EMAIL_MOST or not is_email(cells["email"])):
        problems.append("The e-mail address is not complete.")
    return problems
