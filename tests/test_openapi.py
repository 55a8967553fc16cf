"""The OpenAPI document says what the gateway does: valid by the standard, whole, and true in every example."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema_rs import Draft202012, Draft202012Validator, meta
from openapi_spec_validator import OpenAPIV31SpecValidator

from gateway import documents, facts, openapi, pages, reading, webhooks
from gateway.asyncapi import EXAMPLE_SECRET
from gateway.fact_schemas import event_type
from gateway.problems import PROBLEMS, ProblemCode
from resolutions.authority import TELLABLE
from resolutions.facts import DATA_CLASSES, InvalidFactError, parse_fact
from tests.any_facts import TOLD
from tests.specifications import Specification, references

QUICK = settings(deadline=None, derandomize=True, max_examples=20)
UNTOUCHED_BY_OPERATIONS: set[ProblemCode] = {"method_not_allowed"}
"""Problems of requests that reach no operation."""


def application() -> FastAPI:
    """The gateway's routes, without what they stand on."""
    app = FastAPI(title="Resolute", version="1.2.3", summary="A summary")
    for room in (webhooks, facts, reading, documents, pages):
        app.include_router(room.router)
    return app


DOCUMENT = openapi.describe(application())
COMPONENTS: dict[str, dict[str, Any]] = DOCUMENT["components"]
SPECIFICATION = Specification(DOCUMENT, Draft202012, Draft202012Validator)
complaints, found = SPECIFICATION.complaints, SPECIFICATION.found


def operations() -> Iterator[tuple[str, dict[str, Any]]]:
    for kind in ("paths", "webhooks"):
        for path, item in DOCUMENT[kind].items():
            for method, operation in item.items():
                yield f"{method} {path}", operation


OPERATIONS = dict(operations())


def contents() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every content of a request or an answer: where it is, its schema's reference, its examples."""
    for name, operation in OPERATIONS.items():
        bodies = {"request": operation.get("requestBody", {}), **operation["responses"]}
        for kind, body in bodies.items():
            for media_type, content in body.get("content", {}).items():
                if "examples" in content:
                    yield f"{name} {kind} {media_type}", content["schema"]["$ref"], content["examples"]


def test_the_document_is_openapi_3_1() -> None:
    assert DOCUMENT["openapi"] == "3.1.0"
    assert [error.message for error in OpenAPIV31SpecValidator(DOCUMENT).iter_errors()] == []


@pytest.mark.parametrize("name", sorted(COMPONENTS["schemas"]))
def test_every_schema_is_json_schema(name: str) -> None:
    meta.validate(COMPONENTS["schemas"][name] | {"$schema": "https://json-schema.org/draft/2020-12/schema"})


def test_every_reference_leads_somewhere() -> None:
    for reference in references(DOCUMENT):
        assert isinstance(found(reference), dict), reference


def test_nothing_is_kept_that_nothing_refers_to() -> None:
    used = set(references(DOCUMENT))
    kept = {
        f"#/components/{kind}/{name}"
        for kind, of_kind in COMPONENTS.items()
        for name in of_kind
        if kind != "securitySchemes"
    }
    outside = {f"#/components/examples/problem.{code}" for code in UNTOUCHED_BY_OPERATIONS}
    assert kept - used - outside == set()


@pytest.mark.parametrize(("where", "schema", "examples"), list(contents()), ids=lambda each: str(each)[:60])
def test_every_example_is_valid(where: str, schema: str, examples: dict[str, Any]) -> None:
    assert examples, where
    for example in examples.values():
        assert complaints(schema, found(example["$ref"])["value"]) == []


def test_every_fact_that_can_be_told_has_an_example_that_the_door_would_take() -> None:
    for path in ("post /facts", "post /webhooks/{source}"):
        content = OPERATIONS[path]["requestBody"]["content"]["application/cloudevents+json"]
        told = [found(example["$ref"])["value"] for example in content["examples"].values()]
        assert [parse_fact(event).type for event in told] == list(TELLABLE)


def test_the_schema_that_a_fact_is_told_by_goes_by_its_type() -> None:
    schema = COMPONENTS["schemas"]["ToldFact"]
    mapping = schema["discriminator"]["mapping"]
    assert set(mapping) == {event_type(fact) for fact in TELLABLE}
    assert [each["$ref"] for each in schema["oneOf"]] == list(mapping.values())
    for named, reference in mapping.items():
        assert found(reference)["properties"]["type"] == {"const": named}


def event(fact: str, data: object) -> dict[str, object]:
    return {
        "specversion": "1.0",
        "id": "1",
        "source": "https://example.org/secretariat",
        "type": event_type(fact),
        "subject": "ccpcj-24-1",
        "time": "2015-05-18T09:00:00Z",
        "data": data,
    }


def is_a_fact(told: object) -> bool:
    try:
        parse_fact(told)
    except InvalidFactError:
        return False
    return True


