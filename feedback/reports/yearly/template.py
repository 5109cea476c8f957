"""Which blocks does a new report begin with? The partnership's own chapter, in its order."""

from __future__ import annotations

from dataclasses import dataclass

TITLE = "Feedback from children and families"


@dataclass(frozen=True, slots=True)
class Planned:
    """One block of the template."""

    kind: str
    source: str = ""
    heading: str = ""
    text: str = ""


FEBRUARY = (
    "Every year in February, the Children and Families Service invites feedback from the "
    "children, parents and carers that it works with."
)
# One line below each part where staff write what its figures mean.
MEANING = Planned("meaning", heading="What this means")

CHAPTER: tuple[Planned, ...] = (
    Planned("text", text=FEBRUARY),
    Planned("section", heading="Parents' feedback"),
    Planned("figure", "participation.parent"),
    Planned("chart", "rating.svc_rating"),
    Planned("chart", "rating.sw_rating"),
    Planned("themes", "themes.parent", "What parents spoke of"),
    Planned("quotes", "quotes.parent", "In parents' words"),
    MEANING,
    Planned(
        "section",
        heading="Children's feedback about their social worker: children in need and children "
        "on a child protection plan",
    ),
    Planned("figure", "participation.children"),
    Planned("figure", "said_yes.talk_important"),
    Planned("figure", "said_yes.have_say"),
    Planned("themes", "themes.children", "What children spoke of"),
    Planned("quotes", "quotes.children", "In children's words"),
    MEANING,
    Planned("section", heading="Training and workforce development"),
    Planned("table", "training.courses"),
    Planned("chart", "training.sectors"),
    Planned("table", "training.agreement"),
    Planned("table", "training.confidence"),
    Planned("table", "training.followed_up"),
    Planned("themes", "list.training-needs", "The themes which have emerged"),
    Planned("themes", "list.targeted-work", "The impact of targeted work"),
    Planned(
        "themes",
        "list.training-results",
        "Themes from the results element, 3 and 6 months after the course",
    ),
    MEANING,
    Planned("section", heading="Re-think"),
    Planned("table", "rethink.years"),
    Planned("themes", "list.rethink-findings", "Early findings"),
    Planned("themes", "list.rethink-themes", "Themes which have emerged"),
    Planned(
        "themes",
        "list.rethink-issues",
        "Where practitioners feel most challenged or stuck",
    ),
    MEANING,
    Planned("section", heading="Safeguarding and Early Help Compact audit"),
    Planned("chart", "compact.returns"),
    Planned("table", "compact.standards"),
    MEANING,
)
