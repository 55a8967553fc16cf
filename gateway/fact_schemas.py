"""JSON Schemas of facts, made of their models: as tellers may tell them, and as they are recorded and published.

The models are the source; what they check but cannot say in a schema is added here, so that the door can parse what
the schema allows. Told and recorded differ: a teller may leave a field null, write a paragraph's label as a number and
send a document's text; what is recorded has none of that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue, models_json_schema
from pydantic_core.core_schema import TaggedUnionSchema

from resolutions.authority import TELLABLE
from resolutions.facts import DATA_CLASSES, SERVICE
from resolutions.receipts import FlagCode, ParkingCode

Schema = dict[str, Any]

_YEARS = "(19(4[6-9]|[5-9][0-9])|2[0-9]{3})"
"""The years that facts may speak of, 1946 to 2999."""

DATE_PATTERN = f"^{_YEARS}-[0-9]{{2}}-[0-9]{{2}}$"
_CLOCK = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
TIME_PATTERN = f"{DATE_PATTERN[:-1]}[Tt ]{_CLOCK}$"
REFERENCE_PATTERN = "^[a-z0-9][a-z0-9-]{2,62}$"

_LABELS = ("paragraph", "paragraphs", "draft_number", "agenda_item")
"""Fields that take a number for its text."""

_NEEDS_NO_SUBJECT = ("draft.submitted", "session.scheduled")

_DATE: Schema = {"type": "string", "format": "date", "pattern": DATE_PATTERN}
_TIME: Schema = {"type": "string", "format": "date-time", "pattern": TIME_PATTERN}
_NULL: Schema = {"type": "null"}

_SOURCE: Schema = {
    "type": "string",
    "minLength": 1,
    "maxLength": 500,
    "not": {"const": SERVICE},
    "description": "URI reference of who says so.",
}

_FLAG = f"({'|'.join(get_args(FlagCode))})"
_EXTENSIONS: Mapping[str, Schema] = {
    "sequence": {
        "type": "string",
        "pattern": "^[1-9][0-9]*$",
        "description": "The number of the fact in the resolution's ledger; absent while it is parked.",
    },
    "sequencetype": {"const": "Integer", "description": "How `sequence` is to be compared."},
    "resoluteflags": {
        "type": "string",
        "pattern": f"^{_FLAG}(,{_FLAG})*$",
        "description": "What was irregular about the fact, codes divided by commas; absent where nothing was.",
    },
    "resoluteparked": {
        "enum": list(get_args(ParkingCode)),
        "description": "What a fact that is parked waits for: it cannot be true yet. Absent once it is recorded.",
    },
}
"""What a published fact carries besides, as attributes that extend CloudEvents."""


_MAX_NUMBER = 2**53 - 1
_ANYTHING: Schema = {"$ref": "#/components/schemas/Anything"}
ANYTHING: Schema = {
    "description": "Any JSON whose numbers lie within ±(2^53 - 1), whose texts lack U+0000, and that is nested at most"
    " 32 levels deep.",
    "anyOf": [
        {"type": ["null", "boolean", "string"]},
        {"type": "number", "minimum": -_MAX_NUMBER, "maximum": _MAX_NUMBER},
        {"type": "array", "items": _ANYTHING},
        {"type": "object", "additionalProperties": _ANYTHING},
    ],
}
"""What a teller may say besides what is known here."""


@dataclass(frozen=True)
class FactSchemas:
    """Schemas by component name, and the name of each fact's event by the fact's short name."""

    components: Mapping[str, Schema]
    events: Mapping[str, str]


def event_type(fact: str) -> str:
    """A fact's `type` as a CloudEvent: `resolute.draft.submitted.v1`."""
    return f"resolute.{fact}.v1"


def told_schemas(prefix: str = "") -> FactSchemas:
    """The facts that can be told, as tellers may tell them. `prefix` sets the names of components apart (but for
    `Anything`).
    """
    told = _schemas(TELLABLE, prefix, _as_told, _told_event)
    return FactSchemas({**told.components, "Anything": ANYTHING}, told.events)


