"""The parts of the documents that are made from the code, so that the two cannot drift: facts, settings, commands.

`python -m tests.reference` writes them anew into the documents, between the lines that mark them; a test compares.
Everything else in the documents is written by hand, and other tests compare the names it uses with those in the code.
"""

from __future__ import annotations

import datetime as dt
import importlib
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from cyclopts import App
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from cli.main import build
from gateway.problems import PROBLEMS
from resolutions.authority import FACTS_OF_ROLES, TELLABLE, Authority
from resolutions.facts import DATA_CLASSES, FactData
from workers.settings import TEMPORAL_VARIABLES, Settings

ROOT = Path(__file__).parents[1]
DOCUMENTS = (ROOT / "docs" / "reference.md", ROOT / "docs" / "architecture.md", ROOT / "deploy" / "ENVIRONMENT.md")

LIMITS = {
    "resolutions.facts.MAX_FACT_BYTES": "bytes of one fact as JSON, its document's content apart",
    "ledger.documents.MAX_DOCUMENT_BYTES": "bytes of one document",
    "resolutions.decide.MAX_TOLD": "facts told about one resolution",
    "resolutions.decide.MAX_WEIGHT": "characters of JSON of all of them together",
    "resolutions.life.MAX_PARKED": "facts parked beside one resolution",
    "intake.door.MAX_TOGETHER": "facts in one update; more go in several",
    "intake.door.MAX_BYTES_TOGETHER": "bytes of JSON in one update",
    "intake.telling.ANSWER_TIMEOUT": "how long a teller waits for a receipt",
    "intake.telling.MAX_IN_FLIGHT": "updates of one resolution under way from one process",
    "intake.inbox.PATIENCE": "how long a teller waits before he is told that his facts are kept in the inbox",
    "intake.inbox.TOLD_IS_KEPT_FOR": "how long what was told is known in the inbox",
    "cli.files.MAX_FACTS_BYTES": "bytes of a file of facts given to a command",
    "drafts.plain_text.MAX_BYTES": "bytes of a plain text",
    "drafts.word.limits.MAX_BYTES": "bytes of a Word file",
    "drafts.word.limits.MAX_UNZIPPED": "bytes of its parts, unpacked",
    "drafts.pdf.expansion.MAX_BYTES": "bytes of a PDF",
    "drafts.pdf.extraction.MAX_PAGES": "pages of a PDF",
    "drafts.akn.parsing.MAX_BYTES": "bytes of an Akoma Ntoso document",
    "drafts.structure.MAX_PARAGRAPH": "characters of one paragraph of a draft",
    "activities.reading.MAX_PARAGRAPHS": "paragraphs listed in `draft.read`; the document itself is read whole",
    "activities.reading.MAX_DUTIES": "duties of one document; with more, it is not read",
    "resolutions.times.EARLIEST_YEAR": "first year that a time or date may lie in",
    "resolutions.times.LATEST_YEAR": "last year that a time or date may lie in",
    "workflows.resolution.MAX_EVENTS": "events of a run before it continues as new",
    "workers.worker.MAX_CACHED_WORKFLOWS": "living workflows that a worker keeps in memory",
    "activities.contracts.NOTICE_SHARDS": "deliveries side by side",
    "activities.delivery.AT_ONCE": "letters under way at once in one delivery",
    "gateway.middleware.MAX_BODY_BYTES": "bytes of a request to the gateway",
    "gateway.middleware.MAX_DOCUMENT_BODY_BYTES": "bytes of a request that brings a document",
    "gateway.middleware.BODY_SECONDS": "seconds in which a request's body must arrive",
    "gateway.serving.HEAD_SECONDS": "seconds in which its head must arrive",
    "gateway.middleware.MAX_AT_ONCE": "requests answered at the same time",
    "gateway.signatures.TOLERANCE_SECONDS": "seconds that a signature's time may be from now, either way",
    "ledger.sources.MAX_GOOD_SECRETS": "secrets of one source that are good at a time",
    "activities.webhooks.AT_ONCE": "deliveries under way at once to one host",
}
"""The bounds that a user or an operator can meet, by where they are set."""

PREFIX = str(Settings.model_config.get("env_prefix", ""))

_PART = re.compile(r"(<!-- made by tests\.reference: (\S+) -->\n).*?(<!-- end -->)", re.DOTALL)

Schema = Mapping[str, Any]


def variable(field: str) -> str:
    """The environment variable of a setting."""
    return f"{PREFIX}{field.upper()}"


