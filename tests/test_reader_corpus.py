"""The real draft of 2015 against its answer key, where the project's shared material lies beside the project."""

from __future__ import annotations

import pytest

from drafts.model import ReadDraft
from drafts.money import asks_money
from drafts.reader import read
from tests.beside import SEED, needs_shared_material

pytestmark = needs_shared_material


@pytest.fixture(scope="module")
def seed() -> ReadDraft:
    return read(SEED.read_bytes(), SEED.name)


def test_the_header_of_the_real_draft_equals_its_key(seed: ReadDraft) -> None:
    assert (seed.symbol, seed.body, seed.session, seed.agenda_item) == (None, "CCPCJ", 24, "5")
    assert (str(seed.date), seed.original_language, seed.distribution) == ("2015-05-19", "en", "limited")
    assert seed.sponsors == ("Belarus", "Costa Rica", "Cuba", "Philippines")
    assert (seed.revised, seed.for_adoption_by) == (True, "ECOSOC")


def test_the_real_draft_has_all_its_parts(seed: ReadDraft) -> None:
    tops = [p for p in seed.paragraphs if p.level == 0]
    assert [p.part for p in tops] == ["preambular"] * 12 + ["operative"] * 11
    assert [p.number for p in seed.paragraphs if p.level == 1] == ["(a)", "(b)", "(c)", "(d)", "(e)", "(f)"]
    assert [note.number for note in seed.footnotes] == [1, 2, 3, 4, 5, 6]


def test_the_duties_of_the_real_draft_equal_their_key(seed: ReadDraft) -> None:
    assert [(duty.paragraph, duty.kind) for duty in seed.mandates] == [
        ("1", "continuing"), ("3", "continuing"), ("4", "continuing"), ("5", "deliverable"), ("6", "continuing"),
        ("7", "continuing"), ("8", "deliverable"), ("9", "continuing"), ("11", "report"),
    ]  # fmt: skip
    due = {duty.paragraph: duty.due.model_dump() for duty in seed.mandates}
    assert due["5"] == {"kind": "year", "year": 2016}
    assert due["8"] == {"kind": "session", "body": "GA", "session": 69}
    assert due["11"] == {"kind": "session", "body": "CCPCJ", "session": 26}


def test_the_references_and_the_money_of_the_real_draft_equal_their_key(seed: ReadDraft) -> None:
    assert {reference.symbol for reference in seed.references} == {
        *("A/RES/64/293", "E/RES/2013/41", "A/RES/68/192"),
        *("UNTS/2225/39574", "UNTS/2237/39574"),
    }
    assert asks_money(seed) == ("10",)