def recorded_schemas(prefix: str = "") -> FactSchemas:
    """Every fact as it is recorded and published. `prefix` sets the names of components apart."""
    return _schemas(tuple(DATA_CLASSES), prefix, _as_recorded, _recorded_event)


def _schemas(
    facts: tuple[str, ...],
    prefix: str,
    shaped: Callable[[str, Schema], Schema],
    as_event: Callable[[str, str, Schema], Schema],
) -> FactSchemas:
    _, top = models_json_schema(
        [(DATA_CLASSES[fact], "validation") for fact in facts],
        ref_template="#/components/schemas/" + prefix + "{model}",
        schema_generator=_Generator,
    )
    components = {prefix + name: shaped(name, schema) for name, schema in top["$defs"].items()}
    events = {}
    for fact in facts:
        name = DATA_CLASSES[fact].__name__
        events[fact] = f"{prefix}{name}Event"
        components[events[fact]] = as_event(fact, f"#/components/schemas/{prefix}{name}", components[prefix + name])
    return FactSchemas(dict(sorted(components.items())), events)


class _Generator(GenerateJsonSchema):
    """A title that repeats a field's name says nothing, and a constant tells the members of a union apart."""

    def field_title_should_be_set(self, schema: object) -> Literal[False]:  # noqa: ARG002 - as pydantic calls it
        return False

    def tagged_union_schema(self, schema: TaggedUnionSchema) -> JsonSchemaValue:
        union = super().tagged_union_schema(schema)
        union.pop("discriminator", None)
        return union


def _as_told(name: str, schema: Schema) -> Schema:
    may_be_null = "additionalProperties" in schema  # a fact's own data; what is nested in it is taken as it stands
    properties = {
        field: _told_field(field, value, may_be_null and field not in schema.get("required", ()))
        for field, value in schema["properties"].items()
    }
    besides = {"additionalProperties": _ANYTHING, **_CHECKED_BESIDES.get(name, {})}
    return schema | {"properties": properties} | besides


def _told_field(field: str, schema: Schema, may_be_null: bool) -> Schema:
    if field == "draft_deadline":
        schema = {"anyOf": [_DATE, _TIME]}
    elif field in _LABELS:
        schema = _everywhere(schema, _or_a_number)
    else:
        schema = _everywhere(schema, _within_bounds)
    return _or_null(schema) if may_be_null else _without_null_default(schema)


def _everywhere(schema: Schema, change: Callable[[Schema], Schema]) -> Schema:
    """A field's schema with each of its alternatives, or the items of its list, changed."""
    if "anyOf" in schema:
        return schema | {"anyOf": [_everywhere(each, change) for each in schema["anyOf"]]}
    if "items" in schema:
        return schema | {"items": _everywhere(schema["items"], change)}
    return change(schema)


def _or_a_number(schema: Schema) -> Schema:
    return {"anyOf": [schema, _within_bounds({"type": "integer"})]} if schema.get("type") == "string" else schema


def _within_bounds(schema: Schema) -> Schema:
    """A schema of dates, times and numbers within the bounds of all facts; of what any object may hold, likewise."""
    if schema.get("type") == "integer":
        return {"minimum": -_MAX_NUMBER, "maximum": _MAX_NUMBER, **schema}
    if schema.get("additionalProperties") is True:
        return schema | {"additionalProperties": _ANYTHING}
    return with_bounded_years(schema)


def with_bounded_years(schema: Schema) -> Schema:
    """A date's or time's schema within the years that facts may speak of, any other as it is."""
    return {"date": _DATE, "date-time": _TIME}.get(schema.get("format", ""), schema)


def _or_null(schema: Schema) -> Schema:
    """A field that is null is a field left out, so whatever may be left out may be null."""
    schema = _without_null_default(schema)
    alternatives = schema["anyOf"] if set(schema) == {"anyOf"} else [schema]
    return {"anyOf": [*(each for each in alternatives if each != _NULL), _NULL]}


def _without_null_default(schema: Schema) -> Schema:
    return {key: value for key, value in schema.items() if (key, value) != ("default", None)}


