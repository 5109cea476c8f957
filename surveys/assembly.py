"""How do the fields an author wrote become frozen nouns?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from surveys.conditions import (
    All,
    Answered,
    AnyOf,
    AtLeast,
    AtMost,
    Condition,
    Is,
    IsNot,
    Not,
)
from surveys.definition import (
    TEXT_KINDS,
    Choice,
    Kind,
    Question,
    Section,
    Start,
    Survey,
    Withhold,
    Worry,
)
from surveys.mistakes import Lines, Mistake, Place, meant
from surveys.schema import (
    AllFields,
    AnyFields,
    AskedFields,
    BrokenEntry,
    ChoiceFields,
    ConditionFields,
    GridFields,
    NotFields,
    OptionFields,
    QuestionFields,
    RowFields,
    SectionFields,
    SurveyFields,
    WorryFields,
)


@dataclass(frozen=True, slots=True)
class Assembled:
    """The survey, where its questions stand in the file, and what did not fit together.

    `whole` is False when questions are missing from the survey for a mistake already named.
    """

    survey: Survey
    lines: Lines
    mistakes: tuple[Mistake, ...]
    whole: bool


@dataclass
class _Maker:
    """Collects mistakes while the parts are made."""

    lines: Lines
    sets: Mapping[str, tuple[Choice, ...]]
    mistakes: list[Mistake] = field(default_factory=list)
    moved: dict[tuple[int, int], Place] = field(default_factory=dict)
    first_seen: dict[tuple[str, str], Place] = field(default_factory=dict)
    whole: bool = True

    def wrong(self, place: Place, code: str, message: str) -> None:
        self.mistakes.append(self.lines.error(place, code, message))

    def is_new(self, kind: str, key: str, place: Place) -> bool:
        """Whether the key is used for the first time; says so when it is not."""
        first = self.first_seen.setdefault((kind, key), place)
        if first == place:
            return True
        line = self.lines.of((*first, "key"))
        message = f"Two {kind}s have the key “{key}” (first on line {line}). Rename one."
        self.wrong((*place, "key"), "double-key", message)
        return False

    def section(self, number: int, fields: SectionFields) -> Section:
        place: Place = ("sections", number)
        self.is_new("section", fields.key, place)
        questions: list[Question] = []
        for origin, question in self.entries(place, fields):
            if self.is_new("question", question.key, origin):
                self.moved[(number, len(questions))] = origin
                questions.append(question)
        return Section(
            fields.key, fields.title, tuple(questions), fields.layout, condition(fields.when)
        )

    def entries(self, place: Place, fields: SectionFields) -> Iterator[tuple[Place, Question]]:
        for number, entry in enumerate(fields.questions):
            origin = (*place, "questions", number)
            if isinstance(entry, BrokenEntry):
                continue
            if isinstance(entry, QuestionFields):
                own = self.choices(origin, entry, entry.kind)
                if own is not None:
                    yield origin, self.question(origin, entry, own)
                continue
            choices = self.choices((*origin, "grid"), entry.grid, entry.grid.kind)
            if choices is None:
                continue
            for row_number, row in enumerate(entry.grid.rows):
                row_place = (*origin, "grid", "rows", row_number)
                yield row_place, _row_question(entry.grid, row, choices)

    def choices(self, place: Place, fields: OptionFields, kind: Kind) -> tuple[Choice, ...] | None:
        """The choices of a question; None when its option set is not known."""
        own = tuple(_choice(choice) for choice in fields.choices)
        extra = tuple(_choice(choice) for choice in fields.extra)
        name = _set_name(fields, kind)
        if name is None:
            return own + extra
        named = self.sets.get(name)
        if named is None:
            message = f"There is no option set “{name}”.{meant(name, list(self.sets))}"
            message += f" The sets are {', '.join(self.sets)}."
            self.wrong((*place, "options"), "unknown-option-set", message)
            self.whole = False
            return None
        if own and own[: len(named)] != named:
            message = f"Choose one: the option set “{name}”, or choices of your own."
            message += " To add to a set, use “extra”."
            self.wrong((*place, "choices"), "options-and-choices", message)
        return (own or named) + extra

    def question(
        self, place: Place, fields: QuestionFields, choices: tuple[Choice, ...]
    ) -> Question:
        if fields.max_chars and fields.kind not in TEXT_KINDS | {Kind.CHOICE, Kind.MULTI}:
            message = "“max_chars” is for texts only. Take it out."
            self.wrong((*place, "max_chars"), "useless-field", message)
        for name, bound in (("min", fields.min), ("max", fields.max)):
            if bound is not None and fields.kind is not Kind.NUMBER:
                message = f"“{name}” is for numbers only. Take it out."
                self.wrong((*place, name), "useless-field", message)
        return Question(
            key=fields.key,
            kind=fields.kind,
            ask=fields.ask,
            ref=fields.ref,
            item=fields.item or "",
            easy=fields.easy,
            hint=fields.hint,
            why=fields.why,
            sensitive=fields.sensitive,
            options=_set_name(fields, fields.kind),
            choices=choices,
            worry=_worries(fields.worry),
            when=condition(fields.when),
            quote_consent=fields.quote_consent,
            published=fields.published,
            help_card=fields.help_card,
            drop_after_hit=fields.drop_after_hit,
            max_chars=fields.max_chars or 0,
            min=fields.min,
            max=fields.max,
            level=fields.level,
            right=tuple(fields.right),
        )


def assemble(
    fields: SurveyFields, lines: Lines, sets: Mapping[str, tuple[Choice, ...]]
) -> Assembled:
    """The survey these fields describe, its grids re-laid as single questions."""
    maker = _Maker(lines, sets)
    if fields.language is None:
        message = "Say which language this is in, like “language: en”."
        maker.wrong((), "no-language", message)
    survey = Survey(
        key=fields.key,
        version=fields.version,
        title=fields.title,
        audience=fields.audience,
        language=fields.language or "en",
        level=fields.level,
        start=Start(tuple(fields.start.who_asks), tuple(fields.start.who_sees)),
        thanks=tuple(fields.thanks),
        withhold=tuple(Withhold(rule.sensitive, _condition(rule.when)) for rule in fields.withhold),
        quiet_when=condition(fields.quiet_when),
        carried=tuple(fields.carried),
        sections=tuple(
            maker.section(number, section) for number, section in enumerate(fields.sections)
        ),
    )
    placed = Lines(lines.path, lines.at, maker.moved)
    return Assembled(survey, placed, tuple(maker.mistakes), maker.whole)


def condition(fields: ConditionFields | None) -> Condition | None:
    """The condition these fields describe."""
    return None if fields is None else _condition(fields)


def _condition(fields: ConditionFields) -> Condition:
    match fields:
        case AllFields():
            return All(tuple(_condition(part) for part in fields.all))
        case AnyFields():
            return AnyOf(tuple(_condition(part) for part in fields.any))
        case NotFields():
            return Not(_condition(fields.not_))
        case AskedFields():
            return _asked(fields)


def _asked(fields: AskedFields) -> Condition:
    if fields.is_ is not None:
        return Is(fields.question, tuple(fields.is_))
    if fields.is_not is not None:
        return IsNot(fields.question, tuple(fields.is_not))
    if fields.at_least is not None:
        return AtLeast(fields.question, fields.at_least)
    if fields.at_most is not None:
        return AtMost(fields.question, fields.at_most)
    return Answered(fields.question, fields.answered is not False)


def _set_name(fields: OptionFields, kind: Kind) -> str | None:
    if fields.options is None and kind is Kind.YES_NO and not fields.choices:
        return "YN"
    return fields.options


def _choice(fields: ChoiceFields) -> Choice:
    return Choice(fields.code, fields.label, fields.face, fields.says, fields.exclusive)


def _worries(fields: Iterable[WorryFields]) -> tuple[Worry, ...]:
    return tuple(Worry(tuple(rule.is_), rule.level) for rule in fields)


def _row_question(grid: GridFields, row: RowFields, choices: tuple[Choice, ...]) -> Question:
    """One row as a question that reads whole by itself."""
    conditions = tuple(_condition(when) for when in (grid.when, row.when) if when is not None)
    return Question(
        key=row.key,
        kind=grid.kind,
        ask=f"{grid.stem.rstrip()} {row.ask}",
        ref=row.ref,
        item=row.item or "",
        easy=row.easy,
        hint=grid.hint,
        why=grid.why,
        sensitive=grid.sensitive,
        options=_set_name(grid, grid.kind),
        choices=choices,
        worry=_worries(grid.worry if row.worry is None else row.worry),
        when=conditions[0] if len(conditions) == 1 else All(conditions) if conditions else None,
        published=row.published,
        help_card=grid.help_card,
        level=grid.level,
    )
