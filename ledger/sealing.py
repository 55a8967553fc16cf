"""Secrets that have to be read again, kept where others may look: sealed with a key that is never in the database.

What is sealed for one owner opens for that owner only, so that whoever can write rows, but has no key, cannot give one
source the secret of another. Keys are changed by putting a new one first: what older keys sealed still opens. Neither
keys nor secrets appear in a representation or in an error.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import SecretBytes, SecretStr

from ledger.errors import LedgerError

WEBHOOK_SECRET_PREFIX = "whsec_"  # noqa: S105 - what secrets begin with, https://www.standardwebhooks.com
MAX_KEYS = 16
"""More keys than anybody changes in the life of what they sealed."""

_WEBHOOK_SECRET_BYTES = 32
_KEY = re.compile(r"[A-Za-z0-9_-]{43}=")
_OWNER_BYTES = hashlib.sha256().digest_size
_KEY_ID_BYTES = 8


class SealedElsewhereError(LedgerError):
    """A secret was sealed with a key that is not here, or for another owner, or is not what was sealed."""


class MalformedKeyError(LedgerError):
    """There is no key, or one is not 32 bytes in URL-safe base64; it is not repeated."""


@dataclass(frozen=True)
class SigningKey:
    """A key to sign and verify with, 32 bytes, and its name, by which nothing can be found out about it."""

    kid: str
    secret: SecretBytes


class Sealer:
    """Seals and opens secrets: AES-128-CBC with HMAC-SHA-256, as Fernet has them. Seals with the first key."""

    def __init__(self, keys: Sequence[SecretStr]) -> None:
        """Keys as `fresh_key` makes them, the newest first. Raises `MalformedKeyError`."""
        plain = [key.get_secret_value() for key in keys]
        if not 1 <= len(plain) <= MAX_KEYS or not all(map(_KEY.fullmatch, plain)):
            raise MalformedKeyError(f"from 1 to {MAX_KEYS} keys are needed, each 32 bytes in URL-safe base64")
        self._fernet = MultiFernet([Fernet(key) for key in plain])
        self._signing_keys = tuple(_signing_key(base64.urlsafe_b64decode(key)) for key in plain)

    def seal(self, owner: str, secret: SecretStr) -> bytes:
        """A secret as it may be stored: never the same twice, and good for this owner only."""
        return self._fernet.encrypt(_digest(owner) + _bytes(secret.get_secret_value()))

    def open(self, owner: str, sealed: bytes) -> SecretStr:
        """What was sealed for an owner. Raises `SealedElsewhereError`."""
        try:
            opened = self._fernet.decrypt(sealed)
        except InvalidToken:
            raise SealedElsewhereError(f"no key here opens what is sealed for {owner}") from None
        if not hmac.compare_digest(opened[:_OWNER_BYTES], _digest(owner)):
            raise SealedElsewhereError(f"what is kept for {owner} was sealed for somebody else")
        return SecretStr(opened[_OWNER_BYTES:].decode(errors="surrogatepass"))

    def signing_keys(self) -> tuple[SigningKey, ...]:
        """Keys to sign tokens with, one derived from each key, the newest first. They open nothing that is sealed."""
        return self._signing_keys


def fresh_key() -> SecretStr:
    """A key for a `Sealer`: 32 random bytes in URL-safe base64."""
    return SecretStr(Fernet.generate_key().decode())


def fresh_webhook_secret() -> SecretStr:
    """A secret to sign webhooks with, as Standard Webhooks writes them: `whsec_` and 32 random bytes in base64."""
    random = base64.b64encode(secrets.token_bytes(_WEBHOOK_SECRET_BYTES)).decode()
    return SecretStr(WEBHOOK_SECRET_PREFIX + random)


def _digest(owner: str) -> bytes:
    return hashlib.sha256(_bytes(owner)).digest()


def _bytes(text: str) -> bytes:
    """Any text there is: a command line may hold halves of pairs, and an error about them would hold the secret."""
    return text.encode(errors="surrogatepass")


def _signing_key(key: bytes) -> SigningKey:
    kid = _derived(key, b"resolute: name of the key that signs tokens", _KEY_ID_BYTES).hex()
    return SigningKey(kid, SecretBytes(_derived(key, b"resolute: key that signs tokens", 32)))


def _derived(key: bytes, purpose: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt=None, info=purpose).derive(key)
