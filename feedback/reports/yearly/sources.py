"""What can a block show? Each source gives parts for a year, or says why there are none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from feedback.reports.quotes import approved_quotes
from feedback.reports.yearly import audits, courses, earlier, people
from feedback.reports.yearly.matter import Matter
from feedback.reports.yearly.parts import Found, Points, Saying, Sayings
from feedback.reports.yearly.spoken import spoken_of
from surveys.definition import CHILDREN

PRINTED = "printed."  # and the id of a table: see past.py
LISTS = Path(__file__).parent / "lists.yaml"
NO_LIST = "No list has been written for {year}: write one in this block."
QUOTES_MOST = 4  # of one group of people; the report prints one or two
SPEAKERS = {"parent": ("parent",), "children": tuple(one.value for one in CHILDREN)}
NO_QUOTES = "No quote has been approved for {year}."


@dataclass(frozen=True, slots=True)
class Source:
    """One thing a block can show: the block's kind, its name for staff, and how it is counted."""

    kind: str
    name: str
    find: Callable[[Matter, str], Found]
    of: str = ""  # which group, item or list


def published_list(matter: Matter, name: str) -> Found:
    """A list as the partnership has published it for this very year."""
    items = _lists().get(matter.year, {}).get(name)
    if not items:
        return Found(missing=NO_LIST.format(year=matter.year))
    note = f"As the partnership has published them for {matter.year}."
    return Found((Points(tuple(items), note),))


def quotes(matter: Matter, of: str) -> Found:
    """Approved quotes of one group of people, asked anew each time: consent can be taken back."""
    rounds = [one.id for one in matter.rounds]
    approved = approved_quotes(matter.session, rounds, speakers=SPEAKERS[of]) if rounds else ()
    if not approved:
        return Found(missing=NO_QUOTES.format(year=matter.year))
    said = tuple(Saying(one.text, one.said_by) for one in approved[:QUOTES_MOST])
    is_story = any(one.is_story for one in matter.rounds)
    return Found((Sayings(said),), is_story=is_story)


SOURCES: Mapping[str, Source] = {
    "participation.parent": Source(
        "figure", "How many parents took part", people.taking_part, "parent"
    ),
    "rating.svc_rating": Source(
        "chart", "Parents' rating of services", people.rating, "svc_rating"
    ),
    "rating.sw_rating": Source(
        "chart", "Parents' rating of the social worker's support", people.rating, "sw_rating"
    ),
    "themes.parent": Source("themes", "What parents spoke of", spoken_of, "parent"),
    "quotes.parent": Source("quotes", "Quotes of parents", quotes, "parent"),
    "participation.children": Source(
        "figure", "How many children took part", people.taking_part, "children"
    ),
    "said_yes.talk_important": Source(
        "figure", "Children able to talk to their social worker", people.said_yes, "talk_important"
    ),
    "said_yes.have_say": Source(
        "figure", "Children who have a chance to have their say", people.said_yes, "have_say"
    ),
    "rating.talk_important": Source(
        "chart", "All answers: able to talk", people.rating, "talk_important"
    ),
    "rating.have_say": Source("chart", "All answers: a chance to have a say", people.rating,
                              "have_say"),
    "themes.children": Source("themes", "What children spoke of", spoken_of, "children"),
    "quotes.children": Source("quotes", "Quotes of children", quotes, "children"),
    "years.F1": Source("table", "Year on year: parents who took part", earlier.year_on_year, "F1"),
    "years.F2": Source("table", "Year on year: children who took part", earlier.year_on_year, "F2"),
    "years.F3": Source("table", "Year on year: able to talk", earlier.year_on_year, "F3"),
    "years.F4": Source("table", "Year on year: a chance to have a say", earlier.year_on_year, "F4"),
    "participation.professional": Source(
        "figure", "How many professionals took part", people.taking_part, "professional"
    ),
    "training.courses": Source("table", "Courses and attendances", courses.courses),
    "training.sectors": Source("chart", "Training attendance by sector", courses.sectors),
    "training.agreement": Source("table", "What delegates agreed to", courses.agreement),
    "training.confidence": Source("table", "Confidence over time", courses.confidence),
    "training.followed_up": Source("table", "Answers to the follow-ups", courses.followed_up),
    "list.training-needs": Source(
        "themes", "Themes of training needs", published_list, "training-needs"
    ),
    "list.training-results": Source(
        "themes", "Themes of the results level", published_list, "training-results"
    ),
    "list.targeted-work": Source(
        "themes", "Impact of targeted work", published_list, "targeted-work"
    ),
    "rethink.years": Source("table", "Re-thinks held", audits.rethinks),
    "list.rethink-findings": Source(
        "themes", "Early findings of Re-think", published_list, "rethink-findings"
    ),
    "list.rethink-themes": Source("themes", "Themes of Re-think", published_list, "rethink-themes"),
    "list.rethink-issues": Source("themes", "Issues of Re-think", published_list, "rethink-issues"),
    "compact.returns": Source("chart", "Compact returns", audits.returns),
    "compact.standards": Source("table", "Compact standards", audits.standards),
}  # fmt: skip


def source_of(name: str) -> Source | None:
    """The source of this name: one of SOURCES, or PRINTED and the id of a published table."""
    if name.startswith(PRINTED):
        return Source("table", "A published table", earlier.printed_table, name[len(PRINTED) :])
    return SOURCES.get(name)


def gives_way(name: str) -> bool:
    """Whether a list that staff typed stands in its place, not beside it."""
    known = source_of(name)
    return known is None or known.find is published_list


def find(source: str, matter: Matter) -> Found:
    """What a source gives. One that is not there any more is missing, not an error."""
    known = source_of(source)
    if known is None:
        return Found(missing="This block's source is not there any more.")
    return known.find(matter, known.of)


@cache
def _lists() -> dict[str, dict[str, list[str]]]:
    loaded = YAML(typ="safe", pure=True).load(LISTS.read_text(encoding="utf-8"))
    return {str(year): lists for year, lists in loaded.items()}
