"""Pages that lie on their side: a sheet is read in the direction in which most of its characters run.

Wide tables and scanned-in landscape pages are drawn turned by quarters; what is turned against the rest of its page, as
a stamp at its edge, is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Quarter = Literal[0, 1, 2, 3]
"""How text runs: to the right, up, to the left (upside down), down."""

_STRAIGHT = 10
"""How many times longer a run is than it rises, to be called straight."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The part of a page that is shown, in points, and how its text runs."""

    left: float
    bottom: float
    right: float
    top: float
    turn: Quarter = 0

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the sheet once its text is upright."""
        width, height = self.right - self.left, self.top - self.bottom
        return (width, height) if self.turn in {0, 2} else (height, width)

    def upright(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the page is once the text is upright, from the lower left corner."""
        across, up = x - self.left, y - self.bottom
        width, height = self.right - self.left, self.top - self.bottom
        match self.turn:
            case 0:
                return across, up
            case 1:
                return up, width - across
            case 2:
                return width - across, height - up
            case 3:
                return height - up, across


def runs_to(across: float, up: float) -> Quarter | None:
    """The quarter in which text runs that goes so far across and up; None if it runs aslant or nowhere."""
    if abs(across) > _STRAIGHT * abs(up):
        return 0 if across > 0 else 2
    if abs(up) > _STRAIGHT * abs(across):
        return 1 if up > 0 else 3
    return None
