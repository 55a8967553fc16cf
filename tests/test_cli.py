"""The command beside a running local stack, through a real process: facts told, receipts, what is shown.

The stack is started once, while the usual ports are taken.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
from collections.abc import Iterator

import pytest

from tests.cli_runner import SAMPLES, Resolute, Up, data_directory, event

pytestmark = pytest.mark.timeout(120)

USUAL_PORTS = (7233, 8233, 54329)


@pytest.fixture(scope="module")
def taken() -> Iterator[frozenset[int]]:
    """The usual ports that we hold; one that somebody else holds is taken already, and may be free again later."""
    with contextlib.ExitStack() as held:
        ports = set()
        for port in USUAL_PORTS:
            listener = held.enter_context(socket.socket())
            with contextlib.suppress(OSError):
                listener.bind(("127.0.0.1", port))
                listener.listen()
                ports.add(port)
        yield frozenset(ports)


@pytest.fixture(scope="module")
def stack(taken: frozenset[int]) -> Iterator[Up]:
    with data_directory() as directory, Up(Resolute(directory)) as up:
        yield up


@pytest.fixture
def resolute(stack: Up) -> Resolute:
    return stack.resolute


def submitted(resolute: Resolute, reference: str) -> None:
    told = resolute("record", "-", stdin=submission(reference))
    assert (told.code, told.err) == (0, "")


def submission(reference: str, number: str | None = None) -> str:
    at, sponsors = "2026-03-02T10:00:00Z", ["Peru"]
    return event(
        "draft.submitted",
        reference,
        number or reference,
        at,
        body="CND",
        session=80,
        title="A draft",
        sponsors=sponsors,
    )


def test_where_the_usual_ports_are_taken_free_ones_are_found(stack: Up, taken: frozenset[int]) -> None:
    places = stack.places
    assert places["pid"] == stack.process.pid
    for part in ("temporal", "ui", "database"):
        port = int(places[part].rsplit(":", 1)[1].split("/")[0])
        assert port not in taken
        with socket.create_connection(("127.0.0.1", port), timeout=5):
            pass


def test_a_whole_life_is_told_from_the_terminal(resolute: Resolute) -> None:
    life = "first-life"
    submit = ("draft", "submit", str(SAMPLES / "draft.txt"), "--time", "2015-04-17", "--reference", life)
    for command in (
        submit,
        ("sponsor", "add", life, "Peru", "--time", "2015-05-04"),
        ("commission", "act", life, "recommended_to_council", "--report", "E/2015/30", "--time", "2015-05-22"),
        ("council", "act", life, "adopted", "--symbol", "E/RES/2015/23", "--meeting", "53", "--time", "2015-07-21"),
        ("mandate", "waive", "E/RES/2015/23", "8", "--authority", "its session had closed", "--time", "2015-09-17"),
        ("mandate", "discharge", life, "5", "--evidence", "Global Report 2016", "--time", "2016-12-21"),
        ("report", "assign", life, "11", "Human Trafficking Section", "--time", "2016-09-12"),
        ("report", "slot", life, "11", "2017-0042", "--time", "2016-10-10"),
        ("report", "submit", life, "11", "--time", "2017-03-09"),
        ("report", "issue", life, "11", "--symbol", "E/CN.15/2017/9", "--all-languages", "--time", "2017-04-06"),
        ("report", "consider", life, "11", "--session", "26", "--time", "2017-05-23"),
    ):
        told = resolute(*command)
        assert told.code == 0, told
        assert life in told.out
        assert told.err == ""
    shown = resolute.eventually("show", life, until=lambda view: view["stage"] == "closed")
    assert shown["ending"] == "reported"
    assert shown["parked"] == []
    assert shown["sponsors"] == ["Belarus", "Costa Rica", "Cuba", "Peru", "Philippines"]
    assert {"E/RES/2015/23"} <= set(shown["symbols"])
    assert resolute("ledger", "verify", life).code == 0
    drawn = resolute("timeline", "E/RES/2015/23")
    assert "Council: adopted as E/RES/2015/23, without a vote" in drawn.out
    page = resolute("show", life)
    assert "ending" in page.out
    assert "reported (every report and deliverable is settled)" in page.out


def test_a_receipt_tells_whether_it_is_new(resolute: Resolute) -> None:
    submitted(resolute, "told-twice")
    fact = event("sponsor.added", "told-twice", "again", "2026-03-03T10:00:00Z", sponsor="Chile")
    first, second = (resolute("record", "-", "--json", stdin=fact) for _ in range(2))
    assert first.code == second.code == 0
    assert first.lines[0]["outcome"] == "recorded"
    assert second.lines[0] == {**first.lines[0], "outcome": "duplicate"}
    assert set(first.lines[0]) == {"id", "type", "outcome", "reference", "seq", "stage", "flags", "reason"}


def test_many_facts_are_told_from_a_file_with_a_receipt_for_each(
    resolute: Resolute, tmp_path_factory: pytest.TempPathFactory
) -> None:
    joins = [event("sponsor.added", "many", f"j{n}", "2026-03-03T10:00:00Z", sponsor=f"State {n}") for n in range(150)]
    file = tmp_path_factory.mktemp("facts") / "facts.jsonl"
    file.write_text("\ufeff# a comment\r\n" + "\r\n\r\n".join([submission("many"), *joins]) + "\r\n", encoding="utf-8")
    told = resolute("record", str(file), "--json")
    assert told.code == 0
    assert [receipt["outcome"] for receipt in told.lines] == ["recorded"] * 151
    numbers = [receipt["seq"] for receipt in told.lines]
    assert numbers == sorted(set(numbers))
    rows = resolute.eventually("ledger", "show", "many", until=lambda rows: len(rows) >= 151)
    assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))


def test_a_list_of_facts_is_one_json_document(resolute: Resolute) -> None:
    joined = event("sponsor.added", "listed", "l1", "2026-03-03T10:00:00Z", sponsor="Chile")
    told = resolute("record", "--json", "-", stdin=f"[{submission('listed')},\n{joined}]")
    assert [(receipt["id"], receipt["outcome"]) for receipt in told.lines] == [
        ("listed", "recorded"),
        ("l1", "recorded"),
    ]


def test_a_refused_fact_exits_with_one_and_the_others_stand(resolute: Resolute) -> None:
    facts = [
        submission("refusals"),
        event("sponsor.added", "refusals", "r1", "2026-03-03T10:00:00Z", sponsor="Peru"),
        event("draft.issued", "refusals", "r2", "2026-03-03T10:00:00Z"),
        event("sponsor.added", "nobody-knows-it", "r3", "2026-03-03T10:00:00Z", sponsor="Peru"),
        "42",
        event("sponsor.added", "refusals", "r4", "2026-03-03T10:00:00Z", sponsor="Chile"),
    ]
    told = resolute("record", "-", "--json", stdin="\n".join(facts))
    assert told.code == 1
    assert told.err == ""
    assert [(line["id"], line["outcome"], (line["reason"] or {}).get("code")) for line in told.lines] == [
        ("refusals", "recorded", None),
        ("r1", "refused", "already_a_sponsor"),
        ("r2", "refused", "invalid_data"),
        ("r3", "refused", "unknown_resolution"),
        (None, "refused", "invalid_data"),
        ("r4", "recorded", None),
    ]


def test_a_refusal_is_talk_and_a_receipt_is_data(resolute: Resolute) -> None:
    refused = resolute("sponsor", "add", "nobody-knows-it", "Peru")
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.startswith("refused sponsor.added: ")
    assert len(refused.err.splitlines()) == 1
    submitted(resolute, "talk")
    recorded = resolute("sponsor", "add", "talk", "Chile")
    assert (recorded.code, recorded.err) == (0, "")
    assert recorded.out.startswith("recorded sponsor.added of talk as entry ")


def test_a_file_with_a_line_that_is_no_json_is_not_told_at_all(resolute: Resolute) -> None:
    told = resolute("record", "-", stdin=f"{submission('half-told')}\n" + '{"id": ')
    assert (told.code, told.out) == (2, "")
    assert "line 2: no JSON" in told.err
    assert "nothing was told" in told.err
    assert resolute("show", "half-told").code == 1


@pytest.mark.parametrize("content", ["", "\n\n# only a comment\n", "[]"])
def test_a_file_without_an_event_exits_with_two(resolute: Resolute, content: str) -> None:
    told = resolute("record", "-", stdin=content)
    assert (told.code, told.out, told.err) == (2, "", "resolute: -: holds no event\n")


@pytest.mark.parametrize("command", [("show",), ("timeline",), ("ledger", "show"), ("ledger", "verify")])
def test_what_nobody_knows_exits_with_one(resolute: Resolute, command: tuple[str, ...]) -> None:
    ran = resolute(*command, "never-heard-of", "--json")
    assert (ran.code, ran.out) == (1, "")
    assert "never-heard-of" in ran.err
    assert len(ran.err.splitlines()) == 1


def test_a_text_like_an_emoji_or_markup_is_shown_as_it_is(resolute: Resolute) -> None:
    title = "The :office: of [red]all[/red] [bold"
    told = resolute("draft", "submit", "--body", "CND", "--session", "81", "--title", title, "--reference", "plain")
    assert told.code == 0
    resolute.eventually("list", until=lambda found: any(each["reference"] == "plain" for each in found))
    assert resolute("stakeholder", "add", "office", "o@example.org", "--of", ":office:").code == 0
    assert title in resolute("show", "plain").out
    assert title in resolute("list", env={"COLUMNS": "200"}).out
    assert ":office:" in resolute("stakeholder", "list").out


def test_a_table_keeps_to_its_width_and_cuts_titles_with_an_ellipsis(resolute: Resolute) -> None:
    title = "Strengthening international cooperation " * 5
    told = resolute("draft", "submit", "--body", "CND", "--session", "82", "--title", title, "--reference", "wide")
    assert told.code == 0
    resolute.eventually("list", until=lambda found: any(each["reference"] == "wide" for each in found))
    for width in (80, 120):
        table = resolute("list", env={"COLUMNS": str(width)}).out
        assert all(len(line) <= width for line in table.splitlines())
        (row,) = [line for line in table.splitlines() if line.startswith("wide ")]
        assert row.rstrip().endswith("…")


def test_notices_that_did_not_arrive_are_counted_with_what_to_do(resolute: Resolute) -> None:
    submitted(resolute, "unheard")
    assert resolute("sponsor", "add", "unheard", "Chile").code == 0
    assert resolute("sponsor", "add", "unheard", "Ghana").code == 0
    resolute.eventually("show", "unheard", until=lambda view: len(view["notices"]) >= 4)
    page = resolute("show", "unheard", env={"COLUMNS": "120"}).out
    assert page.count("secretariat of CND: nobody holds this role") == 1
    assert "3 × secretariat of CND" in page
    assert 'resolute stakeholder add secretariat ADDRESS --of "CND"' in page


def test_a_moved_session_is_listed_as_announced(resolute: Resolute) -> None:
    told = resolute("session", "set", "CCPCJ", "44", "2035-05-14", "2035-05-18", "--time", "2026-01-10")
    assert told.code == 0, told
    moved = resolute("session", "set", "CCPCJ", "44", "2035-12-03", "2035-12-03", "--time", "2026-02-10")
    assert moved.code == 0
    sessions = resolute.eventually(
        "session", "list", until=lambda known: any(each["opens"] == "2035-12-03" for each in known)
    )
    (dates,) = [each for each in sessions if each["session"] == 44]
    assert dates["source"] == "announced 2026-02-10"
    assert "3 Dec 2035" in resolute("session", "list").out


@pytest.mark.parametrize(
    "command",
    [
        ("list",),
        ("due",),
        ("session", "list", "--body", "GA"),
        ("stakeholder", "list"),
        ("ledger", "verify"),
        ("migrate",),
        ("stakeholder", "add", "mission", "peru@example.org", "--of", "Peru", "--language", "es"),
    ],
)
def test_every_command_speaks_json_on_standard_output_alone(resolute: Resolute, command: tuple[str, ...]) -> None:
    ran = resolute(*command, "--json")
    assert ran.code == 0
    assert isinstance(ran.json, (list, dict))


@pytest.mark.parametrize("address", ["nobody", "two words@example.org", ""])
def test_a_stakeholder_without_an_address_is_not_entered(resolute: Resolute, address: str) -> None:
    ran = resolute("stakeholder", "add", "mission", address, "--of", "Nowhere")
    assert ran.code == 2
    assert len(ran.err.splitlines()) == 1
    assert "Nowhere" not in resolute("stakeholder", "list").out


def test_a_second_stack_in_one_directory_is_refused_and_names_the_first(stack: Up, resolute: Resolute) -> None:
    ran = resolute("up")
    assert (ran.code, ran.out) == (1, "")
    assert f"process {stack.process.pid}" in ran.err.splitlines()[-1]
    assert resolute("list").code == 0


def test_a_reader_that_goes_away_is_no_error(resolute: Resolute) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    process = resolute.start("session", "list", stdout=writing)
    os.close(writing)
    _, err = process.communicate(timeout=50)
    assert (process.returncode, err) == (0, "")


def test_a_correction_is_told_by_the_number_of_the_entry(resolute: Resolute) -> None:
    submitted(resolute, "corrected")
    told = resolute("correct", "corrected", "1", "misprint", "title=Another title", "--json")
    assert told.code == 0, told
    resolute.eventually("show", "corrected", until=lambda view: view["title"] == "Another title")
    assert (
        json.loads(resolute("tell", "corrected", "sponsor.added", "sponsor=Chile", "--json").out)["type"]
        == "sponsor.added"
    )
