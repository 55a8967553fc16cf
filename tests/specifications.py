"""A specification under test: its own schemas judge values, its pointers lead somewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Protocol

from jsonschema_rs import Registry, ValidationError

_WHERE = "urn:document"


class _Validator(Protocol):
    def iter_errors(self, instance: Any) -> Iterator[ValidationError]: ...


class Specification:
    """A document, and the JSON Schema draft that its schemas are written in."""

    def __init__(self, document: dict[str, Any], draft: int, validator: Callable[..., _Validator]) -> None:
        registry = Registry([(_WHERE, document)], draft=draft)
        self.document = document
        self._validator = cache(
            lambda reference: validator({"$ref": _WHERE + reference}, registry=registry, validate_formats=True)
        )

    def complaints(self, reference: str, instance: object) -> list[str]:
        """What a schema of the document says against a value."""
        return [error.message for error in self._validator(reference).iter_errors(instance)]

    def found(self, pointer: str) -> Any:
        """What a pointer leads to. Raises `KeyError` for one that leads nowhere."""
        node: Any = self.document
        for part in pointer.removeprefix("#/").split("/"):
            node = node[part]
        return node


def references(node: object) -> Iterator[str]:
    """Every reference in a document, those of discriminators among them; not what stands inside an example's value."""
    match node:
        case dict():
            for name, value in node.items():
                if name == "$ref":
                    yield value
                elif name == "mapping":
                    yield from value.values()
                elif name != "value":
                    yield from references(value)
        case list():
            for value in node:
                yield from references(value)
        case _:
            pass
