"""Is it the person, or only their password? Codes from a phone (RFC 6238), each good once."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime
from os import urandom

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from passlib.exc import TokenError
from passlib.totp import TOTP
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from feedback.store.staff import Staff, StaffRecoveryCode
from feedback.web.staff_sessions import digest, end_all

STEP_SECONDS = 30
RECOVERY_CODES = 10
RECOVERY_LETTERS = 16  # of 32 signs: 80 bits, so a plain hash keeps them
SIGNS = "abcdefghijkmnpqrstuvwxyz23456789"  # none that is easily taken for another
NONCE_BYTES = 12
CODE, RECOVERY, WRONG = "code", "recovery code", ""


@dataclass(frozen=True, slots=True)
class Seal:
    """Closes phone keys with a key made from the installation's secret, each for one person."""

    secret: str

    def close(self, key: str, whose: str) -> str:
        """A phone key as the store, or a form, may hold it."""
        nonce = urandom(NONCE_BYTES)
        closed = nonce + self._cipher().encrypt(nonce, key.encode(), whose.encode())
        return base64.urlsafe_b64encode(closed).decode()

    def open(self, closed: str, whose: str) -> str | None:
        """The key again; None: closed for somebody else, tampered with, or by an older secret."""
        try:
            raw = base64.urlsafe_b64decode(closed.encode())
            nonce, rest = raw[:NONCE_BYTES], raw[NONCE_BYTES:]
            return self._cipher().decrypt(nonce, rest, whose.encode()).decode()
        except (InvalidTag, ValueError):
            return None

    def _cipher(self) -> AESGCM:
        made = HKDF(SHA256(), 32, salt=None, info=b"second factor").derive(self.secret.encode())
        return AESGCM(made)


def new_key() -> str:
    """A key for a phone: 160 bits in base32."""
    return str(TOTP.new().base32_key)


def address_of(key: str, email: str, issuer: str) -> str:
    """The otpauth address an app reads from the square."""
    # The address's own grammar keeps colons for itself.
    named = " ".join(issuer.replace(":", " ").split())
    return str(TOTP(key=key).to_uri(label=email, issuer=named))


def step_of(key: str, typed: str, now: datetime, newest_used: int = 0) -> int | None:
    """Which 30-second step a code is for, the last, this or the next; None: wrong or used.

    One step to each side, for clocks that differ and slow hands.
    """
    try:
        found = TOTP(key=key).match(
            typed, int(now.timestamp()), window=STEP_SECONDS, last_counter=newest_used or None
        )
    except TokenError:
        return None
    return int(found.counter)


def code_at(key: str, step: int) -> str:
    """The code of a step: six digits."""
    return str(TOTP(key=key).generate(step * STEP_SECONDS).token)


def set_up(
    session: Session, seal: Seal, staff_id: str, *, key: str, code: str, now: datetime
) -> tuple[str, ...] | None:
    """Keep a phone's key once a code from it proves that it works; the recovery codes.

    None: the code is wrong, or somebody set up a phone already.
    """
    step = step_of(key, code, now)
    if step is None:
        return None
    kept = session.execute(
        update(Staff)
        .where(Staff.id == staff_id, Staff.tf_totp_secret.is_(None))
        .values(
            tf_totp_secret=seal.close(key, staff_id),
            tf_primary_method="authenticator",
            totp_step=step,
        )
    )
    if not kept.rowcount:  # type: ignore[attr-defined]  # an UPDATE's result has it
        return None
    return new_recovery_codes(session, staff_id)


def keep_key(session: Session, seal: Seal, staff_id: str, key: str) -> None:
    """Set a phone's key straight away; for demonstrations, never for people."""
    session.execute(
        update(Staff)
        .where(Staff.id == staff_id)
        .values(tf_totp_secret=seal.close(key, staff_id), totp_step=0)
    )


def check(session: Session, seal: Seal, staff_id: str, typed: str, now: datetime) -> str:
    """CODE, RECOVERY or WRONG. What was right once is wrong from now on."""
    plain = "".join(typed.split()).replace("-", "").lower()
    if plain.isdigit() and len(plain) == 6:
        return CODE if _use_step(session, seal, staff_id, plain, now) else WRONG
    used = session.execute(
        update(StaffRecoveryCode)
        .where(
            StaffRecoveryCode.hash == _recovery_hash(staff_id, plain),
            StaffRecoveryCode.staff_id == staff_id,
            StaffRecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
    )
    return RECOVERY if used.rowcount else WRONG  # type: ignore[attr-defined]


def new_recovery_codes(session: Session, staff_id: str) -> tuple[str, ...]:
    """Ten codes, told once; earlier ones are worth nothing from now on."""
    session.execute(delete(StaffRecoveryCode).where(StaffRecoveryCode.staff_id == staff_id))
    made = [
        "".join(secrets.choice(SIGNS) for _ in range(RECOVERY_LETTERS))
        for _ in range(RECOVERY_CODES)
    ]
    for code in made:
        session.execute(
            insert(StaffRecoveryCode).values(hash=_recovery_hash(staff_id, code), staff_id=staff_id)
        )
    return tuple("-".join(code[at : at + 4] for at in range(0, len(code), 4)) for code in made)


def recovery_codes_left(session: Session, staff_id: str) -> int:
    """How many recovery codes still work."""
    query = select(func.count()).select_from(StaffRecoveryCode)
    return (
        session.scalar(
            query.where(StaffRecoveryCode.staff_id == staff_id, StaffRecoveryCode.used_at.is_(None))
        )
        or 0
    )


def reset_second_factor(session: Session, staff_id: str) -> bool:
    """Forget the phone and the codes, and sign the person out; whether there was a phone.

    The newest step stays: a code that was used does not work again with the same key.
    """
    session.execute(delete(StaffRecoveryCode).where(StaffRecoveryCode.staff_id == staff_id))
    end_all(session, staff_id)
    forgotten = session.execute(
        update(Staff)
        .where(Staff.id == staff_id, Staff.tf_totp_secret.is_not(None))
        .values(tf_totp_secret=None, tf_primary_method=None)
    )
    return bool(forgotten.rowcount)  # type: ignore[attr-defined]


def next_code(session: Session, seal: Seal, email: str, now: datetime) -> str | None:
    """The next code that will be taken; for demonstrations. None: no phone is set up."""
    row = session.execute(
        select(Staff.id, Staff.tf_totp_secret, Staff.totp_step).where(Staff.email == email)
    ).first()
    key = seal.open(row.tf_totp_secret, row.id) if row and row.tf_totp_secret else None
    if row is None or key is None:
        return None
    step = int(now.timestamp()) // STEP_SECONDS
    return code_at(key, max(step, row.totp_step + 1))


def _use_step(session: Session, seal: Seal, staff_id: str, code: str, now: datetime) -> bool:
    row = session.execute(
        select(Staff.tf_totp_secret, Staff.totp_step).where(Staff.id == staff_id)
    ).first()
    key = seal.open(row.tf_totp_secret, staff_id) if row and row.tf_totp_secret else None
    step = step_of(key, code, now, row.totp_step) if row and key else None
    if step is None:
        return False
    used = session.execute(
        update(Staff).where(Staff.id == staff_id, Staff.totp_step < step).values(totp_step=step)
    )
    return bool(used.rowcount)  # type: ignore[attr-defined]


def _recovery_hash(staff_id: str, code: str) -> str:
    return digest(f"{staff_id}:{code}")
