"""What a document is: a resolution, one that another recommends, a compilation, a decision or an amendment; and what of
it is read.
"""

from __future__ import annotations

import pytest

from drafts.header import read_header
from drafts.labels import labelled
from drafts.lexicon import operative_opening
from drafts.model import UnreadableDraft
from drafts.reader import read
from drafts.structure import Structure, structure


def numbers(found: Structure) -> list[tuple[str, str | None, int]]:
    return [(paragraph.part[:3], paragraph.number, paragraph.level) for paragraph in found.paragraphs]


HEAD = ["E/CN.15/2031/L.9", "Commission on Crime Prevention and Criminal Justice", "Fortieth session"]
ECOSOC, GA = "The Economic and Social Council,", "The General Assembly,"
INNER = [GA, "Recalling its resolution 81/12,", "1. Decides to act;", "2. Requests the Secretary-General to report."]
VEHICLE = "Recommends to the General Assembly the adoption of the following draft resolution:"


@pytest.mark.parametrize(
    "outer",
    [
        pytest.param([ECOSOC, VEHICLE], id="the vehicle is one sentence"),
        pytest.param(
            [ECOSOC, "Recalling its resolution 2030/1,", f"1. {VEHICLE}"], id="it has a preamble and a number"
        ),
        pytest.param([ECOSOC, VEHICLE.replace("Recommends", "*Recommends*")], id="its verb is emphasized"),
        pytest.param(
            [
                "The Commission recommends that the Economic and Social Council adopt the following draft resolution:",
                *(ECOSOC, VEHICLE),
            ],
            id="it is itself recommended",
        ),
    ],
)
def test_of_a_text_that_recommends_another_the_inner_one_is_read(outer: list[str]) -> None:
    found = structure([*HEAD, "Lighthouses", *outer, "Lamps", *INNER])
    assert numbers(found) == [("pre", None, 0), ("ope", "1", 0), ("ope", "2", 0)]
    assert (found.form, found.nested, found.formula) == ("resolution", True, "GA")
    header = read_header(found.header, found.formula)
    assert (header.title, header.for_adoption_by) == ("Lamps", "GA")


def test_an_inner_draft_quoted_as_a_whole_is_read_without_its_quotation_marks() -> None:
    quoted = [f"\u201c{block}" for block in INNER]
    found = structure([*HEAD, "Lighthouses", ECOSOC, VEHICLE, *quoted])
    assert [paragraph.text for paragraph in found.paragraphs][1:] == [
        "Decides to act;",
        "Requests the Secretary-General to report.",
    ]
    assert read_header(found.header, found.formula).title == "Lighthouses"


def test_a_text_recommended_to_its_own_body_is_nested_too() -> None:
    recommending = "The Commission recommends to the Economic and Social Council the adoption of the following draft"
    found = structure([*HEAD, f"{recommending} resolution:", "Lamps", ECOSOC, "1. Decides to act."])
    assert (found.nested, found.formula) == (True, "ECOSOC")
    assert not structure([*HEAD, "Lamps", GA, "1. Decides to act."]).nested


REPORT = [
    "E/2031/30",
    "Report on the fortieth session",
    "Chapter I",
    "A. Draft resolutions for adoption by the General Assembly",
    "1. The Commission on Crime Prevention and Criminal Justice recommends to the Economic and Social Council the "
    "approval of the following draft resolutions for adoption by the General Assembly:",
    "Draft resolution I",
    "Lamps",
    *INNER,
    "Annex",
    "1. A lamp is a light.",
    "Draft resolution II",
    "Foghorns",
    GA,
    "Recalling itself,",
    "1. Decides to sound them.",
    "B. Draft decisions for adoption by the Economic and Social Council",
    "2. The Commission recommends to the Economic and Social Council the adoption of the following draft decision:",
    "Draft decision I",
    "The Economic and Social Council decides to take note of the report.",
]


