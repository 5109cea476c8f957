"""What do "not", idioms, games and another child do to an alarm? With a lexicon of few words."""

from __future__ import annotations

import pytest

from feedback.safeguarding.lexicon import compile_lexicon
from feedback.safeguarding.scan import Scanner
from feedback.safeguarding.verdict import Level, Verdict

FEW_WORDS = {
    "version": "few-1",
    "owner": "a test",
    "language": "en-GB",
    "classes": {
        "I": "i we", "ME": "me us myself", "SUBJ": "he she they", "CARER": "dad mum step_dad",
        "FRIENDISH": "friend", "FILLER": "really just", "NOT": "not never", "NOBODY": "nobody",
        "DENIAL_PASSES": "does has ever want to", "NOBODY_PASSES": "at home", "ANYMORE": "anymore",
        "BUT": "but", "AND": "and", "LESSON": "lesson", "STORY": "film", "GAME": "football",
        "RESOLVED": "sorted", "LAUGH": "haha", "HARM": "v: hit kick", "WARD": "ward nurse doctor",
        "PLACE": "at+home",
    },
    "short": {"hes": "he is"},
    "emoji": {"👊": "hit"},
    "common": "i we me he she they the and not at in on is my a to of it was",
    "persons": "I ME SUBJ CARER",
    "denials": "NOT NOBODY",
    "softened_by": "WARD",
    "kept_by_idioms": "I ME SUBJ CARER NOT",
    "doers": "CARER SUBJ",
    "idioms": "hit the gym\nhit* ME up\nwas a hit",
    "mishaps": "hit my head\nhit myself",
    "rules": [
        {"id": "harm", "kinds": "physical", "level": "urgent",
         "unless": "LESSON STORY GAME RESOLVED LAUGH", "patterns": "HARM ME\nHARM my head"},
        {"id": "secret", "kinds": "sexual", "level": "urgent", "patterns": "secret"},
        {"id": "friend", "kinds": "bullying", "level": "urgent",
         "patterns": "teased\nmocked\nI ~3 bruised"},
        {"id": "lonely", "kinds": "emotional", "level": "review", "patterns": "lonely"},
        {"id": "home", "kinds": "unsafe_home", "level": "review", "patterns": "lonely ~1 PLACE"},
        {"id": "sad", "kinds": "emotional", "level": "review", "soft": "yes", "patterns": "sad"},
        {"id": "left", "kinds": "neglect", "level": "review", "denial": "ignore",
         "unless_anywhere": "GAME", "patterns": "no food\nalone"},
        {"id": "work", "kinds": "other", "level": "urgent", "audiences": "professional",
         "patterns": "colleague HARM"},
    ],
}  # fmt: skip
LEXICON = compile_lexicon(FEW_WORDS)


def scanner() -> Scanner:
    """Made anew in each test, so that a fault in the making is seen by the test."""
    return Scanner(LEXICON)


def level(text: str, audience: str = "child") -> Level:
    return scanner().scan(text, audience=audience).level


def test_a_hit_has_level_kinds_and_place() -> None:
    assert scanner().scan("ok. he hits me, x") == Verdict(
        Level.URGENT, ("physical",), ((7, 14),), "few-1"
    )
    assert scanner().scan("fine") == Verdict(Level.NONE, (), (), "few-1")
    assert scanner().scan("") == scanner().scan("  ") == Verdict(Level.NONE, (), (), "few-1")


def test_the_gravest_level_counts_and_every_kind_is_named() -> None:
    verdict = scanner().scan("lonely. he hits me. secret")
    assert verdict.level is Level.URGENT
    assert verdict.kinds == ("emotional", "physical", "sexual")
    assert verdict.spans == ((0, 6), (11, 18), (20, 26))
    assert level("secret and lonely") is Level.URGENT
    assert level("lonely") is Level.REVIEW


@pytest.mark.parametrize(
    ("text", "is_alarm"),
    [
        ("he never hits me", False),
        ("he does not hit me", False),
        ("he does not ever want to hit me", False),
        ("he does not really just hit me", False),
        ("nobody hits me", False),
        ("nobody at home hits me", False),
        ("nobody at home really ever hits me", False),
        ("never. he hits me", True),  # another sentence
        ("he is not tall and hits me", True),  # other words stand between
        ("he stops and nobody says he hits me", True),
        ("not x x x x x x hits me", True),
        ("not does does does does does hits me", False),
        ("not does does does does does does hits me", True),  # too far away
        ("he never hits me anymore", True),  # the past
        ("he never hits me now. anymore", False),
        ("ok. never hits me anymore", True),
        ("he never hits me x x x anymore", True),
        ("he never hits me x x x x anymore", False),
        ("nobody hits me anymore", False),
        ("not at home hits me", True),  # only "nobody" reaches over a place
    ],
)
def test_a_denied_act_is_no_alarm(text: str, is_alarm: bool) -> None:
    assert (level(text) is Level.URGENT) is is_alarm


def test_where_the_want_itself_is_the_alarm_not_does_not_silence_it() -> None:
    assert level("not alone") is Level.REVIEW
    assert level("there is no food") is Level.REVIEW
    assert level("no food at football") is Level.NONE


@pytest.mark.parametrize(
    ("text", "is_alarm"),
    [
        ("i hit the gym", False),
        ("hit me up", False),
        ("hit me up. he hits me", True),
        ("hit me up, hit me up", False),
        ("he hits me. hit the gym", True),
        ("i kick hit the gym", False),
        ("hit my head", False),
        ("i hit my head", False),
        ("dad hit my head", True),
        ("dad hit myself", True),
        ("he was a hit me and mum sing", False),  # the last word of an idiom is part of it
        # Somebody else's blow is no mishap, one's own after it still is.
        ("at football he hit my head. i hit my head", False),
        ("dad really hit my head", True),
        ("dad, hit my head", False),
        ("he fell over and hit my head", False),
    ],
)
def test_ways_of_speaking_and_mishaps_are_no_alarm(text: str, is_alarm: bool) -> None:
    assert (level(text) is not Level.NONE) is is_alarm


