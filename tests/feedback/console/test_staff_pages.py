"""Does every change of who may see what leave a trace, and count at once?"""

from __future__ import annotations

from sqlalchemy import select

from feedback.services import Services
from feedback.store.outbox import AuditEntry
from feedback.store.staff import Staff
from feedback.web.accounts import Role
from tests.feedback.console.conftest import Desk, SeatAt


def traces(services: Services, what: str) -> list[tuple[str, str]]:
    """Who did this to whom."""
    with services.sessions.reading() as session:
        found = session.scalars(select(AuditEntry).where(AuditEntry.what == what))
        return [(one.who, one.about) for one in found]


def id_of(services: Services, desk: Desk) -> str:
    with services.sessions.reading() as session:
        return session.scalars(select(Staff.id).where(Staff.email == desk.email)).one()


def test_a_changed_role_is_noted_and_counts_at_the_next_page(
    seat: SeatAt, services: Services
) -> None:
    officer, administrator = seat(Role.DUTY_OFFICER), seat(Role.ADMINISTRATOR)
    staff_id = id_of(services, officer)
    page = f"/staff/people/{staff_id}"
    assert officer.get("/staff/desk").status_code == 200
    saved = administrator.post(page, page=page, name="Ann", roles=Role.ANALYST.value)
    assert saved.status_code == 303, saved.text
    assert officer.get("/staff/desk").status_code in (403, 404)
    assert traces(services, "staff_changed") == [(administrator.email, f"staff:{staff_id}")]
    administrator.post(page, page=page, name="Ann", roles=Role.ANALYST.value)
    assert len(traces(services, "staff_changed")) == 1, "nothing was changed"


def test_a_closed_account_is_noted_and_out_at_once(seat: SeatAt, services: Services) -> None:
    officer, administrator = seat(Role.DUTY_OFFICER), seat(Role.ADMINISTRATOR)
    staff_id = id_of(services, officer)
    page = f"/staff/people/{staff_id}"
    administrator.post(f"{page}/disable", page=page)
    assert officer.get("/staff/desk").status_code == 303
    assert traces(services, "staff_disabled") == [(administrator.email, f"staff:{staff_id}")]
