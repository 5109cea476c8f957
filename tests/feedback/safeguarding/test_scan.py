"""Does the scan hear what children say, and leave ordinary talk alone?"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from feedback.safeguarding.lexicon_file import load_lexicon
from feedback.safeguarding.scan import Scanner
from feedback.safeguarding.verdict import KINDS, Level

INVENTED = Path(__file__).parent / "invented"
SCANNER = Scanner(load_lexicon())


def rows(name: str) -> Iterator[dict[str, str]]:
    with (INVENTED / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def level(text: str, audience: str = "child") -> Level:
    return SCANNER.scan(text, audience=audience).level


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("my step dad hits me", "hits me"),
        ("MY STEP DAD HITS ME!!", "HITS ME"),
        ("my step-dad hiiiiits me", "hiiiiits me"),
        ("my step dad h1ts me", "h1ts me"),
        ("my step dad h i t s me", "h i t s me"),
        ("my stepdad hi\u200bts me", "hi\u200bts me"),
        ("my stepdad hіts me", "hіts me"),  # a Cyrillic i
        ("my stepdad ｈｉｔｓ me", "ｈｉｔｓ me"),
        ("my stepdad hitsme", "hitsme"),
        ("😭😭 my stepdad hits me", "hits me"),
        ("he is nice. my stepdad hits me. ok", "hits me"),
    ],
)
def test_disguised_spelling_is_heard_and_marked_where_it_stands(text: str, words: str) -> None:
    verdict = SCANNER.scan(text)
    assert verdict.level is Level.URGENT
    assert "physical" in verdict.kinds
    assert any(words in text[start:end] for start, end in verdict.spans)


@pytest.mark.parametrize(
    "text",
    [
        "i want to kil myself",
        "kms",
        "sui cide",
        "s u i c i d e",
        "thinking about suicde",
        "i wanna k*ll myself",
        "iwanttokillmyself",
        "unalive myself",
    ],
)
def test_words_of_despair_are_heard_in_every_spelling(text: str) -> None:
    assert level(text) is not Level.NONE
    assert "self_harm" in SCANNER.scan(text).kinds


@pytest.mark.parametrize(
    "text",
    [
        "he never hits me",
        "my dad doesnt hit me",
        "nobody at home hits me",
        "no one hurts me here",
        "i dont want to die",
        "mum would never hurt us",
    ],
)
def test_a_denial_is_not_an_alarm(text: str) -> None:
    assert level(text) is Level.NONE


@pytest.mark.parametrize(
    "text",
    [
        "nobody stops him hitting me",
        "he wont stop hitting me",
        "my dad used to hit me",
        "he doesnt hit me any more",
        "my old foster carer used to lock me in the shed",
        "i dont know why my dad hits me",
    ],
)
def test_a_not_elsewhere_or_the_past_is_still_an_alarm(text: str) -> None:
    assert level(text) is Level.URGENT


@pytest.mark.parametrize(
    "text",
    ["this homework is killing me", "he beat me at FIFA", "I hit the gym", "we got battered 6-0"],
)
def test_idiom_sport_and_games_are_left_alone(text: str) -> None:
    assert level(text) is Level.NONE


@pytest.mark.parametrize(
    "text",
    [
        "my dad hits me and i like fortnite",
        "i like fortnite but my dad hits me",
        "my dad beats me when he loses at fifa",
        "we learned about abuse in pshe and my stepdad touches me like that",
    ],
)
def test_a_game_or_lesson_beside_it_does_not_silence_an_alarm(text: str) -> None:
    assert level(text) is Level.URGENT


@pytest.mark.parametrize(
    "text",
    [
        "i burned my hand on the oven",
        "bumped my head on the swing and had a big plaster",
        "the baby bit me with his new teeth",
        "we played cops and robbers and i got shot twice",
        "dad throws me up in the air and catches me",
    ],
)
def test_mishaps_small_children_and_make_believe_are_left_alone(text: str) -> None:
    assert level(text) is Level.NONE


@pytest.mark.parametrize(
    "text",
    [
        "auntie burned my hand on purpose",
        "he banged my head on the floor",
        "my stepdad really hits me hard",
    ],
)
def test_words_of_a_mishap_are_an_alarm_where_somebody_else_does_it(text: str) -> None:
    assert level(text) is Level.URGENT


def test_another_child_is_for_review() -> None:
    assert level("my friend's dad hits her") is Level.REVIEW


def test_a_parents_own_childhood_is_for_review() -> None:
    assert level("I was beaten by a neighbour when I was little", "parent") is Level.REVIEW


def test_a_professional_writing_about_the_work_is_left_alone_and_a_child_now_is_not() -> None:
    work = "The course covered physical abuse, self-harm and county lines very well"
    assert level(work, "professional") is Level.NONE
    now = "A pupil in my class disclosed to me today that her stepdad hits her"
    assert level(now, "professional") is Level.URGENT


def test_an_unknown_audience_is_refused() -> None:
    with pytest.raises(ValueError, match="audience"):
        SCANNER.scan("hello", audience="robot")


@pytest.mark.parametrize(
    "text",
    ["grandad kisses me on the lips and its embarrassing",
     "my stepdad kisses me and says dont tell my mates", "he hugs me too long its embarrassing",
     "he told me not tell mum but we would go to a party",
     "he makes me take my top off for the doctor game",
     "he takes my trousers off at the swimming baths",
     "mums boyfriend hit me with the hockey stick", "dad hit me with a cricket bat",
     "he slaps me on the back with a belt", "i fell down and dad kicked me in the ribs",
     "i fell over and mum broke my arm", "he hits me hard when mum is out",
     "he says hes going to kill me if i tell anyone what he does", "dad will kill me if i tell",
     "if i tell anyone he will kill me", "he will kill me cos i told"],
)  # fmt: skip
def test_a_harmless_word_beside_it_silences_no_alarm(text: str) -> None:
    """Idioms take the meaning from words for every rule: each must end before harm's own words."""
    assert level(text) is Level.URGENT