def test_of_a_compilation_the_first_draft_is_read_and_no_word_of_the_others() -> None:
    found = structure(REPORT)
    assert (found.form, found.nested, found.formula) == ("compilation", True, "GA")
    assert numbers(found) == [("pre", None, 0), ("ope", "1", 0), ("ope", "2", 0), ("ann", "1", 0)]
    header = read_header(found.header, found.formula)
    assert (header.symbol, header.title, header.for_adoption_by) == ("E/2031/30", "Lamps", "GA")


def test_the_parts_of_an_omnibus_resolution_are_one_text() -> None:
    parts = [
        "A Lamps",
        GA,
        "Resolves that:",
        "1. Lamps are lit;",
        "B Foghorns",
        GA,
        "Resolves that:",
        "1. Horns sound.",
    ]
    found = structure(["A/RES/81/264 A-B", "81/264. Lights and sounds", *parts])
    assert (found.form, len(found.paragraphs)) == ("resolution", 4)
    assert [heading.text for heading in found.headings] == ["B Foghorns"]
    labels = [paragraph.label for paragraph in labelled(found.paragraphs)]
    assert labels == ["OP1", "1", "OP2", "1 [2]"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (["The Economic and Social Council decides to meet in 2032."], [("ope", None, 0)]),
        (["At its 3rd meeting, on 4 May 2031, the Economic and Social Council:",
          "(a) Took note of the report;", "(b) Decided to meet:", "(i) In May;"],
         [("ope", "(a)", 0), ("ope", "(b)", 0), ("ope", "(i)", 1)]),
        (["The Economic and Social Council, recalling its resolution 2030/1, decides:", "(a) To meet;", "(b) To act."],
         [("ope", None, 0), ("ope", "(a)", 1), ("ope", "(b)", 1)]),
        ([ECOSOC, "Recalling its resolution 2030/1,", "(a) Expresses its gratitude;", "(b) Endorses the plan."],
         [("pre", None, 0), ("ope", "(a)", 0), ("ope", "(b)", 0)]),
        ([ECOSOC, "Recalling its resolution 2030/1,", "Decides to meet."], [("pre", None, 0), ("ope", None, 0)]),
    ],
)  # fmt: skip
def test_a_decision_is_read_in_whatever_form_it_is_written(
    text: list[str], expected: list[tuple[str, str | None, int]]
) -> None:
    found = structure([*HEAD, "Peru: draft decision", "Meetings", *text])
    assert (found.form, found.formula, numbers(found)) == ("decision", "ECOSOC", expected)
    assert read_header(found.header, found.formula).title == "Meetings"


def test_a_decision_names_its_acts_as_it_prints_them() -> None:
    sentences = {
        "The General Assembly decides to meet and requests the Secretary-General to report.": ("decides", "requests"),
        "The General Assembly, recalling its resolution 70/1, decides to meet.": ("decides",),
        "At its 3rd meeting, the General Assembly took note of the report.": ("took note",),
    }
    for sentence, verbs in sentences.items():
        assert structure(["Draft decision", sentence]).paragraphs[0].verbs == verbs


@pytest.mark.parametrize(
    "headline",
    [
        "Peru: amendment to draft resolution E/CN.15/2031/L.4",
        "Peru:* amendments to revised draft resolution A/C.3/80/L.20/Rev.1",
        "Amendment to draft resolution E/CN.15/2031/L.4",
        "Proposed amendments to draft decision A/80/L.1",
    ],
)
def test_an_amendment_is_told_by_its_headline_and_its_instructions_are_its_paragraphs(headline: str) -> None:
    text = [
        "1. In the fourth preambular paragraph, delete \u201cof lamps\u201d.",
        "2. Replace operative paragraph 3 with the following:",
        "\u201c3. Requests the Secretary-General to report to the Commission at its fortieth session;\u201d",
        "3. Delete operative paragraph 22.",
    ]
    found = structure(["E/CN.15/2031/L.12", headline, "Lighthouses", *text])
    assert found.form == "amendment"
    assert numbers(found) == [("ope", "1", 0), ("ope", "2", 0), ("ope", None, 1), ("ope", "3", 0)]
    assert [paragraph.verbs for paragraph in found.paragraphs] == [("delete",), ("Replace",), (), ("Delete",)]
    assert read_header(found.header, None).title == "Lighthouses"


