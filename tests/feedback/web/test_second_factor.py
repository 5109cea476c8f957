"""Are codes those of RFC 6238, good once, one step either side, and are keys kept closed?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from feedback.services import Services
from feedback.store.staff import Staff, StaffRecoveryCode
from feedback.web.roles import Role
from feedback.web.second_factor import (
    CODE,
    RECOVERY,
    WRONG,
    Seal,
    address_of,
    check,
    code_at,
    keep_key,
    new_key,
    new_recovery_codes,
    recovery_codes_left,
    reset_second_factor,
    set_up,
    step_of,
)
from tests.factories import DURING
from tests.staff import PHONE_KEY, employ, seal_of

RFC_KEY = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # "12345678901234567890" of RFC 6238, appendix B
STEP = int(DURING.timestamp()) // 30


@pytest.fixture
def world(each_store: Services) -> Services:
    """A fresh world on each database."""
    return each_store


@pytest.fixture
def ann(world: Services) -> str:
    return employ(world, "ann@partnership.example", Role.DUTY_OFFICER)


def tried(world: Services, staff_id: str, typed: str, now: datetime = DURING) -> str:
    with world.sessions.writing() as session:
        return check(session, seal_of(world), staff_id, typed, now)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    assert code_at(RFC_KEY, seconds // 30) == code
    assert step_of(RFC_KEY, code, datetime.fromtimestamp(seconds, UTC)) == seconds // 30


@pytest.mark.parametrize(
    ("off", "is_taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_one_step_either_side_is_taken(off: int, is_taken: bool) -> None:
    assert (step_of(RFC_KEY, code_at(RFC_KEY, STEP + off), DURING) is not None) is is_taken


@pytest.mark.parametrize(
    "typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "-12345", "🙂" * 6]
)
def test_what_is_no_code_is_wrong_and_breaks_nothing(world: Services, ann: str, typed: str) -> None:
    assert step_of(RFC_KEY, typed, DURING) is None
    assert tried(world, ann, typed) == WRONG


def test_no_code_works_twice_nor_an_older_one_after_it(world: Services, ann: str) -> None:
    now_code, older = code_at(PHONE_KEY, STEP), code_at(PHONE_KEY, STEP - 1)
    assert tried(world, ann, f" {now_code[:3]} {now_code[3:]} ") == CODE
    assert tried(world, ann, now_code) == WRONG
    assert tried(world, ann, older) == WRONG
    later = DURING + timedelta(seconds=30)
    assert tried(world, ann, now_code, later) == WRONG
    assert tried(world, ann, code_at(PHONE_KEY, STEP + 1), later) == CODE


def test_of_eight_who_try_one_code_at_once_one_comes_in(world: Services, ann: str) -> None:
    code = code_at(PHONE_KEY, STEP)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _n: tried(world, ann, code), range(8)))
    assert sorted(found) == [WRONG] * 7 + [CODE]


def test_ten_recovery_codes_work_once_each_and_for_their_owner_only(
    world: Services, ann: str
) -> None:
    bob = employ(world, "bob@partnership.example", Role.ANALYST)
    with world.sessions.writing() as session:
        codes = new_recovery_codes(session, ann)
    assert len(set(codes)) == 10
    assert tried(world, bob, codes[0]) == WRONG
    for left, code in enumerate(codes):
        typed = code if left % 2 else code.replace("-", "").upper()
        assert tried(world, ann, typed) == RECOVERY
        assert tried(world, ann, code) == WRONG
        with world.sessions.reading() as session:
            assert recovery_codes_left(session, ann) == 9 - left


def test_new_recovery_codes_kill_the_old_ones(world: Services, ann: str) -> None:
    with world.sessions.writing() as session:
        old = new_recovery_codes(session, ann)
        new = new_recovery_codes(session, ann)
    assert tried(world, ann, old[0]) == WRONG
    assert tried(world, ann, new[0]) == RECOVERY


def test_neither_key_nor_codes_stand_in_the_store(world: Services, ann: str) -> None:
    with world.sessions.writing() as session:
        codes = new_recovery_codes(session, ann)
    with world.sessions.reading() as session:
        kept = session.scalars(select(Staff.tf_totp_secret)).one()
        hashes = session.scalars(select(StaffRecoveryCode.hash)).all()
    assert kept is not None
    assert PHONE_KEY not in kept
    assert all(len(one) == 64 for one in hashes)
    assert not {code.replace("-", "") for code in codes} & set(hashes)


def test_a_key_opens_for_its_person_and_this_installation_only() -> None:
    seal = Seal("a secret of thirty-two letters or more")
    closed = seal.close(PHONE_KEY, "ann")
    assert seal.open(closed, "ann") == PHONE_KEY
    assert closed != seal.close(PHONE_KEY, "ann")
    assert seal.open(closed, "bob") is None
    assert Seal("another").open(closed, "ann") is None
    for broken in ("", "x", "=", "é", closed[:-4], closed[4:], "A" + closed):
        assert seal.open(broken, "ann") is None


def test_a_phone_is_kept_once_its_code_proves_it(world: Services) -> None:
    lead = employ(world, "lead@partnership.example", Role.TRAINING_LEAD)
    key = new_key()

    def try_out(code: str) -> tuple[str, ...] | None:
        with world.sessions.writing() as session:
            return set_up(session, seal_of(world), lead, key=key, code=code, now=DURING)

    assert try_out("000000") is None
    codes = try_out(code_at(key, STEP))
    assert codes is not None
    assert len(codes) == 10
    assert tried(world, lead, code_at(key, STEP)) == WRONG, "the code that proved it is used"
    assert try_out(code_at(key, STEP)) is None, "nobody sets up a second phone over the first"


def test_a_reset_forgets_phone_codes_and_sessions(world: Services, ann: str) -> None:
    with world.sessions.writing() as session:
        codes = new_recovery_codes(session, ann)
        assert reset_second_factor(session, ann)
        assert not reset_second_factor(session, ann)
    assert tried(world, ann, codes[0]) == WRONG
    assert tried(world, ann, code_at(PHONE_KEY, STEP)) == WRONG


def test_after_a_change_of_the_secret_recovery_codes_still_work(world: Services, ann: str) -> None:
    with world.sessions.writing() as session:
        keep_key(session, Seal("the secret of before"), ann, PHONE_KEY)
        codes = new_recovery_codes(session, ann)
    assert tried(world, ann, code_at(PHONE_KEY, STEP)) == WRONG
    assert tried(world, ann, codes[0]) == RECOVERY


def test_the_square_holds_what_an_app_needs() -> None:
    found = urlsplit(address_of(RFC_KEY, "ann@partnership.example", "Portsmouth: views"))
    assert (found.scheme, found.netloc) == ("otpauth", "totp")
    assert "ann@partnership.example" in found.path
    told = parse_qs(found.query)
    assert told == {"secret": [RFC_KEY], "issuer": ["Portsmouth views"]}
