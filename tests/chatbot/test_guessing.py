"""What is guessed from words nobody wrote down, and what never?"""

from __future__ import annotations

import csv
import random
import time

import pytest

from chatbot.frames import COMMANDS
from chatbot.guesser import NONE, GuesserError, guesser_from, marks
from chatbot.guessing import guessed, guessed_command
from chatbot.loading import load_lexis
from chatbot.matching import understand
from chatbot.phrases import NOTHING, Match, Option, Outcome
from chatbot.several import understand_several
from tests.chatbot.saying import FOLDER, options, utterances
from tests.conftest import SEED

LEXIS = load_lexis()
MESSAGES = 600
SECONDS_MOST = 0.005  # of processor time, for a message as long as they come
SEVENTH = "seventh-writer-commands.csv"


def messages() -> list[str]:
    """Every message of our lists, whole, cut short, joined with another, and words at random."""
    chance, said = random.Random(SEED), [one.said for one in utterances("commands_third")]
    said += [one.said for family in ("R5", "YN") for one in utterances(family)]
    said = chance.sample(said, MESSAGES // 4)
    words = sorted({word for one in said for word in one.split()})
    shorter = [one[: chance.randint(1, len(one))] for one in said]
    joined = [f"{chance.choice(said)} {chance.choice(said)}" for _ in said]
    mixed = [" ".join(chance.choices(words, k=chance.randint(1, 9))) for _ in said]
    return [*said, *shorter, *joined, *mixed]


def test_a_guess_is_a_command_or_what_was_found_and_never_an_answer() -> None:
    made = messages()
    offered = Match(Outcome.CONFIRM, ("Yes",), 60, "phrase")
    for said in made:
        for found in (NOTHING, offered):
            match = guessed(LEXIS, said, found)
            is_command = match.outcome is Outcome.COMMAND and match.values[0] in COMMANDS
            assert match == found or (is_command and match.how == "guess" and match.sureness <= 100)
    print(f"{len(made)} messages")
    assert len(made) == MESSAGES


def test_nothing_is_accepted_that_is_not_accepted_without_guessing() -> None:
    at, plainly = options("YN"), LEXIS.unguessing
    for said in messages()[::3]:
        match = understand(LEXIS, said, at, set_name="YN")
        without = understand(plainly, said, at, set_name="YN")
        assert match == without or (match.how == "guess" and without.outcome is not Outcome.ACCEPT)


@pytest.mark.parametrize("found", [Outcome.ACCEPT, Outcome.COMMAND])
def test_what_was_found_for_sure_is_not_guessed_at(found: Outcome) -> None:
    sure = Match(found, ("Yes",), 90, "phrase")
    assert guessed(LEXIS, "could we perhaps do the question after this", sure) == sure


@pytest.mark.parametrize(
    ("said", "command"),
    [("erm can we perhaps do a different question instead of dis won", "skip"),
     ("whoops the last answer i put is not right", "back"),
     ("thats all i have energy for today", "stop"),
     ("i cant work out what to type in here", "help"),
     ("what do your lot do with all this info after", "why"),
     ("pls rip up all the stuff i typed", "delete"), ("auntie has walked into the room", "present"),
     ("portuguese would be better for me", "language")],
)  # fmt: skip
def test_words_nobody_wrote_down_are_heard(said: str, command: str) -> None:
    assert understand(LEXIS, said, options("FR"), set_name="FR").values == (command,)
    several = (Option("a", "At home"), Option("b", "At school"))
    assert understand_several(LEXIS, said, several).values == (command,)


@pytest.mark.parametrize(
    "said",
    ["i quit karate", "i wanna stop vaping", "my gran only speaks urdu", "he deleted all my photos",
     "the bus stop is scary at night", "my dad can always see my location", "make him stop",
     "i want to leave this house", "why does he hate me", "i want to go back to my nans",
     "i wish i could delete that day", "my brother sleeps in my room", "english is my best lesson",
     "i cant go on", "nobody helps me", "they changed my social worker"],
)  # fmt: skip
def test_what_is_told_is_not_guessed_to_be_a_command(said: str) -> None:
    assert guessed_command(LEXIS, said) is None


def test_nothing_is_guessed_without_what_was_taught_or_from_a_long_message() -> None:
    said = "could we perhaps skip this question"
    assert guessed_command(LEXIS, said)
    assert guessed_command(LEXIS.unguessing, said) is None
    assert guessed_command(LEXIS, f"{said} and then {'really ' * 20}") is None
    assert guessed_command(LEXIS, "") is None


def test_a_guess_costs_little() -> None:
    said = "pleese cud we posibly do sum uther qestion insted of dis won becos its well confuzing"
    started = time.process_time()
    for _ in range(20):
        guessed_command(LEXIS, said)
    assert (time.process_time() - started) / 20 < SECONDS_MOST


def test_a_word_that_was_never_taught_stands_as_unknown_and_its_pieces_for_themselves() -> None:
    found = list(marks(["stop", "karate"], {"stop"}))
    assert found[:4] == ["^", "stop", "~", "$"]
    assert {"^ stop", "stop ~", "~ $", "^ stop ~", "-_kar", "-te_"} <= set(found)
    assert len(found) == len(set(found))


def weights(**changed: object) -> dict[str, object]:
    row = "0 0 0 0 0 0 0 0 0"
    data = {"version": 1, "means": " ".join((*COMMANDS, NONE)), "scale": 100, "taken_at": 80,
            "unknown_at": 95, "bias": row, "weights": {"halt": "0 0 900 0 0 0 0 0 0"}}  # fmt: skip
    return {**data, **changed}


def test_the_likeliest_command_is_named_with_its_chance() -> None:
    taught = guesser_from(weights())
    assert taught.guess(["halt"]) == ("stop", 99)
    assert taught.guess(["who"])[1] == 11  # nine meanings, none of them likelier
    assert (taught.bar(["halt"]), taught.bar(["halt", "who"])) == (80, 95)


@pytest.mark.parametrize(
    ("changed", "said"),
    [({"means": "skip back"}, "means"), ({"bias": "1 2"}, "row of weights"),
     ({"scale": 0}, "scale"), ({"taken_at": 99}, "taken_at"), ({"weights": []}, "weights")],
)  # fmt: skip
def test_a_broken_file_is_refused(changed: dict[str, object], said: str) -> None:
    with pytest.raises(GuesserError, match=said):
        guesser_from(weights(**changed))


def test_a_seventh_writers_commands_are_understood() -> None:
    """Put aside whole: short and typical. "y" is an answer at yes or no, and is one here."""
    at, heard, taken = options("YN"), list[bool](), 0
    with (FOLDER / SEVENTH).open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            match = understand(LEXIS, row["utterance"], at, set_name="YN")
            is_command = match.outcome is Outcome.COMMAND
            if row["gold"]:
                heard.append(is_command and match.values == (row["gold"],))
            else:
                taken += is_command
    print(f"{SEVENTH}: {sum(heard)}/{len(heard)}, {taken} taken that are none")
    assert sum(heard) / len(heard) >= 0.95
    assert taken <= 10  # 9 when this was written, all by patterns
