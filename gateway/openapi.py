"""The OpenAPI 3.1 document of the whole gateway, served at `/openapi.json`.

The framework says what it knows: paths, parameters, the shapes of answers. What it cannot know is added: bodies that
are read raw, with every fact's schema and an example of each; every problem an operation may answer with; who may ask;
entity tags and ids of requests; and what we send to webhooks ourselves. A route that is not described here is an error,
so that none can be forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from gateway import openapi_parts as parts
from gateway.fact_schemas import Schema, with_bounded_years
from gateway.house import House
from gateway.openapi_parts import reference_to
from gateway.problems import PROBLEMS, ProblemCode
from resolutions.receipts import RefusalCode

_ANY: tuple[ProblemCode, ...] = ("malformed_http", "payload_too_large", "internal_error", "service_unavailable")
_WITH_BODY: tuple[ProblemCode, ...] = (
    "request_timeout",
    "unsupported_media_type",
    "not_authorized",
    "too_many_requests",
)
_BY_TOKEN: tuple[ProblemCode, ...] = ("unauthenticated", "too_many_requests")
_REFUSALS: tuple[ProblemCode, ...] = tuple(
    code for code in get_args(RefusalCode) if code not in ("not_authorized", "invalid_data")
)
_TELLING: tuple[ProblemCode, ...] = ("invalid_envelope", "invalid_data", *_WITH_BODY, *_REFUSALS, "partly_refused")
_LIST: tuple[ProblemCode, ...] = ("invalid_request", "invalid_cursor", *_BY_TOKEN)

_SHA256: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_SOURCE: Schema = {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,62}$"}
_NAME: Schema = {"type": "string", "minLength": 1, "maxLength": 300}


@dataclass(frozen=True)
class _Operation:
    """What is to be said of an operation besides what the framework says.

    `problems` besides those that any request may meet; `by`: how the caller proves who it is; `takes`: what its body
    is; `tagged`: whether its answer has an entity tag; `path`: the schemas of what stands in its path.
    """

    problems: tuple[ProblemCode, ...] = ()
    by: Literal["bearer", "standardWebhooks"] | None = None
    takes: Literal["facts", "document"] | None = None
    tagged: bool = False
    path: Mapping[str, Schema] | None = None


_READ = _Operation(problems=_LIST, by="bearer", tagged=True)
_OPERATIONS: Mapping[str, _Operation] = {
    "deliver_facts": _Operation(
        problems=("bad_signature", *_TELLING, "webhook_id_reused"),
        by="standardWebhooks",
        takes="facts",
        path={"source": _SOURCE},
    ),
    "deliver_document": _Operation(
        problems=("bad_signature", "invalid_request", *_WITH_BODY, "webhook_id_reused"),
        by="standardWebhooks",
        takes="document",
        path={"source": _SOURCE},
    ),
    "tell_facts": _Operation(problems=("unauthenticated", *_TELLING), by="bearer", takes="facts"),
    "list_resolutions": _READ,
    "read_resolution": _Operation(problems=(*_BY_TOKEN, "not_found"), by="bearer", tagged=True, path={"ref": _NAME}),
    "read_ledger_of_resolution": _Operation(
        problems=(*_LIST, "not_found"), by="bearer", tagged=True, path={"ref": _NAME}
    ),
    "read_ledger": _Operation(problems=(*_LIST, "not_found"), by="bearer", tagged=True),
    "read_due": _READ,
    "read_calendar": _READ,
    "bring_document": _Operation(
        problems=("invalid_request", "unauthenticated", *_WITH_BODY), by="bearer", takes="document"
    ),
    "fetch_document": _Operation(
        problems=(*_BY_TOKEN, "not_found"), by="bearer", tagged=True, path={"sha256": _SHA256}
    ),
    "look_for_document": _Operation(
        problems=(*_BY_TOKEN, "not_found"), by="bearer", tagged=True, path={"sha256": _SHA256}
    ),
    "about": _Operation(),
    "live": _Operation(),
    "ready": _Operation(),
    "list_problems": _Operation(),
    "explain_problem": _Operation(problems=("not_found",), path={"code": {"type": "string", "enum": list(PROBLEMS)}}),
}

_TEXTS: Schema = {"text/html": {"schema": {"type": "string"}}, "text/plain": {"schema": {"type": "string"}}}
_BYTES: Schema = {"schema": {"type": "string", "format": "binary", "minLength": 1}}
_CONTENT_OF: Mapping[str, Schema] = {
    "list_problems": _TEXTS,
    "explain_problem": _TEXTS,
    "fetch_document": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
    "look_for_document": {},
}
"""What answers 200 hold that the framework takes for JSON."""

_HIDDEN = ("DueRecurring",)
"""What serializes itself, so that the framework does not know its shape."""

_DESCRIPTION = """\
Tell what happened to a resolution, and read what became of it.

**Facts** are CloudEvents 1.0. Systems deliver them signed by Standard Webhooks to `/webhooks/{source}`, people tell
them with a bearer token to `/facts`. Each is answered with a **receipt**: recorded, a duplicate, parked (it cannot be
true yet), or refused, which is a problem. `source` and `id` name a fact: telling it again is safe.

