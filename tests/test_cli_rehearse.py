"""Rehearsals and the demo through a real process: scenarios lived to their end, whatever else stands in the file."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import ModuleType

import pytest

from tests.cli_runner import SAMPLES, Ran, Resolute, data_directory, event

pytestmark = pytest.mark.timeout(120)

SCENARIOS = Path(__file__).parent.parent.parent / "shared" / "scenarios"


NAMES = sorted(file.stem for file in SCENARIOS.glob("*.jsonl"))


@pytest.fixture(scope="module")
def resolute() -> Iterator[Resolute]:
    with data_directory() as directory:
        yield Resolute(directory)


@pytest.fixture(scope="module")
def lived(resolute: Resolute) -> Iterator[dict[str, Future[Ran]]]:
    """The demo, the sample and every scenario, two at a time: each has an engine and a database of its own."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        runs = {
            "demo": pool.submit(resolute, "demo"),
            "sample": pool.submit(resolute, "rehearse", str(SAMPLES / "life.jsonl"), "--json"),
            "oddities": pool.submit(resolute, "rehearse", "-", "--json", "--until", "1990-01-01", stdin=oddities()),
        }
        for name in NAMES:
            runs[name] = pool.submit(resolute, "rehearse", str(SCENARIOS / f"{name}.jsonl"), "--json")
        yield runs


def test_the_demo_ends_with_the_resolution_closed_and_reported(lived: dict[str, Future[Ran]]) -> None:
    ran = lived["demo"].result()
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[-1] == "ccpcj-24-sample is closed, ending reported"
    assert "\x1b" not in ran.out
    for told in ("draft issued as E/CN.15/2015/L.2", "Council: adopted as E/RES/2015/23", "report considered"):
        assert told in ran.out
    assert "nobody holds this role" not in ran.out


def test_the_sample_is_rehearsed_as_the_vocabulary_says(lived: dict[str, Future[Ran]]) -> None:
    ran = lived["sample"].result()
    assert (ran.code, ran.err) == (0, "")
    (resolution,) = ran.json["resolutions"]
    assert (resolution["stage"], resolution["ending"]) == ("closed", "reported")
    assert {receipt["outcome"] for receipt in ran.json["receipts"]} == {"recorded"}
    assert [entry["seq"] for entry in resolution["ledger"]] == list(range(1, len(resolution["ledger"]) + 1))
    assert {notice["state"] for notice in ran.json["notices"]} == {"delivered"}
    (report,) = [duty for duty in resolution["mandates"] if duty["paragraph"] == "11"]
    assert report["due"] == {"kind": "session", "body": "CCPCJ", "session": 26}
    assert {rung["name"]: rung["status"] for rung in report["milestones"]} == dict.fromkeys(
        ("forecast", "submission", "issuance", "session"), "met"
    )


def oddities() -> str:
    draft = {"body": "CCPCJ", "session": 24, "title": "A draft", "sponsors": ["Peru"]}
    lines = [
        "# a comment",
        event("session.scheduled", None, "s1", "2015-01-05T00:00:00Z", body="CCPCJ", session=24, opens="2015-06-01"),
        event("draft.submitted", "first", "a", "2015-04-01T00:00:00Z", **draft),
        "",
        "not JSON",
        '{"id": "b", "type": "resolute.draft.issued.v1"}',
        "42",
        "[" * 100_000,
        event("draft.orally_revised", "first", "c", "2015-04-02T00:00:00Z", text="x" * 3_000_000),
        "   ",
        event("sponsor.added", "first", "d", "2015-03-01T00:00:00Z", sponsor="Chile"),
        event("draft.submitted", "later", "e", "2150-04-01T00:00:00Z", **{**draft, "session": 159}),
        event("council.acted", "later", "p", "2150-04-01T12:00:00Z", outcome="adopted", mode="without_vote"),
        event("draft.withdrawn", "later", "f", "2150-04-02T00:00:00Z"),
    ]
    return "\ufeff" + "\r\n".join(lines)


def test_a_line_that_is_no_fact_is_refused_and_the_rehearsal_goes_on(lived: dict[str, Future[Ran]]) -> None:
    ran = lived["oddities"].result()
    assert (ran.code, ran.err) == (0, "")
    assert [(receipt["id"], receipt["outcome"], receipt["code"]) for receipt in ran.json["receipts"]] == [
        ("s1", "recorded", None),
        ("a", "recorded", None),
        (None, "refused", "invalid_data"),
        ("b", "refused", "invalid_data"),
        (None, "refused", "invalid_data"),
        (None, "refused", "invalid_data"),
        ("c", "refused", "invalid_data"),
        ("d", "recorded", None),
        ("e", "recorded", None),
        ("p", "parked", None),
        ("f", "recorded", None),
    ]
    endings = {resolution["reference"]: resolution["ending"] for resolution in ran.json["resolutions"]}
    assert endings == {"first": "lapsed", "later": "withdrawn"}


@pytest.mark.parametrize(
    "content", [b"", b"# only\n# comments\n", b"\xff\xfex\x00", b"Draft resolution\n\nThe Council,\n"]
)
def test_a_file_without_a_fact_exits_with_two_and_one_line(resolute: Resolute, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "scenario.jsonl"
    file.write_bytes(content)
    ran = resolute("rehearse", str(file), "--json")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"resolute: {file}: ")
    assert len(ran.err.splitlines()) == 1


@pytest.mark.skipif(not NAMES, reason="the scenarios that judge the project are not beside it")
@pytest.mark.parametrize("name", NAMES or ["none"])
def test_a_scenario_comes_out_as_it_must(lived: dict[str, Future[Ran]], name: str) -> None:
    ran = lived[name].result()
    assert ran.code == 0, ran.err
    expected = json.loads((SCENARIOS / f"{name}.expect.json").read_text(encoding="utf-8"))
    assert _check().differences(ran.json, expected) == []


def _check() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check", SCENARIOS / "check.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
