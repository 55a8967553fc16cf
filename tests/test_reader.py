"""Reading a draft: header, sponsors, title, paragraphs, footnotes, and the one clear line where there is nothing to
read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from drafts.model import ReadDraft, UnreadableDraft
from drafts.money import asks_money
from drafts.reader import read

DRAFT = """\
United Nations
E/CN.15/2031/L.7/Rev.1
Economic and Social Council
Distr.: Limited
14 May 2031
Original: French

Commission on Crime Prevention and Criminal Justice

Fortieth session

Vienna, 12-16 May 2031

Agenda item 6 (b)

Antigua and Barbuda, Côte d\u2019Ivoire, Turkey and Viet Nam: revised draft resolution

The Commission on Crime Prevention and Criminal Justice recommends to the Economic and Social Council the approval \
of the following draft resolution for adoption by the General Assembly:

Keeping lighthouses safe from organized crime

The General Assembly,

*Recalling* its resolution 81/12 of 17 December 2026 and Economic and Social Council resolution 2027/9 of 3 July,\u00b9

*Recalling also* that lighthouses were built:

(a) To guide ships;

\u00b9 See E/CN.15/2030/4.

(b) To warn them of rocks, taking into account the advice of keepers,

Deeply concerned about theft of lamps,

1. *Reiterates* that lamps matter,\u00b2 and in this regard calls upon States to guard them;

\u00b2 United Nations, *Treaty Series*, vol. 1, No. 2.

2. Also requests the United Nations Office on Drugs and Crime:

(a) To map lighthouses, including:

(i) Those on islands;

(ii) Those on rocks;

(b) To report thereon to the Commission at its forty-second session;

