"""A small writer of PDF files for tests: positioned text in standard fonts, nothing else.

Positions are points from the lower left corner of a page of 612 by 792. Standard fonts are not embedded; readers know
their widths.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

Face = Literal["roman", "italic", "bold"]

WIDTH: Final = 612
HEIGHT: Final = 792
_FONTS: Final[dict[Face, str]] = {"roman": "Times-Roman", "italic": "Times-Italic", "bold": "Times-Bold"}
_WIDTHS: Final = {
    character: width
    for width, characters in {
        250: " ,.",
        278: "/:;ijlt",
        333: "!()-IfrJ[]",
        444: "acez?",
        389: "s",
        500: "0123456789bdghknopquvxy*",
        556: "FPS",
        611: "ELTZ",
        667: "BCR",
        722: "ADGHKNOQUVXYw",
        778: "m&",
        889: "M",
        944: "W",
    }.items()
    for character in characters
}


@dataclass(frozen=True)
class Shown:
    """One run of text; `turned` writes it upwards, `raise_by` above its line."""

    x: float
    y: float
    text: str
    size: float = 10
    face: Face = "roman"
    turned: bool = False

    def instruction(self) -> str:
        place = f"0 1 -1 0 {self.x} {self.y}" if self.turned else f"1 0 0 1 {self.x} {self.y}"
        text = self.text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        return f"BT /{self.face} {self.size} Tf {place} Tm ({text}) Tj ET"


def width_of(text: str, size: float = 10) -> float:
    """How wide a text is in Times, in points."""
    return size * sum(_WIDTHS.get(character, 500) for character in text) / 1000


def paragraph(
    text: str, x: float, y: float, width: float, indent: float = 24, leading: float = 12, size: float = 10
) -> list[Shown]:
    """A paragraph broken into lines at `width`; words between asterisks are italic, a `^7` is a raised 7. The first
    line stands at `y`.
    """
    shown: list[Shown] = []
    at, italic = x + indent, False
    for word in text.split():
        bare, _, raised = word.partition("^")
        if shown and at + width_of(bare.replace("*", ""), size) > x + width:
            at, y = x, y - leading
        for i, piece in enumerate(bare.split("*")):
            italic = italic if i == 0 else not italic
            if piece:
                shown.append(Shown(at, y, piece, size, "italic" if italic else "roman"))
                at += width_of(piece, size)
        if not raised:
            shown[-1] = replace(shown[-1], text=f"{shown[-1].text} ")
            at += width_of(" ", size)
        if raised:
            shown.append(Shown(at, y + size / 3, raised, 0.65 * size))
            at += width_of(raised, 0.65 * size) + width_of(" ", size)
    return shown


def stack(texts: Sequence[str], x: float, y: float, width: float, gap: float = 6, **how: float) -> list[Shown]:
    """Paragraphs one under the other, `gap` apart."""
    shown: list[Shown] = []
    for text in texts:
        lines = paragraph(text, x, y, width, **how)
        shown.extend(lines)
        y = lines[-1].y - how.get("leading", 12) - gap
    return shown


def pdf(pages: Iterable[Sequence[Shown]], packed: bool = True) -> bytes:
    """A PDF of one page for each sequence of texts."""
    return pdf_of_contents(
        ["\n".join(shown.instruction() for shown in page).encode("cp1252", "replace") for page in pages], packed
    )


def pdf_of_contents(contents: Sequence[bytes], packed: bool = True, extra: Sequence[bytes] = ()) -> bytes:
    """A PDF of one page for each stream of drawing instructions; `extra` objects follow those of the pages."""
    faces = list(_FONTS)
    first_page = 3 + len(faces)
    kids = " ".join(f"{first_page + 2 * i} 0 R" for i in range(len(contents)))
    fonts = " ".join(f"/{face} {3 + i} 0 R" for i, face in enumerate(faces))
    drawn = " ".join(f"/X{i} {first_page + 2 * len(contents) + i} 0 R" for i in range(len(extra)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
        *(
            f"<< /Type /Font /Subtype /Type1 /BaseFont /{_FONTS[face]} /Encoding /WinAnsiEncoding >>".encode()
            for face in faces
        ),
    ]
    for i, content in enumerate(contents):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {first_page + 2 * i + 1} 0 R"
            f" /Resources << /Font << {fonts} >> /XObject << {drawn} >> >> >>".encode()
        )
        objects.append(stream(content, packed=packed))
    return _file([*objects, *extra])


def stream(content: bytes, dictionary: bytes = b"", packed: bool = True) -> bytes:
    """A stream object's body."""
    data = zlib.compress(content, 9) if packed else content
    packing = b"/Filter /FlateDecode " if packed else b""
    return b"<< %s%s/Length %d >>\nstream\n%s\nendstream" % (packing, dictionary, len(data), data)


def _file(objects: Sequence[bytes]) -> bytes:
    written = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    written += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    written += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(written)
