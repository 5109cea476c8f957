"""How do staff get files of answers that take a while to make? The worker makes them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.errors import NotFound
from feedback.privacy.audit import note
from feedback.reports.errands import (
    ENDINGS,
    RESULTS,
    ask_for,
    errand_to_take,
    errands_of,
    key_owner,
)
from feedback.sealing.sealed_file import read_sealed
from feedback.store.rounds import Round, RoundInstrument, SurveyVersion
from feedback.web.access import Role, signed_in, staff, staff_email
from feedback.web.context import now, services
from feedback.web.objects import may_open
from feedback.web.pages import Page

DOWNLOADERS = (Role.ADMINISTRATOR, Role.ANALYST)
WORD_READERS = frozenset({Role.ANALYST, Role.DUTY_OFFICER})
TYPE = "application/octet-stream"  # it is to be kept, never to be shown by the browser


@dataclass(frozen=True, slots=True)
class _Survey:
    """One survey in one round, and every round that asked any version of it."""

    key: str
    title: str
    round_name: str
    rounds: tuple[str, ...]  # ids of round instruments


def files() -> ResponseReturnValue:
    """My files; ?instrument= to ask for another."""
    with services().sessions.reading() as reading:
        mine = errands_of(reading, staff_email())
        named = request.args.get("instrument", "")
        survey = _survey(reading, named) if named else None
    return render_template(
        "console/files.html", mine=mine, survey=survey, instrument=named, endings=ENDINGS, now=now()
    )


def ask_for_file() -> ResponseReturnValue:
    """Ask for a file of one round or of all rounds of a survey."""
    form = request.form
    named = form.get("instrument", "")
    with services().sessions.writing() as writing:
        survey = _survey(writing, named)
        ending = form.get("ending", "")
        is_all = form.get("rounds") == "all" and not ending.startswith(RESULTS)
        chosen = survey.rounds if is_all else (named,)
        ask_for(
            writing,
            survey.key,
            chosen,
            ending,
            by=staff_email(),
            with_words=bool(signed_in().roles & WORD_READERS),
            now=now(),
            sight=signed_in().sight,
        )
    flash("Your file is being made. Look again in a minute.")
    return redirect(url_for("files"), 303)


def file(export_id: str) -> ResponseReturnValue:
    """Take a file: opened piece by piece, for whoever asked for it alone."""
    served = services()
    with served.sessions.writing() as writing:
        taken = errand_to_take(writing, export_id, staff_email(), now(), sight=signed_in().sight)
        key = served.keys.open(key_owner(export_id))
        path = served.settings.data_dir.resolve() / "exports" / f"{export_id}.sealed"
        if not path.exists():
            raise NotFound
        details = {"file": taken.name, "rows": str(taken.rows)}
        note(writing, who=staff_email(), what="downloaded", about=f"export:{export_id}", now=now(),
             details=details)  # fmt: skip
    headers = {"Content-Disposition": f'attachment; filename="{taken.name}"'}
    reply = Response(read_sealed(path, key), content_type=TYPE, headers=headers)
    reply.content_length = taken.size or 0
    return reply


def _survey(session: Session, instrument_id: str) -> _Survey:
    query = (
        select(RoundInstrument.id, SurveyVersion.survey_key, SurveyVersion.title, Round.name)
        .join(SurveyVersion, SurveyVersion.id == RoundInstrument.survey_version_id)
        .join(Round, Round.id == RoundInstrument.round_id)
    )
    here = session.execute(query.where(RoundInstrument.id == instrument_id)).first()
    # The id came in a form, where nobody has looked yet whether it may be seen.
    if here is None or not may_open(session, signed_in().sight, {"instrument_id": instrument_id}):
        raise NotFound
    every = session.execute(
        query.where(SurveyVersion.survey_key == here.survey_key, Round.state != "draft")
    )
    ids = tuple(row.id for row in every) or (instrument_id,)
    return _Survey(here.survey_key, here.title, here.name, ids)


HERE = "/staff/files"
PAGES = (
    Page(HERE, "files", files, staff(*DOWNLOADERS)),
    Page(HERE, "ask_for_file", ask_for_file, staff(*DOWNLOADERS), ("POST",)),
    Page(f"{HERE}/<export_id>", "file", file, staff(*DOWNLOADERS)),
)
