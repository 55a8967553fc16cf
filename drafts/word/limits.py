"""What a Word document may cost: the bounds of its reading, each far above what a real document needs.

The longest resolution the General Assembly prints in one file has some 35 pages: 0.4 MB of XML, 20,000 tags.
"""

from __future__ import annotations

from typing import Final

from drafts.model import UnreadableDraft

MAX_BYTES: Final = 10 * 1024 * 1024
"""Bytes of the file as it comes."""
MAX_ENTRIES: Final = 5_000
"""Entries of the zip, opened or not."""
MAX_UNZIPPED: Final = 50 * 1024 * 1024
"""Bytes of all parts that are read, unpacked; counted as they unpack, whatever the zip declares."""
MAX_TAGS: Final = 1_000_000
"""Tags of all parts that are read: they, not bytes, are what a tree in memory costs."""
MAX_PARAGRAPHS: Final = 100_000
MAX_CHARACTERS: Final = 2_000_000
"""Characters of text, as much as is read of a plain text."""
MAX_DEPTH: Final = 200
"""Elements inside one another in a paragraph or a table."""


def too_large(what: str) -> UnreadableDraft:
    """The refusal of a document with more of something than is read: "more than 5,000 entries in its zip"."""
    return UnreadableDraft("too_large", f"the Word document has {what}, the most that is read")
