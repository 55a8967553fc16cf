"""Delivery into maildirs, one for each recipient: the post of rehearsals and of sites without a mail relay.

A letter that was delivered is on disk whole or not at all, even after a power cut, and lies there once
however often it is delivered: the file's name comes from the letter's key, and a mail reader that has moved
it from `new` to `cur` is not handed it again.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import re
import tempfile
from email import policy
from pathlib import Path

from activities.post.failures import NotNow
from activities.post.letter import Letter, compose

_PLAIN_ADDRESS = re.compile(r"[a-z0-9_+][a-z0-9_+.@-]{0,99}\Z")
_UNSAFE = re.compile(r"[^a-z0-9_+.@-]")


def mailbox_name(address: str) -> str:
    """The folder for an address: itself in small letters where safe, else a readable part and a digest.

    The digest follows a `~`, which no plain name holds: two addresses share a folder only where they differ
    in capitals alone.
    """
    small = address.lower()
    if _PLAIN_ADDRESS.match(small):
        return small
    digest = hashlib.sha256(small.encode()).hexdigest()
    return f"{_UNSAFE.sub('_', small)[:40].lstrip('.-')}~{digest[:32]}"


class MaildirPostman:
    """Delivers to `root/<mailbox>/new`. Needs a file system with hard links, as maildir has always done."""

    def __init__(self, root: Path) -> None:
        self._root = root

    async def deliver(self, letter: Letter) -> None:
        """Put the letter into its recipient's maildir, once.

        Raises `Undeliverable` for a bad address, and `NotNow` with `maildir_unavailable` when the disk is
        full or not to be written.
        """
        message = compose(letter).as_bytes(policy=policy.default)
        mailbox = self._root / mailbox_name(letter.recipient)
        try:
            await asyncio.to_thread(_put, mailbox, f"{letter.digest}.resolute", message)
        except OSError as error:
            raise NotNow("maildir_unavailable", error.strerror or type(error).__name__) from error


def _put(mailbox: Path, name: str, content: bytes) -> None:
    for part in ("tmp", "new", "cur"):
        (mailbox / part).mkdir(parents=True, exist_ok=True)
    if _is_there(mailbox, name):
        return
    descriptor, waiting = tempfile.mkstemp(dir=mailbox / "tmp")
    try:
        _write(descriptor, content)
        # A link, unlike a rename, refuses to replace: of two deliveries at once the second finds the first.
        with contextlib.suppress(FileExistsError):
            os.link(waiting, mailbox / "new" / name)
    finally:
        Path(waiting).unlink(missing_ok=True)
    for folder in (mailbox / "new", mailbox, mailbox.parent):
        _make_names_durable(folder)


def _is_there(mailbox: Path, name: str) -> bool:
    # Readers move letters from `new` to `cur`, never back: looked at in this order, none slips by between.
    # In `cur` the reader has appended its flags (":2,S").
    return (mailbox / "new" / name).exists() or any((mailbox / "cur").glob(f"{name}*"))


def _write(descriptor: int, content: bytes) -> None:
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _make_names_durable(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