@pytest.mark.parametrize(
    "text",
    ["my brother hit me with a ball", "got hit in the face with a football", "hit by a door",
     "i fell off my bike and cut my knee", "i fell down the stairs and got a bruise",
     "mum will kill me if i lose my phone", "dad will kill me when he sees this",
     "if i fail maths mum will kill me", "he patted me on the back", "it hits hard when you lose"],
)  # fmt: skip
def test_play_mishaps_and_ways_of_speaking_are_left_alone(text: str) -> None:
    assert level(text) is Level.NONE


@pytest.mark.parametrize("name", ["concerns.csv", "concerns_second.csv", "concerns_third.csv"])
def test_invented_concerns_are_heard(name: str) -> None:
    found = [level(row["text"]) is not Level.NONE for row in rows(name)]
    assert sum(found) >= 0.95 * len(found)


def test_invented_harmless_lines_are_mostly_left_alone() -> None:
    found = [level(row["text"]) is not Level.NONE for row in rows("harmless.csv")]
    assert sum(found) <= 0.15 * len(found)


def test_invented_professional_comments_are_mostly_left_alone() -> None:
    harmless = [row for row in rows("professional.csv") if row["level"] == "none"]
    flagged = sum(level(row["text"], "professional") is not Level.NONE for row in harmless)
    assert flagged <= 0.03 * len(harmless)
    real = [row for row in rows("professional.csv") if row["level"] != "none"]
    heard = sum(level(row["text"], "professional") is not Level.NONE for row in real)
    assert heard >= 0.8 * len(real)


def test_every_rule_speaks_of_known_kinds() -> None:
    assert all(set(rule.kinds) <= set(KINDS) for rule in SCANNER.lexicon.rules)


def test_the_same_text_gets_the_same_verdict_twice() -> None:
    text = "my dad hits me and i hide"
    assert SCANNER.scan(text) == SCANNER.scan(text) == Scanner(SCANNER.lexicon).scan(text)
