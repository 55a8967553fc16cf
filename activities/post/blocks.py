"""What a notice is laid out from: paragraphs, entries of lists and commands; and the plain text they become.

A template renders to one block a line: a line that starts with "- " is an entry, one that starts with four spaces a
command, any other a paragraph; empty lines mean nothing. Plain text and HTML are made from the same blocks, so that
they say the same.
"""

from __future__ import annotations

import itertools
import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from activities.post.languages import RIGHT_TO_LEFT, WITHOUT_SPACES, Language
from activities.post.plain import ISOLATE_CLOSES, ISOLATE_OPENS, NO_BREAK, open_isolates, without_isolates

WIDTH: Final = 76
"""Characters on a line of plain text, but for what cannot be broken: commands, long words, Chinese."""

_COMMAND_INDENT: Final = " " * 4
_ENTRY_MARK: Final = "- "

Manner = Literal["paragraph", "entry", "command"]


@dataclass(frozen=True)
class Block:
    """One paragraph, entry or command: its text on one line, values that come from outside isolated in it."""

    manner: Manner
    text: str


def blocks_of(rendered: str) -> tuple[Block, ...]:
    """The blocks of a rendered template, those that say nothing left out."""
    return tuple(block for line in rendered.split("\n") if (block := _block(line)).text)


def _block(line: str) -> Block:
    if line.startswith(_COMMAND_INDENT):
        return Block("command", line.removeprefix(_COMMAND_INDENT))
    manner: Manner = "entry" if line.startswith(_ENTRY_MARK) else "paragraph"
    return Block(manner, re.sub(" +", " ", line.removeprefix(_ENTRY_MARK)).strip())


def as_plain(blocks: Sequence[Block], language: Language, width: int | None = WIDTH) -> str:
    """The blocks as plain text: an empty line between paragraphs, lists and commands, and none inside.

    Lines are broken at `width` characters, or (None) not at all.
    """
    gaps = ("\n" if a.manner == b.manner != "paragraph" else "\n\n" for a, b in itertools.pairwise(blocks))
    return "".join(_laid_out(block, language, width) + gap for block, gap in zip(blocks, (*gaps, "\n"), strict=True))


def _laid_out(block: Block, language: Language, width: int | None) -> str:
    text = block.text if language in RIGHT_TO_LEFT else without_isolates(block.text)
    width = None if language in WITHOUT_SPACES else width
    match block.manner:
        case "command":
            # On one line, to be pasted.
            return _COMMAND_INDENT + text
        case "entry":
            return _wrapped(_ENTRY_MARK + text, width, indent="  ")
        case "paragraph":
            return _wrapped(text, width)


def _wrapped(text: str, width: int | None, indent: str = "") -> str:
    if width is None:
        return text.replace(NO_BREAK, " ")
    # The marks of isolates take no room, so that lines that have some come out a little short.
    lines = textwrap.wrap(text, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
    return "\n".join(_closed_on_each_line(lines)).replace(NO_BREAK, " ")


def _closed_on_each_line(lines: Sequence[str]) -> Iterator[str]:
    """An isolate ends where its line ends (UAX #9): one that goes on is closed there, and opened again on the next."""
    still_open = 0
    for line in lines:
        reopened = ISOLATE_OPENS * still_open + line
        still_open = open_isolates(reopened) or 0
        yield reopened + ISOLATE_CLOSES * still_open
