"""The AsyncAPI 3.0 document of what goes out: every fact, told to the webhooks that asked for facts, served at
`/asyncapi.json`.

Schemas are those of the models, examples those of the example lives, each with the headers of a delivery that was truly
signed. The same code gives the same document, byte for byte.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
from functools import cache
from typing import Any

from fastapi import FastAPI, Response
from standardwebhooks import Webhook

from activities.post.webhook import MEDIA_TYPE, delivery_id, event_of
from gateway.examples import REFERENCE, recorded_examples
from gateway.fact_schemas import event_type, recorded_schemas
from resolutions.facts import DATA_CLASSES
from resolutions.state import Entry

EXAMPLE_SECRET = "whsec_" + base64.b64encode(b"An example's key is no secret...").decode()
"""What the examples' signatures were made with, so that a receiver can be tried on them."""

_EXAMPLE_ADDRESS = "https://subscriber.example.org/facts"
_DELIVERED_AFTER = dt.timedelta(seconds=2)

_HEADERS: dict[str, Any] = {
    "type": "object",
    "description": "Standard Webhooks: whoever has the secret can tell that the message is ours, whole and fresh.",
    "properties": {
        "webhook-id": {
            "type": "string",
            "pattern": "^msg_[0-9a-f]{32}$",
            "description": "Names the message; the same at every attempt, so that one that came before can be told.",
        },
        "webhook-timestamp": {
            "type": "string",
            "pattern": "^[0-9]{1,12}$",
            "description": "When this attempt was made, in seconds since 1970-01-01T00:00:00Z.",
        },
        "webhook-signature": {
            "type": "string",
            "pattern": "^v1,[A-Za-z0-9+/]{43}=$",
            "description": "`v1,` and the base64 of the HMAC-SHA-256 of `{webhook-id}.{webhook-timestamp}.{body}`, with"
            " the bytes that stand in base64 after `whsec_` in the secret.",
        },
    },
    "required": ["webhook-id", "webhook-timestamp", "webhook-signature"],
}


def install(app: FastAPI) -> None:
    """Serve the document of an application's version at `/asyncapi.json`."""

    @cache
    def printed() -> bytes:
        return json.dumps(describe(app.version), ensure_ascii=False).encode()

    @app.get("/asyncapi.json", include_in_schema=False)
    async def asyncapi() -> Response:
        return Response(printed(), media_type="application/json")


def describe(version: str) -> dict[str, Any]:
    """The document, as JSON."""
    facts = recorded_schemas()
    names = {fact: DATA_CLASSES[fact].__name__ for fact in DATA_CLASSES}
    return {
        "asyncapi": "3.0.0",
        "id": "urn:resolute:gateway",
        "info": {"title": "Resolute: facts as they are told", "version": version, **_INFO},
        "defaultContentType": MEDIA_TYPE,
        "servers": {"subscriber": _SUBSCRIBER},
        "channels": {
            "subscriber": {
                "address": "/{path}",
                "title": "A subscriber's webhook",
                "description": "The address that a stakeholder gave, public and https. No redirect is followed.",
                "servers": [{"$ref": "#/servers/subscriber"}],
                "parameters": {"path": {"description": "The path and query of the stakeholder's address."}},
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in names.values()},
            }
        },
        "operations": {
            "notify": {
                "action": "send",
                "channel": {"$ref": "#/channels/subscriber"},
                "title": "Tell a subscriber of a fact",
                "summary": "A fact that concerns the subscriber is posted once it stands in the ledger, or is parked.",
                "description": _ON_ANSWERS,
                "security": [{"$ref": "#/components/securitySchemes/standardWebhooks"}],
                "messages": [{"$ref": f"#/channels/subscriber/messages/{name}"} for name in names.values()],
                "bindings": {"http": {"method": "POST", "bindingVersion": "0.3.0"}},
            }
        },
        "components": {
            "messages": {name: _message(fact, facts.events[fact]) for fact, name in names.items()},
            "schemas": {"WebhookHeaders": _HEADERS, **facts.components},
            "securitySchemes": {"standardWebhooks": _SIGNED},
        },
    }


_INFO = {
    "description": "Every fact of a resolution's life, from sponsorship to the report it asked for, as a CloudEvent 1.0"
    " signed by Standard Webhooks.\n\nThe signatures of the examples were made with the secret"
    f" `{EXAMPLE_SECRET}` over the payload as JSON in the order printed, without a space, in UTF-8.",
    "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
    "tags": [{"name": "facts"}],
}

_SUBSCRIBER = {
    "host": "{host}",
    "protocol": "https",
    "protocolVersion": "1.1",
    "description": "Whoever wants to be told.",
    "variables": {
        "host": {"description": "The host that the stakeholder gave.", "examples": ["subscriber.example.org"]}
    },
}

_SIGNED = {
    "type": "httpApiKey",
    "name": "webhook-signature",
    "in": "header",
    "description": "Standard Webhooks, with the secret that was shown when the subscriber was added.",
}

_ON_ANSWERS = (
    "Any status from 200 to 299 means that the fact was taken. 410 ends the subscription. Anything else, a redirect or"
    " silence is tried again, later each time, and `Retry-After` is honoured up to a day. A fact may come more than"
    " once, under the same `webhook-id`; `sequence` says in which order facts were recorded, whenever they come."
)


def _message(fact: str, event: str) -> dict[str, Any]:
    told = DATA_CLASSES[fact]
    return {
        "name": event_type(fact),
        "title": fact,
        "summary": (told.__doc__ or "").partition("\n\n")[0],
        "contentType": MEDIA_TYPE,
        "tags": [{"name": "service" if told.by_service else "told"}],
        "headers": {"$ref": "#/components/schemas/WebhookHeaders"},
        "payload": {"$ref": f"#/components/schemas/{event}"},
        "bindings": {"http": {"headers": _CONTENT_TYPE, "bindingVersion": "0.3.0"}},
        "examples": [_example(fact, recorded_examples()[fact])],
    }


_CONTENT_TYPE = {
    "type": "object",
    "properties": {"content-type": {"type": "string", "const": MEDIA_TYPE}},
    "required": ["content-type"],
}


def _example(fact: str, entry: Entry) -> dict[str, Any]:
    event = event_of(entry, entry.fact.subject or REFERENCE)
    return {"name": fact.replace(".", "_"), "headers": example_headers(entry, event), "payload": event}


def example_headers(entry: Entry, event: dict[str, Any]) -> dict[str, str]:
    """The headers with which an example was signed two seconds after it was recorded."""
    message_id = delivery_id(event["subject"], str(entry.seq), _EXAMPLE_ADDRESS)
    sent = entry.at + _DELIVERED_AFTER
    body = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(sent.timestamp())),
        "webhook-signature": Webhook(EXAMPLE_SECRET).sign(message_id, sent, body),
    }