def _as_recorded(name: str, schema: Schema) -> Schema:
    properties = {field: _never_null(value) for field, value in schema["properties"].items()}
    constants = [field for field, value in properties.items() if "const" in value]
    recorded = schema | {"properties": properties}
    if required := [*schema.get("required", ()), *constants]:
        recorded["required"] = required
    return _by_its_sha256(recorded) if name == "Document" else recorded


def _never_null(schema: Schema) -> Schema:
    """What is null is left out of what is recorded."""
    schema = _without_null_default(schema)
    if "anyOf" not in schema:
        return schema
    left = [each for each in schema["anyOf"] if each != _NULL]
    return left[0] if len(left) == 1 else {"anyOf": left}


def _by_its_sha256(document: Schema) -> Schema:
    properties = {name: value for name, value in document["properties"].items() if name not in ("text", "base64")}
    description = "A document by the SHA-256 of its content; its bytes are kept beside the ledger."
    return document | {"description": description, "properties": properties, "required": ["sha256"]}


def _told_event(fact: str, data: str, about: Schema) -> Schema:
    properties = _attributes(fact, data) | {"subject": _subject_told(fact)}
    required = ["specversion", "id", "source", "type", "time", "data"]
    event = _event(about, properties, required if fact in _NEEDS_NO_SUBJECT else [*required, "subject"])
    return event | {"additionalProperties": _ANYTHING}


def _subject_told(fact: str) -> Schema:
    named: Schema = {"type": "string", "minLength": 1, "maxLength": 200}
    match fact:
        case "draft.submitted":
            described = "The reference that the resolution is to have; if there is none, one is made."
            return _or_null({"type": "string", "pattern": REFERENCE_PATTERN}) | {"description": described}
        case "session.scheduled":
            return _or_null(named) | {
                "description": "None: it concerns every resolution with something at the session."
            }
        case _:
            return named | {"description": "The resolution's reference, or any symbol already known for it."}


def _recorded_event(fact: str, data: str, about: Schema) -> Schema:
    properties = _attributes(fact, data) | {
        "datacontenttype": {"const": "application/json"},
        "time": {"type": "string", "format": "date-time", "description": "When it happened, UTC."},
        "subject": {"type": "string", "pattern": REFERENCE_PATTERN, "description": "The resolution's reference."},
        **_EXTENSIONS,
    }
    required = ["specversion", "id", "source", "type", "subject", "time", "datacontenttype", "data"]
    if DATA_CLASSES[fact].by_service:
        properties["source"] = {"const": SERVICE}
        del properties["resoluteparked"]
        return _event(about, properties, [*required, "sequence", "sequencetype"])
    return _event(about, properties, required) | {
        "oneOf": [{"required": ["sequence", "sequencetype"]}, {"required": ["resoluteparked"]}]
    }


def _attributes(fact: str, data: str) -> Schema:
    return {
        "specversion": {"const": "1.0"},
        "id": {"type": "string", "minLength": 1, "maxLength": 300, "description": "Unique within `source`."},
        "source": _SOURCE,
        "type": {"const": event_type(fact)},
        "time": _TIME | {"description": "When it happened."},
        "datacontenttype": {"const": "application/json"},
        "data": {"$ref": data},
    }


def _event(about: Schema, properties: Schema, required: list[str]) -> Schema:
    return {
        "type": "object",
        "description": about["description"],
        "properties": properties,
        "required": required,
        "additionalProperties": True,
    }


def _only(content: str) -> Schema:
    others = {name: _NULL for name in ("text", "base64", "sha256") if name != content}
    return {"required": [content], "properties": {content: {"type": "string"}, **others}}


_CHECKED_BESIDES: Mapping[str, Schema] = {
    "Document": {"oneOf": [_only("text"), _only("base64"), _only("sha256")]},
    "BudgetStated": {
        "oneOf": [
            {
                "required": ["none"],
                "properties": {"none": {"const": True}, "items": {"anyOf": [{"type": "array", "maxItems": 0}, _NULL]}},
            },
            {
                "required": ["items"],
                "properties": {"none": {"enum": [False, None]}, "items": {"type": "array", "minItems": 1}},
            },
        ]
    },
}
"""What models check of their fields together."""
