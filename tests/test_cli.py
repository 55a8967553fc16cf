"""The command beside a running local stack, through a real process: facts told, receipts, what is shown.

The stack is started once, while the usual ports are taken.
"""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Iterator
from pathlib import Path

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


@pytest.fixture(scope="module")
def resolute(stack: Up) -> Resolute:
    """The command beside the stack, where a few drafts stand that no test adds a sponsor to unless it is its own."""
    told = stack.resolute(
        "record",
        "-",
        stdin="\n".join(
            [
                submission("talk"),
                submission("plain", title="The :office: of [red]all[/red] [bold"),
                submission("wide", title="Strengthening international cooperation " * 5),
                submission("unheard"),
                joining("unheard", "Chile"),
                joining("unheard", "Ghana"),
                submission("corrected"),
                event("session.scheduled", None, "planned", AT, body="CCPCJ", session=44, opens="2035-05-14"),
            ]
        ),
    )
    assert (told.code, told.err) == (0, "")
    return stack.resolute


AT = "2026-03-02T10:00:00Z"


def submission(reference: str, title: str = "A draft") -> str:
    said = {"body": "CND", "session": 80, "title": title, "sponsors": ["Peru"]}
    return event("draft.submitted", reference, f"{reference}-submitted", AT, **said)


def joining(reference: str, state: str) -> str:
    return event("sponsor.added", reference, f"{reference}-{state}", AT, sponsor=state)


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
    for command in (
        ("draft", "submit", str(SAMPLES / "draft.txt"), "--time", "2015-04-17", "--reference", life),
        ("sponsor", "add", life, "Peru", "--time", "2015-05-04"),
        ("commission", "act", life, "recommended_to_council", "--report", "E/2015/30", "--time", "2015-05-22"),
        ("council", "act", life, "adopted", "--symbol", "E/RES/2015/23", "--meeting", "53", "--time", "2015-07-21"),
        ("mandate", "waive", life, "8", "--authority", "its session had closed", "--time", "2015-09-17"),
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
    verified, drawn, page = resolute.together(
        ("ledger", "verify", life), ("timeline", "E/RES/2015/23"), ("show", "E/RES/2015/23")
    )
    assert verified.code == 0
    assert "Council: adopted as E/RES/2015/23, without a vote" in drawn.out
    assert "reported (every report and deliverable is settled)" in page.out


def test_a_fact_told_twice_is_recorded_once_and_has_one_receipt(resolute: Resolute) -> None:
    facts = f"{submission('told-twice')}\n{joining('told-twice', 'Chile')}"
    first, second = (resolute("record", "-", "--json", stdin=facts) for _ in range(2))
    assert first.code == second.code == 0
    assert [receipt["outcome"] for receipt in first.lines] == ["recorded", "recorded"]
    assert second.lines == [{**receipt, "outcome": "duplicate"} for receipt in first.lines]
    assert set(first.lines[0]) == {"id", "type", "outcome", "reference", "seq", "stage", "flags", "reason"}


def test_many_facts_are_told_from_a_file_with_a_receipt_for_each(resolute: Resolute, tmp_path: Path) -> None:
    facts = [submission("many"), *(joining("many", f"State {number}") for number in range(150))]
    file = tmp_path / "facts.jsonl"
    file.write_text("\ufeff# a comment\r\n" + "\r\n\r\n".join(facts) + "\r\n", encoding="utf-8")
    told = resolute("record", str(file), "--json")
    assert told.code == 0
    assert [receipt["outcome"] for receipt in told.lines] == ["recorded"] * 151
    numbers = [receipt["seq"] for receipt in told.lines]
    assert numbers == sorted(set(numbers))
    rows = resolute.eventually("ledger", "show", "many", until=lambda rows: len(rows) >= 151)
    assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))


def test_a_list_of_facts_is_one_json_document(resolute: Resolute) -> None:
    told = resolute("record", "--json", "-", stdin=f"[{submission('listed')},\n{joining('listed', 'Chile')}]")
    assert [(receipt["type"], receipt["outcome"]) for receipt in told.lines] == [
        ("draft.submitted", "recorded"),
        ("sponsor.added", "recorded"),
    ]


def test_a_refused_fact_exits_with_one_and_the_others_stand(resolute: Resolute) -> None:
    facts = [
        submission("refusals"),
        joining("refusals", "Peru"),
        event("draft.issued", "refusals", "no-symbol", AT),
        joining("nobody-knows-it", "Peru"),
        "42",
        joining("refusals", "Chile"),
    ]
    told = resolute("record", "-", "--json", stdin="\n".join(facts))
    assert told.code == 1
    assert told.err == ""
    assert [(line["id"], line["outcome"], (line["reason"] or {}).get("code")) for line in told.lines] == [
        ("refusals-submitted", "recorded", None),
        ("refusals-Peru", "refused", "already_a_sponsor"),
        ("no-symbol", "refused", "invalid_data"),
        ("nobody-knows-it-Peru", "refused", "unknown_resolution"),
        (None, "refused", "invalid_data"),
        ("refusals-Chile", "recorded", None),
    ]


