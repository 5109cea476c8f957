"""How well are typed answers and commands understood, on what was put aside too?

The utterances are invented; a third of each family, by a hash, was put aside. Figures: -s.
"""

from __future__ import annotations

import csv
import hashlib

import pytest

from chatbot.loading import load_lexis
from chatbot.matching import understand
from chatbot.phrases import Match, Option, Outcome
from surveys.loading import option_sets
from tests.chatbot.saying import (
    AT_LEAST,
    FOLDER,
    UNSURE,
    WORDS,
    Utterance,
    heard,
    is_heard,
    is_wrong,
    options,
    retyped,
    utterances,
)
from tests.conftest import SEED

FAMILIES = ("R5", "YN", "FR", "AG", "CF", "GR", "F3")
HEARD_BAR, COMMAND_BAR = 0.9, 0.95
NEVER = "never"


def share(found: list[bool]) -> float:
    return sum(found) / len(found)


def meant(family: str, *, aside: bool) -> list[Utterance]:
    return [
        one
        for one in utterances(family)
        if one.is_put_aside is aside and one.must_be_heard and one.meant not in {UNSURE, WORDS}
    ]


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("aside", [False, True], ids=["worked-on", "put-aside"])
def test_plain_slang_and_misspelt_answers_are_taken_or_offered(family: str, aside: bool) -> None:
    part = meant(family, aside=aside)
    found = [is_heard(one, heard(one)) for one in part]
    print(f"{family}: {sum(found)}/{len(found)} heard")
    assert share(found) >= HEARD_BAR


@pytest.mark.parametrize("family", FAMILIES)
def test_nothing_is_taken_for_an_answer_it_is_not(family: str) -> None:
    wrong = [one for one in utterances(family) if is_wrong(one, heard(one))]
    assert wrong == []


@pytest.mark.parametrize("family", FAMILIES)
def test_the_same_typed_otherwise_is_never_taken_wrongly(family: str) -> None:
    """400 and more: with a slip, in capitals, stretched, with a word before or after."""
    typed = retyped(family, SEED)
    found = [is_heard(one, heard(one)) for one in typed]
    wrong = [(one.said, one.meant, heard(one).values) for one in typed if is_wrong(one, heard(one))]
    print(f"{family}: {sum(found)}/{len(found)} heard, {len(wrong)} wrong")
    assert len(typed) >= AT_LEAST
    assert wrong == []
    assert share(found) >= HEARD_BAR


@pytest.mark.parametrize(
    ("file", "bar"),
    # The last was written to find what is lacking, and part of it still is.
    [("commands", COMMAND_BAR), ("commands_second", COMMAND_BAR), ("commands_third", COMMAND_BAR),
     ("commands_fourth", HEARD_BAR)],
)  # fmt: skip
def test_commands_are_understood_at_any_question(file: str, bar: float) -> None:
    lexis, at = load_lexis(), options("FR")
    heard_as = [
        (one.meant, understand(lexis, one.said, at, set_name="FR")) for one in utterances(file)
    ]
    found = [match.values == (meant,) for meant, match in heard_as if meant != NEVER]
    print(f"{file}: {sum(found)}/{len(found)}")
    assert share(found) >= bar
    told = [match for meant, match in heard_as if meant == NEVER]
    assert [one for one in told if one.outcome is Outcome.COMMAND] == []


@pytest.mark.parametrize(
    "said",
    ["make him stop", "i want to stop being hit", "why does he hurt me", "i want him gone",
     "my mum is not here any more", "help my brother", "i wish i was gone", "he is leaving us",
     "stop hurting me", "i had a break from school", "she gave me back to my dad",
     "i want to go back home", "ive had enough of him", "i miss my mum", "i miss it",
     "he makes me miss school", "i want to destroy everything", "i am done with life",
     "dad is behind it all", "my friends are here for me", "he comes in my room", "end it all",
     "erase me", "do you know my dad", "my partner is watching everything i do", "we had to leave",
     "take me away", "he reads my messages", "i cant tell anyone", "please dont tell anyone"],
)  # fmt: skip
def test_what_tells_of_something_is_no_command(said: str) -> None:
    match = understand(load_lexis(), said, options("FR"), set_name="FR")
    assert match.outcome is not Outcome.COMMAND or match.values == ("help",)


def second_writer() -> list[tuple[str, str, Match]]:
    """(what must be, the gold, what was made of it) of a set by a writer who saw no code."""
    lexis, found = load_lexis(), []
    sets = {tuple(one.label for one in made): name for name, made in option_sets().items()}
    with (FOLDER / "second-writer.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            labels = tuple(row["options"].split("|"))
            at = tuple(Option(label, label) for label in labels)
            match = understand(lexis, row["utterance"], at, set_name=sets[labels])
            found.append((row["must"], row["gold"], match))
    return found


def test_what_another_writer_typed_is_understood_and_never_taken_wrongly() -> None:
    made = second_writer()
    taken = [(gold, match) for _must, gold, match in made if match.outcome is Outcome.ACCEPT]
    assert [match for gold, match in taken if match.values != (gold,)] == []
    for must, bar in (("understood", HEARD_BAR), ("command", COMMAND_BAR)):
        found = [gold in match.values for one, gold, match in made if one == must]
        print(f"second writer, {must}: {sum(found)}/{len(found)}")
        assert share(found) >= bar


@pytest.mark.parametrize(
    ("file", "unread_bar", "taken_most"),  # taken_most: in half 0, in half 1
    [("third-writer.csv", COMMAND_BAR, (0, 0)),
     ("fourth-writer-commands.csv", COMMAND_BAR, (1, 0)),  # "i just want it to stop": help
     ("fifth-writer-commands.csv", COMMAND_BAR, (0, 0)),  # read whole
     ("sixth-writer-commands.csv", 0.8, (0, 1))],  # 89 of 105 heard when this was written
)  # fmt: skip
def test_commands_another_writer_typed_are_understood_at_any_question(
    file: str, unread_bar: float, taken_most: tuple[int, int]
) -> None:
    """By writers who saw no code. Half 1 was never looked at: the bar is not held by the last."""
    lexis, at = load_lexis(), options("YN")
    halves: dict[int, list[bool]] = {0: [], 1: []}
    taken: dict[int, list[Match]] = {0: [], 1: []}
    with (FOLDER / file).open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            match = understand(lexis, row["utterance"], at, set_name="YN")
            half = int(hashlib.sha256(row["utterance"].encode()).hexdigest(), 16) % 2
            if row["gold"]:
                is_heard_as = match.outcome is Outcome.COMMAND and match.values == (row["gold"],)
                halves[half].append(is_heard_as)
                assert match.outcome is not Outcome.ACCEPT
            elif match.outcome is Outcome.COMMAND:
                taken[half].append(match)
    for half, found in halves.items():
        print(f"{file}, half {half}: {sum(found)}/{len(found)}, {len(taken[half])} tellings taken")
        assert share(found) >= (unread_bar if half else COMMAND_BAR)
    for half, most in enumerate(taken_most):
        assert len(taken[half]) <= most
