"""Can the language be changed in the middle of the talk, with the same rows in the end?"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from flask import Flask

from feedback.collection.languages import LanguageBroken, load_languages
from feedback.services import Services
from tests.factories import Asked, ask, make_services, survey
from tests.feedback.participant.test_answering import SMALL
from tests.feedback.participant.test_talking import alone, levels, rows, says
from tests.people import Person

STUB = Path(__file__).parents[2] / "languages"


@pytest.fixture
def services(tmp_path: Path) -> Services:
    return make_services(tmp_path, languages_dir=STUB)


@pytest.fixture
def asked(services: Services) -> Asked:
    return ask(services, survey(SMALL), people=2)


@pytest.fixture(params=[True, False], ids=["cookies", "no-cookies"])
def child(request: pytest.FixtureRequest, app: Flask, asked: Asked) -> Person:
    person = Person(app, cookies=request.param)
    return person.opens(f"/i/{asked.tokens[0]}").presses("begin").presses("talk")


def test_two_languages_in_one_talk_leave_the_rows_of_one(
    services: Services, app: Flask, asked: Asked, child: Person
) -> None:
    alone(child)
    child.presses("told:lang:cy")
    assert "Oes rhywun yn gwrando?" in child.text
    assert 'lang="cy"' in child.text
    assert "Or type your answer" not in child.text
    says(child, "wastad")  # a Welsh way to say always
    assert "Bob amser" in child.text  # what was said before reads in Welsh too
    assert "teimlo" in child.text
    says(child, "saesneg", "English")  # asked which, and back
    assert "Do you feel safe?" in child.text
    says(child, "always", "cats", "the swings", "yes")
    child.presses("told:send")
    mine = rows(services)
    other = Person(app).opens(f"/i/{asked.tokens[1]}").presses("begin").presses("talk")
    alone(other)
    says(other, "always", "always", "cats", "the swings", "yes").presses("told:send")
    assert rows(services, 0) == rows(services, 1) == mine


def test_asking_for_another_language_offers_those_there_are(child: Person) -> None:
    alone(child)
    says(child, "another language")
    assert "Which language" in child.text
    assert "Cymraeg" in child.text
    child.presses("told:stay")
    assert "Are you listened to?" in child.text


def test_the_scan_knows_both_languages_and_the_card_speaks_the_one(
    services: Services, child: Person
) -> None:
    alone(child)
    child.presses("told:lang:cy")
    says(child, "mae dad yn taro fi")
    assert levels(services) == ["urgent"]
    assert child.heading == "Diolch am ddweud wrthym"
    assert "0800 1111" in child.text
    child.presses("on:listen")
    assert "Oes rhywun yn gwrando?" in child.text  # the language outlives the card
    says(child, "my dad hits me")
    assert levels(services) == ["urgent", "urgent"]


def test_the_form_goes_on_in_the_surveys_own_language(child: Person) -> None:
    alone(child)
    child.presses("told:lang:cy").presses("form")
    assert child.heading == "Are you listened to?"
    child.presses("talk")
    assert "Oes rhywun yn gwrando?" in child.text


def test_a_survey_without_its_words_is_not_offered_in_the_language(
    services: Services, app: Flask
) -> None:
    asked = ask(services, survey(SMALL.replace("key: small", "key: other")))
    person = Person(app).opens(f"/i/{asked.tokens[0]}").presses("begin").presses("talk")
    assert "Cymraeg" not in alone(person).text
    assert "I only speak English" in says(person, "another language").text


@pytest.mark.parametrize("part", ["words/cy.yaml", "lexicon/stub.yaml", "about.yaml"])
def test_a_language_that_lacks_a_part_does_not_start(tmp_path: Path, part: str) -> None:
    shutil.copytree(STUB, tmp_path / "languages")
    (tmp_path / "languages/cy" / part).unlink()
    with pytest.raises(LanguageBroken, match="cy"):
        load_languages(tmp_path / "languages")
