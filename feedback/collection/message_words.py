"""How do the words of templates/messages become a message? Once as plain text, once as HTML.

Both come from one template, so that they never say different things. The HTML has no style of its
own: it is read in the reader's own letters, by a screen reader, and as well on a dark screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "messages"

# Plain text needs no escaping; there is no markup for anything to break out of.
_plain = Environment(  # noqa: S701 - text/plain only
    loader=FileSystemLoader(FOLDER), undefined=StrictUndefined, keep_trailing_newline=True
)
_marked = Environment(loader=FileSystemLoader(FOLDER), undefined=StrictUndefined, autoescape=True)


@dataclass(frozen=True, slots=True)
class Written:
    """One message's words, both ways."""

    text: str
    html: str


def shown(html: str) -> Markup:
    """A message's HTML as a page can show it: what stands in its body, escaped by us already."""
    return Markup(html.partition("<body>")[2].partition("</body>")[0])  # noqa: S704 - ours


def plain(template: str, **given: object) -> str:
    """The words of one template, filled; nothing is escaped."""
    return _plain.get_template(template).render(**given)


def written(
    template: str, *, subject: str, links: dict[str, tuple[str, str]], **given: object
) -> Written:
    """One template both ways. `links`: name -> (address, the words that lead there in HTML)."""
    addresses = {name: address for name, (address, _) in links.items()}
    anchors = {
        name: Markup('<a href="{}">{}</a>').format(address, words)
        for name, (address, words) in links.items()
    }
    told = _marked.get_template(template).render(**given, **anchors)
    paragraphs = tuple(
        # Jinja has escaped it: what is marked here holds no markup but our links.
        Markup("<br>").join(Markup(line) for line in part.splitlines())  # noqa: S704
        for part in told.strip().split("\n\n")
    )
    html = _marked.get_template("_letter.html").render(subject=subject, paragraphs=paragraphs)
    return Written(plain(template, **given, **addresses), html)
