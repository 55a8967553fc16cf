"""Spans to lines: what stands on one baseline, cut where a gap is too wide to be a space between words.

A `Segment` is a piece of a line without such a gap; a `Row` holds the segments of one baseline from left to right: one
in running text, two where columns or the two halves of a header stand side by side, more in a table.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from drafts.pdf.extraction import Span

_SAME_BASELINE: Final = 0.5  # of the row's largest size: raised marks stand that high, lines stand further apart
_WORD_GAP: Final = 0.17  # of the size: narrower gaps stand inside a word
_WIDE_WORD_GAP: Final = 0.4  # of the size: the same beside signs that cling to a word
_CLINGS_BEFORE: Final = tuple(".,;:)]\u2019\u201d")
_CLINGS_AFTER: Final = tuple("([\u2018\u201c/")
_SAME_SPOT: Final = 0.1  # of the size: no letter is narrower
_COLUMN_GAP: Final = 1.5
_LABEL_GAP: Final = 5.0
_DROP_CAP: Final = 1.8
_LABEL: Final = re.compile(
    r"""(?:OP\s?|PP\s?)?\d{1,3}\s?(?:bis|ter|quater|alt)?[.)]  # 12. or 4bis.
      | \(?(?:[a-z]{1,2}|[ivx]{2,5}|\d{1,2})\)                 # (a) or iv)
      | [a-zA-Z]\. | [IVXL]{1,6}\. | [\u2022\u25cf\u25aa\u25cb\u2013\u2014-]
      | (?:E?S-)?\d{1,4}/\d{1,4}(?:\s[A-Z](?:-[A-Z])?)?\.      # 80/239.
      | \d{1,3}/? | \*{1,3}                                    # a footnote's number
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a line; `size` and `bold` are those of most of its characters, `text` is its plain text."""

    spans: tuple[Span, ...]
    size: float
    baseline: float
    left: float
    right: float
    bold: bool
    text: str

    @property
    def width(self) -> float:
        return self.right - self.left

    def pieces(self) -> Iterator[tuple[str, Span]]:
        """The text of each span with the space that the gap before it stands for."""
        return _pieces(self.spans, self.size)

    def raised(self, span: Span) -> bool:
        """Whether a span of this segment is set smaller and above the baseline."""
        return span.size < 0.8 * self.size and span.baseline > self.baseline + 0.12 * self.size


@dataclass
class Row:
    """The segments of one baseline, from left to right."""

    segments: list[Segment]
    baseline: float = field(init=False)

    def __post_init__(self) -> None:
        self.baseline = self.segments[0].baseline

    @property
    def text(self) -> str:
        return " ".join(each.text for each in self.segments)


def rows(spans: Sequence[Span]) -> list[Row]:
    """The rows of a page, from top to bottom."""
    found: list[list[Span]] = []
    first: Span | None = None
    largest = 0.0
    for span in sorted(_with_drop_caps_raised(spans), key=lambda span: -span.baseline):
        largest = max(largest, span.size)
        if first is None or first.baseline - span.baseline > _SAME_BASELINE * largest:
            found.append([])
            first, largest = span, span.size
        found[-1].append(span)
    return [Row(list(_segments(sorted(row, key=lambda span: span.left)))) for row in found]


def is_label(text: str) -> bool:
    """Whether a text is nothing but a number or a letter that stands before its paragraph."""
    return _LABEL.fullmatch(text) is not None


def _segments(spans: Sequence[Span]) -> Iterator[Segment]:
    """Cut a row where a gap is too wide; a label keeps to the text it stands before."""
    pending: list[Span] = []
    right = 0.0
    for span in _printed_once(spans):
        gap = span.left - right
        size = min(span.size, pending[-1].size) if pending else span.size
        wide = gap > _COLUMN_GAP * size
        if pending and wide and (gap > _LABEL_GAP * size or not is_label(_joined(pending))):
            yield segment(pending)
            pending = []
        right = max(right, span.right) if pending else span.right
        pending.append(span)
    if pending:
        yield segment(pending)


def _printed_once(spans: Sequence[Span]) -> Iterator[Span]:
    """The spans of a row without those printed again on the same spot, as some printers make bold type."""
    seen: dict[str, float] = {}
    for span in spans:
        text = span.text.strip()
        if text not in seen or span.left - seen[text] > _SAME_SPOT * span.size:
            yield span
        seen[text] = span.left


def _joined(spans: Sequence[Span]) -> str:
    return "".join(span.text for span in spans).strip()


def segment(spans: Sequence[Span]) -> Segment:
    """The segment of spans that stand on one baseline, from left to right; at least one."""
    sizes: Counter[float] = Counter()
    bold = 0
    for span in spans:
        sizes[span.size] += len(span.text)
        bold += len(span.text) if span.bold else 0
    size = sizes.most_common(1)[0][0]
    return Segment(
        spans=tuple(spans),
        size=size,
        baseline=next(span.baseline for span in spans if span.size == size),
        left=spans[0].left,
        right=max(span.right for span in spans),
        bold=2 * bold > sizes.total(),
        text=" ".join("".join(piece for piece, _ in _pieces(spans, size)).split()),
    )


def _pieces(spans: Sequence[Span], size: float) -> Iterator[tuple[str, Span]]:
    end, last = 0.0, " "
    for span in spans:
        clings = span.text.startswith(_CLINGS_BEFORE) or last.endswith(_CLINGS_AFTER)
        least = (_WIDE_WORD_GAP if clings else _WORD_GAP) * size
        spaced = last.endswith(" ") or span.text.startswith(" ") or span.left - end < least
        yield (span.text if spaced else f" {span.text}"), span
        end, last = span.right, span.text


def _with_drop_caps_raised(spans: Sequence[Span]) -> Sequence[Span]:
    """Put an initial that is several lines high on the first of these lines."""
    initials = [span for span in spans if len(span.text.strip()) == 1 and span.text.strip().isupper()]
    moved = {id(initial): line for initial in initials[:50] if (line := _first_line_beside(initial, spans))}
    if not moved:
        return spans
    return [
        Span(span.text, span.left, span.right, moved[id(span)].baseline, moved[id(span)].size, span.italic, span.bold)
        if id(span) in moved
        else span
        for span in spans
    ]


def _first_line_beside(initial: Span, spans: Sequence[Span]) -> Span | None:
    """The highest line that begins right of an initial and above its baseline, if there is one."""
    beside = [
        span
        for span in spans
        if initial.size >= _DROP_CAP * span.size
        and 0 <= span.left - initial.right < span.size
        and 0.25 * initial.size < span.baseline - initial.baseline < initial.size
    ]
    return max(beside, key=lambda span: span.baseline, default=None)
