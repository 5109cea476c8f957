"""What does somebody find who comes without a link?"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from feedback.services import Services
from feedback.story.trying import OPEN_DAYS, open_to_try
from tests.apps import make_app
from tests.fakes import FixedClock

NOW = datetime(2026, 11, 28, 10, 0, tzinfo=UTC)
LINK = re.compile(r'href="(/o/[^"]+)"')


def at(services: Services, moment: datetime) -> Services:
    return replace(services, clock=FixedClock(moment))


def front(services: Services) -> str:
    reply = make_app(services).test_client().get("/")
    assert reply.status_code == 200
    return reply.text


def test_whoever_has_no_link_is_told_what_they_need(services: Services) -> None:
    page = front(services)
    assert "you need your own link" in page
    assert 'href="/resume"' in page
    assert not LINK.findall(page)
    assert "/staff" not in page


def test_a_demonstration_opens_each_of_the_five_surveys(services: Services) -> None:
    here = at(services, NOW)
    open_to_try(here, NOW)
    client = make_app(here).test_client()
    links = LINK.findall(client.get("/").text)
    assert len(set(links)) == 5
    for link in links:
        reply = client.get(link)
        assert reply.status_code == 200
        assert 'value="begin"' in reply.text


def test_a_second_start_opens_nothing_more(services: Services) -> None:
    here = at(services, NOW)
    open_to_try(here, NOW)
    links = LINK.findall(front(here))
    open_to_try(here, NOW)
    assert LINK.findall(front(here)) == links


def test_links_go_with_their_round_and_a_new_one_is_opened(services: Services) -> None:
    open_to_try(at(services, NOW), NOW)
    later = NOW + timedelta(days=OPEN_DAYS + 1)
    then = at(services, later)
    assert not LINK.findall(front(then))
    open_to_try(then, later)
    assert len(LINK.findall(front(then))) == 5
