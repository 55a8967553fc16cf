"""The examples are true: every fact has one, the door takes those that can be told, and the domain lives them."""

from __future__ import annotations

import json

import pytest

from drafts.money import asks_money
from drafts.reader import read
from gateway import examples
from gateway.examples import Lived
from resolutions.authority import TELLABLE
from resolutions.facts import DATA_CLASSES, SERVICE, Fact, parse_fact
from resolutions.life import fold

LIVES = examples.lives()


def of_reference(life: Lived) -> str:
    return life.reference


def test_every_fact_of_the_vocabulary_has_an_example() -> None:
    assert set(examples.told_examples()) == set(TELLABLE)
    assert set(examples.recorded_examples()) == set(DATA_CLASSES)


@pytest.mark.parametrize("fact", sorted(TELLABLE))
def test_a_teller_could_tell_each_example_as_it_is_printed(fact: str) -> None:
    example = examples.told_examples()[fact]
    printed = json.loads(json.dumps(example.as_event()))
    assert parse_fact(printed) == example


@pytest.mark.parametrize("fact", sorted(DATA_CLASSES))
def test_each_recorded_example_reads_back_as_itself(fact: str) -> None:
    recorded = examples.recorded_examples()[fact].fact
    assert Fact.model_validate_json(recorded.model_dump_json(by_alias=True)) == recorded
    assert (recorded.source == SERVICE) == DATA_CLASSES[fact].by_service


@pytest.mark.parametrize("life", LIVES, ids=of_reference)
def test_every_fact_told_in_an_example_is_recorded(life: Lived) -> None:
    assert [receipt.outcome for receipt in life.receipts] == ["recorded"] * len(life.facts)
    assert [fact.time for fact in life.facts] == sorted(fact.time for fact in life.facts)


@pytest.mark.parametrize("life", LIVES, ids=of_reference)
def test_the_entries_of_an_example_are_its_whole_ledger(life: Lived) -> None:
    assert [entry.seq for entry in life.entries] == list(range(1, len(life.entries) + 1))
    assert fold(life.entries, life.reference, life.docket.rules) == life.docket.resolution


def test_the_whole_life_ends_with_its_report_and_the_others_as_they_are_called() -> None:
    endings = [life.docket.resolution.ending for life in LIVES if life.docket.resolution]
    assert endings == ["reported", "lapsed", "withdrawn", "merged"]


def test_ids_are_told_once() -> None:
    told = [(fact.source, fact.id) for life in LIVES for fact in life.facts]
    assert len(set(told)) == len(told)


def test_the_correction_names_the_adoption() -> None:
    (corrected,) = (entry for entry in LIVES[0].entries if entry.seq == examples.ADOPTION)
    assert corrected.fact.type == "assembly.acted"
    resolution = LIVES[0].docket.resolution
    assert resolution is not None
    assert resolution.assembly is not None
    assert resolution.assembly.meeting == 80


def test_the_reader_finds_in_the_example_draft_what_the_example_says() -> None:
    draft = read(examples.DRAFT.encode(), "court-statistics.txt", "text/plain")
    found = examples.READING
    assert (draft.title, draft.agenda_item, draft.original_language) == (
        found.title,
        found.agenda_item,
        found.original_language,
    )
    assert tuple(draft.sponsors) == found.sponsors
    assert tuple(draft.mandates) == found.mandates
    assert asks_money(draft) == found.asks_money
    assert [(each.part, each.number, tuple(each.verbs)) for each in draft.paragraphs] == [
        (each.part, each.number, each.verbs) for each in found.paragraphs
    ]


def test_there_is_a_receipt_of_every_outcome() -> None:
    receipts = examples.receipt_examples()
    assert set(receipts) == {"recorded", "duplicate", "parked", "refused"}
    assert all(receipt.outcome == outcome for outcome, receipt in receipts.items())
    assert receipts["duplicate"].seq == receipts["recorded"].seq
