"""CloudEvents 1.0 over HTTP: structured, batched and binary content mode, from bytes and headers to events.

Source: the CloudEvents HTTP protocol binding and JSON event format, versions 1.0.2. Plain `application/json` without
`ce-` headers is taken as an event, or a list of them, for people with curl. The JSON is strict: UTF-8 without a mark at
its beginning, no NaN, no name twice in one object. What is no such thing is a problem, and repeats nothing.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from urllib.parse import unquote_to_bytes

from starlette.datastructures import Headers

from gateway.problems import Problem
from resolutions.authority import Authority
from resolutions.facts import DATA_CLASSES, InvalidFactError, parse_fact

MAX_BATCH = 100
"""Events in one batch."""


class Mode(Enum):
    """How a request holds events. `PLAIN` is JSON that shows itself whether it is one event or a list."""

    STRUCTURED = "structured"
    BATCH = "batch"
    BINARY = "binary"
    PLAIN = "plain"


@dataclass(frozen=True)
class Envelope:
    """The events of a request as decoded JSON, and whether they came as a batch (and are answered as one)."""

    events: tuple[object, ...]
    batch: bool


_MODES = {"application/cloudevents+json": Mode.STRUCTURED, "application/cloudevents-batch+json": Mode.BATCH}
_JSON = "application/json"
_PREFIX = "ce-"
_ATTRIBUTE = re.compile(r"[a-z0-9]{1,64}")
_HEADER_VALUE = re.compile(r"[ -~]*")
_NO_HEADERS = frozenset({"data", "datacontenttype"})
_EVENT_TYPE = re.compile(r"resolute\.([a-z_]+\.[a-z_]+)\.v1")


def refuse_encoded(headers: Headers) -> None:
    """A body is taken as it is. Raises `Problem` 415 if it is compressed."""
    encodings = [each.strip().lower() for value in headers.getlist("content-encoding") for each in value.split(",")]
    if any(each not in {"", "identity"} for each in encodings):
        raise Problem("unsupported_media_type", "Content-Encoding: the body must not be compressed")


def content_mode(headers: Headers) -> Mode:
    """How a request says that it holds events. Raises `Problem` 415 for what is not taken here."""
    refuse_encoded(headers)
    values = headers.getlist("content-type")
    if len(values) != 1:
        raise Problem("unsupported_media_type", "Content-Type: must be there, once")
    media_type, *parameters = (part.strip() for part in values[0].lower().split(";"))
    charsets = [
        value.strip().strip('"')
        for name, _, value in (each.partition("=") for each in parameters)
        if name.strip() == "charset"
    ]
    if any(charset not in {"utf-8", "utf8"} for charset in charsets):
        raise Problem("unsupported_media_type", "Content-Type: the charset must be UTF-8")
    if media_type == _JSON:
        return Mode.BINARY if any(name.startswith(_PREFIX) for name in headers) else Mode.PLAIN
    mode = _MODES.get(media_type)
    if mode is None:
        known = ", ".join([*_MODES, _JSON])
        raise Problem("unsupported_media_type", f"Content-Type: must be one of {known}")
    return mode


def opened(mode: Mode, headers: Headers, body: bytes) -> Envelope:
    """The events of a request. Raises `Problem` 400 for what is no CloudEvent, 413 for too many at once."""
    if mode is Mode.BINARY:
        return Envelope(({**_attributes(headers), "data": decoded(body)},), batch=False)
    content = decoded(body)
    if isinstance(content, list) and mode is not Mode.STRUCTURED:
        if len(content) > MAX_BATCH:
            raise Problem("payload_too_large", f"a batch holds at most {MAX_BATCH} events")
        return Envelope(tuple(_with_data(event) for event in content), batch=True)
    if isinstance(content, dict) and mode is not Mode.BATCH:
        return Envelope((_with_data(content),), batch=False)
    raise Problem("invalid_envelope", "a batch is a JSON array" if mode is Mode.BATCH else "an event is a JSON object")


def decoded(body: bytes) -> object:
    """JSON, strictly. Raises `Problem` 400; what it says is where, and never what."""
    try:
        return json.loads(body.decode("utf-8"), parse_constant=_refuse_constant, object_pairs_hook=_once_each)
    except UnicodeDecodeError as error:
        raise Problem("invalid_envelope", f"not UTF-8 at byte {error.start}") from None
    except RecursionError:
        raise Problem("invalid_envelope", "nested too deep") from None
    except json.JSONDecodeError as error:
        raise Problem("invalid_envelope", f"no JSON at line {error.lineno}, column {error.colno}") from None
    except ValueError:
        raise Problem("invalid_envelope", "a number is too long") from None


def refuse_unless_tellable(events: Sequence[object], authority: Authority, *, batch: bool) -> None:
    """Before anything is told: may each of the events be told at all, and is each a fact?

    Raises `Problem` 403 for a kind of fact that this authority does not name, 400 for what is no fact.
    """
    kinds = [kind_of(event) for event in events]
    if any(kind is not None and not authority.names(kind) for kind in kinds):
        raise Problem("not_authorized")
    for index, event in enumerate(events):
        try:
            parse_fact(event)
        except InvalidFactError as error:
            where = {"index": index} if batch else {}
            detail = f"event {index}: {error.detail}" if batch else error.detail
            raise Problem("invalid_data", detail, extensions=where) from None


def kind_of(event: object) -> str | None:
    """The short name of the fact that an event says it is, None if it is none of the vocabulary."""
    said = event.get("type") if isinstance(event, dict) else None
    named = _EVENT_TYPE.fullmatch(said) if isinstance(said, str) else None
    return named[1] if named and named[1] in DATA_CLASSES else None


def fingerprint(mode: Mode, headers: Headers, body: bytes) -> bytes:
    """SHA-256 of a delivery as it is understood: its mode, its `ce-` headers and its body.

    The headers are not signed: were they left out, whoever caught a delivery in binary mode could send it again as
    another event.
    """
    digest = hashlib.sha256(mode.value.encode())
    if mode is Mode.BINARY:
        for name, value in sorted(headers.items()):
            if name.startswith(_PREFIX):
                digest.update(b"\n" + json.dumps([name, value]).encode())
    digest.update(b"\n\n" + body)
    return digest.digest()


def _attributes(headers: Headers) -> dict[str, object]:
    attributes: dict[str, object] = {"datacontenttype": _JSON}
    for header, value in headers.items():
        if not header.startswith(_PREFIX):
            continue
        name = header.removeprefix(_PREFIX)
        if _ATTRIBUTE.fullmatch(name) is None or name in _NO_HEADERS:
            raise Problem("invalid_envelope", "a ce- header names no attribute that may stand in a header")
        if len(headers.getlist(header)) != 1:
            raise Problem("invalid_envelope", f"ce-{name}: given more than once")
        attributes[name] = _attribute(name, value)
    return attributes


def _attribute(name: str, value: str) -> str:
    """The value of a header: quotes are taken off as RFC 9110 has them, then percent-encoding is, once."""
    if _HEADER_VALUE.fullmatch(value) is None:
        raise Problem("invalid_envelope", f"ce-{name}: what is not ASCII must be percent-encoded")
    if len(value) >= 2 and value[0] == value[-1] == '"':
        value = re.sub(r"\\(.)", r"\1", value[1:-1])
    try:
        return unquote_to_bytes(value).decode("utf-8")
    except UnicodeDecodeError:
        raise Problem("invalid_envelope", f"ce-{name}: percent-encodes what is not UTF-8") from None


def _with_data(event: object) -> object:
    """An event whose data came in base64 with the data decoded, any other as it is."""
    if not isinstance(event, dict) or "data_base64" not in event:
        return event
    encoded = event["data_base64"]
    if "data" in event or not isinstance(encoded, str):
        raise Problem("invalid_envelope", "data_base64: must be a text, and the only data")
    try:
        content = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise Problem("invalid_envelope", "data_base64: is not base64") from None
    return {**{name: value for name, value in event.items() if name != "data_base64"}, "data": decoded(content)}


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Problem("invalid_envelope", "a name is given twice in one object")
    return found


def _refuse_constant(name: str) -> object:
    raise Problem("invalid_envelope", f"{name} is no JSON number")
