"""Any bytes and any text: a structure or a clean typed error, in time that grows with the text and no faster."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafts.model import ReadDraft, UnreadableDraft
from drafts.reader import read


def read_or_refuse(content: bytes) -> ReadDraft | None:
    try:
        return read(content)
    except UnreadableDraft as error:
        refusal = error
    assert refusal.message.count("\n") == 0
    return None


@given(st.binary(max_size=2_000))
def test_any_bytes_give_a_structure_or_a_typed_refusal(content: bytes) -> None:
    read_or_refuse(content)


PIECES = (
    *("The General Assembly,", "Recalling its resolution 70/1,"),
    *("1. Requests the Secretary-General to report to the", "Commission at its twenty-sixth session;"),
    *("(a) To act;", "(i) Act;", "Annex", "\u00b9 A note.", "* A note", "*", "_", "[1] "),
    *("2. *Also requests*", "Belarus and Cuba: draft resolution", "E/CN.15/2015/L.2", "\n", "\n\n", " "),
    *("19 May 2015", "at its next session", "Requests:", "in 2016", "1848 (LVI)", "\u201cquoted"),
    *("V.15-03567 (E)", "\u00b9\u00b2\u00b3", "Distr.: Limited", "31 February 2015", "Agenda item 5", "0"),
    *("999", "- item", "OP4bis. Urges", "every two years"),
)
fragments = st.sampled_from(PIECES)


@given(st.lists(fragments | st.text(max_size=12), max_size=40), st.sampled_from(["", " ", "\n", "\n\n"]))
@settings(max_examples=150)
def test_any_text_made_of_the_pieces_of_a_resolution_is_read_or_refused(pieces: list[str], glue: str) -> None:
    found = read_or_refuse(glue.join(pieces).encode())
    if found is not None:
        assert ReadDraft.model_validate_json(found.model_dump_json()) == found
        assert all(paragraph.text == paragraph.text.strip() for paragraph in found.paragraphs)


def calls_to_read(text: str) -> int:
    """How many function calls reading takes: a measure of work that no clock disturbs."""
    calls = 0

    def count(frame: FrameType, event: str, arg: Any) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        read(text.encode())
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize(
    "repeated",
    [
        "2. Requests the Secretary-General to report to the Commission at its twenty-sixth session;\n\n",
        "(ii) To act, and to report to the Commission at its twenty-sixth session;\n\n",
        "2. Decides to read:\n\n\u201c1. A lamp is lit.\n\n(a)\n\nTo act;\n\n- To rest;\n\n",
        "Draft resolution II\n\nThe General Assembly,\n\n1. Requests States to act.\n\n",
        "in the theft of lamps\nV.31-01234 (E)\n2/3\nand of the fog-\nhorns of the\n1\nkeepers;\n\n",
        "2. Recalls its resolutions 70/1 and 71/1,\u00b9 and encourages States to act;\n\n\u00b9 See A/70/1.\n\n",
    ],
)
def test_twice_the_text_is_twice_the_work(repeated: str) -> None:
    opening = "The General Assembly,\n\n1. Requests the Secretariat:\n\n(a) To begin;\n\n"
    once, twice = calls_to_read(opening + repeated * 60), calls_to_read(opening + repeated * 120)
    assert twice < 2.2 * once


@pytest.mark.parametrize(
    "piece",
    [
        "a ",
        "A",
        "* ",
        "_",
        "also ",
        "and invites the ",
        "Commission of the ",
        "to the ",
        "1/1 ",
        "\u00b9",
        "(",
        "held in ",
    ],
)
def test_no_repetition_inside_a_paragraph_makes_a_pattern_explode(piece: str) -> None:
    text = "The General Assembly,\n\n1. Requests the Secretary-General to "
    read_or_refuse((text + piece * (18_000 // len(piece))).encode())
