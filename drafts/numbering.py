"""Numbering: the labels that open a paragraph or sub-paragraph, and how deep a sub-paragraph stands.

United Nations texts count "1.", then (a), then (i), then a., then i.; drafts of delegations vary it ("OP4bis.", "1)",
"a)"), misnumber and skip. A letter that is also a Roman numeral is read by what it follows: "(i)" after "(h)" is a
letter unless (h) ended with a colon, "(v)" after "(iv)" a numeral. Labels are given as printed, without a full stop.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, Literal

from drafts.emphasis import plain
from drafts.lexicon import operative_opening

_SUFFIX: Final = r"(?P<suffix>bis|ter|quater|quinquies|sexies|alt)"
_NUMBERED: Final = re.compile(
    rf"\*{{0,2}}(?:OP ?)?(?P<number>\d{{1,3}}) ?{_SUFFIX}?\\?\.(?!\d)(?:\*{{1,2}}(?=\s))?\s*(?=\S)", re.IGNORECASE
)
_DECIMAL: Final = re.compile(r"(?P<number>\d{1,2}\.(?:\d{1,2}|[a-z]))\.?\s+(?=\*?[A-Z])")
_NUMBER_IN_HALF_BRACKET: Final = re.compile(r"(?P<number>\d{1,3})\\?\)\s+(?=\S)")
_NUMBER_WITHOUT_STOP: Final = re.compile(r"(?P<number>\d{1,3}) (?=\*?[A-Z])")
_NEGOTIATED: Final = re.compile(rf"(?P<kind>OP|PP) ?(?P<number>\d{{1,3}}) ?{_SUFFIX}?[.:)]?\s+(?=\S)")
_SECOND_NUMBER: Final = re.compile(
    r"(?:\[(?:(?:ex|former|formerly|old|previously)[ .-]*)?(?:OP|PP)? ?\d{1,3} ?(?:bis|ter|alt)?\.?\]\.?"
    r"|\((?:(?:ex|former|formerly|old|previously)[ .-]*(?:OP|PP)?|OP|PP) ?\d{1,3} ?(?:bis|ter|alt)?\.?\)\.?"
    r"|\d{1,3} ?(?:bis|ter)?\.(?!\d))\s+(?=\S)",
    re.IGNORECASE,
)
_SUB: Final = re.compile(
    r"\((?P<inside>[a-z]{1,5}|\d{1,2})\)\s*(?=\S)|(?P<before>[a-z]|[ivx]{2,5})(?P<mark>[.)])\s+(?=\S)"
)
_BULLET: Final = re.compile(r"[\u2022\u25cf\u25aa\u25e6\u2023\uf0b7\u00b7\u2013\u2014-]\s+(?=\S)")
_LONE: Final = re.compile(r"(?:OP ?)?\d{1,3} ?(?:bis|ter|quater|alt)?\\?\.|\([a-z]{1,5}\)", re.IGNORECASE)
_NUMERALS: Final = (
    *("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"),
    *("xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii", "xviii", "xix", "xx"),
)
_ROMAN: Final = {numeral: value for value, numeral in enumerate(_NUMERALS, start=1)}

Style = Literal["brackets", "half bracket", "stop"]
Kind = Literal["letter", "numeral", "digit"]


@dataclass(frozen=True)
class Number:
    """The number of a paragraph ("4bis") and where its text begins; `preambular` for a PP of a negotiation."""

    printed: str
    text_at: int
    preambular: bool = False


@dataclass(frozen=True)
class SubLabel:
    """The label of a sub-paragraph, where its text begins, and what it may mean: a letter, a numeral or either."""

    printed: str
    text_at: int
    style: Style
    readings: tuple[tuple[Kind, int], ...]


def paragraph_number(block: str, last: str, in_annex: bool, counts: bool) -> Number | None:
    """The number that opens a block. `last` is the number before it, `counts` whether paragraphs are numbered here.

    A number without its full stop counts only if it is the next one and a verb follows; "1)" if a verb follows or in
    an annex. A second number ("5. [4.] Requests") is read over.
    """
    if negotiated := _NEGOTIATED.match(block):
        number = _numbered(negotiated, block)
        return Number(number.printed, number.text_at, preambular=negotiated["kind"] == "PP")
    if decimal := _DECIMAL.match(block):
        return Number(decimal["number"], decimal.end())
    if found := _NUMBERED.match(block):
        return _numbered(found, block)
    if (found := _NUMBER_IN_HALF_BRACKET.match(block)) and (in_annex or _opens(block, found.end())):
        return Number(found["number"], found.end())
    found = _NUMBER_WITHOUT_STOP.match(block) if counts else None
    if found and last.isdigit() and int(found["number"]) == int(last) + 1 and _opens(block, found.end()):
        return Number(found["number"], found.end())
    return None


def opens_with_number(block: str) -> str | None:
    """The number that opens a block beyond doubt ("12.", "OP4bis"); None if there is none."""
    found = _NEGOTIATED.match(block) or _NUMBERED.match(block)
    return found["number"] if found else None


def sub_label(block: str) -> SubLabel | None:
    """The label of a sub-paragraph that opens a block, whatever stands before it."""
    found = _SUB.match(block)
    if found is None:
        return None
    label = found["inside"] or found["before"]
    style: Style = "brackets" if found["inside"] else "stop" if found["mark"] == "." else "half bracket"
    readings = _readings(label)
    printed = label if style == "stop" else f"({label})"
    return SubLabel(printed, found.end(), style, readings) if readings else None


def bullet_end(block: str) -> int | None:
    """Where the text of a bulleted block begins; None if it opens with no bullet."""
    found = _BULLET.match(block)
    return found.end() if found else None


def is_lone_label(block: str) -> bool:
    """Whether a block is nothing but a label, whose paragraph is the next block."""
    return len(block) <= 12 and _LONE.fullmatch(block) is not None


def _numbered(found: re.Match[str], block: str) -> Number:
    second = _SECOND_NUMBER.match(block, found.end())
    text_at = second.end() if second else found.end()
    return Number(found["number"] + (found["suffix"] or "").lower(), text_at)


def _opens(block: str, at: int) -> bool:
    return operative_opening(plain(block[at:])) is not None


def _readings(label: str) -> tuple[tuple[Kind, int], ...]:
    readings: list[tuple[Kind, int]] = []
    if label.isdigit():
        readings.append(("digit", int(label)))
    elif len(set(label)) == 1 and len(label) <= 2:
        readings.append(("letter", ord(label[0]) - ord("a") + 1 + 26 * (len(label) - 1)))
    if label in _ROMAN:
        readings.append(("numeral", _ROMAN[label]))
    return tuple(readings)


@dataclass
class _Rung:
    style: Style
    kind: Kind
    value: int


@dataclass
class Outline:
    """The labels of sub-paragraphs open under one paragraph, outermost first."""

    rungs: list[_Rung] = field(default_factory=list)

    def clear(self) -> None:
        self.rungs.clear()

    def place(self, label: SubLabel, after_colon: bool) -> int | None:
        """The level of a label, 1 for the outermost; None if what looks like a label continues nothing.

        `after_colon` says that the text before it ends with a colon, so that a deeper level may begin.
        """
        depth, kind, value = self._continued(label)
        start = next((kind for kind, value in label.readings if value == 1), None)
        if start and (depth is None or (after_colon and kind != start)):
            depth, kind, value = self._begun(label.style, start), start, 1
        elif depth is None and label.style == "brackets" and "digit" not in {kind for kind, _ in label.readings}:
            depth, kind, value = self._skipped(label)
        if depth is None:
            return None
        self.rungs = [*self.rungs[:depth], _Rung(label.style, kind, value)]
        return depth + 1

    def _continued(self, label: SubLabel) -> tuple[int | None, Kind, int]:
        """The innermost list of which the label is the next."""
        for depth in reversed(range(len(self.rungs))):
            rung = self.rungs[depth]
            if rung.style == label.style and (rung.kind, rung.value + 1) in label.readings:
                return depth, rung.kind, rung.value + 1
        return None, *label.readings[0]

    def _begun(self, style: Style, kind: Kind) -> int:
        """Where a list that begins belongs: one of the same make begins again, any other is one level deeper."""
        same = (depth for depth, rung in enumerate(self.rungs) if (rung.style, rung.kind) == (style, kind))
        return next(same, len(self.rungs))

    def _skipped(self, label: SubLabel) -> tuple[int | None, Kind, int]:
        """Where a label belongs that follows none: to the innermost list of its make, else to a new one."""
        for depth in reversed(range(len(self.rungs))):
            for kind, value in label.readings:
                if (self.rungs[depth].style, self.rungs[depth].kind) == (label.style, kind):
                    return depth, kind, value
        return len(self.rungs), *label.readings[0]