def test_a_refusal_is_talk_and_a_receipt_is_data(resolute: Resolute) -> None:
    refused, recorded = resolute.together(
        ("sponsor", "add", "nobody-knows-it", "Peru"), ("committee", "approve", "talk")
    )
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.startswith("refused sponsor.added: ")
    assert len(refused.err.splitlines()) == 1
    assert (recorded.code, recorded.err) == (0, "")
    assert recorded.out.startswith("recorded committee.approved of talk as entry ")


def test_a_file_with_a_line_that_is_no_json_is_not_told_at_all(resolute: Resolute) -> None:
    told = resolute("record", "-", stdin=f"{submission('half-told')}\n" + '{"id": ')
    assert (told.code, told.out) == (2, "")
    assert "line 2: no JSON" in told.err
    assert "nothing was told" in told.err
    assert resolute("show", "half-told").code == 1


def test_what_nobody_knows_exits_with_one_line_and_one(resolute: Resolute) -> None:
    for ran in resolute.together(
        *(
            (*command, "never-heard-of", "--json")
            for command in (("show",), ("timeline",), ("ledger", "show"), ("ledger", "verify"))
        )
    ):
        assert (ran.code, ran.out) == (1, "")
        assert "never-heard-of" in ran.err
        assert len(ran.err.splitlines()) == 1


def test_a_text_like_an_emoji_or_markup_is_shown_as_it_is(resolute: Resolute) -> None:
    resolute.eventually("list", until=lambda found: any(each["reference"] == "plain" for each in found))
    assert resolute("stakeholder", "add", "office", "o@example.org", "--of", ":office:").code == 0
    page, people = resolute.together(("show", "plain"), ("stakeholder", "list"))
    assert "The :office: of [red]all[/red] [bold" in page.out
    assert ":office:" in people.out


def test_a_table_keeps_to_its_width_and_cuts_titles_with_an_ellipsis(resolute: Resolute) -> None:
    resolute.eventually("list", until=lambda found: any(each["reference"] == "wide" for each in found))
    for width in (80, 120):
        table = resolute("list", env={"COLUMNS": str(width)}).out
        assert all(len(line) <= width for line in table.splitlines())
        (row,) = [line for line in table.splitlines() if line.startswith("wide ")]
        assert row.rstrip().endswith("…")


def test_notices_that_did_not_arrive_are_counted_with_what_to_do(resolute: Resolute) -> None:
    resolute.eventually("show", "unheard", until=lambda view: len(view["notices"]) >= 4)
    page = resolute("show", "unheard").out
    assert page.count("secretariat of CND: nobody holds this role") == 1
    assert "3 × secretariat of CND" in page
    assert 'resolute stakeholder add secretariat ADDRESS --of "CND"' in page


def test_a_moved_session_is_listed_as_announced(resolute: Resolute) -> None:
    moved = resolute("session", "set", "CCPCJ", "44", "2035-12-03", "2035-12-03", "--time", "2026-04-10")
    assert moved.code == 0, moved
    sessions = resolute.eventually(
        "session", "list", until=lambda known: any(each["opens"] == "2035-12-03" for each in known)
    )
    (dates,) = [each for each in sessions if each["session"] == 44]
    assert dates["source"] == "announced 2026-04-10"
    assert "3 Dec 2035" in resolute("session", "list").out


def test_every_command_speaks_json_on_standard_output_alone(resolute: Resolute) -> None:
    for ran in resolute.together(
        ("list", "--json"),
        ("due", "--json"),
        ("session", "list", "--body", "GA", "--json"),
        ("stakeholder", "list", "--json"),
        ("ledger", "verify", "--json"),
        ("migrate", "--json"),
        ("stakeholder", "add", "mission", "peru@example.org", "--of", "Peru", "--language", "es", "--json"),
    ):
        assert ran.code == 0, ran
        assert isinstance(ran.json, (list, dict))


def test_a_stakeholder_without_an_address_is_not_entered(resolute: Resolute) -> None:
    for ran in resolute.together(
        *(
            ("stakeholder", "add", "mission", address, "--of", "Nowhere")
            for address in ("nobody", "two words@example.org", "")
        )
    ):
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
    told = resolute("correct", "corrected", "1", "misprint", "title=Another title", "--json")
    assert told.code == 0, told
    resolute.eventually("show", "corrected", until=lambda view: view["title"] == "Another title")
