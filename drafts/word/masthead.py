"""The masthead: United Nations documents print symbol, distribution and date in the header of the first page.

Headers of other pages repeat the symbol and a short title; they are read for the symbol alone, and only where neither
the body nor the first page says it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from lxml import etree

from drafts.emphasis import plain
from drafts.word.changes import ChangeLog
from drafts.word.markup import RELATED, WORD, switch
from drafts.word.package import Package
from drafts.word.runs import Reading
from drafts.word.story import Story
from resolutions.symbols import parse_symbol

_BLOCKS_OF_A_HEAD: Final = 40
_LONGEST_SYMBOL: Final = 60
_PARTED: Final = " | "


def first_section(document: etree._Element) -> etree._Element | None:
    """The properties of the first section, which hold the headers of the first page."""
    return next(document.iter(f"{WORD}sectPr"), None)


def masthead(package: Package, section: etree._Element | None, reading: Reading, body: Sequence[str]) -> list[str]:
    """The blocks to put before the body: those of the first page's header, unless the body says a symbol itself.

    Changes tracked in headers are accepted and not told of: they are no changes of the text.
    """
    if section is None or any(_symbols(body[:_BLOCKS_OF_A_HEAD])):
        return []
    headers = _headers(package, section)
    reading = replace(reading, log=ChangeLog())
    first: list[str] = []
    if switch(section, "titlePg") and "first" in headers:
        first = _read(package, headers["first"], reading)
        if any(_symbols(first)):
            return first
    running = [
        block for kind in ("default", "even") if kind in headers for block in _read(package, headers[kind], reading)
    ]
    return [*next(([symbol] for symbol in _symbols(running)), []), *first]


def _headers(package: Package, section: etree._Element) -> dict[str, str]:
    """The names of the parts that hold the headers of a section, by the pages they are for."""
    found = {}
    for reference in section.iterchildren(f"{WORD}headerReference"):
        relation = package.main_relation(reference.get(f"{RELATED}id", ""))
        if relation and relation.kind == "header":
            found[reference.get(f"{WORD}type", "default")] = relation.part
    return found


def _read(package: Package, part: str, reading: Reading) -> list[str]:
    root = package.tree(part)
    return [] if root is None else Story(reading).read(root)


def _symbols(blocks: Sequence[str]) -> Iterator[str]:
    """The blocks, or cells of rows, that are a document symbol and nothing else."""
    for block in blocks:
        for cell in plain(block[:1_000]).split(_PARTED):
            line = cell.strip(" *")
            if len(line) <= _LONGEST_SYMBOL and any(sign.isdigit() for sign in line) and parse_symbol(line):
                yield line
