"""The one way in which XML from outside is parsed: no entities, no document type, no network, no endless trees."""

from __future__ import annotations

from lxml import etree


def parsed(content: bytes) -> etree._Element:
    """The root element. Raises `XMLSyntaxError`, `ValueError` or `LookupError` (an unknown encoding)."""
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    return etree.fromstring(content, parser)
