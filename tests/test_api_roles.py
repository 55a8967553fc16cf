"""Roles and facts: what everybody may tell is what the one table written here says, in the rules and over HTTP.

The table is written by hand, apart from the one that the service is made with, so that neither can change alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, get_args

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from resolutions.authority import TELLABLE, Authority, TellerRole, authority_of, permits
from resolutions.duties import DueAtSession
from resolutions.facts import DATA_CLASSES, SERVICE, DraftRead, Fact
from resolutions.roles import Role
from resolutions.state import Entry, Resolution, Told
from tests.any_facts import TOLD
from tests.callers import bearing, token_of
from tests.gateway_stand import STRUCTURED, Answer, GatewayStand, gateway_standing
from tests.lives import adopted, report
from tests.stand import SESSION_AHEAD, event, submission
from tests.test_workflows import adopted as adopted_on
from workers.embedded.engine import DevServer
from workers.embedded.postgres import EmbeddedPostgres

ROLES: tuple[TellerRole, ...] = (
    "administrator",
    "secretariat",
    "documents",
    "finance",
    "council_secretariat",
    "assembly_secretariat",
    "mission",
    "office",
    "head",
)
TABLE = """
                      admin  secret docum  finan  counc  assem  missio office head
draft.submitted       any    body   no     no     no     no     no     no     no
draft.issued          any    body   body   no     no     no     no     no     no
draft.revised         any    body   no     no     no     no     no     no     no
draft.orally_revised  any    body   no     no     no     no     no     no     no
draft.withdrawn       any    body   no     no     no     no     no     no     no
draft.merged          any    body   no     no     no     no     no     no     no
sponsor.added         any    body   no     no     no     no     state  no     no
sponsor.withdrawn     any    body   no     no     no     no     state  no     no
amendment.proposed    any    body   no     no     no     no     no     no     no
budget.stated         any    body   no     body   no     no     no     no     no
committee.approved    any    body   no     no     no     no     no     no     no
commission.acted      any    body   no     no     no     no     no     no     no
council.acted         any    no     no     no     any    no     no     no     no
assembly.acted        any    no     no     no     no     any    no     no     no
mandate.assigned      any    body   no     no     no     no     no     no     office
mandate.discharged    any    body   no     no     no     no     no     office office
mandate.waived        any    body   no     no     no     no     no     no     no
mandate.handed_over   any    body   no     no     no     no     no     no     no
report.slotted        any    body   body   no     no     no     no     office office
report.submitted      any    body   no     no     no     no     no     office office
report.issued         any    body   body   no     no     no     no     no     no
report.considered     any    body   no     no     to     to     no     no     no
session.scheduled     any    sits   no     no     sits   sits   no     no     no
correction.recorded   it     it     it     it     it     it     no     no     no
"""
"""`any`: of every resolution. `body`: of drafts before the own body. `state`, `office`: of the own State's sponsorship,
the own office's duties. `to`: of reports to the own body. `sits`: of sessions of the own body. `it`: if one may tell
what is corrected; what the service itself has read, if one may revise the text.
"""

ROWS = {row[0]: dict(zip(ROLES, row[1:], strict=True)) for row in map(str.split, TABLE.strip().splitlines()[1:])}
CORRECTION = "correction.recorded"
TELL_NOTHING: tuple[TellerRole, ...] = ("bureau", "observer", "subscriber")

OWN: dict[TellerRole, str | None] = {
    "administrator": None,
    "secretariat": "CCPCJ",
    "documents": "CCPCJ",
    "finance": "CCPCJ",
    "council_secretariat": "ECOSOC",
    "assembly_secretariat": "GA",
    "mission": "Viet Nam",
    "office": "Treaty Section",
    "head": "Treaty Section",
    "bureau": "CCPCJ",
    "observer": "CCPCJ",
    "subscriber": None,
}
NOW = dt.datetime(2017, 1, 9, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Circumstances:
    """Of whose draft, whose sponsorship, whose duty (and to whom) and whose session a fact is."""

    body: str
    sponsor: str
    office: str
    to: str | None
    sits: str

    def fact(self, kind: str, data: dict[str, Any]) -> Fact:
        """A fact of a kind under these circumstances."""
        own: dict[str, dict[str, Any]] = {
            "draft.submitted": {"body": self.body},
            "sponsor.added": {"sponsor": self.sponsor},
            "sponsor.withdrawn": {"sponsor": self.sponsor},
            "session.scheduled": {"body": self.sits},
        }
        label = {"paragraph": "11"} if kind.startswith(("mandate.", "report.")) else {}
        told = DATA_CLASSES[kind].model_validate({**data, **label, **own.get(kind, {})})
        return Fact(id=kind, source="https://tests.invalid/teller", type=kind, subject="x-1", time=NOW, data=told)

    def resolution(self, *told: Fact) -> Resolution:
        """An adopted resolution whose report the office owes, in whose ledger these facts stand."""
        resolution = BASE.state
        (mandate,) = resolution.mandates
        duty = mandate.duty.model_copy(update={"to": self.to})
        duties = (mandate.model_copy(update={"office": self.office, "duty": duty}),)
        entries = tuple(
            Told(entry=Entry(seq=seq, fact=fact, at=NOW), stage="follow_up") for seq, fact in enumerate(told, 1)
        )
        return resolution.model_copy(update={"body": self.body, "mandates": duties, "told": entries})


BASE = adopted(report("11", DueAtSession(body="CCPCJ", session=26)))

circumstances = st.builds(
    Circumstances,
    body=st.sampled_from(("CCPCJ", "CND")),
    sponsor=st.sampled_from(
        ("Viet Nam", "Vietnam", "the Socialist Republic of Viet Nam", "Peru", "越南共和国", "")
    ).filter(bool),
    office=st.sampled_from(("Treaty Section", "the treaty section", "Research Branch", "Treaty")),
    to=st.sampled_from(("ECOSOC", "GA", "CCPCJ", None)),
    sits=st.sampled_from(("CCPCJ", "CND", "ECOSOC", "GA")),
)
roles = st.sampled_from((*ROLES, *TELL_NOTHING))
data_of = {kind: TOLD[kind] for kind in ROWS}
kinds = st.sampled_from(sorted(ROWS))
told_kinds = kinds.filter(lambda kind: kind != CORRECTION)


def expected(role: TellerRole, kind: str, about: Circumstances) -> bool:
    """What the table says of a fact that is no correction."""
    cell, own = "no" if role in TELL_NOTHING else ROWS[kind][role], OWN[role]
    return {
        "no": False,
        "any": True,
        "body": about.body == own,
        "state": about.sponsor in ("Viet Nam", "Vietnam"),
        "office": about.office in ("Treaty Section", "the treaty section"),
        "to": about.to == own and own is not None,
        "sits": about.sits == own,
    }[cell]


def expected_to_correct(role: TellerRole, kind: str | None, about: Circumstances) -> bool:
    """What it says of a correction of a fact, or (None) of what the service has read. A body's own drafts are the only
    ones whose ledgers it corrects.
    """
    if role in TELL_NOTHING or ROWS[CORRECTION][role] == "no" or kind == CORRECTION:
        return False
    limited = role in ("secretariat", "documents", "finance") and about.body != OWN[role]
    return not limited and expected(role, kind or "draft.revised", about)


def authority(role: TellerRole) -> Authority:
    held = authority_of(role, OWN[role])
    assert held is not None
    return held


def test_the_table_speaks_of_every_role_and_of_every_fact_that_can_be_told() -> None:
    assert {*ROLES, *TELL_NOTHING} == {*get_args(Role), "administrator"}
    assert set(ROWS) == set(TELLABLE)


@given(roles, told_kinds, circumstances, st.data())
def test_a_role_may_tell_what_the_table_says_and_nothing_else(
    role: TellerRole, kind: str, about: Circumstances, draw: st.DataObject
) -> None:
    fact = about.fact(kind, draw.draw(data_of[kind]))
    assert permits(authority(role), fact, about.resolution()) is expected(role, kind, about)


@given(roles, st.one_of(st.none(), kinds), circumstances, st.data())
def test_a_role_may_correct_what_it_may_tell(
    role: TellerRole, kind: str | None, about: Circumstances, draw: st.DataObject
) -> None:
    read = Fact(id="read", source=SERVICE, type="draft.read", subject="x-1", time=NOW, data=DraftRead(sha256="a" * 64))
    wrong = read if kind is None else about.fact(kind, draw.draw(data_of[kind]))
    correction = about.fact(CORRECTION, {"corrects": 1, "reason": "misprint", "data": {}})
    allowed = permits(authority(role), correction, about.resolution(wrong))
    assert allowed is expected_to_correct(role, kind, about)


@given(roles, kinds, circumstances, st.data())
def test_of_a_resolution_that_is_not_there_only_a_submission_a_session_or_an_unlimited_fact_is_told(
    role: TellerRole, kind: str, about: Circumstances, draw: st.DataObject
) -> None:
    fact = about.fact(kind, draw.draw(data_of[kind]))
    allowed = permits(authority(role), fact, None)
    if kind == CORRECTION or ROWS[kind].get(role) in ("office", "to"):
        assert not allowed
    elif kind in ("draft.submitted", "session.scheduled"):
        assert allowed is expected(role, kind, about)
    elif role in TELL_NOTHING or ROWS[kind][role] == "no":
        assert not allowed


@pytest.mark.parametrize("role", [role for role in ROLES if role != "administrator"])
def test_a_role_held_of_nobody_tells_nothing(role: TellerRole) -> None:
    assert all(authority_of(role, of) is None for of in (None, "", "  "))


@pytest_asyncio.fixture(scope="module")
async def gateway(
    postgres: EmbeddedPostgres, engine: DevServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[GatewayStand]:
    """A whole service, with a draft before the Commission that sits in Vienna and one adopted with a report owed."""
    async with gateway_standing(postgres, engine, tmp_path_factory.mktemp("mail")) as standing:
        await standing.stand.tell(submission("of-ccpcj"), submission("of-cnd", body="CND", session=SESSION_AHEAD + 34))
        await adopted_on(standing.stand, "adopted", SESSION_AHEAD + 2)
        yield standing


async def ask(gateway: GatewayStand, token: str, told: object) -> Answer:
    return await gateway.ask("POST", "/facts", json=told, headers=bearing(token, content_type=STRUCTURED))


PLAIN: dict[str, dict[str, Any]] = {
    "draft.submitted": {"body": "CCPCJ", "session": SESSION_AHEAD},
    "sponsor.added": {"sponsor": "Viet Nam"},
    "sponsor.withdrawn": {"sponsor": "Viet Nam"},
    "draft.issued": {"symbol": "E/CN.15/2030/L.2"},
    "draft.merged": {"into": "of-cnd"},
    "budget.stated": {"none": True},
    "commission.acted": {"outcome": "deferred", "mode": "without_vote"},
    "council.acted": {"outcome": "deferred", "mode": "without_vote"},
    "assembly.acted": {"outcome": "deferred", "mode": "without_vote"},
    "mandate.assigned": {"paragraph": "1", "office": "Treaty Section"},
    "mandate.handed_over": {"paragraph": "1", "to": "E/RES/2031/1"},
    "report.slotted": {"paragraph": "1", "slot": "2030-1"},
    "session.scheduled": {"body": "CCPCJ", "session": 90, "opens": "2081-05-18"},
    "correction.recorded": {"corrects": 1, "reason": "misprint", "data": {}},
}


def plain(kind: str, subject: str | None) -> dict[str, object]:
    """A fact of a kind that is none too special."""
    data = PLAIN.get(kind, {"paragraph": "1"} if kind.startswith(("report.", "mandate.")) else {})
    return event(kind, None if kind == "session.scheduled" else subject, data)


@pytest.mark.parametrize("role", [*ROLES, *TELL_NOTHING])
async def test_what_a_role_may_never_tell_is_refused_over_http_and_nothing_more_is_said(
    gateway: GatewayStand, role: TellerRole
) -> None:
    token = await token_of(gateway.house, role, OWN[role])
    entries = await gateway.house.pool.fetchval("select count(*) from entries")
    never = [kind for kind in ROWS if role in TELL_NOTHING or ROWS[kind][role] == "no"]
    for kind in never:
        answer = await ask(gateway, token, plain(kind, "of-ccpcj"))
        assert (answer.status, answer.code) == (403, "not_authorized"), kind
        assert set(answer.json) == {"type", "title", "status", "code", "instance"}
    assert await gateway.house.pool.fetchval("select count(*) from entries") == entries


@pytest.mark.parametrize("role", ["secretariat", "documents", "finance"])
async def test_a_body_s_own_drafts_are_told_of_over_http_and_no_other_body_s(
    gateway: GatewayStand, role: TellerRole
) -> None:
    token = await token_of(gateway.house, role, "CCPCJ")
    for kind in (kind for kind in ROWS if ROWS[kind][role] == "body" and kind != "draft.submitted"):
        assert (await ask(gateway, token, plain(kind, "of-cnd"))).status == 403, kind
        if not kind.endswith((".withdrawn", ".merged")):
            assert (await ask(gateway, token, plain(kind, "of-ccpcj"))).status in (200, 202, 409), kind


async def test_a_mission_joins_and_leaves_for_its_own_state_only(gateway: GatewayStand) -> None:
    token = await token_of(gateway.house, "mission", "Peru")
    for kind, sponsor, status in (
        ("sponsor.withdrawn", "Peru", 409),
        ("sponsor.added", "Peru", 200),
        ("sponsor.added", "Cuba", 403),
        ("sponsor.withdrawn", "Cuba", 403),
        ("sponsor.withdrawn", "Republic of Peru", 403),
        ("sponsor.withdrawn", "Peru", 200),
    ):
        assert (await ask(gateway, token, event(kind, "of-cnd", {"sponsor": sponsor}))).status == status, (
            kind,
            sponsor,
        )


async def test_an_office_tells_of_its_own_duties_only(gateway: GatewayStand) -> None:
    slotted = {"paragraph": "1", "slot": "2030-0311"}
    for of, status in (("Treaty Section", 403), ("Secretary-General", 200)):
        token = await token_of(gateway.house, "office", of)
        assert (await ask(gateway, token, event("report.slotted", "adopted", slotted))).status == status, of
    assigned = {"paragraph": "1", "office": "Treaty Section"}
    head = await token_of(gateway.house, "head", "Secretary-General")
    assert (await ask(gateway, head, event("mandate.assigned", "adopted", assigned))).status == 200
    token = await token_of(gateway.house, "office", "Treaty Section")
    assert (await ask(gateway, token, event("report.submitted", "adopted", {"paragraph": "1"}))).status == 200


@pytest.mark.parametrize(
    ("role", "of", "status"),
    [
        ("secretariat", "CCPCJ", 200),
        ("secretariat", "CND", 403),
        ("council_secretariat", "ECOSOC", 403),
    ],
)
async def test_a_body_announces_its_own_sessions_only(
    gateway: GatewayStand, role: TellerRole, of: str, status: int
) -> None:
    token = await token_of(gateway.house, role, of)
    assert (await ask(gateway, token, plain("session.scheduled", None))).status == status
