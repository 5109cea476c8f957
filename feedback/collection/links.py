"""How does a link open a door, when the store must not hold the link?"""

from __future__ import annotations

import base64
import hashlib
import secrets

from feedback.sealing.keystore import Keys

TOKEN_BYTES = 16  # 128 bits: a million guesses find nothing


def token_for(keys: Keys, invitation_id: str) -> str:
    """The personal link's token (26 letters and digits), the same each time it is asked for.

    So a worker that was killed after sending sends the same link again, and a letter can
    be reprinted, although only the hash is stored.
    """
    digest = bytes.fromhex(keys.keyed_hash("invitation link", invitation_id))
    return _spelt(digest[:TOKEN_BYTES])


def new_token() -> str:
    """A fresh token for an open link or a kiosk."""
    return _spelt(secrets.token_bytes(TOKEN_BYTES))


def token_hash(token: str) -> str:
    """What the store holds of a token: SHA-256, 64 hex digits; the token is random enough."""
    return hashlib.sha256(token.strip().lower().encode()).hexdigest()


def new_capability() -> str:
    """128 random bits for a form: its right to write, and its submission id."""
    return secrets.token_hex(16)


def capability_hash(capability: str) -> str:
    """What the store holds of a capability."""
    return hashlib.sha256(b"capability:" + capability.encode()).hexdigest()


def response_id_for(capability: str) -> str:
    """The id of the response a capability starts: the same bits never start a second one."""
    return hashlib.sha256(b"response:" + capability.encode()).hexdigest()[:32]


def _spelt(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=").lower()