@pytest.mark.parametrize(
    ("text", "is_alarm"),
    [
        ("he kicks me at football", False),
        ("football he kicks me", False),
        ("football kicks me", False),
        ("football. he kicks me", True),
        ("football. step dad kicks me", True),
        ("he kicks me. football", True),
        ("i like football but he kicks me", True),
        ("i like football and he kicks me", False),
        ("a lesson and he kicks me", True),  # lessons and films end at an "and"
        ("a film and he kicks me", True),
        ("a film where he kicks me", False),
        ("he kicks me and i like football", True),
        ("he kicks me but i like football", True),
        ("he kicks me and it is sorted", False),  # what is over, and laughter, reach further
        ("sorted but he kicks me", False),
        ("haha but he kicks me", False),
        ("he kicks me but haha", False),
        ("football x x x x x x x x kicks me", False),
        ("football x x x x x x x x x kicks me", True),
        ("kicks me x x x x x x x x football", False),
        ("kicks me x x x x x x x x x football", True),
        ("he kicks me at football. he kicks me", True),
    ],
)
def test_a_game_lesson_or_story_silences_its_own_train_of_thought(
    text: str, is_alarm: bool
) -> None:
    assert (level(text) is Level.URGENT) is is_alarm


def test_another_child_is_for_review_unless_it_may_be_abuse_by_a_grown_up() -> None:
    assert level("my friend gets teased") is Level.REVIEW
    assert level("friend x x teased") is Level.REVIEW
    assert level("friend x x x teased") is Level.URGENT
    assert level("i get teased") is Level.URGENT
    assert level("my friend hits me") is Level.URGENT, "one's own hurt"
    assert level("my friend has a secret") is Level.URGENT
    assert level("my friend gets teased. x x x x x i get teased") is Level.REVIEW


def test_a_rule_that_has_spoken_marks_one_place() -> None:
    """One place to look at for each rule, not one for each of its patterns."""
    assert scanner().scan("he hits me. he kicks my head").spans == ((3, 10),)


def test_an_urgent_one_is_not_hidden_by_another_childs() -> None:
    assert level("friend teased. x x x x x he hits me") is Level.URGENT
    assert level("friend teased. x x x x x i get mocked") is Level.URGENT
    assert level("my friend saw i get bruised") is Level.URGENT
    assert level("zz bruised") is Level.NONE, "a word the lexicon lacks is of no class"


def test_a_comment_on_a_service_is_for_review_at_most_and_is_not_asked_for_hints() -> None:
    assert level("the nurse hits me") is Level.URGENT
    assert level("the nurse and the nurse hits me") is Level.URGENT, "one word twice"
    assert level("on the ward the nurse hits me") is Level.REVIEW
    assert level("on the ward the nurse was sad") is Level.NONE
    assert level("the nurse was sad") is Level.REVIEW


def test_hints_are_left_to_the_second_look_where_there_is_one() -> None:
    assert level("i am sad") is Level.REVIEW
    quick = Scanner(LEXICON, hints=False)
    assert quick.scan("i am sad").level is Level.NONE
    assert quick.scan("i am lonely").level is Level.REVIEW
    assert scanner().scan("secret. i am sad").kinds == ("sexual",), "an urgent one needs no hints"
    assert scanner().scan("he hits me").level is Level.URGENT


def test_rules_are_asked_of_their_audiences_only() -> None:
    assert level("a colleague hits", "professional") is Level.URGENT
    assert level("a colleague hits") is Level.NONE
    assert level("secret. a colleague hits", "professional") is Level.URGENT
    assert level("he hits me", "parent") is Level.URGENT
    assert level("he hits me", "professional") is Level.NONE
    with pytest.raises(ValueError, match="^unknown audience: nobody$"):
        scanner().scan("x", audience="nobody")


def test_phrases_become_one_word_and_shorthand_is_spelt_out() -> None:
    assert scanner().reads("Hes my step dad, ok") == ("he", "is", "my", "step_dad", "ok")
    assert scanner().reads("step. dad") == ("step", "dad")
    assert scanner().reads("my step") == ("my", "step")
    spans = scanner().scan("👊 me").spans
    assert spans == ((0, 4),)


def test_the_last_word_of_a_marked_phrase_keeps_what_it_meant_before() -> None:
    verdict = scanner().scan("lonely at home")
    assert verdict.kinds == ("emotional", "unsafe_home")
    assert verdict.spans == ((0, 6), (0, 14))
    assert scanner().scan("lonely home").kinds == ("emotional",)
    assert level("nobody at home hits me") is Level.NONE


def test_a_lexicon_without_the_grammars_classes_hears_its_words_and_nothing_softens_them() -> None:
    bare = compile_lexicon(
        {
            "version": "bare-1",
            "owner": "a test",
            "language": "en-GB",
            "classes": {"HARM": "v: hit"},
            "common": "he me not friend but and",
            "rules": [
                {"id": "harm", "kinds": "physical", "level": "urgent", "patterns": "HARM* me"}
            ],
        }
    )
    hearing = Scanner(bare)
    for text in ("he hits me", "he not hits me", "friend hits me and he", "but he hits me and hit"):
        assert hearing.scan(text).level is Level.URGENT, text
