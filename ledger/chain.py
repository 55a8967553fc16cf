"""The chain: each entry in canonical JSON (RFC 8785), hashed together with the hash of the one before it.

Anybody with the rows can prove the chain: hash = SHA-256(previous hash, recorded time, newline, body). What stands is
compared by meaning, not by letter: a release may know more of a fact than the one that wrote it down.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json

import rfc8785

from resolutions.state import Entry

GENESIS = b""
"""What the first entry of a stream follows."""


def canonical_body(stream: str, entry: Entry) -> str:
    """An entry as it stands in the ledger. Raises `ValueError` for one that JSON cannot hold."""
    return rfc8785.dumps(
        {
            "stream": stream,
            "seq": entry.seq,
            "at": entry.at.isoformat().replace("+00:00", "Z"),
            "flags": [flag.model_dump() for flag in entry.flags],
            "event": entry.fact.as_event(),
        }
    ).decode()


def entry_of_body(body: str, stream: str | None = None) -> Entry:
    """The entry that a row's body holds. Raises `ValueError` if it is none, or of another stream than `stream`."""
    try:
        row = json.loads(body)
        event = row["event"]
        fact = {key: event.get(key) for key in ("id", "source", "subject", "time", "data")}
        short = event["type"].removeprefix("resolute.").removesuffix(".v1")
        if stream not in (None, row["stream"]):
            raise ValueError("an entry of another stream")
        return Entry.model_validate(
            {"seq": row["seq"], "at": row["at"], "flags": row["flags"], "fact": {**fact, "type": short}}
        )
    except (KeyError, TypeError, AttributeError, RecursionError):
        raise ValueError("no entry") from None


def says_the_same(stream: str, standing: str, entry: Entry) -> bool:
    """Whether an entry is the one that stands as this body."""
    try:
        body = canonical_body(stream, entry)
        return body == standing or body == canonical_body(stream, entry_of_body(standing, stream))
    except ValueError:
        return False


def chained(previous: bytes, recorded_at: dt.datetime, body: str) -> bytes:
    """The hash of an entry that follows `previous`."""
    return hashlib.sha256(
        previous + recorded_at.astimezone(dt.UTC).isoformat().encode() + b"\n" + body.encode()
    ).digest()
