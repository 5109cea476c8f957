"""Whose words are listed, and to whom?"""

from __future__ import annotations

from feedback.reports.words import WordsPage, words_page
from feedback.services import Services
from tests.feedback.reports.world import YOUNG_PERSON, Instrument, World, add_round, worry


def fill(services: Services, people: int) -> tuple[World, Instrument, list[str]]:
    with services.sessions.writing() as session:
        world, (young,) = add_round(services, session, (YOUNG_PERSON, "confidential"))
        ids = [
            world.answer(young, member, {}, words={"good": f"She helped me {n}"})
            for n, member in enumerate(world.people(young, people))
        ]
    return world, young, ids


def read(
    services: Services,
    instrument: Instrument,
    page: int = 1,
    *,
    sees_concerns: bool = False,
    even_few: bool = False,
) -> WordsPage:
    with services.sessions.reading() as session:
        return words_page(
            session,
            services.keys,
            instrument.id,
            "good",
            page,
            sees_concerns=sees_concerns,
            even_few=even_few,
        )


def test_words_of_nine_are_not_listed_and_of_ten_are(each_store: Services) -> None:
    _world, nine, _ids = fill(each_store, 9)
    _world, ten, _ids = fill(each_store, 10)
    few = read(each_store, nine)
    assert (few.texts, few.too_few, few.base.text) == ((), True, "9")
    assert len(read(each_store, ten).texts) == 10


def test_a_duty_officer_with_a_reason_reads_few(services: Services) -> None:
    _world, young, _ids = fill(services, 2)
    found = read(services, young, sees_concerns=True, even_few=True)
    assert len(found.texts) == 2
    assert found.base.text == "fewer than 5"


def test_pages_list_every_text_once_and_not_by_time(services: Services) -> None:
    _world, young, _ids = fill(services, 45)
    pages = [read(services, young, page) for page in (1, 2, 3)]
    assert [len(one.texts) for one in pages] == [20, 20, 5]
    assert read(services, young, 99) == pages[2]
    texts = [text for one in pages for text in one.texts]
    assert len(set(texts)) == 45
    assert texts != sorted(texts, key=lambda text: int(text.split()[-1]))


def test_a_destroyed_key_shows_nothing_of_its_words(services: Services) -> None:
    _world, young, ids = fill(services, 12)
    services.keys.destroy(f"response:{ids[3]}")
    assert "She helped me 3" not in read(services, young).texts
    assert len(read(services, young).texts) == 11


def test_words_under_an_open_concern_are_for_the_duty_officer(services: Services) -> None:
    _world, young, ids = fill(services, 12)
    worry(services, young, ids[3], "new")
    worry(services, young, ids[4], "closed")
    found = read(services, young)
    assert "She helped me 3" not in found.texts
    assert "She helped me 4" in found.texts
    assert found.with_duty_officer
    assert "She helped me 3" in read(services, young, sees_concerns=True).texts


def test_only_sent_responses_are_listed(services: Services) -> None:
    with services.sessions.writing() as session:
        world, (young,) = add_round(services, session, (YOUNG_PERSON, "confidential"))
        for state in ("open", "declined", "withdrawn", "superseded"):
            for member in world.people(young, 12):
                world.answer(young, member, {}, words={"good": "no"}, state=state)
    found = read(services, young)
    assert (found.texts, found.too_few, found.base.text) == ((), False, "0")
