"""What did a round find? Figures, each question's answers, and people's words."""

from __future__ import annotations

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback.privacy.audit import note
from feedback.reports.exports import ROWS_FROM, has_rows_to_export
from feedback.reports.figures import round_figures
from feedback.reports.groups import Asked, Group, group_of, groups_of_round
from feedback.reports.published import item_tables
from feedback.reports.quotes import approved_quotes
from feedback.reports.results import instrument_results, responses_sent, results_by_kind
from feedback.reports.themes import theme_summary
from feedback.reports.words import words_page
from feedback.web.access import Role, round_here, signed_in, staff, staff_email
from feedback.web.context import now, services
from feedback.web.pages import Page
from surveys.definition import CHILDREN
from surveys.piping import without_pipes

READERS = (Role.ADMINISTRATOR, Role.ANALYST, Role.DUTY_OFFICER, Role.TEAM_VIEWER)
ROUND_READERS = (Role.ADMINISTRATOR, Role.ANALYST, Role.DUTY_OFFICER)
WORD_READERS = (Role.ANALYST, Role.DUTY_OFFICER)
CHAT_READERS = (Role.ANALYST,)
DOWNLOADERS = (Role.ADMINISTRATOR, Role.ANALYST)
REASON_LEAST = 5  # letters


def results(round_id: str) -> ResponseReturnValue:
    """A round's figures, and the way to each survey's results."""
    with services().sessions.reading() as reading:
        around = round_here(reading, round_id)
        groups = _groups(reading, round_id)
        tables = [table for group in groups for table in item_tables(reading, group)]
        figures = round_figures(reading, groups, tables, now())
    return render_template(
        "console/results.html",
        around=around,
        groups=groups,
        figures=figures,
        teams=_teams(groups),
        may_see_round=_may(ROUND_READERS),
    )


def survey_results(round_id: str, instrument_id: str) -> ResponseReturnValue:
    """Every question of one survey: chart, table, base and rule; ?by=kind for the cohorts."""
    by_kind = request.args.get("by") == "kind"
    with services().sessions.reading() as reading:
        around = round_here(reading, round_id)
        group, asked = _asked(reading, round_id, instrument_id)
        tables = item_tables(reading, group)
        found = None if by_kind else instrument_results(reading, group, asked, tables)
        split = results_by_kind(reading, group, asked) if by_kind else ()
        sent = found.sent if found else responses_sent(reading, group, asked)
        of_themes = {
            one.key: theme_summary(reading, asked.id, one.key, teams=group.scope.teams)
            for one in (found.questions if found else ())
            if one.has_words
        }
        published = [one for one in round_figures(reading, (), tables, now())]
        quoted = () if group.scope.teams is not None else approved_quotes(reading, [around.id])
        has_rows = has_rows_to_export(reading, asked, group.scope.teams)
    return render_template(
        "console/results-survey.html",
        around=around,
        asked=asked,
        figures=published,
        sent=sent,
        questions=found.questions if found else (),
        split=split,
        by_kind=by_kind,
        teams=_teams((group,)),
        quoted=[one for one in quoted if one.instrument_id == asked.id],
        may_quote=_may(ROUND_READERS),
        may_read_words=_may(WORD_READERS),
        of_themes=of_themes,
        may_see_themes=_may(ROUND_READERS),
        may_download=_may(DOWNLOADERS),
        may_see_chat=_may(CHAT_READERS) and asked.survey.audience in CHILDREN,
        has_rows=has_rows,
        rows_from=ROWS_FROM,
    )


def words(round_id: str, instrument_id: str, question_key: str) -> ResponseReturnValue:
    """What people wrote to one question. The look is noted.

    Of a small group only a duty officer may read them, who says why by POST.
    """
    reason = request.form.get("reason", "").strip()
    is_duty_officer = Role.DUTY_OFFICER in signed_in().roles
    opens_few = request.method == "POST" and len(reason) >= REASON_LEAST and is_duty_officer
    with services().sessions.writing() as writing:
        around = round_here(writing, round_id)
        group, asked = _asked(writing, round_id, instrument_id)
        if question_key not in asked.survey.positions:
            abort(404)
        found = words_page(
            writing,
            services().keys,
            asked.id,
            question_key,
            request.args.get("page", 1, type=int),
            sees_concerns=is_duty_officer,
            even_few=opens_few,
            teams=group.scope.teams,
        )
        if found.texts:
            _note_look(writing, asked, question_key, found.page, reason if opens_few else "")
    return render_template(
        "console/results-words.html",
        around=around,
        asked=asked,
        ask=without_pipes(asked.survey.question(question_key).ask),
        question_key=question_key,
        found=found,
        may_open_few=is_duty_officer,
        no_reason=request.method == "POST" and not opens_few,
    )


def _note_look(session: Session, asked: Asked, question_key: str, page: int, reason: str) -> None:
    note(
        session,
        who=staff_email(),
        what="words_viewed",
        about=f"instrument:{asked.id}:{question_key}",
        now=now(),
        details={"page": str(page)} | ({"reason": reason} if reason else {}),
    )


def _groups(session: Session, round_id: str) -> tuple[Group, ...]:
    return groups_of_round(session, services().surveys, round_id, signed_in().sight)


def _asked(session: Session, round_id: str, instrument_id: str) -> tuple[Group, Asked]:
    return group_of(_groups(session, round_id), instrument_id)


def _teams(groups: tuple[Group, ...]) -> str:
    """The teams somebody is held to, in words; "" for staff who see everyone's figures."""
    held = {team for group in groups for team in group.scope.teams or ()}
    if not held:
        return ""
    return f"{'team' if len(held) == 1 else 'teams'} {' and '.join(sorted(held))}"


def _may(roles: tuple[Role, ...]) -> bool:
    return bool(signed_in().roles.intersection(roles))


_SURVEY = "/staff/rounds/<round_id>/results/<instrument_id>"

PAGES = (
    Page("/staff/rounds/<round_id>/results", "results", results, staff(*READERS)),
    Page(_SURVEY, "survey_results", survey_results, staff(*READERS)),
    Page(
        f"{_SURVEY}/words/<question_key>",
        "words",
        words,
        staff(*WORD_READERS),
        ("GET", "POST"),
    ),
)