@pytest.mark.parametrize("fact", sorted(TELLABLE))
@given(choices=st.data())
@QUICK
def test_whatever_is_a_fact_is_valid(fact: str, choices: st.DataObject) -> None:
    told = json.loads(json.dumps(event(fact, choices.draw(TOLD[fact])), default=str))
    assert is_a_fact(told) == (complaints("#/components/schemas/ToldFact", told) == [])


@pytest.mark.parametrize("fact", sorted(TELLABLE))
def test_a_field_may_be_null_where_it_may_be_left_out_and_nowhere_else(fact: str) -> None:
    example = found(f"#/components/examples/told.{fact}")["value"]
    for field in DATA_CLASSES[fact].model_fields:
        told = example | {"data": example["data"] | {field: None}}
        assert is_a_fact(told) == (complaints("#/components/schemas/ToldFact", told) == []), field


@pytest.mark.parametrize("fact", sorted(TELLABLE))
def test_a_number_may_stand_for_a_text_where_the_schema_says_so_and_nowhere_else(fact: str) -> None:
    example = found(f"#/components/examples/told.{fact}")["value"]
    for field in DATA_CLASSES[fact].model_fields:
        for value in (11, [11]):
            told = example | {"data": example["data"] | {field: value}}
            assert is_a_fact(told) == (complaints("#/components/schemas/ToldFact", told) == []), field


@pytest.mark.parametrize(
    "changed",
    [
        {"specversion": "0.3"},
        {"id": ""},
        {"source": "resolute"},
        {"type": "resolute.stage.entered.v1"},
        {"time": "1945-12-31T23:59:59Z"},
        {"time": "2015-05-18"},
        {"time": "2015-05-18T09:00:00"},
        {"subject": 7},
        {"datacontenttype": "text/plain"},
        {"data": []},
    ],
    ids=str,
)
def test_what_is_no_fact_is_not_valid(changed: dict[str, object]) -> None:
    told = event("sponsor.added", {"sponsor": "Cuba"})
    assert complaints("#/components/schemas/ToldFact", told) == []
    assert complaints("#/components/schemas/ToldFact", told | changed)
    assert not is_a_fact(told | changed)


def test_ids_of_operations_are_unique_and_every_operation_is_told_of() -> None:
    ids = [operation["operationId"] for operation in OPERATIONS.values()]
    assert len(set(ids)) == len(ids)
    for operation in OPERATIONS.values():
        assert operation["summary"]
        assert operation["description"]
        assert set(operation["tags"]) <= {tag["name"] for tag in DOCUMENT["tags"]}


def test_a_route_that_is_not_described_is_an_error() -> None:
    app = application()
    app.add_api_route("/forgotten", lambda: None, operation_id="forgotten")
    with pytest.raises(ValueError, match="forgotten is not described"):
        openapi.describe(app)


def test_every_problem_is_an_answer_of_some_operation() -> None:
    named = {
        code
        for _, operation in OPERATIONS.items()
        for response in operation["responses"].values()
        for code in response.get("content", {}).get("application/problem+json", {}).get("examples", ())
    }
    assert named == set(PROBLEMS) - UNTOUCHED_BY_OPERATIONS


def test_every_operation_says_what_holds_for_all() -> None:
    for path, item in DOCUMENT["paths"].items():
        for operation in item.values():
            responses = operation["responses"]
            assert {"400", "413", "500", "503"} <= set(responses), path
            assert "422" not in responses
            assert "retry-after" in responses["503"]["headers"]
            assert ("429" in responses) == ("security" in operation) == ("401" in responses), path
            assert all("retry-after" in responses[status]["headers"] for status in responses if status == "429")
            assert all("x-request-id" in response["headers"] for response in responses.values())


def test_every_fact_is_sent_as_a_webhook_with_an_example_truly_signed() -> None:
    assert set(DOCUMENT["webhooks"]) == set(DATA_CLASSES)
    for item in DOCUMENT["webhooks"].values():
        (content,) = item["post"]["requestBody"]["content"].values()
        (example,) = content["examples"].values()
        body = json.dumps(found(example["$ref"])["value"], ensure_ascii=False, separators=(",", ":"))
        named = dict(
            each.split(": ", 1) for each in item["post"]["description"].split("`") if each.startswith("webhook-")
        )
        signed = f"{named['webhook-id']}.{named['webhook-timestamp']}.{body}".encode()
        key = base64.b64decode(EXAMPLE_SECRET.removeprefix("whsec_"))
        expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        assert named["webhook-signature"] == f"v1,{expected}"


def test_parameters_in_an_address_are_never_null() -> None:
    for operation in OPERATIONS.values():
        for parameter in operation["parameters"]:
            assert '"null"' not in json.dumps(parameter.get("schema", {}))


def test_the_document_is_the_same_each_time() -> None:
    assert json.dumps(openapi.describe(application())) == json.dumps(DOCUMENT)
