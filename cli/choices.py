"""The words that commands take where the vocabulary allows only some. A test holds them to the domain's own."""

from __future__ import annotations

from typing import Literal

Body = Literal["CCPCJ", "CND"]
SittingBody = Literal["CCPCJ", "CND", "ECOSOC", "GA"]
Stage = Literal["sponsorship", "revision", "recommendation", "adoption", "follow_up", "closed"]
Mode = Literal["without_vote", "vote", "silence"]
CommissionOutcome = Literal[
    "recommended_to_council", "recommended_to_assembly", "adopted", "deferred", "no_consensus", "rejected"
]
CouncilOutcome = Literal[
    "adopted", "adopted_as_amended", "recommended_to_assembly", "deferred", "referred_back", "rejected"
]
AssemblyOutcome = Literal["adopted", "adopted_as_amended", "deferred", "rejected"]
Form = Literal["report", "crp", "oral"]
Language = Literal["ar", "zh", "en", "fr", "ru", "es"]
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
TellerRole = Role | Literal["administrator"]
Shell = Literal["bash", "zsh", "fish"]

LANGUAGES: tuple[Language, ...] = ("ar", "zh", "en", "fr", "ru", "es")
"""The six official ones."""
