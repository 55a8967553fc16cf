"""Numbers, letters and parts as drafts really have them; and reading a printed draft gives its paragraphs back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafts.labels import labelled, place_named
from drafts.model import Paragraph, UnreadableDraft
from drafts.structure import MAX_BLOCKS, MAX_PARAGRAPH, Structure, structure

OPENING = ["The General Assembly,", "Recalling itself,"]


def operative(*blocks: str) -> list[tuple[str | None, int]]:
    found = structure([*OPENING, *blocks]).paragraphs
    return [(paragraph.number, paragraph.level) for paragraph in found if paragraph.part == "operative"]


def texts(*blocks: str) -> list[str]:
    return [paragraph.text for paragraph in structure([*OPENING, *blocks]).paragraphs[1:]]


@pytest.mark.parametrize(
    ("labels", "levels"),
    [
        ("(a) (b) (c)", [1, 1, 1]),
        ("(a) (i) (ii) (b) (i)", [1, 2, 2, 1, 2]),
        ("(a) (i) a. b. (ii) (b)", [1, 2, 3, 3, 2, 1]),
        ("(g) (h) (i) (j)", [1, 1, 1, 1]),
        ("(t) (u) (v) (w)", [1, 1, 1, 1]),
        ("(a) (iv) (v) (vi) (b)", [1, 2, 2, 2, 1]),
        ("(a) (c) (d)", [1, 1, 1]),
        ("a) b) c)", [1, 1, 1]),
        ("(y) (z) (aa) (bb)", [1, 1, 1, 1]),
    ],
)
def test_the_level_of_a_label_follows_from_the_labels_before_it(labels: str, levels: list[int]) -> None:
    found = operative("1. Requests States:", *(f"{label} To act;" for label in labels.split()))
    assert [level for _, level in found[1:]] == levels


def test_an_i_after_an_h_is_a_numeral_only_under_a_colon() -> None:
    letters = [f"({letter}) To act;" for letter in "abcdefg"]
    assert operative("1. Requests:", *letters, "(h) To act;", "(i) To rest;")[-1] == ("(i)", 1)
    assert operative("1. Requests:", *letters, "(h) To act:", "(i) At once;")[-1] == ("(i)", 2)


@pytest.mark.parametrize(
    ("block", "number"),
    [
        ("5. Requests States to act;", "5"),
        ("OP5. Requests States to act;", "5"),
        ("OP5bis. Requests States to act;", "5bis"),
        ("5 bis. Requests States to act;", "5bis"),
        ("5) Requests States to act;", "5"),
        ("5. [4.] Requests States to act;", "5"),
        ("5. (ex 4) Requests States to act;", "5"),
        ("5. 6. Requests States to act;", "5"),
        ("5\\. Requests States to act;", "5"),
        ("*5.* *Requests* States to act;", "5"),
    ],
)
def test_a_number_is_read_however_it_is_printed(block: str, number: str) -> None:
    (paragraph,) = structure([*OPENING, block]).paragraphs[1:]
    assert (paragraph.number, paragraph.verbs) == (number, ("Requests",))


def test_a_decimal_is_no_number_of_a_paragraph() -> None:
    assert texts("1. Notes that the budget grew by", "3.5 per cent in 2030;") == [
        "Notes that the budget grew by 3.5 per cent in 2030;"
    ]


def test_a_label_alone_on_its_line_belongs_to_the_next() -> None:
    found = operative("1.", "Requests:", "(a)", "To act;", "2", "Urges States to act;", "3/7", "3. Decides to end.")
    assert found == [("1", 0), ("(a)", 1), ("2", 0), ("3", 0)]


def test_numbers_skipped_repeated_or_missing_are_kept_as_printed() -> None:
    found = operative("1. Requests;", "3. Urges;", "3. Notes;", "Decides to act;", "7. Welcomes.")
    assert found == [("1", 0), ("3", 0), ("3", 0), (None, 0), ("7", 0)]


def test_no_two_paragraphs_of_a_text_share_a_label() -> None:
    found = structure(
        [*OPENING, "1. Requests:", "(a) This;", "(a) That;", "1. Urges;", "(a) Those;", "Decides to act."]
    )
    labels = [paragraph.label for paragraph in labelled(found.paragraphs)]
    assert labels == ["PP1", "1", "1 (a)", "1 (a) [2]", "1 [2]", "1 [2] (a)", "OP1"]


def test_sections_may_have_preambles_of_their_own() -> None:
    section = ["Recalling its decision 1,", "1. Decides to act;"]
    found = structure(["The General Assembly,", "I", "Lamps", *section, "II", "Foghorns", *section])
    assert [paragraph.part for paragraph in found.paragraphs] == ["preambular", "operative"] * 2
    assert [(heading.text, heading.before) for heading in found.headings] == [
        ("I", 0), ("Lamps", 0), ("II", 2), ("Foghorns", 2),
    ]  # fmt: skip


def test_an_annex_keeps_its_numbered_and_unnumbered_paragraphs_apart_from_its_headings() -> None:
    found = structure(
        [*OPENING, "1. Adopts the rules.", "Annex I", "Rules", "We, the keepers,", "1. Ask.", "(a) Twice."]
    )
    annex = [(paragraph.number, paragraph.level) for paragraph in found.paragraphs if paragraph.part == "annex"]
    assert annex == [(None, 0), ("1", 0), ("(a)", 1)]
    assert [heading.text for heading in found.headings] == ["Annex I", "Rules"]


def test_what_a_paragraph_quotes_stays_in_it() -> None:
    quoting = ["1. Decides to amend rule 3 to read:", "\u201c1. A lamp is lit.", "2. It shines.\u201d"]
    found = structure([*OPENING, *quoting, "2. Requests States to act."])
    assert [paragraph.number for paragraph in found.paragraphs] == [None, "1", "2"]
    assert found.paragraphs[1].text.endswith("\u201c1. A lamp is lit. 2. It shines.\u201d")


def test_a_quotation_that_is_never_closed_does_not_swallow_the_next_paragraph() -> None:
    found = structure([*OPENING, "1. Recalls \u201cthe lamps;", "2. Requests States to act;", "3. Ends."])
    assert [paragraph.number for paragraph in found.paragraphs] == [None, "1", "2", "3"]


def test_bullets_are_sub_paragraphs_without_a_number() -> None:
    assert operative("1. Requests:", "- To act;", "\u2022 To rest;", "2. Ends.") == [
        ("1", 0), (None, 1), (None, 1), ("2", 0),
    ]  # fmt: skip


def test_a_paragraph_of_a_preamble_with_an_unknown_opening_is_not_lost() -> None:
    unknown = "Ever watchful over the lamps of all lighthouses and over their keepers,"
    assert unknown in texts(unknown, "1. Decides to act.")


VERBS = ("Requests", "Urges", "Notes with appreciation", "Calls upon", "Decides")
PARTICIPLES = ("Recalling", "Noting", "Bearing in mind", "Deeply concerned")
words = st.lists(st.sampled_from(["lamps", "and keepers", "of the coast", "in 2030", "States", "70/1"]), min_size=3)
sub_texts = st.lists(st.lists(words, max_size=2), max_size=4)


def sentence(opening: str, said: list[str], end: str) -> str:
    return f"{opening} the light {' '.join(said)} shall burn{end}"


@st.composite
def printed_drafts(draw: st.DrawFn) -> tuple[list[Paragraph], list[str]]:
    """The paragraphs of a draft, and the blocks it is printed as."""
    paragraphs: list[Paragraph] = []
    for said in draw(st.lists(words, min_size=1, max_size=4)):
        text = sentence(draw(st.sampled_from(PARTICIPLES)), said, ",")
        paragraphs.append(Paragraph(part="preambular", text=text))
    for number, said in enumerate(draw(st.lists(words, min_size=1, max_size=6)), start=1):
        subs = draw(sub_texts)
        text = sentence(draw(st.sampled_from(VERBS)), said, ":" if subs else ";")
        paragraphs.append(Paragraph(part="operative", number=str(number), text=text))
        for letter, inner in zip("abcd", subs, strict=False):
            text = sentence("To see that", said, ":" if inner else ";")
            paragraphs.append(Paragraph(part="operative", number=f"({letter})", text=text, level=1))
            paragraphs += [
                Paragraph(part="operative", number=f"({numeral})", text=sentence("That", told, ";"), level=2)
                for numeral, told in zip(("i", "ii"), inner, strict=False)
            ]
    blocks = [f"{p.number}{'.' if p.level == 0 else ''} {p.text}" if p.number else p.text for p in paragraphs]
    return paragraphs, ["A/80/L.1", "Peru: draft resolution", "Lamps", "The General Assembly,", *blocks]


def essence(paragraphs: list[Paragraph]) -> list[tuple[str, str | None, str, int]]:
    return [(p.part, p.number, p.text, p.level) for p in paragraphs]


@given(printed_drafts())
@settings(max_examples=60, deadline=None)
def test_reading_a_printed_draft_gives_its_paragraphs_back(draft: tuple[list[Paragraph], list[str]]) -> None:
    paragraphs, blocks = draft
    assert essence(structure(blocks).paragraphs) == essence(paragraphs)


PIECES = (
    *(
        "The General Assembly,",
        "The Economic and Social Council:",
        "Recalling its resolution 70/1,",
        "Annex",
        "II",
        "5",
    ),
    *(
        "1. Requests States to act:",
        "(a) To act;",
        "(i) Act;",
        "a. act",
        "- act",
        "\u201cquoted",
        "quoted\u201d",
        "(h) x:",
    ),
    *("Recommends to the General Assembly the adoption of the following draft resolution:", "Draft resolution II"),
    *(
        "Peru: amendment to draft resolution A/80/L.1",
        "Delete operative paragraph 3",
        "The General Assembly decides to",
    ),
    *("\u00b9 A note.", "* On behalf of the Group of 77", "2.", "OP3bis. Urges", "1 See A/70/1.", "A Lamps", "", "*"),
)


def structure_or_refusal(blocks: list[str]) -> Structure | None:
    try:
        return structure(blocks)
    except UnreadableDraft:
        return None


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=20), max_size=40))
@settings(max_examples=200, deadline=None)
def test_any_list_of_blocks_gives_a_structure_whose_labels_are_its_own(blocks: list[str]) -> None:
    found = structure_or_refusal(blocks)
    assert found is not None
    assert all(0 <= heading.before <= len(found.paragraphs) for heading in found.headings)
    named = [(label.label, p) for label, p in zip(labelled(found.paragraphs), found.paragraphs, strict=True)]
    own = [label for label, paragraph in named if paragraph.number or paragraph.level == 0]
    assert len(own) == len(set(own))


def test_more_than_any_resolution_has_is_refused() -> None:
    for blocks in (["x" * (MAX_PARAGRAPH + 1)], [""] * (MAX_BLOCKS + 1)):
        with pytest.raises(UnreadableDraft) as refusal:
            structure(blocks)
        assert refusal.value.code == "too_large"


@pytest.mark.parametrize(
    ("label", "place"),
    [("11", "a"), ("11/2", "a"), ("2", "b"), ("unnumbered 2", "b"), ("2 (a)", "c"), ("12", None), (None, None)],
)
def test_the_paragraph_that_a_fact_names_is_found_numbered_or_not(label: str | None, place: str | None) -> None:
    assert place_named(label, {"11": "a", "OP2": "b", "OP2 (a)": "c"}) == place
