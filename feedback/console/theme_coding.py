"""How does somebody read and code answers, one key a theme, and see why each is where it is?"""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback.coding.books import CHOSEN, themes_of
from feedback.coding.changing import add, choose, drop, merge, rename, split, words_from
from feedback.coding.deciding import code_answer
from feedback.coding.questions import list_answers
from feedback.coding.steps import ThemeRefused
from feedback.console.exports import attached, xlsx
from feedback.console.theme_place import ADDRESS, CODERS, Here, doer, here, theme_in
from feedback.errors import NotFound
from feedback.privacy.audit import note
from feedback.reports.coded_rows import coded_rows
from feedback.reports.files import csv_chunks
from feedback.reports.theme_words import (
    answer_to_code,
    next_to_code,
    readable,
    response_of,
    theme_page,
)
from feedback.safeguarding.concern_list import pieces_of
from feedback.web.access import Role, staff, staff_email
from feedback.web.context import now, services
from feedback.web.pages import Page

# n and s are for "another one" and "save"; the rest in the order of a keyboard.
KEYS = "1234567890qwertyuiopadfghjklzxcvbm"
ENDINGS = ("csv", "xlsx")


def theme_code(round_id: str, instrument_id: str, question_key: str) -> ResponseReturnValue:
    """One answer to code: the most useful one, or the one the address names."""
    wanted, second = request.args.get("answer", ""), request.args.get("second") == "1"
    with services().sessions.writing() as writing:
        place = here(writing, round_id, instrument_id, question_key)
        if readable(writing, place.question, place.reader) is None:
            return render_template("console/theme-code.html", place=place, around=place.around,
                                   too_few=True, one=None)  # fmt: skip
        list_answers(writing, place.question)
        keys, reader = services().keys, place.reader
        if wanted:
            one = answer_to_code(writing, keys, place.question, reader, wanted)
            if one is None:
                raise NotFound
        else:
            after = request.args.get("after", "")
            one = next_to_code(writing, keys, place.question, reader, after=after, second=second)
        themes = [it for it in themes_of(writing, place.question) if it.state == CHOSEN]
        if one is not None:
            _note_look(writing, place, "1")
    return render_template(
        "console/theme-code.html",
        place=place,
        around=place.around,
        too_few=False,
        one=one,
        pieces=pieces_of(one.text, [list(span) for span in one.spans]) if one else (),
        themes=[(it, KEYS[at] if at < len(KEYS) else "") for at, it in enumerate(themes)],
        second=second,
        with_keys=request.args.get("keys") != "off",
        again=bool(wanted),
    )


def theme_coded(round_id: str, instrument_id: str, question_key: str) -> ResponseReturnValue:
    """Keep what this person says of the answer, then the next one."""
    answer_id = request.form.get("answer", "")
    more = {name: request.form[name] for name in ("second", "keys") if request.form.get(name)}
    with services().sessions.writing() as writing:
        place = here(writing, round_id, instrument_id, question_key)
        response_id = response_of(writing, place.question, place.reader, answer_id)
        if response_id is None:
            raise NotFound
        if request.form.get("what") == "skip":
            return redirect(place.address("theme_code", after=answer_id, **more), 303)
        try:
            code_answer(writing, place.question, response_id, request.form.getlist("theme"), doer())
        except ThemeRefused as refused:
            flash(refused.message)
            return redirect(place.address("theme_code", answer=answer_id, **more), 303)
    return redirect(place.address("theme_code", **more), 303)


def theme(
    round_id: str, instrument_id: str, question_key: str, theme_id: str
) -> ResponseReturnValue:
    """One theme: its answers with the words that carried them, and how to change it."""
    with services().sessions.writing() as writing:
        place = here(writing, round_id, instrument_id, question_key)
        shown = theme_in(writing, place, theme_id)
        page = request.args.get("page", 1, type=int)
        found = theme_page(writing, services().keys, place.question, shown, place.reader, page)
        others = [one for one in themes_of(writing, place.question)
                  if one.is_chosen and one.id != theme_id]  # fmt: skip
        if found.answers:
            _note_look(writing, place, str(len(found.answers)))
    return render_template(
        "console/theme.html",
        place=place,
        around=place.around,
        theme=shown,
        found=found,
        answers=[
            (one, pieces_of(one.text, [list(it) for it in one.spans])) for one in found.answers
        ],
        others=others,
    )


