"""What did people speak of? The board of a question's themes, its runs, coders and history."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback.coding.books import CANDIDATE, CHOSEN, DROPPED, ThemeView, has_themes, themes_of
from feedback.coding.questions import OpenQuestion, list_answers, writers
from feedback.coding.runs import WAKE, RunView, ask_for_run, last_run
from feedback.coding.steps import ThemeRefused, steps_of
from feedback.coding.undoing import undo
from feedback.console.theme_place import (
    ADDRESS,
    CODERS,
    READERS,
    Here,
    doer,
    here,
    may_code,
)
from feedback.privacy.audit import note
from feedback.privacy.small_numbers import WORDS_FROM, may_list_words
from feedback.reports.coders import coders_of
from feedback.reports.theme_groups import ByGroup, themes_by_band, themes_by_kind
from feedback.reports.themes import theme_summary
from feedback.themes.agreement import COMPARED_FROM
from feedback.web.access import staff, staff_email
from feedback.web.context import now, services
from feedback.web.pages import Page

AUDIENCES = {
    "child_5_8": "Children 5 to 8",
    "child_8_11": "Children 8 to 11",
    "young_person": "Young people 11 to 17",
}


def theme_board(round_id: str, instrument_id: str, question_key: str) -> ResponseReturnValue:
    """Themes with their share and change; ?by=kind or band for who spoke of them."""
    by = request.args.get("by", "")
    with services().sessions.reading() as reading:
        place = here(reading, round_id, instrument_id, question_key)
        wrote = len(writers(reading, instrument_id, question_key, place.teams))
        themes = themes_of(reading, place.question)
        found = theme_summary(
            reading, instrument_id, question_key, title=place.ask, teams=place.teams,
            sensitive=place.is_sensitive,
        )  # fmt: skip
        run = last_run(reading, place.question)
        if found is not None and found.in_none.value == found.base.value and run is not None:
            # Noughts while the first reading is under way would look like a result.
            found = None if run.is_under_way else found
        bands = _bands(reading, place)
        split = _split(reading, place, bands, by) if found is not None else None
    return render_template(
        "console/theme-board.html",
        place=place,
        around=place.around,
        found=found,
        candidates=[one for one in themes if one.state == CANDIDATE],
        dropped=[one for one in themes if one.state == DROPPED],
        alike=_alike(run, themes),
        run=run,
        by=by,
        split=split,
        has_bands=len(bands) > 1,
        may_code=may_code(),
        enough=may_list_words(wrote),
        words_from=WORDS_FROM,
    )


def theme_run(round_id: str, instrument_id: str, question_key: str) -> ResponseReturnValue:
    """Ask a worker to read all answers; the one under way where there is one."""
    with services().sessions.writing() as writing:
        place = here(writing, round_id, instrument_id, question_key)
        if not may_list_words(len(writers(writing, instrument_id, question_key))):
            abort(404)
        is_first = not has_themes(writing, place.question)
        run_id = ask_for_run(writing, place.question, by=staff_email(), now=now())
        if is_first:
            list_answers(writing, place.question)
        note(writing, who=staff_email(), what="themes_run", now=now(),
             about=f"instrument:{instrument_id}:{question_key}")  # fmt: skip
    services().queue.wake(WAKE, run_id)
    return redirect(place.address("theme_board"), 303)


def theme_history(round_id: str, instrument_id: str, question_key: str) -> ResponseReturnValue:
    """Who did what to the themes, newest first, and what can be undone."""
    with services().sessions.reading() as reading:
        place = here(reading, round_id, instrument_id, question_key)
        steps = steps_of(reading, place.question)
        names = {one.id: one.name for one in themes_of(reading, place.question)}
    return render_template(
        "console/theme-history.html", place=place, around=place.around, steps=steps, names=names
    )


def theme_undo(round_id: str, instrument_id: str, question_key: str) -> ResponseReturnValue:
    """Take a step back, by a step of its own."""
    try:
        with services().sessions.writing() as writing:
            place = here(writing, round_id, instrument_id, question_key)
            undo(writing, place.question, request.form.get("step", ""), doer())
    except ThemeRefused as refused:
        flash(refused.message)
    else:
        flash("It is as it was before.")
    return redirect(place.address("theme_history"), 303)


def theme_coders(round_id: str, instrument_id: str, question_key: str) -> ResponseReturnValue:
    """How far two coders agree, and the machine with people."""
    with services().sessions.reading() as reading:
        place = here(reading, round_id, instrument_id, question_key)
        found = coders_of(reading, place.question)
    return render_template(
        "console/theme-coders.html", place=place, around=place.around, found=found,
        compared_from=COMPARED_FROM,
    )  # fmt: skip


def _alike(
    run: RunView | None, themes: tuple[ThemeView, ...]
) -> list[tuple[ThemeView, ThemeView, str]]:
    """Pairs the last run thought to be one, of themes that may still be merged."""
    by_id = {one.id: one for one in themes if one.state in {CHOSEN, CANDIDATE}}
    held = run.figures.get("alike") if run is not None else None
    found = []
    for one, other, why in held if isinstance(held, list) else []:
        if one in by_id and other in by_id:
            # What merges into the other: the one the machine found, else the later one.
            first, second = sorted(
                (by_id[one], by_id[other]), key=lambda it: (it.is_chosen, -it.place)
            )
            if second.is_chosen:
                found.append((first, second, str(why)))
    return found


def _bands(session: Session, place: Here) -> list[tuple[str, OpenQuestion]]:
    """The children's surveys of this round that ask the same question, youngest first."""
    return [
        (
            AUDIENCES.get(one.survey.audience.value, one.survey.title),
            OpenQuestion(place.around.id, one.id, one.survey.key, place.question.key),
        )
        for one in place.group.asked
        if place.question.key in one.survey.positions
        and one.survey.question(place.question.key).takes_words
    ]


def _split(
    session: Session, place: Here, bands: list[tuple[str, OpenQuestion]], by: str
) -> ByGroup | None:
    if by == "kind" and not place.asked.is_anonymous:
        return themes_by_kind(
            session, place.question, teams=place.teams, sensitive=place.is_sensitive
        )
    if by == "band" and len(bands) > 1:
        teams = {question.instrument_id: place.teams for _, question in bands}
        return themes_by_band(session, bands, teams, sensitive=place.is_sensitive)
    return None


PAGES = (
    Page(ADDRESS, "theme_board", theme_board, staff(*READERS)),
    Page(f"{ADDRESS}/run", "theme_run", theme_run, staff(*CODERS), ("POST",)),
    Page(f"{ADDRESS}/history", "theme_history", theme_history, staff(*CODERS)),
    Page(f"{ADDRESS}/undo", "theme_undo", theme_undo, staff(*CODERS), ("POST",)),
    Page(f"{ADDRESS}/coders", "theme_coders", theme_coders, staff(*CODERS)),
)
