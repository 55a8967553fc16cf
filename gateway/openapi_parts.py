"""What the OpenAPI document is put together from: problems, headers, parameters, answers to tellers, and facts.

Problems come from the one table of problems, facts from their models, examples from the example lives; nothing here is
written down a second time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from activities.post.webhook import MEDIA_TYPE, event_of
from gateway.answers import Receipts
from gateway.asyncapi import EXAMPLE_SECRET, example_headers
from gateway.envelopes import MAX_BATCH
from gateway.examples import REFERENCE, lives, receipt_examples, recorded_examples, told_examples
from gateway.fact_schemas import FactSchemas, Schema, event_type, recorded_schemas, told_schemas
from gateway.problems import PROBLEM_JSON, PROBLEMS, Problem, ProblemCode, problem_content, problem_type
from gateway.webhooks import Accepted
from resolutions.facts import DATA_CLASSES
from resolutions.receipts import Receipt, RefusalCode

EXAMPLE_REQUEST_ID = "3f0c2a9d51b84e7f"

CLOUDEVENT = "application/cloudevents+json"
CLOUDEVENT_BATCH = "application/cloudevents-batch+json"

_FACTS_IN_THE_BATCH = 3

TOLD = told_schemas("Told")
RECORDED = recorded_schemas("Recorded")


def reference_to(kind: str, name: str) -> Schema:
    """A reference to a component."""
    return {"$ref": f"#/components/{kind}/{name}"}


def schemas() -> dict[str, Schema]:
    """Schemas of facts, of what tellers are answered, and of problems."""
    _, answers = models_json_schema(
        [(model, "serialization") for model in (Receipt, Receipts, Accepted)],
        ref_template="#/components/schemas/{model}",
    )
    return {
        **answers["$defs"],
        **TOLD.components,
        **RECORDED.components,
        "ToldFact": _any_of_them(TOLD),
        "ToldFacts": {"type": "array", "items": reference_to("schemas", "ToldFact"), "maxItems": MAX_BATCH},
        "ToldFactOrFacts": {"anyOf": [reference_to("schemas", name) for name in ("ToldFact", "ToldFacts")]},
        "Answer": {"anyOf": [reference_to("schemas", name) for name in ("Receipt", "Receipts")]},
        "AnswerOfTheInbox": _answer_of_the_inbox(),
        "Problem": _problem(),
    }


def _any_of_them(facts: FactSchemas) -> Schema:
    named = {event_type(fact): f"#/components/schemas/{name}" for fact, name in facts.events.items()}
    return {
        "description": "A fact as a CloudEvent 1.0; `type` says which.",
        "oneOf": [{"$ref": reference} for reference in named.values()],
        "discriminator": {"propertyName": "type", "mapping": named},
    }


def _answer_of_the_inbox() -> Schema:
    receipt, accepted = reference_to("schemas", "Receipt"), reference_to("schemas", "Accepted")
    listed = {"type": "array", "items": {"anyOf": [receipt, accepted]}}
    batch = {"type": "object", "properties": {"receipts": listed}, "required": ["receipts"]}
    return {"anyOf": [receipt, accepted, batch]}


def _problem() -> Schema:
    receipt = reference_to("schemas", "Receipt")
    listed = {"type": "array", "items": {"anyOf": [receipt, reference_to("schemas", "Accepted")]}}
    return {
        "type": "object",
        "description": "What went wrong (RFC 9457). `type` is the address of a page about it, relative to the gateway.",
        "properties": {
            "type": {"type": "string", "format": "uri-reference", "enum": [problem_type(code) for code in PROBLEMS]},
            "title": {"type": "string"},
            "status": {"type": "integer", "enum": sorted({409, *(kind.status for kind in PROBLEMS.values())})},
            "code": {"type": "string", "enum": list(PROBLEMS)},
            "detail": {"type": "string", "description": "Where and why, of this request. Repeats nothing sent."},
            "instance": {"type": "string", "format": "uri", "description": "The request's id, as a URN."},
            "receipt": receipt | {"description": "Of a fact that was refused."},
            "receipts": listed | {"description": "Of a batch of which a fact was refused: an answer for each."},
            "index": {"type": "integer", "minimum": 0, "description": "Which event of a batch is no fact, from 0."},
            "services": {"type": "array", "items": {"type": "string"}, "description": "What is out of reach."},
        },
        "required": ["type", "title", "status", "code"],
    }


def examples() -> dict[str, Any]:
    """Examples of facts told and sent, of receipts, and of every problem, by component name."""
    whole = lives()[0]
    batch = [fact.as_event() for fact in whole.facts[1 : 1 + _FACTS_IN_THE_BATCH]]
    return {
        **{f"told.{fact}": _example(fact, told.as_event()) for fact, told in told_examples().items()},
        "told.batch": _example("Facts in the order in which they happened", batch),
        **{f"sent.{fact}": _example(fact, _sent(fact)) for fact in recorded_examples()},
        **{
            f"receipt.{outcome}": _example(outcome, receipt.model_dump(mode="json"))
            for outcome, receipt in receipt_examples().items()
            if outcome != "refused"
        },
        "receipt.accepted": _example("Kept while the engine is away", Accepted(inbox=1).model_dump(mode="json")),
        "receipt.batch": _example(
            "A batch", {"receipts": [each.model_dump(mode="json") for each in whole.receipts[1:4]]}
        ),
        **{f"problem.{code}": _example(PROBLEMS[code].title, _problem_example(code)) for code in PROBLEMS},
    }


def _example(summary: str, value: object) -> Schema:
    return {"summary": summary, "value": value}


def _sent(fact: str) -> dict[str, Any]:
    entry = recorded_examples()[fact]
    return event_of(entry, entry.fact.subject or REFERENCE)


def _problem_example(code: ProblemCode) -> dict[str, object]:
    """A problem as it is answered; one code stands for a refusal, too, and carries its receipt then."""
    refused = receipt_examples()["refused"]
    if refused.reason is not None and code == refused.reason.code:
        extensions = {"receipt": refused.model_dump(mode="json")}
        return problem_content(Problem(code, refused.reason.detail, extensions=extensions), EXAMPLE_REQUEST_ID)
    return problem_content(Problem(code), EXAMPLE_REQUEST_ID)


def parameters() -> dict[str, Schema]:
    """Headers of requests, by component name."""
    return {
        "RequestId": _header_parameter(
            "x-request-id", "Taken as the request's id if it is 8 to 64 letters, digits, dots, underscores or hyphens."
        ),
        "IfNoneMatch": _header_parameter(
            "if-none-match", "Entity tags that the caller has; if one of them is still true, the answer is 304."
        ),
        "ContentDigest": _header_parameter(
            "content-digest", "`sha-256=:…:` (RFC 9530); what it says must be the SHA-256 of the body."
        ),
        "WebhookId": _header_parameter(
            "webhook-id",
            "Names the message: the same at each attempt, never of another message.",
            {"type": "string", "pattern": "^[ -~]{1,256}$"},
        ),
        "WebhookTimestamp": _header_parameter(
            "webhook-timestamp",
            "When this attempt was made, in seconds since 1970; at most five minutes from now.",
            {"type": "string", "pattern": "^[1-9][0-9]{0,10}$"},
        ),
        "WebhookSignature": _header_parameter(
            "webhook-signature",
            "`v1,` and the base64 of HMAC-SHA-256 of `{webhook-id}.{webhook-timestamp}.{body}`; several, with spaces"
            " between, while a secret changes.",
            {"type": "string", "pattern": "^[!-~]+( [!-~]+)*$", "maxLength": 8192},
        ),
    }


SIGNATURE_PARAMETERS = tuple(
    reference_to("parameters", name) for name in ("WebhookId", "WebhookTimestamp", "WebhookSignature")
)


def _header_parameter(name: str, description: str, schema: Schema | None = None) -> Schema:
    told = {"name": name, "in": "header", "description": description}
    return told | ({"required": True, "schema": schema} if schema else {"schema": {"type": "string"}})


def headers() -> dict[str, Schema]:
    """Headers of answers, by component name."""
    return {
        "RequestId": {
            "description": "The request's id, as it stands in the logs. Only what is no HTTP is answered without one.",
            "schema": {"type": "string", "pattern": "^[A-Za-z0-9._-]{8,64}$"},
        },
        "RetryAfter": {
            "description": "Seconds until the same request may succeed.",
            "required": True,
            "schema": {"type": "integer", "minimum": 1},
        },
        "Challenge": {
            "description": "How to say who is asking.",
            "required": True,
            "schema": {"type": "string"},
        },
        "EntityTag": {
            "description": "What stands for this content; to be sent as `If-None-Match`.",
            "required": True,
            "schema": {"type": "string", "pattern": '^"[0-9a-f]{64}"$'},
        },
        "NextPage": {
            "description": 'The next page, if there is one: `<…>; rel="next"` (RFC 8288).',
            "schema": {"type": "string"},
        },
        "Location": {
            "description": "Where the document is, relative to the gateway.",
            "required": True,
            "schema": {"type": "string", "pattern": "^/documents/[0-9a-f]{64}$"},
        },
    }


_HEADERS_OF_STATUSES: Mapping[int, Mapping[str, str]] = {
    401: {"www-authenticate": "Challenge"},
    429: {"retry-after": "RetryAfter"},
    503: {"retry-after": "RetryAfter"},
}


def problem_responses(codes: Iterable[ProblemCode]) -> dict[str, Schema]:
    """The answers that these problems are, by status."""
    by_status: dict[int, list[ProblemCode]] = {}
    for code in codes:
        by_status.setdefault(PROBLEMS[code].status, []).append(code)
    refusals = [code for code in by_status.get(409, ()) if code in get_args(RefusalCode)]
    if refusals:  # the one code that stands for a fact that is none, and for one that a resolution refuses
        by_status[409].append("invalid_data")
    return {str(status): _problem_response(status, by_status[status]) for status in sorted(by_status)}


def _problem_response(status: int, codes: list[ProblemCode]) -> Schema:
    known = {"x-request-id": "RequestId", **_HEADERS_OF_STATUSES.get(status, {})}
    return {
        "description": f"{HTTPStatus(status).phrase}: " + "; ".join(PROBLEMS[code].title for code in codes) + ".",
        "headers": {name: reference_to("headers", component) for name, component in known.items()},
        "content": {
            PROBLEM_JSON: {
                "schema": reference_to("schemas", "Problem"),
                "examples": {code: reference_to("examples", f"problem.{code}") for code in codes},
            }
        },
    }


SECURITY_SCHEMES: Mapping[str, Schema] = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "A token issued by `resolute token`, or by the OpenID Connect issuer that is believed here. Its"
        " roles say what may be told.",
    },
    "standardWebhooks": {
        "type": "apiKey",
        "in": "header",
        "name": "webhook-signature",
        "description": "Standard Webhooks: a signature of the raw body, its id and its time, with a secret of the"
        " source. See the three `webhook-` headers.",
    },
}


def sent_webhooks() -> dict[str, Schema]:
    """What we send to webhooks, fact by fact."""
    return {fact: {"post": _sent_webhook(fact)} for fact in DATA_CLASSES}


def _sent_webhook(fact: str) -> Schema:
    entry, event = recorded_examples()[fact], _sent(fact)
    signed = ", ".join(f"`{name}: {value}`" for name, value in example_headers(entry, event).items())
    return {
        "operationId": f"sent_{fact.replace('.', '_')}",
        "tags": ["sent"],
        "summary": fact,
        "description": f"{_first_paragraph(DATA_CLASSES[fact])}\n\nThe example, as JSON in the order printed and"
        f" without a space, was signed with the secret `{EXAMPLE_SECRET}`: {signed}.",
        "security": [{"standardWebhooks": []}],
        "parameters": list(SIGNATURE_PARAMETERS),
        "requestBody": {
            "required": True,
            "content": {
                MEDIA_TYPE: {
                    "schema": reference_to("schemas", RECORDED.events[fact]),
                    "examples": {fact: reference_to("examples", f"sent.{fact}")},
                }
            },
        },
        "responses": {
            "2XX": {"description": "The fact was taken; it is not sent again."},
            "410": {"description": "The subscriber wants nothing more, ever; it is disabled."},
            "default": {"description": "Sent again, later each time; `Retry-After` is honoured, redirects are not."},
        },
    }


def _first_paragraph(model: type[BaseModel]) -> str:
    return (model.__doc__ or "").partition("\n\n")[0]


def facts_body() -> Schema:
    """The body of a request that tells facts."""
    one = {fact: reference_to("examples", f"told.{fact}") for fact in TOLD.events}
    many = {"batch": reference_to("examples", "told.batch")}
    return {
        "required": True,
        "description": "CloudEvents 1.0 in structured or batched content mode, or as plain JSON, one or a list of them."
        " In binary mode the body, as `application/json`, is the fact's data, and its attributes stand in `ce-`"
        " headers. An event may hold `data_base64` instead of `data`. At most 1 MiB, not compressed.",
        "content": {
            CLOUDEVENT: {"schema": reference_to("schemas", "ToldFact"), "examples": one},
            CLOUDEVENT_BATCH: {"schema": reference_to("schemas", "ToldFacts"), "examples": many},
            "application/json": {"schema": reference_to("schemas", "ToldFactOrFacts"), "examples": many},
        },
    }


def facts_responses(answer: str) -> dict[str, Schema]:
    """What tellers are answered if nothing was refused. `answer`: the schema of what is not yet told, or parked."""
    told, later = ("recorded", "duplicate", "batch"), ("parked", "accepted")
    return {
        "200": _json("Recorded, now or before", "Answer", told),
        "202": _json("Kept: it cannot be true yet, or is told later", answer, later[: 2 if answer != "Answer" else 1]),
    }


def _json(description: str, schema: str, shown: Iterable[str]) -> Schema:
    return {
        "description": f"{description}.",
        "headers": {"x-request-id": reference_to("headers", "RequestId")},
        "content": {
            "application/json": {
                "schema": reference_to("schemas", schema),
                "examples": {name: reference_to("examples", f"receipt.{name}") for name in shown},
            }
        },
    }
