"""The sample that comes with the product: one draft and one life, complete, consistent and in order."""

from __future__ import annotations

import datetime as dt
import json
import re
from importlib.resources import files
from typing import Any

import pytest

from resolutions.facts import parse_fact

SAMPLES = files("cli") / "samples"
DRAFT = (SAMPLES / "draft.txt").read_text(encoding="utf-8")
LINES = (SAMPLES / "life.jsonl").read_text(encoding="utf-8").splitlines()
FACTS: list[dict[str, Any]] = [json.loads(line) for line in LINES if not line.startswith("#")]


def told(fact: str) -> list[dict[str, Any]]:
    return [event["data"] for event in FACTS if event["type"] == f"resolute.{fact}.v1"]


def times_of(fact: str) -> list[dt.datetime]:
    return [dt.datetime.fromisoformat(event["time"]) for event in FACTS if event["type"] == f"resolute.{fact}.v1"]


def test_every_line_is_a_comment_or_a_fact_of_the_vocabulary() -> None:
    assert all(line.startswith(("#", "{")) for line in LINES)
    for event in FACTS:
        assert parse_fact(event).subject == "ccpcj-24-sample"


def test_every_fact_has_the_attributes_of_a_cloudevent() -> None:
    for number, event in enumerate(FACTS, start=1):
        assert event["specversion"] == "1.0"
        assert event["id"] == f"sample-{number:02d}"
        assert event["source"] == "https://example.org/secretariat"
        assert event["datacontenttype"] == "application/json"


def test_facts_are_told_in_the_order_in_which_they_happened() -> None:
    times = [dt.datetime.fromisoformat(event["time"]) for event in FACTS]
    assert times == sorted(times)
    assert all(time.tzinfo for time in times)


def test_the_sample_says_that_it_is_illustrative() -> None:
    assert any("ILLUSTRATIVE" in line for line in LINES[:5])


def test_the_revised_text_is_the_sample_draft() -> None:
    (revision,) = told("draft.revised")
    assert revision["document"]["text"] == DRAFT


def test_the_first_text_differs_from_the_revised_one_and_has_one_sponsor() -> None:
    (submission,) = told("draft.submitted")
    first = submission["document"]["text"]
    assert "\nBelarus: draft resolution\n" in first
    assert len(operative(first)) == len(operative(DRAFT))
    assert [a == b for a, b in zip(operative(first), operative(DRAFT), strict=True)].count(False) == 3


@pytest.mark.parametrize(
    "fact",
    [
        "draft.issued",
        "budget.stated",
        "committee.approved",
        "commission.acted",
        "council.acted",
        "mandate.waived",
        "mandate.assigned",
        "report.slotted",
        "mandate.discharged",
        "report.submitted",
        "report.issued",
        "report.considered",
    ],
)
def test_the_life_goes_through_every_step(fact: str) -> None:
    assert len(told(fact)) == 1


def test_a_sponsor_joins_within_seven_days_of_the_commission() -> None:
    (acted,) = times_of("commission.acted")
    late = [time for time in times_of("sponsor.added") if time > acted]
    assert len(late) == 1
    assert late[0] - acted <= dt.timedelta(days=7)


def operative(text: str) -> list[str]:
    return re.findall(r"^\d+\. .*$", text, re.MULTILINE)


def preambular(text: str) -> list[str]:
    preamble = text[text.index("The Economic and Social Council,\n") : text.index("\n1. ")]
    return re.findall(r"^[A-Z][^\n]*[,:]$", preamble, re.MULTILINE)[1:]


def test_the_draft_has_the_parts_that_drafters_write() -> None:
    assert len(preambular(DRAFT)) == 12
    assert [paragraph.split(".")[0] for paragraph in operative(DRAFT)] == [str(n) for n in range(1, 12)]
    assert all(paragraph.endswith(";") for paragraph in operative(DRAFT)[:-1])
    assert operative(DRAFT)[-1].endswith(".")


def test_every_footnote_has_a_mark_and_every_mark_a_footnote() -> None:
    bodies = set(re.findall(r"^([¹²³⁴⁵⁶⁷⁸⁹]) ", DRAFT, re.MULTILINE))
    marks = set(re.findall(r"(?<=\S)[¹²³⁴⁵⁶⁷⁸⁹]", DRAFT))
    assert bodies == marks == set("¹²³⁴")


@pytest.mark.parametrize(
    ("paragraph", "when"),
    [(5, "in 2016"), (8, "General Assembly at its sixty-ninth session"), (11, "at its twenty-sixth session")],
)
def test_the_draft_sets_its_three_dated_duties(paragraph: int, when: str) -> None:
    assert when in operative(DRAFT)[paragraph - 1]


def test_the_file_names_of_the_documents_are_their_own() -> None:
    names = [event["data"]["document"]["name"] for event in FACTS if "document" in event["data"]]
    assert names == ["draft-first.txt", "draft.txt"]
