"""The search attributes a namespace must know: with one missing, every workflow task that sets it fails.

They are given as a mapping of name to type, with the types' names as the Temporal command line spells them:
Text, Keyword, Int, Double, Bool, Datetime, KeywordList.
"""

import re
from collections.abc import Mapping

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.client import Client

from workers.embedded.errors import EmbeddedServerError

IndexedTypes = Mapping[str, IndexedValueType.ValueType]

_TYPES: IndexedTypes = {
    "Text": IndexedValueType.INDEXED_VALUE_TYPE_TEXT,
    "Keyword": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    "Int": IndexedValueType.INDEXED_VALUE_TYPE_INT,
    "Double": IndexedValueType.INDEXED_VALUE_TYPE_DOUBLE,
    "Bool": IndexedValueType.INDEXED_VALUE_TYPE_BOOL,
    "Datetime": IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
    "KeywordList": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
}
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")


def indexed_types(attributes: Mapping[str, str]) -> IndexedTypes:
    """The engine's types for the spelled ones; `invalid_search_attribute` for what it would not take."""
    for name, spelled in attributes.items():
        if not _NAME.fullmatch(name) or spelled not in _TYPES:
            raise EmbeddedServerError(
                "invalid_search_attribute",
                f"{name[:64]!r} of type {spelled[:64]!r} is not a search attribute. The types are {', '.join(_TYPES)}.",
            )
    return {name: _TYPES[spelled] for name, spelled in attributes.items()}


async def add(client: Client, attributes: IndexedTypes) -> None:
    """Register attributes in the client's namespace. RPCError when the server refuses."""
    if attributes:
        await client.operator_service.add_search_attributes(
            AddSearchAttributesRequest(namespace=client.namespace, search_attributes=dict(attributes))
        )


async def register_missing(client: Client, attributes: IndexedTypes) -> None:
    """Register what the client's namespace lacks; it may take a moment until `are_known`.

    `search_attribute_conflict` when a name is known there with another type: types cannot be changed.
    """
    known = await _listed(client)
    conflicts = [name for name, kind in attributes.items() if known.get(name, kind) != kind]
    if conflicts:
        raise EmbeddedServerError(
            "search_attribute_conflict",
            f"The engine's database knows {', '.join(conflicts)} with another type. Start with a new data directory.",
        )
    await add(client, {name: kind for name, kind in attributes.items() if name not in known})


async def are_known(client: Client, attributes: IndexedTypes) -> bool:
    """Whether the client's namespace knows all these names. The time-skipping server cannot tell: RPCError."""
    return attributes.keys() <= (await _listed(client)).keys()


async def _listed(client: Client) -> IndexedTypes:
    response = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=client.namespace)
    )
    return dict(response.custom_attributes)
