"""Secrets in files: written once, to a new file that only its owner can read, and read back to sign with."""

from __future__ import annotations

import base64
import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from cli.common import BAD_USE, CommandError
from cli.files import read_bytes

if TYPE_CHECKING:
    from pydantic import SecretStr

_LARGEST_SECRET = 1024 * 1024
_BYTES_OF_A_SECRET = range(24, 65)
"""What Standard Webhooks allows: 24 to 64 bytes."""


class SecretFile:
    """Where a secret goes once it is made: a new file, or (None) nowhere, for it is printed."""

    def __init__(self, path: Path, file: TextIO | None) -> None:
        self._path, self._file = path, file

    def write(self, secret: SecretStr) -> None:
        """Write the secret. Raises `CommandError` when there is no room for it."""
        if self._file is None:
            return
        try:
            self._file.write(secret.get_secret_value() + "\n")
            self._file.flush()
        except OSError as error:
            raise CommandError(f"{self._path}: {error.strerror}; the secret is lost, `rotate` makes another") from None


@contextlib.contextmanager
def new_secret_file(path: Path | None) -> Iterator[SecretFile]:
    """A new file for a secret (None: there is to be none), taken before the secret is made, and gone if it was not.

    Raises `CommandError` for a file that is there already, or cannot be made.
    """
    if path is None:
        yield SecretFile(Path(), None)
        return
    try:
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        raise CommandError(f"{path}: is there already, and is not written over", BAD_USE) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "cannot be a file's name"
        raise CommandError(f"{path}: {reason}", BAD_USE) from None
    with os.fdopen(fd, "w", encoding="ascii") as file:
        try:
            yield SecretFile(path, file)
        except BaseException:
            path.unlink()
            raise


def read_webhook_secret(path: Path) -> SecretStr:
    """The secret in a file. Raises `CommandError` for a file that holds none, and does not repeat what it holds."""
    from pydantic import SecretStr

    from ledger.sealing import WEBHOOK_SECRET_PREFIX

    text = read_bytes(path, _LARGEST_SECRET).decode("utf-8", errors="replace").strip()
    try:
        secret = base64.b64decode(text.removeprefix(WEBHOOK_SECRET_PREFIX), validate=True)
    except ValueError:
        secret = b""
    if not text.startswith(WEBHOOK_SECRET_PREFIX) or len(secret) not in _BYTES_OF_A_SECRET:
        raise CommandError(f"{path}: holds no secret ({WEBHOOK_SECRET_PREFIX}… in base64)", BAD_USE)
    return SecretStr(text)
