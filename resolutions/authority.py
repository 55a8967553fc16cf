"""Who may tell what: one table of roles and facts, and the authority that comes of it.

The table is the whole rule: a mission speaks for its own State's sponsorship and for nothing else, the secretariat of a
body for that body's acts, an office for the work it owes. A correction is allowed to whoever may tell what it corrects.
An authority travels with the facts it covers and is judged where the state is, so that no answer is out of date. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

from resolutions.facts import (
    DATA_CLASSES,
    AssemblyActed,
    CorrectionRecorded,
    CouncilActed,
    DraftRevised,
    DraftSubmitted,
    Fact,
    MandateFact,
    ReportConsidered,
    SessionScheduled,
    SponsorAdded,
    SponsorWithdrawn,
)
from resolutions.members import same_sponsor
from resolutions.roles import Role
from resolutions.state import Resolution

TELLABLE: tuple[str, ...] = tuple(name for name, data_class in DATA_CLASSES.items() if not data_class.by_service)
"""The facts that anybody from outside may tell at all."""

TellerRole = Role | Literal["administrator"]
"""The roles of the directory, and whoever runs the service."""

_DRAFTING = ("draft.*", "sponsor.*", "amendment.proposed", "budget.stated", "committee.approved", "commission.acted")
_FOLLOW_UP = ("mandate.*", "report.*")

FACTS_OF_ROLES: Mapping[TellerRole, tuple[str, ...]] = {
    "administrator": ("*",),
    "secretariat": (*_DRAFTING, *_FOLLOW_UP, "session.scheduled", "correction.recorded"),
    "documents": ("draft.issued", "report.slotted", "report.issued", "correction.recorded"),
    "finance": ("budget.stated", "correction.recorded"),
    "council_secretariat": ("council.acted", "report.considered", "session.scheduled", "correction.recorded"),
    "assembly_secretariat": ("assembly.acted", "report.considered", "session.scheduled", "correction.recorded"),
    "mission": ("sponsor.added", "sponsor.withdrawn"),
    "office": ("report.slotted", "report.submitted", "mandate.discharged"),
    "head": ("report.slotted", "report.submitted", "mandate.discharged", "mandate.assigned"),
    "bureau": (),
    "observer": (),
    "subscriber": (),
}
"""The one written table: which facts each role may tell. What each is limited to besides, `authority_of` says."""

BODY_OF_ACTS: Mapping[str, str] = {CouncilActed.type: "ECOSOC", AssemblyActed.type: "GA"}
"""The acts of bodies before which no drafts are: whoever is limited to such a body tells them of anybody's drafts."""

_BODY_OF_SECRETARIATS = {"council_secretariat": "ECOSOC", "assembly_secretariat": "GA"}

FactPattern = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^(\*|[a-z_]+\.(\*|[a-z_]+))$", max_length=100)
]
"""A fact's short name, all facts about one thing (`sponsor.*`), or all (`*`)."""


def _covers(pattern: str, fact_type: str) -> bool:
    return pattern in ("*", fact_type) or (pattern.endswith(".*") and fact_type.startswith(pattern[:-1]))


class Authority(BaseModel):
    """What a teller may tell. Every limit that is not None must hold.

    `bodies`: only of drafts before these commissions, acts of these bodies, and their sessions. `calendar`: of any
    draft, but only sessions of these bodies and the consideration of reports to them. `state`: only this State's
    sponsorship. `office`: only of duties it owes.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)
    facts: tuple[FactPattern, ...]
    bodies: tuple[str, ...] | None = None
    calendar: tuple[str, ...] | None = None
    state: str | None = None
    office: str | None = None

    def names(self, fact_type: str) -> bool:
        """Whether facts of this kind may be told at all."""
        return fact_type in TELLABLE and any(_covers(pattern, fact_type) for pattern in self.facts)


def authority_of(role: TellerRole, of: str | None) -> Authority | None:
    """What whoever holds a role may tell, None if the role cannot be held of that, or of nobody.

    Raises nothing; a role that tells nothing has an authority without facts.
    """
    facts = FACTS_OF_ROLES[role]
    match role:
        case "administrator" | "bureau" | "observer" | "subscriber":
            return Authority(facts=facts)
        case _ if of is None or not of.strip():
            return None
        case "mission":
            return Authority(facts=facts, state=of)
        case "office" | "head":
            return Authority(facts=facts, office=of)
        case "council_secretariat" | "assembly_secretariat":
            return Authority(facts=facts, calendar=(of,)) if of == _BODY_OF_SECRETARIATS[role] else None
        case _:
            return Authority(facts=facts, bodies=(of,))


def could_permit(authority: Authority, fact: Fact) -> bool:
    """Whether there could be a resolution of which this fact may be told: what a door can judge by itself."""
    if not authority.names(fact.type):
        return False
    match fact.data:
        case SessionScheduled():
            return _may_schedule(authority, fact.data)
        case DraftSubmitted(body=body):
            return authority.bodies is None or body in authority.bodies
        case _:
            return True


def permits(authority: Authority, fact: Fact, resolution: Resolution | None) -> bool:
    """Whether a fact may be told by this authority about a resolution as it stands (None: there is none yet)."""
    if not authority.names(fact.type):
        return False
    if isinstance(fact.data, SessionScheduled):
        return _may_schedule(authority, fact.data)
    if isinstance(fact.data, CorrectionRecorded):
        return _may_correct(authority, fact, fact.data, resolution)
    return _of_its_body(authority, fact, resolution) and _of_its_own(authority, fact, resolution)


def _may_schedule(authority: Authority, data: SessionScheduled) -> bool:
    if authority.state is not None or authority.office is not None:
        return False
    limits = [limit for limit in (authority.bodies, authority.calendar) if limit is not None]
    return all(data.body in limit for limit in limits)


def _may_correct(authority: Authority, fact: Fact, data: CorrectionRecorded, resolution: Resolution | None) -> bool:
    """Whoever may tell a fact may correct it; what the service read or opened, whoever may revise the text."""
    if resolution is None or not _of_its_body(authority, fact, resolution):
        return False
    wrong = next((told.entry.fact for told in resolution.told if told.entry.seq == data.corrects), None)
    if wrong is None or wrong.data.by_service:
        return authority.names(DraftRevised.type) and authority.state is None and authority.office is None
    return not isinstance(wrong.data, CorrectionRecorded) and permits(authority, wrong, resolution)


def _of_its_body(authority: Authority, fact: Fact, resolution: Resolution | None) -> bool:
    if authority.bodies is None or BODY_OF_ACTS.get(fact.type) in authority.bodies:
        return True
    if isinstance(fact.data, DraftSubmitted) and fact.data.body not in authority.bodies:
        return False
    return resolution is None or resolution.body in authority.bodies


def _of_its_own(authority: Authority, fact: Fact, resolution: Resolution | None) -> bool:
    """Within a State's own sponsorship, an office's own duties, what a body asked to be reported to it."""
    data = fact.data
    mandate = resolution.mandate(data.paragraph) if resolution and isinstance(data, MandateFact) else None
    if authority.state is not None:
        if not isinstance(data, SponsorAdded | SponsorWithdrawn):
            return False
        return same_sponsor(data.sponsor, authority.state)
    if authority.office is not None:
        owed_by = (mandate.office, mandate.duty.addressee) if mandate else ()
        return any(same_sponsor(name, authority.office) for name in owed_by if name)
    if authority.calendar is not None and isinstance(data, ReportConsidered):
        return mandate is not None and mandate.duty.to in authority.calendar
    return True
