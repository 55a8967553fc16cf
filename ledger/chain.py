"""The chain: each entry in canonical JSON (RFC 8785), hashed together with the hash of the one before it.

Anybody with the rows can prove the chain: hash = SHA-256(previous hash, recorded time, newline, body).
"""

from __future__ import annotations

import datetime as dt
import hashlib

import rfc8785

from resolutions.state import Entry

GENESIS = b""
"""What the first entry of a stream follows."""


def canonical_body(stream: str, entry: Entry) -> str:
    """An entry as it stands in the ledger."""
    return rfc8785.dumps(
        {
            "stream": stream,
            "seq": entry.seq,
            "at": entry.at.isoformat().replace("+00:00", "Z"),
            "flags": [flag.model_dump() for flag in entry.flags],
            "event": entry.fact.as_event(),
        }
    ).decode()


def chained(previous: bytes, recorded_at: dt.datetime, body: str) -> bytes:
    """The hash of an entry that follows `previous`."""
    return hashlib.sha256(
        previous + recorded_at.astimezone(dt.UTC).isoformat().encode() + b"\n" + body.encode()
    ).digest()
