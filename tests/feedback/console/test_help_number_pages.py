"""Is a changed help number written down, with who changed it and to what?"""

from __future__ import annotations

from sqlalchemy import select

from feedback.safeguarding.help_numbers import lines
from feedback.services import Services
from feedback.store.outbox import AuditEntry
from feedback.web.accounts import Role
from tests.feedback.console.conftest import SeatAt

PAGE = "/staff/help-numbers"


def noted(services: Services) -> list[tuple[str, str, dict[str, str]]]:
    with services.sessions.reading() as session:
        rows = session.scalars(select(AuditEntry).where(AuditEntry.about.like("help_number:%")))
        return [(row.what, row.about, dict(row.details)) for row in rows]


def test_a_changed_number_leaves_an_entry_with_what_it_was_and_is(
    seat: SeatAt, services: Services
) -> None:
    desk = seat(Role.DUTY_OFFICER)
    desk.post(f"{PAGE}/seed", page=PAGE)
    reply = desk.post(f"{PAGE}/number/childline", page=PAGE, number="0800  2222")
    assert reply.status_code == 303
    assert noted(services) == [
        ("help_number_verified", "help_number:childline", {"was": "0800 1111", "is": "0800 2222"})
    ]


def test_a_number_that_will_not_do_changes_nothing_and_notes_nothing(
    seat: SeatAt, services: Services
) -> None:
    desk = seat(Role.DUTY_OFFICER)
    desk.post(f"{PAGE}/seed", page=PAGE)
    assert desk.post(f"{PAGE}/number/childline", page=PAGE, number="soon").status_code == 422
    assert noted(services) == []
    with services.sessions.reading() as session:
        assert "0800 1111" in {line.number for line in lines(session)}
