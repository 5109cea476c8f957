"""Which fields may an author write, and of which shape?"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
    Tag,
    model_validator,
)
from pydantic_core import PydanticCustomError

from surveys.definition import Audience, Kind, Layout, Sensitivity, WorryLevel


def _code(raw: object) -> object:
    """A code written as a bare number is meant as a word."""
    return str(raw) if isinstance(raw, int) and not isinstance(raw, bool) else raw


def _number(raw: object) -> object:
    if isinstance(raw, bool) or not isinstance(raw, int | str | Decimal):
        raise PydanticCustomError("decimal_type", "not a number")
    return raw


Words = Annotated[str, StringConstraints(strict=True, min_length=1, pattern=r"\S")]
Key = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Kebab = Annotated[
    str, StringConstraints(strict=True, pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)
]
Code = Annotated[
    str,
    StringConstraints(strict=True, pattern=r"^[a-z0-9][a-z0-9_]*$", max_length=60),
    BeforeValidator(_code),
]
Codes = Annotated[list[Code], Field(min_length=1)]
Number = Annotated[Decimal, BeforeValidator(_number), Field(allow_inf_nan=False)]
Level = Annotated[StrictInt, Field(ge=1, le=4)]
Language = Annotated[
    str, StringConstraints(strict=True, pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
]


class Fields(BaseModel):
    """No field that is not named here."""

    model_config = ConfigDict(extra="forbid", frozen=True)


_TESTS = ("is", "is_not", "answered", "at_least", "at_most")


class AskedFields(Fields):
    question: Key
    is_: Codes | None = Field(None, alias="is")
    is_not: Codes | None = None
    answered: StrictBool | None = None
    at_least: Number | None = None
    at_most: Number | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_test(cls, raw: Any) -> Any:
        if isinstance(raw, dict) and len([name for name in _TESTS if name in raw]) != 1:
            raise PydanticCustomError(
                "condition",
                "A condition names a question and one of is, is_not, answered, at_least, at_most"
                " (or is all, any or not of other conditions).",
            )
        return raw


class AllFields(Fields):
    all: list[ConditionFields] = Field(min_length=1)


class AnyFields(Fields):
    any: list[ConditionFields] = Field(min_length=1)


class NotFields(Fields):
    not_: ConditionFields = Field(alias="not")


def _which_condition(raw: Any) -> str:
    if isinstance(raw, dict):
        return next((name for name in ("all", "any", "not") if name in raw), "asked")
    return "asked"


ConditionFields = Annotated[
    Annotated[AllFields, Tag("all")]
    | Annotated[AnyFields, Tag("any")]
    | Annotated[NotFields, Tag("not")]
    | Annotated[AskedFields, Tag("asked")],
    Discriminator(_which_condition),
]


class ChoiceFields(Fields):
    code: Code
    label: Words
    face: Words | None = None
    says: StrictBool = False
    exclusive: StrictBool = False


class WorryFields(Fields):
    is_: Codes = Field(alias="is")
    level: WorryLevel


class OptionFields(Fields):
    """Where the choices come from."""

    options: Words | None = None
    choices: list[ChoiceFields] = []
    extra: list[ChoiceFields] = []
    worry: list[WorryFields] = []


class CommonFields(OptionFields):
    """What a question and a grid share."""

    hint: Words | None = None
    why: Words | None = None
    sensitive: Sensitivity = Sensitivity.NONE
    when: ConditionFields | None = None
    help_card: StrictBool = False
    drop_after_hit: StrictBool = False
    level: Level | None = None


class QuestionFields(CommonFields):
    key: Key
    kind: Kind
    ask: Words
    ref: Words | None = None
    item: Key | None = None
    easy: Words | None = None
    quote_consent: StrictBool = False
    published: StrictBool = False
    max_chars: Annotated[StrictInt, Field(ge=1, le=50_000)] | None = None
    min: Number | None = None
    max: Number | None = None
    right: list[Code] = []


class RowFields(Fields):
    key: Key
    ask: Words
    ref: Words | None = None
    item: Key | None = None
    easy: Words | None = None
    published: StrictBool = False
    worry: list[WorryFields] | None = None
    when: ConditionFields | None = None


class GridFields(CommonFields):
    """Many rows under one stem; each row becomes a question of its own."""

    kind: Literal[Kind.SCALE, Kind.CHOICE, Kind.YES_NO, Kind.FACES] = Kind.SCALE
    stem: Words
    rows: list[RowFields] = Field(min_length=1)


class GridEntry(Fields):
    grid: GridFields


class BrokenEntry(Fields):
    """Stands where a question was that could not be read; no author can write one."""


def _which_entry(raw: Any) -> str:
    if isinstance(raw, BrokenEntry):
        return "broken_entry"
    return "grid_entry" if isinstance(raw, dict) and "grid" in raw else "question_entry"


Entry = Annotated[
    Annotated[GridEntry, Tag("grid_entry")]
    | Annotated[QuestionFields, Tag("question_entry")]
    | Annotated[BrokenEntry, Tag("broken_entry")],
    Discriminator(_which_entry),
]


class SectionFields(Fields):
    key: Kebab
    title: Words
    layout: Layout = Layout.QUESTION
    when: ConditionFields | None = None
    questions: list[Entry]


class StartFields(Fields):
    who_asks: list[Words] = []
    who_sees: list[Words] = []


class WithholdFields(Fields):
    sensitive: Sensitivity
    when: ConditionFields


class SurveyFields(Fields):
    key: Kebab
    version: Annotated[StrictInt, Field(ge=1)]
    title: Words
    audience: Audience
    language: Language | None = None
    level: Level | None = None
    start: StartFields = StartFields()
    thanks: list[Words] = []
    withhold: list[WithholdFields] = []
    quiet_when: ConditionFields | None = None
    carried: list[Key] = []
    sections: list[SectionFields] = Field(min_length=1)


class OptionSets(BaseModel):
    """The whole of option-sets.yaml."""

    model_config = ConfigDict(frozen=True)

    sets: dict[Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]*$")], list[ChoiceFields]]


def field_names() -> frozenset[str]:
    """Every field an author may write anywhere, for "did you mean"."""
    kinds: list[type[BaseModel]] = [
        AskedFields, AllFields, AnyFields, NotFields, ChoiceFields, WorryFields, QuestionFields,
        RowFields, GridFields, GridEntry, SectionFields, StartFields, WithholdFields, SurveyFields,
    ]  # fmt: skip
    return frozenset(
        info.alias or name for kind in kinds for name, info in kind.model_fields.items()
    )