def theme_changed(
    round_id: str, instrument_id: str, question_key: str, theme_id: str
) -> ResponseReturnValue:
    """Rename, merge, split, drop or choose; then back to where that shows."""
    form = request.form
    try:
        with services().sessions.writing() as writing:
            place = here(writing, round_id, instrument_id, question_key)
            theme_in(writing, place, theme_id)
            said, shown = _change(writing, place, theme_id)
    except ThemeRefused as refused:
        flash(refused.message)
        return redirect(place.address("theme", theme_id=theme_id), 303)
    flash(said)
    if shown is None or form.get("back") == "board":
        return redirect(place.address("theme_board"), 303)
    return redirect(place.address("theme", theme_id=shown), 303)


def _change(session: Session, place: Here, theme_id: str) -> tuple[str, str | None]:
    """What was done, in words, and the theme to show next (None: the board)."""
    form, question = request.form, place.question
    what = form.get("what", "")
    if what == "rename":
        rename(session, question, theme_id, form.get("name", ""), doer())
        return "The theme has its new name.", theme_id
    if what == "merge":
        into = theme_in(session, place, form.get("into", ""))
        merge(session, question, theme_id, into.id, doer())
        return f"Merged. Its answers count under “{into.name}” now.", into.id
    if what == "drop":
        drop(session, question, theme_id, doer())
        return "Dropped. It counts no more.", None
    if what == "choose":
        choose(session, question, theme_id, doer())
        return "Chosen. It counts from now on.", theme_id
    if what == "split":
        ids = [response_of(session, question, place.reader, one) for one in form.getlist("answer")]
        kept = [one for one in ids if one is not None]
        new = split(session, question, theme_id, form.get("name", ""), kept, doer())
        return "Split. The ticked answers are in the new theme.", new
    raise NotFound


def theme_add(round_id: str, instrument_id: str, question_key: str) -> ResponseReturnValue:
    """A theme of one's own."""
    try:
        with services().sessions.writing() as writing:
            place = here(writing, round_id, instrument_id, question_key)
            words = words_from(request.form.get("words", ""))
            add(writing, place.question, request.form.get("name", ""), words, doer())
    except ThemeRefused as refused:
        flash(refused.message)
    else:
        flash("Added. The machine looks for it at the next run.")
    return redirect(place.address("theme_board"), 303)


def coded_file(
    round_id: str, instrument_id: str, question_key: str, ending: str
) -> ResponseReturnValue:
    """One row an answer: words, themes, who decided. The download is noted before it begins."""
    if ending not in ENDINGS:
        abort(404)
    with services().sessions.writing() as writing:
        place = here(writing, round_id, instrument_id, question_key)
        taken = coded_rows(writing, services().keys, place.question, place.reader)
        details = {"file": f"coded.{ending}", "rows": str(taken.count), "words": "yes"}
        about = f"instrument:{instrument_id}:{question_key}"
        note(writing, who=staff_email(), what="downloaded", about=about, now=now(), details=details)
        rows = list(taken.rows)
    if ending == "xlsx":
        return xlsx("coded", taken.header, iter(rows))
    return attached(csv_chunks(taken.header, rows), "coded")


def _note_look(session: Session, place: Here, answers: str) -> None:
    note(
        session,
        who=staff_email(),
        what="words_viewed",
        about=f"instrument:{place.asked.id}:{place.question.key}",
        now=now(),
        details={"answers": answers, "for": "coding"},
    )


PAGES = (
    Page(f"{ADDRESS}/code", "theme_code", theme_code, staff(*CODERS)),
    Page(f"{ADDRESS}/coded", "theme_coded", theme_coded, staff(*CODERS), ("POST",)),
    Page(f"{ADDRESS}/theme/<theme_id>", "theme", theme, staff(*CODERS)),
    Page(
        f"{ADDRESS}/theme/<theme_id>/changed", "theme_changed", theme_changed, staff(*CODERS),
        ("POST",),
    ),
    Page(f"{ADDRESS}/added", "theme_add", theme_add, staff(*CODERS), ("POST",)),
    Page(f"{ADDRESS}/coded.<ending>", "coded_file", coded_file, staff(Role.ANALYST)),
)  # fmt: skip
