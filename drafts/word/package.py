"""The zip that a Word document is: which part is the document, and the bytes of a part, never more than allowed.

Nothing is written to disk and no entry is opened that the document's own structure does not name, so neither names
like "../../etc/passwd" nor zips inside the zip do anything. Relations to what lies outside the file are never followed.
"""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import Final

from lxml import etree

from drafts.model import UnreadableDraft
from drafts.word.limits import MAX_BYTES, MAX_ENTRIES, MAX_TAGS, MAX_UNZIPPED, too_large
from drafts.word.markup import WORD, elements, parse

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTRY: Final = b"PK\x01\x02"
_ENCRYPTED_FLAG: Final = 0x1
_OPC_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_CONTENT_TYPES: Final = "[Content_Types].xml"
_USUAL_MAIN: Final = "word/document.xml"
# Besides its own error, `zipfile` lets out what a damaged archive makes its parts raise: `NotImplementedError` for a
# packing it does not know, `RuntimeError` for an encrypted member, the others for sizes and offsets that lead nowhere.
_BROKEN_ZIP: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    KeyError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
)

_OTHER_MIMETYPES: Final = (
    (b"application/vnd.oasis.opendocument", "an OpenDocument file (.odt or the like)"),
    (b"application/epub", "an electronic book (.epub)"),
)
_OTHER_FOLDERS: Final = (
    ("xl/", "an Excel workbook"),
    ("ppt/", "a PowerPoint presentation"),
    ("visio/", "a Visio drawing"),
    ("fixeddoc", "an XPS document"),
    ("index/document.iwa", "a Pages document"),
    ("meta-inf/manifest.mf", "a Java archive"),
)
_OLE_STREAMS: Final = (
    ("EncryptedPackage", "is encrypted: it can be read once it is saved without its password"),
    ("WordDocument", "is an old Word document (.doc), which is not read: save it as .docx"),
)


def _unsupported(message: str) -> UnreadableDraft:
    return UnreadableDraft("unsupported_format", f"the file {message}")


@dataclass(frozen=True)
class Relation:
    """One inner relation of a part: the kind of thing ("footnotes") and the name of the part that is it."""

    kind: str
    part: str


class Package:
    """The parts of one Word document, read when asked for; raises `UnreadableDraft` when it is no such document."""

    def __init__(self, content: bytes) -> None:
        _refuse_what_is_no_zip(content)
        if content.count(_ENTRY) > MAX_ENTRIES:
            raise too_large(f"more than {MAX_ENTRIES:,} entries in its zip")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except _BROKEN_ZIP:
            raise _unsupported("is a broken Word document: its zip is cut off or damaged") from None
        self._entries = {entry.filename.lstrip("/").lower(): entry for entry in self._zip.infolist()}
        self._bytes_left = MAX_UNZIPPED
        self._tags_left = MAX_TAGS
        self._refuse_other_formats()
        self._main = self._main_part()
        self._main_relations = self._relations(self._main)

    def tree(self, name: str) -> etree._Element | None:
        """The root element of a part; None if the package has no part of that name."""
        entry = self._entries.get(name.lower())
        if entry is None:
            return None
        part = self._bytes_of(entry)
        self._tags_left -= part.count(b"<")
        if self._tags_left < 0:
            raise too_large(f"more than {MAX_TAGS:,} tags")
        return parse(part, posixpath.basename(name)[:40])

    def document(self) -> etree._Element:
        """The root element of the main part, which is a `w:document`."""
        root = self.tree(self._main)
        if root is None or root.tag != f"{WORD}document":
            raise _unsupported("holds no Word text: looked for its main part and found none")
        return root

    def main_relation(self, relation_id: str) -> Relation | None:
        """The inner relation of the main part that has this id."""
        return self._main_relations.get(relation_id)

    def _relations(self, name: str) -> dict[str, Relation]:
        """The inner relations of a part by their ids; those to anything outside the package are left out."""
        folder, base = posixpath.split(name)
        root = self.tree(posixpath.join(folder, "_rels", f"{base}.rels"))
        if root is None:
            return {}
        return {
            found.get("Id", ""): Relation(
                kind=posixpath.basename(found.get("Type", "")), part=_resolved(folder, found.get("Target", ""))
            )
            for found in elements(root)
            if found.get("TargetMode", "Internal") == "Internal"
        }

    def related_tree(self, kind: str) -> etree._Element | None:
        """The root element of the part that the main part relates to as its "styles", "numbering", "footnotes" ...;
        None if there is none.
        """
        part = next((relation.part for relation in self._main_relations.values() if relation.kind == kind), None)
        return self.tree(part) if part else None

    def _bytes_of(self, entry: zipfile.ZipInfo) -> bytes:
        if entry.flag_bits & _ENCRYPTED_FLAG:
            raise _unsupported("is encrypted: it can be read once it is saved without its password")
        if entry.compress_type not in _OPC_METHODS:
            raise _unsupported("is a Word document packed in a way that Word does not pack")
        if entry.file_size > self._bytes_left:
            raise too_large(f"more than {MAX_UNZIPPED:,} bytes unpacked")
        try:
            with self._zip.open(entry) as stream:
                part = stream.read(self._bytes_left + 1)
        except _BROKEN_ZIP:
            raise _unsupported("is a broken Word document: its zip is cut off or damaged") from None
        self._bytes_left -= len(part)
        if self._bytes_left < 0:
            raise too_large(f"more than {MAX_UNZIPPED:,} bytes unpacked")
        return part

    def _refuse_other_formats(self) -> None:
        mimetype = self._entries.get("mimetype")
        declared = self._bytes_of(mimetype)[:200] if mimetype else b""
        for magic, kind in _OTHER_MIMETYPES:
            if declared.startswith(magic):
                raise _unsupported(f"is {kind}, which is not read: save it as .docx")
        if any(name.startswith("word/") for name in self._entries):
            return
        for folder, kind in _OTHER_FOLDERS:
            if any(name.startswith(folder) for name in self._entries):
                raise _unsupported(f"is {kind}, which is not read: looked for a Word document")

    def _main_part(self) -> str:
        """The name of the main part, by the relations of the package; else by the name that Word gives it."""
        if not self._entries.keys() & {_CONTENT_TYPES.lower(), _USUAL_MAIN}:
            raise _unsupported("is a zip archive: looked for a Word document in it and found none")
        main = [relation.part for relation in self._relations("").values() if relation.kind == "officeDocument"]
        return main[0] if main else _USUAL_MAIN


def _refuse_what_is_no_zip(content: bytes) -> None:
    if not content:
        raise UnreadableDraft("empty", "the file is empty: looked for a Word document")
    if len(content) > MAX_BYTES:
        raise UnreadableDraft("too_large", f"the file is larger than {MAX_BYTES:,} bytes, the most that is read")
    if content.startswith(_OLE):
        for stream, refusal in _OLE_STREAMS:
            if stream.encode("utf-16-le") in content:
                raise _unsupported(refusal)
        raise _unsupported("is an old Office document, which is not read: save it as .docx")
    if not content.startswith(_ZIP):
        raise _unsupported("is no Word document: looked for a .docx, which is a zip, and found something else")


def _resolved(folder: str, target: str) -> str:
    """The name of a part, as an absolute or relative target in a folder of the package means it."""
    path = target if target.startswith("/") else posixpath.join(folder, target)
    return posixpath.normpath(f"/{path}").lstrip("/")