def test_an_amendment_may_name_the_place_first() -> None:
    place = [
        "Operative paragraph 4",
        "Replace the existing text with the following:",
        "\u201cUrges States to act;\u201d",
    ]
    found = structure(["Peru: amendment to draft resolution A/80/L.1", "Lamps", *place])
    assert [paragraph.level for paragraph in found.paragraphs] == [0, 0, 1]


def test_a_resolution_on_amendments_to_rules_is_no_amendment() -> None:
    found = structure(["Amendments to the rules of procedure", GA, "1. Decides to amend rule 3 of its rules."])
    assert found.form == "resolution"


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("Stresses its continued determination to act", "Stresses its continued determination"),
        (
            "Reiterates its strong and unequivocal condemnation of theft",
            "Reiterates its strong and unequivocal condemnation",
        ),
        ("Affirms its deep commitment to lamps", "Affirms its deep commitment"),
        ("Reaffirms its resolutions on lamps", "Reaffirms"),
        ("Continues to welcome the statement", "Continues to welcome"),
        ("Welcomes and urges the continued efforts", "Welcomes and urges"),
        ("Notes and its lamps", "Notes"),
    ],
)
def test_the_verb_of_an_act_is_taken_with_what_belongs_to_it(text: str, verb: str) -> None:
    assert operative_opening(text) == verb


@pytest.mark.parametrize("sign", [",", ":"])
def test_lettered_acts_after_a_preamble_are_operative_however_the_preamble_ends(sign: str) -> None:
    found = structure(
        [GA, f"Recalling its resolution 81/12{sign}", "(a) Expresses its gratitude;", "(b) Endorses the plan."]
    )
    assert numbers(found) == [("pre", None, 0), ("ope", "(a)", 0), ("ope", "(b)", 0)]


def test_after_the_annex_of_one_part_the_next_part_is_a_resolution_again() -> None:
    first = [GA, "Recalling its resolution 81/12,", "1. Decides to act.", "Annex", "1. Lamps are to be lit."]
    second = ["B", GA, "Recalling its resolution 81/13,", "1. Requests the Secretary-General to report."]
    assert numbers(structure(["A", *first, *second])) == [
        ("pre", None, 0),
        ("ope", "1", 0),
        ("ann", "1", 0),
        ("pre", None, 0),
        ("ope", "1", 0),
    ]


def test_goals_and_targets_keep_their_numbers_of_two_parts() -> None:
    blocks = [
        "Goal 1. Keep lamps",
        "1.1 By 2030, keep all lamps",
        "1.a Ensure oil for lamps",
        "60. We reaffirm our lamps.",
    ]
    found = structure([GA, "59. We will keep lamps.", *blocks])
    assert [paragraph.number for paragraph in found.paragraphs] == ["59", "1.1", "1.a", "60"]
    assert [heading.text for heading in found.headings] == ["Goal 1. Keep lamps"]


def test_a_long_text_without_number_or_verb_is_a_paragraph_and_not_lost() -> None:
    text = "This Agenda is a plan of action for lamps. " * 12
    found = structure([GA, "1. Adopts the following:", text.strip()])
    assert [paragraph.text for paragraph in found.paragraphs] == ["Adopts the following:", text.strip()]


def test_a_note_with_numbered_paragraphs_is_no_draft_resolution() -> None:
    note = "Allocation of items\n\nNote by the Secretariat\n\n1. The items are listed below.\n\n2. Item 15 is new."
    with pytest.raises(UnreadableDraft, match="no draft resolution"):
        read(note.encode())