def table(header: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [header, tuple("---" for _ in header), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def settings_table() -> str:
    """Every setting of a process: its variable, its default, what it means."""
    return table(
        ("Variable", "Default", "Meaning"),
        (
            (f"`{variable(name)}`", _default(name), f"{field.description}{_choices(name)}")
            for name, field in Settings.model_fields.items()
        ),
    )


def _default(name: str) -> str:
    field = Settings.model_fields[name]
    if name == "rules":
        return "every rule's own"
    if field.default_factory is not None:
        return "`~/.local/share/resolute`"
    if field.default is None or field.default is PydanticUndefined:
        return "none"
    return f"`{field.default}`"


def _choices(name: str) -> str:
    choices = Settings.model_json_schema()["properties"][name].get("enum")
    return ": " + ", ".join(f"`{choice}`" for choice in choices) if choices else ""


def temporal_table() -> str:
    """The variables of Temporal's own client configuration that a deployment usually sets."""
    return table(("Variable", "Meaning"), ((f"`{name}`", meaning) for name, meaning in TEMPORAL_VARIABLES.items()))


def facts_told() -> str:
    """A section for each fact that can be told."""
    return _facts(lambda data_class: not data_class.by_service)


def facts_of_the_service() -> str:
    """A section for each fact that the service itself records."""
    return _facts(lambda data_class: data_class.by_service)


def _facts(chosen: Callable[[type[FactData]], bool]) -> str:
    return "\n\n".join(
        f"#### `{name}`\n\n{_summary(data_class)}\n\n{_fields(data_class.model_json_schema())}"
        for name, data_class in DATA_CLASSES.items()
        if chosen(data_class)
    )


def shapes() -> str:
    """A section for each shape that facts hold inside."""
    found: dict[str, Schema] = {}
    for data_class in DATA_CLASSES.values():
        found |= data_class.model_json_schema().get("$defs", {})
    return "\n\n".join(
        f"#### {name}\n\n{_one_line(found[name].get('description', ''))}\n\n{_fields(found[name])}"
        for name in sorted(found)
    )


def _summary(model: type[BaseModel]) -> str:
    return _one_line(model.__doc__ or "")


def _one_line(text: str) -> str:
    return " ".join(text.partition("\n\n")[0].split())


def _fields(schema: Schema) -> str:
    fields = schema.get("properties", {})
    needed = schema.get("required", [])
    if not fields:
        return "No data."
    return table(
        ("Field", "Needed", "Value"),
        ((f"`{name}`", "yes" if name in needed else "", value(field)) for name, field in fields.items()),
    )


def value(schema: Schema) -> str:
    """What a field may hold, in words."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return f"[{name}](#{name.lower()})"
    options = schema.get("anyOf") or schema.get("oneOf")
    if options:
        return " or ".join(value(option) for option in options if option.get("type") != "null")
    if "const" in schema:
        return f"`{schema['const']}`"
    if "enum" in schema:
        return ", ".join(f"`{choice}`" for choice in schema["enum"])
    return _VALUES[schema.get("type", "object")](schema)


def _text(schema: Schema) -> str:
    if "format" in schema:
        return {"date": "date, `YYYY-MM-DD`", "date-time": "date and time with its zone, RFC 3339"}[schema["format"]]
    if "pattern" in schema:
        return f"text, `{schema['pattern']}`"
    longest = schema.get("maxLength")
    shortest = "1 to" if schema.get("minLength") else "up to"
    return f"text, {shortest} {longest:,} characters" if longest else "text"


def _number(schema: Schema) -> str:
    kind = "whole number" if schema["type"] == "integer" else "number"
    least, most = schema.get("minimum"), schema.get("maximum")
    if least is not None and most is not None:
        return f"{kind}, {least:,.0f} to {most:,.0f}" if most >= 10_000 else f"{kind}, {least} to {most}"
    return f"{kind}, at least {least}" if least is not None else kind


def _list(schema: Schema) -> str:
    most = f", at most {schema['maxItems']}" if "maxItems" in schema else ""
    return f"list{most}, of: {value(schema.get('items', {}))}"


_VALUES: Mapping[str, Callable[[Schema], str]] = {
    "string": _text,
    "integer": _number,
    "number": _number,
    "boolean": lambda _: "`true` or `false`",
    "array": _list,
    "object": lambda _: "object",
}


def commands() -> dict[str, str]:
    """Every command by the words that call it, with its one line of help; a group of commands has none of its own."""
    return dict(_commands(build(), ()))


def _commands(app: App, words: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for name in app:
        if name.startswith("-"):
            continue
        command = app[name]
        path = (*words, name)
        if command.default_command is not None:
            yield " ".join(path), _one_line(command.help)
        yield from _commands(command, path)


def commands_table() -> str:
    """Every command, one line each."""
    return table(("Command", "What it does"), ((f"`resolute {name}`", line) for name, line in commands().items()))


def limits_table() -> str:
    """Every bound, with its value as the code has it."""
    return table(
        ("Limit", "Of what", "Set in"), ((_limit(place), what, f"`{place}`") for place, what in LIMITS.items())
    )


def _limit(place: str) -> str:
    module, _, name = place.rpartition(".")
    found = getattr(importlib.import_module(module), name)
    if isinstance(found, dt.timedelta):
        return f"{found.total_seconds():g} s"
    return str(found) if place.endswith("_YEAR") else f"{found:,g}"


def authority_table() -> str:
    """Which facts each role may tell: the code's own table, facts against roles."""
    roles = tuple(FACTS_OF_ROLES)
    told = {role: Authority(facts=FACTS_OF_ROLES[role]) for role in roles}
    return table(
        ("Fact", *(f"`{role}`" for role in roles)),
        ((f"`{fact}`", *("yes" if told[role].names(fact) else "" for role in roles)) for fact in TELLABLE),
    )


def problems_table() -> str:
    """Every problem that the gateway answers with."""
    return table(
        ("Code", "Status", "Meaning"),
        ((f"`{code}`", str(kind.status), kind.meaning) for code, kind in PROBLEMS.items()),
    )


PARTS: Mapping[str, Callable[[], str]] = {
    "settings": settings_table,
    "temporal": temporal_table,
    "facts": facts_told,
    "service-facts": facts_of_the_service,
    "shapes": shapes,
    "commands": commands_table,
    "limits": limits_table,
    "authority": authority_table,
    "problems": problems_table,
}


def remade(text: str) -> str:
    """A document with its made parts made anew."""
    return _PART.sub(lambda part: f"{part[1]}\n{PARTS[part[2]]()}\n\n{part[3]}", text)


if __name__ == "__main__":
    for document in DOCUMENTS:
        document.write_text(remade(document.read_text()))
