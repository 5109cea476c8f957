"""What does the training lead read, level by level? Shares with their base, small groups hidden."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from feedback.privacy.small_numbers import Cell, ShownRow, percent
from feedback.reports.charts import BarChart, bar_chart
from feedback.reports.training_answers import Looked, Said, instruments_of, said, sent_to
from feedback.reports.training_cuts import Family, families, shown_each, shown_row
from feedback.training.waves import instrument_of
from surveys.definition import Kind, Question
from surveys.kirkpatrick import Level, Wave, waves_of
from surveys.piping import without_pipes

AGREE = ("strongly_agree", "agree")
AGREE_RULE = (
    "Those who chose Agree or Strongly agree, out of all who answered the question. “Neither” and "
    "“Doesn't apply” are in the base; skipped questions are not."
)
SHARE_RULE = (
    "Those who chose each answer, out of all who answered the question. Skipped is left out."
)
MANY_RULE = (
    "Those who ticked each answer, out of all who answered the question; many could tick more than "
    "one, so the shares do not add up to 100%."
)
RIGHT_RULE = "Those who chose the right answer, out of all who answered the question."
NOTHING = Said()
Told = Mapping[str, Said]  # by question key


@dataclass(frozen=True, slots=True)
class Shares:
    """One question's answers: a row, its chart, and the one share a reader looks for first."""

    key: str
    wave: Wave
    wording: str
    labels: tuple[str, ...]
    row: ShownRow
    chart: BarChart
    headline: str  # "91% agree (228 of 250)"; "" where there is no such share
    rule: str

    @property
    def is_empty(self) -> bool:
        """Whether nobody has answered."""
        return self.row.total.value == 0


@dataclass(frozen=True, slots=True)
class LevelShares:
    """All that is asked on one of the four levels, wave by wave."""

    level: Level
    questions: tuple[Shares, ...]


def level_by_level(session: Session, looked: Looked) -> tuple[LevelShares, ...]:
    """The four levels; of each, every closed question of every wave that somebody was asked."""
    found: dict[Level, list[Shares]] = {level: [] for level in Level}
    kin = families(session, looked)
    for wave in waves_of(looked.occasion):
        instruments = instruments_of(session, looked, wave)
        if not sent_to(session, instruments):
            continue
        told = said(session, instruments)
        beside = [family.each(_said_to(session, wave)) for family in kin]
        for question in instrument_of(looked.occasion, wave).questions:
            if question.level is None or not question.is_closed:
                continue
            found[Level(question.level)].append(shares_of(question, wave, told, beside))
    return tuple(LevelShares(level, tuple(questions)) for level, questions in found.items())


def _said_to(session: Session, wave: Wave) -> Callable[[Looked], Told]:
    return lambda part: said(session, instruments_of(session, part, wave))


def shares_of(
    question: Question, wave: Wave, told: Told, beside: Sequence[Family[Told]] = ()
) -> Shares:
    """One closed question's shares; people of whom there are too few are hidden.

    `beside`: what was said in the groups whose pages are read beside this one.
    """
    answers = told.get(question.key, NOTHING)
    kin = [family.each(lambda part: part.get(question.key, NOTHING)) for family in beside]
    row = _row(question, answers, kin)
    labels = tuple(one.label for one in question.choices)
    key = f"{wave.value}-{question.key}"
    wording = without_pipes(question.ask)
    headline, rule = _headline(question, answers, kin)
    return Shares(
        key, wave, wording, labels, row, bar_chart(key, wording, labels, row), headline, rule
    )


def _row(question: Question, answers: Said, kin: Sequence[Family[Said]]) -> ShownRow:
    def counts(said: Said) -> tuple[int, ...]:
        return tuple(said.codes.get(one.code, 0) for one in question.choices)

    pairs = zip(question.choices, counts(answers), strict=True)
    cells = [Cell(one.label, count) for one, count in pairs]
    if question.kind is Kind.MULTI:
        based = [family.each(lambda part: (counts(part), part.answered)) for family in kin]
        return shown_each(cells, answers.answered, based)
    return shown_row(cells, [family.each(counts) for family in kin])


def _headline(question: Question, answers: Said, kin: Sequence[Family[Said]]) -> tuple[str, str]:
    chosen: tuple[str, ...]
    if question.options == "AG":
        chosen, word, rule = AGREE, "agree", AGREE_RULE
    elif question.right:
        chosen, word, rule = question.right, "right", RIGHT_RULE
    else:
        return "", MANY_RULE if question.kind is Kind.MULTI else SHARE_RULE

    def counts(said: Said) -> tuple[int, int]:
        count = sum(said.codes.get(code, 0) for code in chosen)
        return count, said.answered - count

    cells = [Cell("", count) for count in counts(answers)]
    shown = shown_row(cells, [family.each(counts) for family in kin])
    share = percent(shown.cells[0], shown.total)
    if shown.cells[0].is_hidden or not answers.answered:
        return share, rule
    return f"{share} {word} ({shown.cells[0].text} of {shown.total.text})", rule