3. Invites Member States and other donors to provide extrabudgetary resources for these purposes.
"""


@pytest.fixture(scope="module")
def draft() -> ReadDraft:
    return read(DRAFT.encode())


def test_the_header_says_whose_draft_it_is(draft: ReadDraft) -> None:
    assert draft.symbol == "E/CN.15/2031/L.7/Rev.1"
    assert (draft.body, draft.session, draft.agenda_item) == ("CCPCJ", 40, "6 (b)")
    assert (draft.date, draft.original_language, draft.distribution) == (dt.date(2031, 5, 14), "fr", "limited")
    assert (draft.revised, draft.for_adoption_by) == (True, "GA")
    assert draft.title == "Keeping lighthouses safe from organized crime"


def test_sponsors_are_official_names_even_where_a_name_holds_an_and(draft: ReadDraft) -> None:
    assert draft.sponsors == ("Antigua and Barbuda", "Côte d'Ivoire", "Türkiye", "Viet Nam")


@pytest.mark.parametrize(
    ("line", "sponsors"),
    [
        ("Peru: draft resolution", ("Peru",)),
        ("Belgium (on behalf of the European Union): draft resolution", ("European Union",)),
        ("Cuba and Trinidad and Tobago: draft resolution", ("Cuba", "Trinidad and Tobago")),
        (
            "Bolivia (Plurinational State of), Egypt* and Holy See: draft resolution",
            ("Bolivia (Plurinational State of)", "Egypt", "Holy See"),
        ),
        ("Draft resolution submitted by the Chair", ("Chair",)),
    ],
)
def test_the_sponsor_line_opens_by_states_groups_or_the_chair(line: str, sponsors: tuple[str, ...]) -> None:
    text = f"{line}\n\nA title\n\nThe General Assembly,\n\nRecalling itself,\n\n1. Decides to act."
    assert read(text.encode()).sponsors == sponsors


def test_paragraphs_keep_number_level_and_part(draft: ReadDraft) -> None:
    assert [(p.part[:3], p.number, p.level) for p in draft.paragraphs] == [
        ("pre", None, 0),
        ("pre", None, 0),
        ("pre", "(a)", 1),
        ("pre", "(b)", 1),
        ("pre", None, 0),
        ("ope", "1", 0),
        ("ope", "2", 0),
        ("ope", "(a)", 1),
        ("ope", "(i)", 2),
        ("ope", "(ii)", 2),
        ("ope", "(b)", 1),
        ("ope", "3", 0),
    ]


def test_verbs_are_all_the_acts_of_an_operative_paragraph(draft: ReadDraft) -> None:
    verbs = {p.number: p.verbs for p in draft.paragraphs if p.part == "operative" and p.level == 0}
    assert verbs == {"1": ("Reiterates", "calls upon"), "2": ("Also requests",), "3": ("Invites",)}
    openings = [p.verbs for p in draft.paragraphs if p.part == "preambular" and p.level == 0]
    assert openings == [("Recalling",), ("Recalling also",), ("Deeply concerned",)]


def test_text_has_neither_emphasis_nor_marks_and_footnotes_are_numbered(draft: ReadDraft) -> None:
    first = next(p for p in draft.paragraphs if p.number == "1")
    assert first.text == "Reiterates that lamps matter, and in this regard calls upon States to guard them;"
    assert first.footnotes == (2,)
    assert [(note.number, note.text) for note in draft.footnotes] == [
        (1, "See E/CN.15/2030/4."),
        (2, "United Nations, Treaty Series, vol. 1, No. 2."),
    ]


def test_a_mark_between_spaces_leaves_one_space() -> None:
    (first, *_) = read("The General Assembly,\n\n1. Requests \u00b9 States to act.".encode()).paragraphs
    assert first.text == "Requests States to act."


def test_references_are_resolved_and_placed(draft: ReadDraft) -> None:
    assert [(reference.paragraph, reference.symbol) for reference in draft.references] == [
        ("PP1", "A/RES/81/12"),
        ("PP1", "E/RES/2027/9"),
        ("note 1", "E/CN.15/2030/4"),
        ("note 2", "UNTS/1/2"),
    ]


def test_a_duty_of_a_sub_paragraph_takes_its_addressee_from_the_lead_in(draft: ReadDraft) -> None:
    (report,) = [duty for duty in draft.mandates if duty.kind == "report"]
    assert (report.paragraph, report.verb, report.addressee, report.to) == (
        "2 (b)",
        "Also requests",
        "United Nations Office on Drugs and Crime",
        "CCPCJ",
    )


def test_money_paragraphs_are_named(draft: ReadDraft) -> None:
    assert asks_money(draft) == ("3",)


def wrapped(text: str, width: int = 88) -> str:
    """The text as a copy from a printed page: lines broken, page numbers in between."""
    lines: list[str] = []
    for paragraph in text.split("\n\n"):
        line = ""
        for word in paragraph.replace("\n", "\n\n").split(" "):
            if len(line) + len(word) > width:
                lines.append(line.rstrip())
                line = ""
            line += f"{word} "
        lines += [line.rstrip(), ""]
    return "\n".join(lines)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda text: "\ufeff" + text, id="byte order mark"),
        pytest.param(lambda text: text.replace("\n", "\r\n"), id="CRLF"),
        pytest.param(lambda text: text.replace("lamps", "la\u00admps"), id="soft hyphens"),
        pytest.param(lambda text: text.replace("at its ", "at its\u00a0"), id="non-breaking spaces"),
        pytest.param(lambda text: text.replace("*", ""), id="no emphasis"),
        pytest.param(lambda text: text.replace("\u00b9", "[1]").replace("\u00b2", "[2]"), id="bracketed marks"),
        pytest.param(lambda text: text.replace("\n\u00b9 ", "\n1 ").replace("\u00b9", "1"), id="a glued mark"),
        pytest.param(lambda text: text.replace("2. Also", "V.31-01234 (E)\n\n2/3\n\n2. Also"), id="page numbers"),
        pytest.param(wrapped, id="broken lines"),
    ],
)
def test_what_copying_leaves_behind_changes_nothing(change: Callable[[str], str], draft: ReadDraft) -> None:
    copied = read(change(DRAFT).encode())
    assert copied.paragraphs == draft.paragraphs
    assert copied.footnotes == draft.footnotes
    assert copied.mandates == draft.mandates
    assert copied.title == draft.title


def test_a_paragraph_cut_in_two_by_a_page_is_whole_again(draft: ReadDraft) -> None:
    cut = DRAFT.replace("in this regard calls upon", "in this regard\n\nE/CN.15/2031/L.7/Rev.1\n\ncalls upon")
    assert read(cut.encode()).paragraphs == draft.paragraphs


def test_labels_of_a_negotiation_are_kept() -> None:
    text = "The General Assembly,\n\nPP1 Recalling itself,\n\nOP1. Decides to act;\n\nOP1bis. Urges States to act."
    numbers = [(p.part, p.number) for p in read(text.encode()).paragraphs]
    assert numbers == [("preambular", None), ("operative", "1"), ("operative", "1bis")]


def test_an_annex_is_no_part_of_the_operative_paragraphs() -> None:
    text = "The General Assembly,\n\n1. Adopts the rules annexed hereto.\n\nAnnex\n\nRules\n\n1. Ask in writing."
    assert [p.part for p in read(text.encode()).paragraphs] == ["operative", "annex"]


def test_of_a_nested_draft_the_inner_text_is_read() -> None:
    text = (
        "E/RES/2031/5\n\n2031 session\n\n2031/5. Lighthouses\n\nThe Economic and Social Council\n\n"
        "Recommends to the General Assembly the adoption of the following draft resolution:\n\n"
        "The General Assembly,\n\nRecalling its resolution 70/1,\n\n1. Decides to act."
    )
    found = read(text.encode())
    assert (found.symbol, found.body, found.session) == ("E/RES/2031/5", "ECOSOC", 2031)
    assert (found.title, found.for_adoption_by) == ("Lighthouses", "GA")
    assert [reference.symbol for reference in found.references] == ["A/RES/70/1"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"%PDF-1.7 ...", "unsupported_format"),
        (b"PK\x03\x04...", "unsupported_format"),
        (b"<?xml version='1.0'?><akomaNtoso/>", "no_operative_paragraph"),
        (b"<!DOCTYPE html><p>1. Requests</p>", "unsupported_format"),
        (b"abc\x00def", "binary"),
        (b"{\\rtf1 1. Requests}", "unsupported_format"),
        (b"\x89PNG\r\n\x1a\n0000", "unsupported_format"),
        (b"II*\x00\x08\x00\x00\x00", "unsupported_format"),
        ("1. Décide d\u2019agir".encode("latin-1", "replace"), "not_utf8"),
        (b"A letter to a friend.", "no_operative_paragraph"),
        (b"The General Assembly,\n\nRecalling its resolution 70/1,\n", "no_operative_paragraph"),
        (b"1. " + b"a" * 2_000_001, "too_large"),
        (b"1. " + b"a b " * 10_000, "too_large"),
    ],
)
def test_what_cannot_be_read_is_refused_with_one_clear_line(content: bytes, code: str) -> None:
    with pytest.raises(UnreadableDraft) as refusal:
        read(content, "draft.txt")
    assert refusal.value.code == code
    assert refusal.value.message.startswith("draft.txt: ")
    assert "\n" not in refusal.value.message
