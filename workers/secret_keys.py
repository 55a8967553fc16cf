"""The keys that seal secrets: a deployment's from the environment, the local stack's from a file of its own.

The local stack's key is made by whichever process needs it first; two at once end with one key. For a database that the
environment names no key is ever made up: what one machine sealed, no other could open.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from pydantic import SecretStr

from ledger.sealing import MalformedKeyError, Sealer, fresh_key
from workers.connections import Addresses
from workers.embedded.accounts import make_directory
from workers.settings import SettingError, Settings

KEY_FILE = "secret.key"
"""The local stack's key, in its data directory."""

_VARIABLE = "RESOLUTE_SECRET_KEY"
_LARGEST_FILE = 4096  # bytes


def sealer_of(settings: Settings, addresses: Addresses) -> Sealer:
    """What seals the secrets of the ledger at these addresses.

    Raises `SettingError`, which never repeats a key, when a key is missing or is none.
    """
    sealer = sealer_if_any(settings, addresses)
    if sealer is None:
        raise SettingError(
            f"{_VARIABLE}: a deployment needs a key to seal its secrets with, the same in every process;"
            " `resolute source key` makes one"
        )
    return sealer


def sealer_if_any(settings: Settings, addresses: Addresses) -> Sealer | None:
    """As `sealer_of`, but None for a deployment that has no key: what needs no secret goes on without one."""
    if settings.secret_key is not None:
        return _sealer(settings.secret_key.get_secret_value(), _VARIABLE)
    named = settings.database_url
    if named is not None and addresses.database_url == named.get_secret_value():
        return None
    path = addresses.data_dir / KEY_FILE
    try:
        return _sealer(_kept_key(path), str(path))
    except OSError as error:
        raise SettingError(f"{path}: cannot be used ({error.strerror})") from None


def _sealer(keys: str, where: str) -> Sealer:
    try:
        return Sealer([SecretStr(key) for key in map(str.strip, keys.split(",")) if key])
    except MalformedKeyError:
        raise SettingError(
            f"{where}: must hold keys as `resolute source key` makes them (32 bytes in URL-safe base64),"
            " the newest first, divided by commas"
        ) from None


def _kept_key(path: Path) -> str:
    """The content of the key file, which is made when it is missing."""
    try:
        return _read(path)
    except FileNotFoundError:
        _make(path)
        return _read(path)


def _read(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(_LARGEST_FILE).decode("ascii", errors="replace")


def _make(path: Path) -> None:
    """Make the key file in one step, for its owner only, unless somebody made it meanwhile."""
    make_directory(path.parent)
    fd, name = tempfile.mkstemp(dir=path.parent, prefix=f".{KEY_FILE}.")  # made with mode 0600
    try:
        with os.fdopen(fd, "w", encoding="ascii") as file:
            file.write(fresh_key().get_secret_value() + "\n")
            file.flush()
            os.fsync(fd)
        # A link, unlike a renaming, never takes the place of another's file.
        os.link(name, path)
    except FileExistsError:
        return
    finally:
        Path(name).unlink()
