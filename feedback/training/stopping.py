"""Who wants no more messages about any course? A hash of the address, and neither name nor key.

Beside an attendance no key joins one person's courses. Only who says "stop, every course" leaves
a mark that is the same everywhere, in a table of its own that leads to no answer.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedback.collection.opting_out import opt_out
from feedback.sealing.keystore import Keys
from feedback.store.once import insert_once
from feedback.store.outbox import OutboxMessage
from feedback.store.training import FollowUpStop
from feedback.training.addresses import address_of

PURPOSE = "no follow-ups"


def stop_every_course(
    session: Session, keys: Keys, member_id: str, elsewhere: Sequence[str], today: date
) -> None:
    """Nothing goes to this person after this commits, about whatever they came to or will come to.

    `elsewhere`: their follow-ups at other courses, as contacts.members_reached_by finds them. One
    that is born meanwhile is stopped when it is about to be sent.
    """
    whose = address_of(session, keys, member_id)
    for address in whose.addresses if whose else ():
        insert_once(
            session, FollowUpStop, address_hash=keys.keyed_hash(PURPOSE, address), stopped_on=today
        )
    for one in dict.fromkeys((member_id, *elsewhere)):
        opt_out(session, one, today)


def stopped_among(session: Session, keys: Keys, addresses: Collection[str]) -> frozenset[str]:
    """Which of these addresses are to get nothing."""
    by_hash = {keys.keyed_hash(PURPOSE, one): one for one in addresses}
    found = session.scalars(
        select(FollowUpStop.address_hash).where(FollowUpStop.address_hash.in_(by_hash))
    )
    return frozenset(by_hash[one] for one in found)


def may_be_asked(session: Session, keys: Keys, message_id: str, addresses: Collection[str]) -> bool:
    """Asked right before sending, in the transaction of outbox.may_still_send."""
    if not stopped_among(session, keys, addresses):
        return True
    # This row alone is ours by now: to lock others here could meet a person who says stop.
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == message_id)
        .values(state="stopped", trouble="opted out of every course")
    )
    return False
