"""What does each column of a file mean? For programs as JSON, for people as a page."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator

from feedback.reports.merging import FIRST, Merged
from feedback.reports.variables import MISSING, Variable

_FIRST_MEANS = {
    "row": "A number without meaning: the rows are in no order of time.",
    "round": "The round in which it was answered.",
    "cohort": "The cohort, where at least 10 people share it.",
    "team": "The team, where at least 10 people share it.",
}
_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:1rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;"
    "padding:.4rem .6rem;border-bottom:1px solid #b1b4b6}"
)


def codebook_json(title: str, merged: Merged) -> bytes:
    """Every column by name: its wording, kind, codes with labels, and missing codes."""
    book = {
        "title": title,
        "rows": merged.count,
        "first_columns": _FIRST_MEANS,
        "missing": {str(number): words for number, words in MISSING.items()},
        "variables": [
            {
                "name": name,
                "item": one.key[0],
                "part": one.key[1],
                "label": one.label,
                "kind": one.kind,
                "values": [
                    {"code": code, "label": label, "number": one.numbers[label]}
                    for code, label in one.values
                ],
            }
            for name, one in _named(merged)
        ],
    }
    return json.dumps(book, ensure_ascii=False, indent=1).encode()


def codebook_html(title: str, merged: Merged) -> bytes:
    """The same as one page that can be printed."""
    missing = "; ".join(f"{number} = {words}" for number, words in MISSING.items())
    first = "".join(_line(name, means, "") for name, means in _FIRST_MEANS.items())
    rest = "".join(_line(name, one.label, _values(one)) for name, one in _named(merged))
    page = (
        f'<!doctype html><html lang="en-GB"><meta charset="utf-8"><title>{html.escape(title)}'
        f"</title><style>{_STYLE}</style><h1>{html.escape(title)}</h1>"
        f"<p>{merged.count:,} rows. Where there is no answer, files of numbers hold "
        f"{html.escape(missing)}; other files hold these words. An empty cell: the question was "
        "not met.</p><table><thead><tr><th scope=col>Column</th><th scope=col>Question</th>"
        f"<th scope=col>Answers</th></tr></thead><tbody>{first}{rest}</tbody></table></html>"
    )
    return page.encode()


def _line(name: str, label: str, values: str) -> str:
    cells = f"<td>{html.escape(label)}</td><td>{values}</td>"
    return f"<tr><th scope=row>{html.escape(name)}</th>{cells}</tr>"


def _values(one: Variable) -> str:
    if one.values:
        return "<br>".join(
            f"{one.numbers[label]} = {html.escape(label)}" for _code, label in one.values
        )
    return {"number": "a number", "words": "free words", "day": "a date"}[one.kind]


def _named(merged: Merged) -> Iterator[tuple[str, Variable]]:
    return zip(merged.names[len(FIRST) :], merged.variables, strict=True)
