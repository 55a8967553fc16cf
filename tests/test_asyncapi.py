"""The AsyncAPI document says what goes out: valid by the standard, every reference leads somewhere, every example is
true, nothing is left over.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from typing import Any

import pytest
from jsonschema_rs import Draft7, Draft7Validator, meta

from activities.post.webhook import MEDIA_TYPE, event_of
from gateway import asyncapi
from gateway.examples import lives
from gateway.fact_schemas import event_type
from resolutions.facts import DATA_CLASSES
from resolutions.state import Parked
from tests.specifications import Specification, references

DOCUMENT = asyncapi.describe("1.2.3")
MESSAGES: dict[str, dict[str, Any]] = DOCUMENT["components"]["messages"]
SPECIFICATION = Specification(DOCUMENT, Draft7, Draft7Validator)
complaints, found = SPECIFICATION.complaints, SPECIFICATION.found


def without_examples(node: dict[str, Any]) -> dict[str, Any]:
    """The document without its examples, for a payload may have a field of any name."""
    messages = {
        name: {key: value for key, value in message.items() if key != "examples"} for name, message in MESSAGES.items()
    }
    return node | {"components": node["components"] | {"messages": messages}}


@pytest.mark.filterwarnings("ignore:Field name .schema.:UserWarning")
def test_the_document_is_asyncapi_3_and_nothing_else() -> None:
    models = pytest.importorskip("asyncapi3.models", reason="the package asyncapi3 (a model of the standard) is absent")
    models.AsyncAPI3.model_validate(DOCUMENT)


@pytest.mark.parametrize("name", sorted(DOCUMENT["components"]["schemas"]))
def test_every_schema_is_json_schema_draft_7(name: str) -> None:
    meta.validate(DOCUMENT["components"]["schemas"][name] | {"$schema": "http://json-schema.org/draft-07/schema#"})


def test_nothing_stands_beside_a_reference() -> None:
    """Draft 7 ignores what does."""

    def check(node: object) -> None:
        match node:
            case dict():
                assert "$ref" not in node or set(node) == {"$ref"}
                for value in node.values():
                    check(value)
            case list():
                for value in node:
                    check(value)
            case _:
                pass

    check(without_examples(DOCUMENT))


def test_every_reference_leads_somewhere() -> None:
    for reference in references(without_examples(DOCUMENT)):
        assert isinstance(found(reference), dict), reference


def test_nothing_is_kept_that_nothing_refers_to() -> None:
    used = set(references(without_examples(DOCUMENT)))
    kept = {f"#/components/{kind}/{name}" for kind, of_kind in DOCUMENT["components"].items() for name in of_kind}
    assert kept - used == set()
    assert {f"#/channels/{name}" for name in DOCUMENT["channels"]} <= used
    assert {f"#/servers/{name}" for name in DOCUMENT["servers"]} <= used


def test_names_are_such_as_the_standard_allows() -> None:
    for names in (DOCUMENT["channels"], DOCUMENT["operations"], MESSAGES, DOCUMENT["components"]["schemas"]):
        assert all(re.fullmatch(r"[A-Za-z0-9_-]+", name) for name in names)


def test_every_parameter_and_variable_of_an_address_is_described() -> None:
    (channel,) = DOCUMENT["channels"].values()
    (server,) = DOCUMENT["servers"].values()
    assert set(re.findall(r"{(\w+)}", channel["address"])) == set(channel["parameters"])
    assert set(re.findall(r"{(\w+)}", server["host"])) == set(server["variables"])


def test_there_is_one_message_for_every_fact_and_the_operation_sends_them_all() -> None:
    assert {message["name"] for message in MESSAGES.values()} == {event_type(fact) for fact in DATA_CLASSES}
    (operation,) = DOCUMENT["operations"].values()
    sent = [found(found(each["$ref"])["$ref"]) for each in operation["messages"]]
    assert sent == list(MESSAGES.values())


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_every_message_has_an_example_that_is_valid(name: str) -> None:
    message = MESSAGES[name]
    assert message["examples"]
    for example in message["examples"]:
        assert complaints(message["payload"]["$ref"], example["payload"]) == []
        assert complaints(message["headers"]["$ref"], example["headers"]) == []
        assert example["payload"]["type"] == message["name"]


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_the_signature_of_every_example_holds(name: str) -> None:
    (example,) = MESSAGES[name]["examples"]
    headers = example["headers"]
    body = json.dumps(example["payload"], ensure_ascii=False, separators=(",", ":"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body}".encode()
    key = base64.b64decode(asyncapi.EXAMPLE_SECRET.removeprefix("whsec_"))
    code = hmac.new(key, signed, hashlib.sha256).digest()
    assert headers["webhook-signature"] == f"v1,{base64.b64encode(code).decode()}"


@pytest.mark.parametrize("life", lives(), ids=lambda life: str(life.reference))
def test_whatever_an_example_life_sends_is_as_described(life: Any) -> None:
    for entry in life.entries:
        event = event_of(entry, life.reference)
        name = DATA_CLASSES[entry.fact.type].__name__
        assert complaints(MESSAGES[name]["payload"]["$ref"], event) == []


def test_a_parked_fact_is_sent_as_described() -> None:
    life = lives()[0]
    (council,) = (entry for entry in life.entries if entry.fact.type == "council.acted")
    parked = Parked.model_validate(
        {
            "fact": council.fact,
            "at": council.at,
            "reason": {"code": "commission_has_not_acted", "detail": "not yet"},
        }
    )
    event = event_of(parked, life.reference)
    assert complaints("#/components/schemas/CouncilActedEvent", event) == []
    assert complaints("#/components/schemas/CouncilActedEvent", event | {"sequence": "1", "sequencetype": "Integer"})


def test_what_is_not_a_fact_is_not_valid() -> None:
    event = MESSAGES["CouncilActed"]["examples"][0]["payload"]
    for spoilt in (
        event | {"type": "resolute.draft.lapsed.v1"},
        event | {"sequence": 15},
        event | {"data": event["data"] | {"outcome": "noted"}},
        event | {"resoluteflags": "late_report,"},
        {name: value for name, value in event.items() if name != "subject"},
    ):
        assert complaints("#/components/schemas/CouncilActedEvent", spoilt)


def test_every_message_says_how_it_is_sent() -> None:
    for message in MESSAGES.values():
        assert message["contentType"] == MEDIA_TYPE
        assert message["bindings"]["http"]["headers"]["properties"]["content-type"]["const"] == MEDIA_TYPE
        assert message["summary"]


def test_the_document_is_the_same_each_time() -> None:
    assert json.dumps(asyncapi.describe("1.2.3")) == json.dumps(DOCUMENT)
