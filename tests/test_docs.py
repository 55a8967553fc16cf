"""The documents name what the code has and nothing that it has not: facts, codes, roles, settings, commands, tables."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import get_args

import pytest

from activities import contracts as wire
from cli import common
from drafts.model import UnreadableCode
from resolutions.duties import DutyKind
from resolutions.facts import DATA_CLASSES, SERVICE, Fact, MilestoneName
from resolutions.life import apply, tell
from resolutions.notice_content import NoticeKind
from resolutions.notices import plan
from resolutions.receipts import Ending, FlagCode, Outcome, ParkingCode, RefusalCode, Stage
from resolutions.roles import ROLES_EVERYBODY_MAY_LACK, Role
from resolutions.rules import Rules
from resolutions.state import Docket, Entry, MandateState, Resolution
from tests.reference import DOCUMENTS, ROOT, commands, remade, variable
from workers.settings import Settings
from workflows.resolution import SEARCH_ATTRIBUTES

REFERENCE = (ROOT / "docs" / "reference.md").read_text()
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text()
ALL = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "deploy").glob("*.md"))]

Row = tuple[str, ...]


def section(text: str, title: str) -> str:
    """What stands under a heading, up to the next one of its rank or a higher one."""
    found = re.search(rf"^(#+) {re.escape(title)}$", text, re.MULTILINE)
    assert found is not None, f"no section {title!r}"
    ends = re.compile(rf"^#{{1,{len(found[1])}}} ", re.MULTILINE).search(text, found.end())
    return text[found.end() : ends.start() if ends else len(text)]


def tables(text: str) -> list[list[Row]]:
    """The rows of each table, its heading left out."""
    blocks = re.findall(r"(?:^\|.*\|$\n?)+", text, re.MULTILINE)
    return [[_cells(line) for line in block.strip().splitlines()[2:]] for block in blocks]


def _cells(line: str) -> Row:
    return tuple(cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1])


def names(rows: list[Row]) -> list[str]:
    """What the first column names."""
    return [row[0].strip("`") for row in rows]


def code_in(text: str) -> Iterator[str]:
    """Everything that is set as code."""
    yield from re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    yield from re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_what_is_made_from_the_code_is_up_to_date(document: Path) -> None:
    text = document.read_text()
    assert remade(text) == text, "run `python -m tests.reference`"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Outcomes", get_args(Outcome)),
        ("Refusals", get_args(RefusalCode)),
        ("Parking", get_args(ParkingCode)),
        ("Flags", get_args(FlagCode)),
        ("Stages", get_args(Stage)),
        ("Endings", get_args(Ending)),
        ("Mandates", get_args(MandateState)),
        ("Milestones", get_args(MilestoneName)),
        ("Rules", tuple(Rules.model_fields)),
        ("Notices", get_args(NoticeKind)),
        ("Roles", get_args(Role)),
        ("Reading", get_args(UnreadableCode)),
    ],
)
def test_a_table_names_every_name_there_is_and_no_other(title: str, expected: tuple[str, ...]) -> None:
    told = names(tables(section(REFERENCE, title))[0])
    assert sorted(told) == sorted(expected)


def test_the_kinds_of_duty_are_named() -> None:
    _, kinds = tables(section(REFERENCE, "Mandates"))
    assert names(kinds) == list(get_args(DutyKind))


def test_the_exit_codes_are_those_of_the_command() -> None:
    own = {common.DONE, common.REFUSED, common.BAD_USE, common.OUT_OF_REACH, common.INTERRUPTED, common.TERMINATED}
    assert {int(code) for code in names(tables(section(REFERENCE, "Commands"))[0])} == own


def test_every_state_of_a_delivery_is_one_the_ledger_takes() -> None:
    schema = _schema()
    allowed = re.search(r"check \(state in \(([^)]*)\)\)", schema)
    assert allowed is not None
    assert names(tables(section(REFERENCE, "Deliveries"))[0]) == re.findall(r"'(\w+)'", allowed[1])


def test_a_rule_is_documented_with_the_default_it_has() -> None:
    defaults = Rules().model_dump(mode="json")
    documented = {row[0].strip("`"): json.loads(row[1].strip("`")) for row in tables(section(REFERENCE, "Rules"))[0]}
    assert documented == defaults


def test_a_role_that_may_be_empty_is_documented_as_one() -> None:
    rows = tables(section(REFERENCE, "Roles"))[0]
    assert {row[0].strip("`") for row in rows if row[2] == "nothing"} == ROLES_EVERYBODY_MAY_LACK


def test_what_a_life_plans_is_what_the_routing_table_says() -> None:
    documented = {
        row[0].strip("`"): (_facts(row[1]), frozenset(re.findall(r"`(\w+)`", row[2])))
        for row in tables(section(REFERENCE, "Notices"))[0]
    }
    state: Resolution | None = None
    planned_kinds = set()
    for entry in _a_life():
        after = apply(state, entry, "a-life", Rules())
        planned = plan(state, entry, after)
        if planned is not None:
            facts, roles = documented[planned.content.kind]
            assert entry.fact.type in facts
            assert {audience.role for audience in planned.audience} <= roles
            planned_kinds.add(planned.content.kind)
        state = after
    untold = {"draft_lapsed", "fact_parked", "outcome_asked", "text_unreadable", "duties_in_doubt"}
    assert set(documented) - planned_kinds == untold


_TEXT = "a" * 64
_REPORT = {
    "paragraph": "11",
    "verb": "Requests",
    "kind": "report",
    "addressee": "Secretary-General",
    "to": "CCPCJ",
    "due": {"kind": "session", "body": "CCPCJ", "session": 26},
}
_STALE = _REPORT | {"paragraph": "8", "due": {"kind": "year", "year": 2014}}
_A_LIFE: tuple[tuple[str, str, Mapping[str, object]], ...] = (
    (
        "2015-04-17",
        "draft.submitted",
        {"body": "CCPCJ", "session": 24, "sponsors": ["Belarus"], "document": {"sha256": _TEXT}},
    ),
    ("2015-04-17", "draft.read", {"sha256": _TEXT, "mandates": [_REPORT, _STALE]}),
    ("2015-05-10", "sponsor.added", {"sponsor": "Cuba"}),
    ("2015-05-11", "draft.issued", {"symbol": "E/CN.15/2015/L.2"}),
    ("2015-05-12", "draft.orally_revised", {}),
    ("2015-05-13", "budget.stated", {"none": True}),
    ("2015-05-21", "committee.approved", {}),
    ("2015-05-22", "commission.acted", {"outcome": "recommended_to_assembly", "mode": "without_vote"}),
    ("2015-07-21", "council.acted", {"outcome": "recommended_to_assembly", "mode": "without_vote"}),
    ("2015-12-17", "assembly.acted", {"outcome": "adopted", "mode": "vote", "symbol": "A/RES/70/176"}),
    ("2016-01-11", "correction.recorded", {"corrects": 3, "reason": "misheard", "data": {"sponsor": "Chile"}}),
    ("2016-09-12", "mandate.assigned", {"paragraph": "11", "office": "Trafficking section"}),
    ("2017-01-09", "session.scheduled", {"body": "CCPCJ", "session": 26, "opens": "2017-05-23"}),
    ("2017-04-03", "report.submitted", {"paragraph": "11"}),
    ("2017-05-24", "report.considered", {"paragraph": "11"}),
    ("2017-05-25", "mandate.waived", {"paragraph": "8"}),
)


def _a_life() -> list[Entry]:
    """The entries of a life that most kinds of notice come up in."""
    docket, entries = Docket(reference="a-life"), list[Entry]()
    for day, kind, data in _A_LIFE:
        time = dt.datetime.fromisoformat(f"{day}T12:00:00+00:00")
        data_class = DATA_CLASSES[kind]
        source = SERVICE if data_class.by_service else "https://example.org/secretariat"
        fact = Fact(id=kind, source=source, type=kind, time=time, data=data_class.model_validate(data))
        outcome = tell(docket, (fact,), time)
        assert outcome.receipts[0].outcome == "recorded", outcome.receipts[0]
        docket = outcome.docket
        entries += outcome.entries
    return entries


def test_the_routing_table_speaks_of_facts_and_roles_that_exist() -> None:
    for row in tables(section(REFERENCE, "Notices"))[0]:
        assert _facts(row[1]) <= set(DATA_CLASSES)
        assert set(re.findall(r"`(\w+)`", row[2])) <= set(get_args(Role))


def _facts(cell: str) -> set[str]:
    return set(re.findall(r"`([a-z_]+\.[a-z_]+)`", cell))


def test_a_fact_that_the_reference_mentions_exists() -> None:
    mentioned = re.findall(r"`([a-z_]+\.[a-z_]+)`", REFERENCE)
    assert set(mentioned) == set(DATA_CLASSES)


@pytest.mark.parametrize("document", ALL, ids=lambda path: path.name)
def test_a_variable_that_a_document_mentions_is_a_setting(document: Path) -> None:
    known = {variable(field) for field in Settings.model_fields}
    mentioned = set(re.findall(r"\bRESOLUTE_[A-Z_]+[A-Z]\b", document.read_text()))
    assert mentioned <= known


@pytest.mark.parametrize("document", ALL, ids=lambda path: path.name)
def test_a_command_that_a_document_mentions_exists(document: Path) -> None:
    known = commands()
    for code in code_in(document.read_text()):
        for first, second in re.findall(r"\bresolute ([a-z][a-z-]*)(?: ([a-z][a-z-]*))?", code):
            assert f"{first} {second}".strip() in known or first in known, code


def test_the_architecture_names_every_table_of_the_ledger() -> None:
    documented = names(tables(section(ARCHITECTURE, "The ledger"))[0])
    assert sorted(documented) == sorted(re.findall(r"^create table (\w+)", _schema(), re.MULTILINE))


def test_the_architecture_names_every_queue_activity_and_search_attribute() -> None:
    text = section(ARCHITECTURE, "The workflows")
    mentioned = set(re.findall(r"`([^`]+)`", text))
    activities = {wire.APPEND, wire.READ_DRAFT, wire.LOOK_UP_SESSIONS, wire.RECORD_ANNOUNCEMENT, wire.TELL_CONCERNED}
    activities |= {wire.DELIVER, wire.DELIVER_TO_ENDPOINT, wire.RELAY_INBOX}
    queues = {wire.TASK_QUEUE, wire.NOTICE_QUEUE, wire.WEBHOOK_QUEUE}
    assert queues | {wire.LEDGER_CONFLICT} <= mentioned
    assert activities <= mentioned
    assert set(SEARCH_ATTRIBUTES) <= mentioned
    assert {row[2].strip("`") for row in tables(text)[0]} == queues


def _schema() -> str:
    return "".join(path.read_text() for path in sorted((ROOT / "ledger" / "migrations").glob("*.sql")))


@pytest.mark.parametrize("document", ALL, ids=lambda path: path.name)
def test_a_link_leads_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", document.read_text()):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        linked = (document.parent / path).resolve() if path else document
        assert linked.exists(), target
        if anchor:
            assert anchor in _anchors(linked.read_text()), target


def _anchors(text: str) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
