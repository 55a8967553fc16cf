"""Roles: what a stakeholder can be to a resolution, a body, an office or a State."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal[
    "mission",
    "secretariat",
    "documents",
    "bureau",
    "observer",
    "finance",
    "council_secretariat",
    "assembly_secretariat",
    "office",
    "head",
    "subscriber",
]
"""Roles that a stakeholder can hold. `mission` is of a State, `office` and `head` of an office, the others of a
body. A `subscriber` is a system that is told of every entry.
"""

ROLES_EVERYBODY_MAY_LACK: frozenset[Role] = frozenset({"observer", "bureau", "head", "mission", "subscriber"})
"""Roles that may be held by nobody without anything being lost; a notice for another that nobody holds is kept and
shown.
"""


@dataclass(frozen=True)
class Audience:
    """Whoever holds a role: `of` is the State, body or office it is held of; None means of any."""

    role: Role
    of: str | None = None
