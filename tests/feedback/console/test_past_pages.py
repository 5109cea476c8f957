"""Do earlier years stand beside ours, and is a table that does not add up marked, not mended?"""

from __future__ import annotations

import io
import re

from feedback.services import Services
from feedback.web.roles import Role
from tests.feedback.console.conftest import SeatAt
from tests.feedback.reports.test_figures import fill_the_report

HERE = "/staff/past"
ABOUT = {"title": "Parents who took part", "source": "Yearly report", "period": "2022-23"}


def test_an_earlier_year_typed_in_makes_a_trend_in_the_first_year(
    services: Services, seat: SeatAt
) -> None:
    fill_the_report(services)
    desk = seat(Role.ANALYST)
    lines = "group,label,value,base\n,took part,38.5%,260\n"
    reply = desk.post(HERE, page=HERE, **ABOUT, figure="F1", lines=lines)
    assert reply.status_code == 303
    page = re.sub(r"<[^>]*>", " ", desk.get(HERE).text)
    told = re.sub(r"\s+", " ", page)
    assert "2022-23 38.5% of 260 none to tell Yearly report" in told
    assert "2023-24 42% 105 of 250 +3.50 Counted here" in told


def test_a_table_that_does_not_add_up_is_marked_and_kept(services: Services, seat: SeatAt) -> None:
    desk = seat(Role.ANALYST)
    text = b"group,label,value\nMET,first,136\nMET,second,140\nMET,total,248\n"
    sent = {**ABOUT, "title": "MET discussions", "csrf_token": desk.token(HERE)}
    reply = desk.client.post(HERE, data={**sent, "file": (io.BytesIO(text), "met.csv")})
    assert reply.status_code == 303
    page = desk.get(HERE).text
    assert "Does not add up" in page
    assert "136 + 140 = 276, not 248." in page
    assert ">248</td>" in page
    table_id = re.search(r"/staff/past/(\w+)/drop", page)
    assert table_id is not None
    assert desk.post(f"{HERE}/{table_id[1]}/drop", page=HERE).status_code == 303
    assert "MET discussions" not in desk.get(HERE).text.partition("Published tables")[2]


def test_a_mistake_is_told_and_what_was_typed_stays(services: Services, seat: SeatAt) -> None:
    desk = seat(Role.ANALYST)
    reply = desk.post(HERE, page=HERE, **{**ABOUT, "source": ""}, lines="label,value\na,x\n")
    assert reply.status_code == 422
    assert "Write this: source." in reply.text
    assert "Line 2: “x” is not a number." in reply.text
    assert "Parents who took part" in reply.text
