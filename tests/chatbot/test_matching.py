"""Is what somebody typed understood, and never taken for what they did not mean?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.frames import COMMANDS
from chatbot.loading import load_lexis
from chatbot.matching import understand
from chatbot.phrases import Match, Option, Outcome
from surveys.loading import option_sets

LEXIS = load_lexis()
SETS = {name: tuple(Option(c.label, c.label) for c in made) for name, made in option_sets().items()}


def heard(set_name: str, text: str) -> Match:
    return understand(LEXIS, text, SETS[set_name], set_name=set_name)


@pytest.mark.parametrize(
    ("set_name", "text", "label"),
    [
        ("R5", "exelent", "Excellent"),
        ("R5", "GOOD!!!", "Good"),
        ("R5", "gud", "Good"),
        ("R5", "really realy bad", "Poor"),
        ("R5", "number 2", "Good"),
        ("YN", "yeahhh deffo", "Yes"),
        ("YN", "nooooo", "No"),
        ("YN", "👍", "Yes"),
        ("YN", "idk", "Not sure"),
        ("YN", "yes please", "Yes"),
        ("YN", "not sure really", "Not sure"),
        ("FR", "alwys", "Always"),
        ("FR", "neva", "Never"),
        ("FR", "the second one", "Most of the time"),
        ("FR", "somtimes", "Sometimes"),
        ("AG", "i dont agree", "Disagree"),
        ("CF", "4", "4"),
        ("F3", "a littel bit", "A bit"),
        ("GR", "needs improvemnt", "Requires improvement"),
    ],
)
def test_plain_answers_are_taken(set_name: str, text: str, label: str) -> None:
    found = heard(set_name, text)
    assert (found.outcome, found.values) == (Outcome.ACCEPT, (label,))


@pytest.mark.parametrize(
    ("set_name", "text"),
    [
        ("R5", "not good"),
        ("R5", "2"),  # the second answer, or a mark out of five?
        ("F3", "yes?"),
        ("YN", "i cant tell you"),  # unsure, or not allowed to?
        ("F3", "i cant say it"),
        ("CF", "i would like to be a 5"),
        ("R5", "good and bad"),
        ("R5", "its sooo good"),  # Good, or Excellent: the second is offered too
        ("R5", "ok he hits me"),
        ("R5", "isn't great"),
        ("YN", "yes but only if my mum is there"),
        ("YN", "never mind"),
        ("FR", "never mind"),
        ("FR", "ever"),
        ("FR", "not always"),
        ("FR", "hardly ever"),
        ("R5", "food"),
        ("R5", "god"),
        ("CF", "not very confident"),
        ("AG", "strongly"),
        ("CF", "2 or 3"),
        ("YN", "cockpit 4"),
        ("YN", "good?"),
        ("R5", "sick"),
        ("R5", "good morning"),
        ("YN", "yeah right"),
        ("R5", "my dad is excellent at hitting me"),
        ("YN", "stop hitting me"),
        ("R5", "7"),
        ("AG", "agree but not really"),
        ("YN", "no help me"),
        ("FR", "always never"),
    ],
)
def test_what_may_mean_something_else_is_never_taken(set_name: str, text: str) -> None:
    assert heard(set_name, text).outcome in {Outcome.CONFIRM, Outcome.ASK}


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("skip", "skip"),
        ("can i skip pls", "skip"),
        ("skp", "skip"),
        ("id rather not say", "skip"),
        ("go back", "back"),
        ("oops", "back"),
        ("stop", "stop"),
        ("i have to go", "stop"),
        ("help", "help"),
        ("help me", "help"),
        ("make it stop", "help"),
        ("wdym", "help"),
        ("why do u ask", "why"),
        ("whyy", "why"),
        ("delete everything", "delete"),
        ("someones here", "present"),
        ("my mum is here", "present"),
        ("change language", "language"),
    ],
)
@pytest.mark.parametrize("set_name", sorted(SETS))
def test_commands_work_at_any_question(set_name: str, text: str, command: str) -> None:
    found = heard(set_name, text)
    assert (found.outcome, found.values) == (Outcome.COMMAND, (command,))


def test_where_a_command_is_also_an_option_the_option_wins() -> None:
    options = (Option("stop", "Stop"), Option("go", "Go on"))
    assert understand(LEXIS, "stop", options) == Match(Outcome.ACCEPT, ("stop",), 100, "label")


@pytest.mark.parametrize("set_name", sorted(SETS))
def test_every_label_is_itself(set_name: str) -> None:
    for option in SETS[set_name]:
        for text in (option.label, option.label.upper(), f" {option.label}. "):
            assert heard(set_name, text).values == (option.value,)


@given(st.sampled_from(sorted(SETS)), st.text(max_size=60))
def test_any_text_gives_a_sound_result(set_name: str, text: str) -> None:
    found = heard(set_name, text)
    labels = {option.value for option in SETS[set_name]}
    assert 0 <= found.sureness <= 100
    if found.outcome is Outcome.ACCEPT:
        assert len(found.values) == 1
        assert set(found.values) <= labels
    elif found.outcome is Outcome.CONFIRM:
        assert 1 <= len(found.values) <= 3
        assert set(found.values) <= labels
    elif found.outcome is Outcome.COMMAND:
        assert set(found.values) <= set(COMMANDS)
    else:
        assert found.values == ()
    assert heard(set_name, text) == found


@given(st.sampled_from(sorted(SETS)), st.data())
def test_a_not_before_an_answer_is_never_that_answer(set_name: str, data: st.DataObject) -> None:
    option = data.draw(st.sampled_from(SETS[set_name]))
    word = data.draw(st.sampled_from(["not", "isnt", "never", "hardly", "wasn't", "dont"]))
    found = heard(set_name, f"{word} {option.label}")
    assert not (found.outcome is Outcome.ACCEPT and found.values == (option.value,)) or (
        f"{word} {option.label}".casefold() in {o.label.casefold() for o in SETS[set_name]}
        or option.label in {"Never", "Not sure", "No"}
    )


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("i pressed the wrong thing, can we go back", "back"),  # clauses parted by a sign
        ("i went too fast go back", "back"),  # and by none
        ("cant answer cos mum is here", "present"),
        ("changed my mind delete it all", "delete"),  # the one that is asked for
        ("i dont want to carry on so can i stop", "stop"),
        ("get me out of this survey", "stop"),  # and "get me out of here" tells more
        ("whats it mean when it says consent", "help"),
        ("по-русски", "language"),
    ],
)
def test_a_command_is_heard_among_other_words(text: str, command: str) -> None:
    assert heard("FR", text).values == (command,)


@pytest.mark.parametrize(
    "text",
    ["i want to go back to my mums", "stop him coming in my room", "i can talk to someone",
     "the questions were answered clearly", "my mum is in hospital", "help my brother go back",
     "please dont tell", "i cant do this anymore", "get me out of here",
     "they talk behind my back"],
)  # fmt: skip
def test_a_message_that_tells_more_is_no_command(text: str) -> None:
    assert heard("FR", text).outcome is not Outcome.COMMAND
