"""How does an analyst lay answers beside each other: by cohort, team, survey, year or channel?"""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback.reports.explore import (
    DIMENSIONS,
    GROUP_NAMES,
    RULE,
    Asked,
    Inquiry,
    crosstab,
    questions,
)
from feedback.reports.fixing import fix_round, unfixed
from feedback.reports.ranges import base_words, count_words, release_chart, share_words
from feedback.web.access import Role, staff, staff_email
from feedback.web.context import now, services
from feedback.web.pages import Page

READERS = (Role.ADMINISTRATOR, Role.ANALYST)


def explore() -> ResponseReturnValue:
    """One question by one division, for some people; everything asked for is in the address."""
    asked = request.args
    only = {name: asked[name] for name in DIMENSIONS if name in asked and asked[name] != "any"}
    inquiry = Inquiry(asked.get("question", ""), asked.get("by", ""), only)
    with services().sessions.reading() as reading:
        waiting = unfixed(reading)
        every = questions(reading, services().surveys)
        found = crosstab(reading, every, inquiry) if inquiry.question else None
    charts = [] if found is None else [
        (one.label, release_chart(f"c{n}", f"{found.asked.wording} {one.label}.", found.labels,
                                  one.release))
        for n, one in enumerate(found.columns)
        if not one.refused
    ]  # fmt: skip
    return render_template(
        "console/explore.html",
        waiting=waiting,
        groups=_by_group(every),
        names=GROUP_NAMES,
        dimensions=DIMENSIONS,
        inquiry=inquiry,
        found=found,
        charts=charts,
        rule=RULE,
        count_words=count_words,
        share_words=share_words,
        base_words=base_words,
    )


def fix(round_id: str) -> ResponseReturnValue:
    """Count a closed round once and for all."""
    with services().sessions.writing() as writing:
        fix_round(writing, services().surveys, round_id, by=staff_email(), now=now())
    flash("The counts of this round are fixed. They can be explored now.")
    return redirect(url_for("explore"), 303)


def _by_group(every: tuple[Asked, ...]) -> dict[str, list[Asked]]:
    groups: dict[str, list[Asked]] = {}
    for one in every:
        groups.setdefault(one.group, []).append(one)
    return groups


PAGES = (
    Page("/staff/explore", "explore", explore, staff(*READERS, whole=True)),
    Page("/staff/rounds/<round_id>/fix", "fix_counts", fix, staff(*READERS, whole=True), ("POST",)),
)