**Problems** have the form of RFC 9457, and `type` is the address of a page that explains it. **Every answer** carries
`x-request-id`. Whoever asks too often is answered 429, and 503 while the engine or the database is out of reach, both
with `Retry-After` in seconds. **Lists** come a page at a time: `next` is the `cursor` of the next one.
"""

_TAGS = (
    {"name": "webhooks", "description": "Facts and documents from systems that are registered as sources."},
    {"name": "facts", "description": "Facts that people tell."},
    {"name": "reading", "description": "Resolutions, their ledgers, what is owed, the calendar."},
    {"name": "documents", "description": "Documents, by their SHA-256."},
    {"name": "service", "description": "What the gateway says of itself."},
    {"name": "sent", "description": "What we send to the webhooks of subscribers."},
)


def install(app: FastAPI) -> None:
    """Have an application serve this document of itself."""

    @cache
    def described() -> dict[str, Any]:
        return describe(app)

    # An instance's method in place of its class's is how the framework wants it.
    app.openapi = described  # type: ignore[method-assign]


def describe(app: FastAPI) -> dict[str, Any]:
    """The document of an application, as JSON. Raises `ValueError` for a route that is not described here."""
    document = get_openapi(
        title=app.title,
        version=app.version,
        openapi_version="3.1.0",
        summary=app.summary,
        description=_DESCRIPTION,
        routes=app.routes,
        tags=[dict(tag) for tag in _TAGS],
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        servers=[{"url": _address(app)}],
    )
    for path, item in document["paths"].items():
        for operation in item.values():
            _complete(path, operation)
    document["webhooks"] = parts.sent_webhooks()
    document["components"] = _components(document["components"]["schemas"])
    return document


def _address(app: FastAPI) -> str:
    house = getattr(app.state, "house", None)
    return (house.public_url if isinstance(house, House) else None) or "/"


def _components(known: dict[str, Schema]) -> dict[str, Any]:
    """Every component; two shapes under one name would be a lie about one of them."""
    added = parts.schemas()
    kept = {name: schema for name, schema in known.items() if name not in ("HTTPValidationError", "ValidationError")}
    kept |= {name: reference_to("schemas", f"Recorded{name}") for name in _HIDDEN if name in kept}
    for name in kept.keys() & added.keys():
        if kept[name] != added[name]:
            raise ValueError(f"two schemas are called {name}")
    return {
        "schemas": dict(sorted((kept | added).items())),
        "examples": parts.examples(),
        "parameters": parts.parameters(),
        "headers": parts.headers(),
        "securitySchemes": dict(parts.SECURITY_SCHEMES),
    }


def _complete(path: str, operation: dict[str, Any]) -> None:
    """Add to an operation what the framework cannot know."""
    name = operation["operationId"]
    if name not in _OPERATIONS:
        raise ValueError(f"{path}: the operation {name} is not described")
    said = _OPERATIONS[name]
    operation["parameters"] = [*_parameters(operation, said), *_headers_of_requests(said)]
    if said.by is not None:
        operation["security"] = [{said.by: []}]
    if said.takes is not None:
        operation["requestBody"] = parts.facts_body() if said.takes == "facts" else _document_body()
    operation["responses"] = _responses(operation, said)


def _parameters(operation: dict[str, Any], said: _Operation) -> list[Schema]:
    """Parameters as they stand in an address: never null, and what is in the path as it must be."""
    found = []
    for parameter in operation.get("parameters", ()):
        schema = (said.path or {}).get(parameter["name"]) if parameter["in"] == "path" else None
        found.append(parameter | {"schema": schema or _never_null(parameter["schema"])})
    return found


def _never_null(schema: Schema) -> Schema:
    alternatives = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
    rest = {key: value for key, value in schema.items() if key not in ("anyOf", "title", "description")}
    return with_bounded_years(rest | (alternatives[0] if alternatives else {}))


def _headers_of_requests(said: _Operation) -> list[Schema]:
    found = [reference_to("parameters", "RequestId")]
    if said.tagged:
        found.append(reference_to("parameters", "IfNoneMatch"))
    if said.takes == "document" and said.by == "bearer":
        found.append(reference_to("parameters", "ContentDigest"))
    if said.by == "standardWebhooks":
        found.extend(parts.SIGNATURE_PARAMETERS)
    return found


def _document_body() -> Schema:
    return {
        "required": True,
        "description": "The document, at most 10 MiB. `Content-Type` is remembered as what it is.",
        "content": {"application/octet-stream": _BYTES},
    }


def _responses(operation: dict[str, Any], said: _Operation) -> dict[str, Schema]:
    problems = parts.problem_responses((*_ANY, *said.problems))
    name = operation["operationId"]
    if said.takes == "facts":
        return parts.facts_responses("AnswerOfTheInbox" if said.by == "standardWebhooks" else "Answer") | problems
    succeeded = {status: each for status, each in operation["responses"].items() if status.startswith("2")}
    for each in succeeded.values():
        each["headers"] = _headers_of_answers(said, is_list="Page_" in str(each.get("content")))
        each["content"] = _CONTENT_OF.get(name, each.get("content", {}))
    if said.takes == "document":
        succeeded = {"200": succeeded["201"] | {"description": "It was kept before."}, **succeeded}
    if said.tagged:
        succeeded["304"] = {"description": "Nothing changed.", "headers": _headers_of_answers(said, is_list=False)}
    return succeeded | problems


def _headers_of_answers(said: _Operation, *, is_list: bool) -> Schema:
    known = {"x-request-id": "RequestId"}
    if said.tagged:
        known["etag"] = "EntityTag"
    if is_list:
        known["link"] = "NextPage"
    if said.takes == "document":
        known["location"] = "Location"
    return {name: reference_to("headers", component) for name, component in known.items()}
