"""Files that commands are given: read whole, up to a size, from a path or from standard input."""

from __future__ import annotations

import base64
import sys
from pathlib import Path
from typing import Any

from cli.common import BAD_USE, CommandError

MAX_FACTS_BYTES = 64 * 1024 * 1024
"""The largest file of facts."""

_MEDIA_TYPES = {
    ".txt": "text/plain",
    ".md": "text/plain",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xml": "application/xml",
}


def read_bytes(file: Path, most: int) -> bytes:
    """A file's content (`-` is standard input). Raises `CommandError` for one that cannot be read or is too large."""
    try:
        if str(file) == "-":
            content = sys.stdin.buffer.read(most + 1)
        else:
            with file.open("rb") as opened:
                content = opened.read(most + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "cannot be a file's name"
        raise CommandError(f"{file}: {reason}", BAD_USE) from None
    if len(content) > most:
        raise CommandError(f"{file}: larger than {most // (1024 * 1024)} MiB", BAD_USE)
    return content


def read_document(file: Path) -> bytes:
    """The bytes of a draft or a report. Raises `CommandError`."""
    from ledger.documents import MAX_DOCUMENT_BYTES

    return read_bytes(file, MAX_DOCUMENT_BYTES)


def read_facts(file: Path) -> str:
    """A file of facts as text, without its byte order mark. Raises `CommandError`."""
    try:
        return read_bytes(file, MAX_FACTS_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CommandError(f"{file}: facts are written in UTF-8, and this is not", BAD_USE) from None


def document(file: Path) -> dict[str, Any]:
    """A file as the document of a fact: its name, its media type where the name tells, its text or else base64."""
    return document_of(read_document(file), file)


def document_of(content: bytes, file: Path) -> dict[str, Any]:
    """Bytes that were read already, as the document of a fact."""
    written: dict[str, Any] = {"name": "standard input" if str(file) == "-" else file.name}
    media_type = _MEDIA_TYPES.get(file.suffix.lower())
    if media_type is not None:
        written["media_type"] = media_type
    try:
        written["text"] = content.decode()
    except UnicodeDecodeError:
        written["base64"] = base64.b64encode(content).decode()
    return written
