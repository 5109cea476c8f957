"""What is a survey made of? Frozen nouns."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from surveys.conditions import Condition, mentions
from surveys.piping import piped


class Kind(StrEnum):
    """How a question is answered."""

    CHOICE = "choice"
    MULTI = "multi"
    SCALE = "scale"
    FACES = "faces"
    YES_NO = "yes_no"
    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DATE = "date"
    INFO = "info"


CLOSED_KINDS = frozenset({Kind.CHOICE, Kind.MULTI, Kind.SCALE, Kind.FACES, Kind.YES_NO})
TEXT_KINDS = frozenset({Kind.SHORT_TEXT, Kind.LONG_TEXT})


class Audience(StrEnum):
    """Who is asked."""

    CHILD_5_8 = "child_5_8"
    CHILD_8_11 = "child_8_11"
    YOUNG_PERSON = "young_person"
    PARENT = "parent"
    PROFESSIONAL = "professional"
    DELEGATE = "delegate"
    PARTICIPANT = "participant"
    ORGANISATION = "organisation"


CHILDREN = frozenset({Audience.CHILD_5_8, Audience.CHILD_8_11, Audience.YOUNG_PERSON})
UNDER_11 = frozenset({Audience.CHILD_5_8, Audience.CHILD_8_11})


class Sensitivity(StrEnum):
    """Why a question may have to be kept back."""

    NONE = "none"
    HOME_SAFETY = "home_safety"
    WORKER_RATING = "worker_rating"
    ABOUT_YOU = "about_you"


class Layout(StrEnum):
    """One question a page, or a whole section on one page."""

    QUESTION = "question"
    PAGE = "page"


class WorryLevel(StrEnum):
    """What a worrying closed answer sets off (decisions 18)."""

    CONCERN = "concern"
    REVIEW = "review"


FACES = ("happy", "neutral", "sad", "unsure")


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to choose; `says` opens a text, `exclusive` stands alone."""

    code: str
    label: str
    face: str | None = None
    says: bool = False
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class Worry:
    """Any of these codes worries, at this level."""

    codes: tuple[str, ...]
    level: WorryLevel


def usual_max_chars(kind: Kind) -> int:
    """How many characters a text may have when the author says nothing."""
    return {Kind.LONG_TEXT: 5000, Kind.SHORT_TEXT: 300}.get(kind, 1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing we ask, or (kind info) one thing we say."""

    key: str
    kind: Kind
    ask: str
    ref: str | None = None
    item: str = ""  # shared across audiences; the key unless said
    easy: str | None = None
    hint: str | None = None
    why: str | None = None
    sensitive: Sensitivity = Sensitivity.NONE
    options: str | None = None  # the named set the choices came from
    choices: tuple[Choice, ...] = ()
    worry: tuple[Worry, ...] = ()
    when: Condition | None = None
    quote_consent: bool = False
    published: bool = False
    help_card: bool = False
    drop_after_hit: bool = False  # asks for more: not asked once an answer has worried us
    max_chars: int = 0  # characters; the kind's usual number unless said
    min: Decimal | None = None
    max: Decimal | None = None
    level: int | None = None  # Kirkpatrick's: 1 reaction, 2 learning, 3 behaviour, 4 results
    right: tuple[str, ...] = ()  # codes scored as right; empty: nothing is scored

    def __post_init__(self) -> None:
        if not self.item:
            object.__setattr__(self, "item", self.key)
        if not self.max_chars:
            object.__setattr__(self, "max_chars", usual_max_chars(self.kind))

    @property
    def is_closed(self) -> bool:
        return self.kind in CLOSED_KINDS

    @property
    def is_info(self) -> bool:
        return self.kind is Kind.INFO

    @property
    def takes_words(self) -> bool:
        """Whether a person can type words of their own, which must be scanned."""
        return self.kind in TEXT_KINDS or any(choice.says for choice in self.choices)

    def choice(self, code: str) -> Choice | None:
        """The choice with this code."""
        return next((choice for choice in self.choices if choice.code == code), None)


@dataclass(frozen=True, slots=True)
class Start:
    """The two start screens, as short paragraphs."""

    who_asks: tuple[str, ...] = ()
    who_sees: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Withhold:
    """Questions of this sensitivity are not asked while the condition holds (decisions 17)."""

    sensitive: Sensitivity
    when: Condition


@dataclass(frozen=True, slots=True)
class Section:
    """Questions that belong together."""

    key: str
    title: str
    questions: tuple[Question, ...]
    layout: Layout = Layout.QUESTION
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """What is shown at once; its key is its first question's."""

    key: str
    section: Section
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A question with every survey-wide rule that touches it, worked out once."""

    question: Question
    withheld_when: tuple[Condition, ...]
    needs: frozenset[str]  # questions that must be answered on an earlier page
    alone: Page  # the page it has when it is alone on it


@dataclass(frozen=True, kw_only=True)
class Survey:
    """One version of one instrument. Without slots, so that what follows from it is cached."""

    key: str
    version: int
    title: str
    audience: Audience
    sections: tuple[Section, ...]
    language: str = "en"
    level: int | None = None
    start: Start = Start()
    thanks: tuple[str, ...] = ()
    withhold: tuple[Withhold, ...] = ()
    quiet_when: Condition | None = None
    carried: tuple[str, ...] = ()  # answers of an earlier wave whose words may be repeated here

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """All questions in the order written."""
        return tuple(question for section in self.sections for question in section.questions)

    @cached_property
    def positions(self) -> dict[str, int]:
        """Where each question stands, by key."""
        return {question.key: place for place, question in enumerate(self.questions)}

    @cached_property
    def steps(self) -> tuple[tuple[Section, tuple[Step, ...]], ...]:
        """The sections with their questions made ready for routing."""
        return tuple(
            (section, tuple(self._step(section, question) for question in section.questions))
            for section in self.sections
        )

    def question(self, key: str) -> Question:
        """The question with this key; KeyError when there is none."""
        return self.questions[self.positions[key]]

    def _step(self, section: Section, question: Question) -> Step:
        rules = tuple(rule.when for rule in self.withhold if rule.sensitive is question.sensitive)
        if question.sensitive is Sensitivity.NONE:
            rules = ()
        needs = mentions(question.when).union(
            *(mentions(rule) for rule in rules),
            piped(question.ask, question.easy, question.hint),
        )
        alone = Page(question.key, section, (question,))
        return Step(question, rules, frozenset(needs), alone)
