"""Do the components tie labels, hints and errors to their fields, and let no markup through?"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from feedback.web.forms import ChoiceField, Field

ROOT = Path(__file__).resolve().parents[2]
MARKUP = "<b onclick='x'>\"Sam\" & co</b>"
KINDS = (
    "info", "choice", "multi", "scale", "faces", "yes_no", "short_text", "long_text", "number",
    "date",
)  # fmt: skip


@pytest.fixture(scope="module")
def pages() -> Environment:
    """Templates as they stand, without the app around them."""
    found = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals["asset"] = "/static/{}".format
    found.globals["partnership"] = "A partnership"
    return found


@dataclass
class Page(HTMLParser):
    """What a page holds: its tags with their attributes, in order."""

    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def all(self, *tags: str) -> list[dict[str, str]]:
        return [given for tag, given in self.tags if tag in tags]

    @property
    def ids(self) -> list[str]:
        return [given["id"] for _, given in self.tags if "id" in given]

    @property
    def inputs(self) -> list[dict[str, str]]:
        return [one for one in self.all("input", "textarea") if one.get("type") != "hidden"]


def read(html: str) -> Page:
    page = Page()
    page.feed(html)
    page.close()
    return page


def choice(code: str, **given: object) -> ChoiceField:
    said: dict[str, object] = {"face": None, "says": False, "exclusive": False, "checked": False}
    return ChoiceField(code=code, label=f"{code} {MARKUP}", **(said | given))  # type: ignore[arg-type]


def a_field(kind: str, key: str = "listen", **given: object) -> Field:
    """A field with everything a field can have."""
    whole: dict[str, object] = {
        "label": f"Are you listened to? {MARKUP}",
        "easy": f"Do they listen? {MARKUP}",
        "hint": f"Think of last month. {MARKUP}",
        "why": f"So that we learn. {MARKUP}",
        "choices": (
            choice("yes", face="happy", checked=True),
            choice("a_bit", face="neutral"),
            choice("other", face="unsure", says=True),
            choice("none_of", face="sad", exclusive=True),
        ),
        "value": MARKUP,
        "says_value": MARKUP,
        "day": "5",
        "month": MARKUP,
        "year": "2024",
        "error": f"Say it another way. {MARKUP}",
        "max_chars": 5000,
        "hidden_earlier": True,
    }
    return Field(key=key, kind=kind, **(whole | given))  # type: ignore[arg-type]


def shown(pages: Environment, *fields: Field, heading: bool = True) -> str:
    text = (
        '{% from "components/errors.html" import error_summary %}'
        '{% import "components/questions.html" as questions %}'
        "{{ error_summary(fields) }}"
        "{% for one in fields %}{{ questions.question(one, heading=heading) }}{% endfor %}"
    )
    return pages.from_string(text).render(fields=fields, heading=heading)


@pytest.mark.parametrize("kind", KINDS)
def test_each_field_has_one_label_and_ids_are_unique(pages: Environment, kind: str) -> None:
    page = read(shown(pages, a_field(kind), a_field(kind, key="second"), heading=False))
    assert [one for one, n in Counter(page.ids).items() if n > 1] == []
    labelled = Counter(one["for"] for one in page.all("label"))
    for one in page.inputs:
        assert labelled[one["id"]] == 1, one


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "info"])
def test_easy_words_hint_and_error_are_read_with_the_field(pages: Environment, kind: str) -> None:
    page = read(shown(pages, a_field(kind)))
    group = page.all("fieldset") or page.inputs
    described = group[0]["aria-describedby"].split()
    assert described == ["listen-easy", "listen-hint", "listen-kept", "listen-error"]
    assert set(described) <= set(page.ids)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "info"])
def test_the_error_on_top_leads_to_a_field_that_can_be_filled(
    pages: Environment, kind: str
) -> None:
    page = read(shown(pages, a_field(kind)))
    (link,) = page.all("a")
    assert link["href"].removeprefix("#") in {one["id"] for one in page.inputs}


@pytest.mark.parametrize("kind", KINDS)
def test_words_never_become_markup(pages: Environment, kind: str) -> None:
    html = shown(pages, a_field(kind))
    page = read(html)
    assert page.all("b", "script", "style") == []
    assert not any(re.match("on|style$", name) for _, given in page.tags for name in given)
    assert MARKUP not in html
    if kind in {"short_text", "number"}:
        assert page.inputs[0]["value"] == MARKUP


@pytest.mark.parametrize("kind", KINDS)
def test_a_plain_question_shows_nothing_empty(pages: Environment, kind: str) -> None:
    bare = a_field(kind, easy=None, hint=None, why=None, error=None, hidden_earlier=False)
    html = shown(pages, bare)
    page = read(html)
    assert not any("aria-describedby" in given for _, given in page.tags)
    hints = [given["id"] for _, given in page.tags if given.get("class") == "govuk-hint"]
    assert set(hints) <= {"listen-left"}  # where the letters left are told
    assert page.all("details") == []
    assert "None" not in html


@pytest.mark.parametrize("heading", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_a_question_alone_is_the_heading_of_its_page(
    pages: Environment, kind: str, heading: bool
) -> None:
    page = read(shown(pages, a_field(kind), heading=heading))
    assert len(page.all("h1")) == int(heading)


def test_each_face_has_a_word_and_a_shape_of_its_own(pages: Environment) -> None:
    html = shown(pages, a_field("faces", error=None))
    drawn = re.findall(r"<svg.*?</svg>", html, re.DOTALL)
    assert len(drawn) == 4
    outlines = {re.search(r"<(circle|rect|path d=\"[^\"]+\")", one).group(1) for one in drawn}  # type: ignore[union-attr]
    assert len(outlines) == 4
    assert all('aria-hidden="true"' in one for one in drawn)


def test_what_stands_alone_is_set_apart_and_marked(pages: Environment) -> None:
    html = shown(pages, a_field("multi"))
    marked = [one["value"] for one in read(html).inputs if "data-alone" in one]
    assert marked == ["none_of"]
    assert html.count("checkboxes__divider") == 1


def test_words_typed_keep_their_first_line_break(pages: Environment) -> None:
    # HTML drops one line break after the tag, so the template gives one of its own.
    html = shown(pages, a_field("long_text", value="\nsecond line"))
    assert re.search(r"<textarea[^>]*>\n\nsecond line</textarea>", html)


def test_every_page_of_a_participant_has_the_way_out_and_the_same_support(
    pages: Environment,
) -> None:
    one = pages.get_template("participant/spent.html").render()
    other = pages.get_template("participant/unknown-link.html").render()
    page = read(one)
    exits = [given for given in page.all("a") if "data-exit" in given]
    assert [given["href"] for given in exits] == ["/exit"]
    assert exits[0]["rel"] == "nofollow noreferrer"
    assert "<title>Your views</title>" in one
    footer = re.compile("<footer.*</footer>", re.DOTALL)
    assert footer.findall(one) == footer.findall(other) != []
    assert page.all("html")[0]["lang"] == "en-GB"
    assert {"header", "main", "footer"} <= {tag for tag, _ in page.tags}


def test_no_form_leads_away() -> None:
    # Browsers hold a form's redirect to another site against form-action 'self': a link may go.
    for path in sorted((ROOT / "templates").rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<form[^>]*(?:url_for\('exit'\)|/exit)", text), path


ERRORS = sorted(path.stem for path in (ROOT / "templates/errors").glob("[0-9]*.html"))


@pytest.mark.parametrize("status", ERRORS)
@pytest.mark.parametrize("message", ["", f"Not today. {MARKUP}"])
def test_an_error_page_stands_alone(pages: Environment, status: str, message: str) -> None:
    html = pages.get_template(f"errors/{status}.html").render(message=message, words={})
    page = read(html)
    assert len(page.all("h1")) == 1
    assert page.all("b", "form") == []
    assert "<title>Your views</title>" in html
    if message and status == "403":
        assert "Not today." in html


# Names of the Design System that carry no look of their own.
NO_LOOK = {
    "govuk-checkboxes", "govuk-radios", "govuk-panel__body", "govuk-table__body",
    "govuk-table__head", "govuk-table__row", "govuk-table__caption--s",
}  # fmt: skip
TEMPLATES = [
    *(("participant", path) for path in sorted((ROOT / "templates/participant").glob("*.html"))),
    *(("participant", path) for path in sorted((ROOT / "templates/components").glob("*.html"))),
    *(("participant", path) for path in sorted((ROOT / "templates/errors").glob("*.html"))),
    *(("console", path) for path in sorted((ROOT / "templates/console").glob("*.html"))),
    *(("console", path) for path in sorted((ROOT / "templates/compact").glob("*.html"))),
    *(("console", path) for path in sorted((ROOT / "templates/errors").glob("*.html"))),
    *(("console", path) for path in sorted((ROOT / "templates/reports").glob("*.html"))),
]


@pytest.mark.parametrize(
    ("sheet", "path"), TEMPLATES, ids=[f"{sheet}-{path.stem}" for sheet, path in TEMPLATES]
)
def test_every_class_a_template_names_is_in_its_stylesheet(sheet: str, path: Path) -> None:
    built = (ROOT / "static" / f"{sheet}.css").read_text(encoding="utf-8")
    # A name that goes on in braces is half a name: left out.
    looks = set(re.findall(r"\.((?:govuk|app)-[\w-]+)", built)) | NO_LOOK
    classes = " ".join(re.findall(r'class="([^"]*)"', path.read_text(encoding="utf-8")))
    named = set(re.findall(r"(?<![\w-])(?:govuk|app)-[a-z][\w-]*\w(?![\w-]*\{)", classes))
    drawn_by_itself = {name for name in named if name.startswith("app-chart__")}
    assert named - looks - drawn_by_itself == set()
