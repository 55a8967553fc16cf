"""Reading a PDF: its printed pages become the blocks that a plain text would have, and no PDF does harm."""

from __future__ import annotations

import threading
import time
import zlib
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drafts.model import UnreadableDraft
from drafts.pdf import blocks
from tests.documents_pdf import Shown, paragraph, pdf, pdf_of_contents, stack, stream, width_of

LEFT, WIDTH = 123, 366
LONG = (
    "the importance of strengthening international cooperation among Member States in the field of crime prevention "
    "and criminal justice with full respect for the sovereignty of States and the rule of law"
)
FIRST_HEAD = [
    Shown(123, 734, "United Nations", 14),
    Shown(452, 735, "E", 20),
    Shown(465, 735, "/CN.15/2015/L.2/Rev.1"),
    Shown(123, 705, "Economic and Social", 20, "bold"),
    Shown(397, 705, "Distr.: Limited"),
    Shown(397, 693, "19 May 2015"),
    Shown(123, 684, "Council", 20, "bold"),
    Shown(397, 669, "Original: English"),
    Shown(60, 569, "Commission on Crime Prevention", 10, "bold"),
    Shown(60, 557, "and Criminal Justice", 10, "bold"),
    Shown(60, 545, "Twenty-fourth session"),
    Shown(60, 533, "Vienna, 18-22 May 2015"),
]
PRINTERS_MARKS = [
    Shown(60, 45, "V.15-03567 (E)"),
    Shown(140, 45, "190515"),
    Shown(60, 30, "*1503567*", 12),
    Shown(420, 40, "Please recycle", 8),
]
RULE = Shown(100, 140, "_______________")


def page(*texts: str, y: float = 690, **how: float) -> list[Shown]:
    return stack(texts, LEFT, y, WIDTH, **how)


def note(number: str, text: str, y: float) -> list[Shown]:
    return [Shown(117, y + 3, number, 5.5), Shown(123, y, text, 8.5)]


def refusal(content: bytes) -> UnreadableDraft:
    with pytest.raises(UnreadableDraft) as refused:
        blocks(content)
    assert "\n" not in refused.value.message
    return refused.value


def test_lines_of_a_paragraph_are_joined_and_paragraphs_kept_apart() -> None:
    assert blocks(pdf([page(f"1. *Requests* {LONG};", "(a) To act;", f"2. *Decides* {LONG}.")])) == [
        f"1. *Requests* {LONG};",
        "(a) To act;",
        f"2. *Decides* {LONG}.",
    ]


def test_paragraphs_without_space_between_them_are_told_by_their_indent() -> None:
    texts = [f"*Recalling* {LONG},", f"*Noting* {LONG},", f"*Aware* of {LONG},"]
    assert blocks(pdf([page(*texts, gap=0)])) == texts


def test_hanging_paragraphs_are_one_block_each() -> None:
    first = [Shown(LEFT, 690, "(a)"), *paragraph(f"To recall {LONG};", LEFT + 24, 690, WIDTH - 24, indent=0)]
    second = [Shown(LEFT, 642, "(b)"), *paragraph(f"To note {LONG}.", LEFT + 24, 642, WIDTH - 24, indent=0)]
    assert blocks(pdf([first + second])) == [f"(a) To recall {LONG};", f"(b) To note {LONG}."]


def test_a_paragraph_cut_by_the_end_of_a_page_is_one_block() -> None:
    before = page(f"*Recalling* {LONG}, as well as the Convention against", y=300)
    after = page("Corruption and its Protocols,", "1. *Requests* a report.", indent=0)
    assert f"*Recalling* {LONG}, as well as the Convention against Corruption and its Protocols," in blocks(
        pdf([before, after])
    )


def test_columns_are_read_one_after_the_other_between_lines_of_full_width() -> None:
    left = [f"*Recalling* {LONG} and {LONG},", f"*Noting* {LONG},"]
    right = [f"1. *Requests* {LONG};", f"2. *Urges* {LONG};", "3. *Decides* so."]
    columns = [
        *stack(left, 60, 600, 230, gap=0, leading=11),
        *stack(right, 318, 604, 230, gap=0, leading=11),
    ]
    heading = Shown(160, 650, "48/101. United Nations African Institute for Crime", 12, "bold")
    read = blocks(pdf([[heading, *columns]]))
    assert read == ["48/101. United Nations African Institute for Crime", *left, *right]


def test_what_the_margins_hold_is_left_out_and_footnotes_that_look_alike_stay() -> None:
    def printed(number: int) -> list[Shown]:
        head = [
            Shown(60, 742, "A/RES/70/176", 8.5, "bold"),
            Shown(300, 752, f"Title of the text {number}", 8.5, "bold"),
        ]
        foot = [Shown(60, 38, f"{number}/3", 8.5, "bold"), Shown(520, 38, "15-16700", 7)]
        text = page(f"{number}. *Requests* number {number} of {LONG};", y=705)
        return [*head, *text, RULE, *note(str(number), f"Resolution 7{number}/1.", 59.5), *foot]

    texts = [f"{number}. *Requests* number {number} of {LONG};" for number in (1, 2, 3)]
    notes = ["\u00b9 Resolution 71/1.", "\u00b2 Resolution 72/1.", "\u00b3 Resolution 73/1."]
    first = [*FIRST_HEAD, *page(texts[0], y=450), RULE, *note("1", "Resolution 71/1.", 125), *PRINTERS_MARKS]
    assert blocks(pdf([first, printed(2), printed(3)]))[-6:] == texts + notes


@pytest.mark.parametrize("head", [["A/C.3/50/L.12", "English", "Page 2"], ["A/RES/50/104 Page 2"]])
def test_a_running_head_of_the_nineties_is_left_out(head: list[str]) -> None:
    shown = [Shown(60, 752 - 12 * i, line) for i, line in enumerate(head)]
    first, second = f"1. *Requests* {LONG};", f"2. *Urges* {LONG}."
    assert blocks(pdf([page(first), [*shown, *page(second)]])) == [first, second]


def test_a_page_cut_out_of_a_larger_sheet_has_its_margins_where_it_is_cut() -> None:
    texts = [f"{number}. *Requests* number {number} of {LONG};" for number in (1, 2)]
    printed = [[*page(text), Shown(300, 760, str(30 + i)), Shown(60, 60, "15-16700")] for i, text in enumerate(texts)]
    moved = [[replace(shown, x=shown.x + 100, y=shown.y + 200) for shown in each] for each in printed]
    cut = pdf(moved, packed=False).replace(b"[0 0 612 792]", b"[0 0 900 1200] /CropBox [100 200 712 992]")
    assert blocks(cut) == texts


def test_text_printed_twice_on_one_spot_is_read_once() -> None:
    once = page(f"1. *Requests* {LONG}.")
    twice = [replace(shown, x=shown.x + 0.4) for shown in once]
    assert blocks(pdf([once + twice])) == [f"1. *Requests* {LONG}."]


def test_the_head_of_the_first_page_reads_left_then_right_line_by_line() -> None:
    assert blocks(pdf([[*FIRST_HEAD, *page(f"1. *Requests* {LONG}.", y=400), *PRINTERS_MARKS]])) == [
        "United Nations",
        "Economic and Social Council",
        "E/CN.15/2015/L.2/Rev.1",
        "Distr.: Limited",
        "19 May 2015",
        "Original: English",
        "Commission on Crime Prevention and Criminal Justice",
        "Twenty-fourth session",
        "Vienna, 18-22 May 2015",
        f"1. *Requests* {LONG}.",
    ]


def test_footnotes_stand_at_the_end_whole_and_their_marks_are_superscripts() -> None:
    before = [
        *page(f"*Recalling* the Convention^1 and {LONG}", y=300),
        RULE,
        *note("1", "United Nations, Treaty Series, vol. 2225, a note that goes on", 62),
    ]
    after = [
        *page("as well as the Protocol,^2", indent=0),
        RULE,
        Shown(123, 125, "on the following page.", 8.5),
        *note("2", "Ibid.", 114),
    ]
    assert blocks(pdf([before, after])) == [
        f"*Recalling* the Convention\u00b9 and {LONG} as well as the Protocol,\u00b2",
        "\u00b9 United Nations, Treaty Series, vol. 2225, a note that goes on on the following page.",
        "\u00b2 Ibid.",
    ]


def test_each_column_has_its_own_footnotes() -> None:
    left = [f"*Noting* resolution 46/152,^1 {LONG},", f"*Recalling* {LONG} and {LONG},"]
    right = [f"1. *Requests*^2 {LONG} and {LONG};", f"2. *Urges* {LONG};"]
    notes = [
        *(Shown(60, 150, "___________"), Shown(66, 138, "1", 5.5), Shown(72, 135, "Resolution 46/152, annex.", 8.5)),
        *(Shown(318, 150, "___________"), Shown(324, 138, "2", 5.5), Shown(330, 135, "E/1993/32.", 8.5)),
    ]
    columns = stack(left, 60, 690, 230, gap=0, leading=11) + stack(right, 318, 690, 230, gap=0, leading=11)
    assert blocks(pdf([[*columns, *notes]])) == [
        *(text.replace("^1", "\u00b9").replace("^2", "\u00b2") for text in left + right),
        "\u00b9 Resolution 46/152, annex.",
        "\u00b2 E/1993/32.",
    ]


def test_lines_set_far_apart_are_paragraphs_all_the_same() -> None:
    texts = [f"1. *Requests* {LONG};", f"2. *Urges* {LONG}."]
    assert blocks(pdf([page(*texts, gap=14, leading=20)])) == texts


def test_footnotes_without_a_rule_are_told_by_smaller_type() -> None:
    text = page(f"*Recalling* resolution 70/1,^1 {LONG},", y=300)
    assert blocks(pdf([[*text, *note("1", "Resolution 70/1.", 80)]]))[-1] == "\u00b9 Resolution 70/1."


def test_the_number_of_a_paragraph_is_no_part_of_its_emphasis() -> None:
    stop = [Shown(LEFT, 690, "61"), Shown(LEFT + 10, 690, ". Welcomes", face="italic"), Shown(LEFT + 70, 690, "it;")]
    assert blocks(pdf([[*stop, Shown(LEFT, 660, "(a) All", face="italic")]])) == ["61. *Welcomes* it;", "(a) *All*"]


def test_raised_letters_are_words_and_no_marks() -> None:
    assert blocks(pdf([page("1. *Recalls* the 44^th meeting.")])) == ["1. *Recalls* the 44th meeting."]


def test_words_set_apart_without_spaces_are_words() -> None:
    words = ["Requests", "the", "Secretary-General"]
    x, shown = float(LEFT), []
    for word in words:
        shown.append(Shown(x, 690, word))
        x += width_of(word) + 2.5
    assert blocks(pdf([shown])) == ["Requests the Secretary-General"]


def test_a_hyphen_at_the_end_of_a_line_stays_unless_the_document_breaks_words() -> None:
    kept = [Shown(LEFT, 690, "10. Requests a report at its thirty-"), Shown(LEFT, 678, "fourth session, on time;")]
    assert blocks(pdf([kept])) == ["10. Requests a report at its thirty-fourth session, on time;"]
    broken = [
        Shown(LEFT, 690, "10. Notes the implementation of it and the imple-"),
        Shown(LEFT, 678, "mentation of well-"),
        Shown(LEFT, 666, "known rules, the well known;"),
    ]
    assert blocks(pdf([broken])) == [
        "10. Notes the implementation of it and the implementation of well-known rules, the well known;"
    ]


def test_turned_text_is_left_out() -> None:
    assert blocks(pdf([[*page("1. *Requests* a report."), Shown(40, 300, "Draft of the day", turned=True)]])) == [
        "1. *Requests* a report."
    ]


def turned_down(shown: Shown) -> str:
    """The instruction that shows text running downwards, where a page turned to the left would have it upright."""
    return f"BT /{shown.face} {shown.size} Tf 0 -1 1 0 {shown.y} {700 - shown.x} Tm ({shown.text}) Tj ET"


def test_a_page_whose_text_is_turned_is_read_as_it_runs() -> None:
    upright = page(f"*Recalling* {LONG},", "1. *Requests* a report.")
    upwards = [replace(shown, x=792 - shown.y, y=shown.x, turned=True) for shown in upright]
    downwards = "\n".join(map(turned_down, upright)).encode()
    assert blocks(pdf([upwards])) == blocks(pdf([upright]))
    assert blocks(pdf_of_contents([downwards])) == blocks(pdf([upright]))
    stamp = Shown(40, 300, "Draft of the day")
    assert blocks(pdf([[*upwards, stamp]])) == blocks(pdf([upright]))


def test_an_initial_several_lines_high_belongs_to_the_first_of_them() -> None:
    initial = Shown(LEFT, 678, "R", 26)
    first = [Shown(LEFT + 18, 690, "ecalling the importance of the rule of law and of the")]
    rest = [Shown(LEFT + 20, 678, "sovereignty of States, and so on and on and on again,")]
    assert blocks(pdf([[initial, *first, *rest]]))[0].startswith("Recalling the importance of the rule of law and")


def test_rows_of_a_table_keep_their_cells_apart() -> None:
    rows = [("Appropriation", "56 234 300"), ("Commitment", "107 700")]
    table = [
        shown
        for i, (what, amount) in enumerate(rows)
        for shown in (Shown(LEFT, 500 - 12 * i, what, 8.5), Shown(450, 500 - 12 * i, amount, 8.5))
    ]
    assert blocks(pdf([[*page(f"1. *Decides* on {LONG}:"), *table]]))[1:] == [
        "Appropriation | 56 234 300",
        "Commitment | 107 700",
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "damaged"),
        (b"%PDF-1.7\nnothing of the kind", "damaged"),
        (pdf([[]]), "no text"),
        (pdf([]), "PDF"),
    ],
)
def test_a_pdf_without_text_or_in_pieces_is_refused_in_one_line(content: bytes, says: str) -> None:
    refused = refusal(content)
    assert refused.code == "unsupported_format"
    assert says in refused.message


def test_an_encrypted_pdf_is_refused_in_one_line() -> None:
    security = b"/Encrypt << /Filter /Standard /V 1 /R 2 /O (%s) /U (%s) /P -4 >> /ID [(0) (0)] /Root" % (
        b"o" * 32,
        b"u" * 32,
    )
    assert "encrypted" in refusal(pdf([page("1. *Requests* a report.")]).replace(b"/Root", security)).message


LINE = b"BT /roman 10 Tf 1 0 0 1 60 700 Tm (Requests) Tj ET\n"


FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /Font << /roman 3 0 R >> >> "


def in_letters(name: bytes) -> bytes:
    """A page whose instructions, 60 MB of spaces, are packed and then written in hexadecimal."""
    letters = zlib.compress(b" " * 60_000_000, 9).hex().encode() + b">"
    return pdf_of_contents([letters], packed=False).replace(
        b"<< /Length", b"<< /Filter [%s /FlateDecode] /Length" % name
    )


def laughs(levels: int, each: int) -> bytes:
    forms = [
        stream(
            (b"/X%d Do " % (i + 1)) * each if i < levels - 1 else LINE,
            b"/Type /XObject /Subtype /Form /BBox [0 0 600 800]"
            b" /Resources << /XObject << /X%d %d 0 R >> >> " % (i + 1, 9 + i),
        )
        for i in range(levels)
    ]
    return pdf_of_contents([b"/X0 Do"], extra=forms)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(pdf_of_contents([b" " * 60_000_000]), id="a stream that unpacks to 60 MB"),
        pytest.param(pdf_of_contents([LINE * 800_000]), id="a million texts"),
        pytest.param(laughs(10, 10), id="forms that draw forms"),
        pytest.param(pdf([[]] * 401), id="401 pages"),
        pytest.param(
            pdf_of_contents([LINE]).replace(b"/Contents 7 0 R", b"/Contents [" + b"7 0 R " * 50_000 + b"]"),
            id="a page that draws the same stream over and over",
        ),
        pytest.param(
            pdf_of_contents([LINE], extra=[b"[" + b"7 0 R %x\n" * 50_000 + b"]"]).replace(
                b"/Contents 7", b"/Contents 8"
            ),
            id="a page that draws the same stream over and over, by a list of its own",
        ),
        pytest.param(
            pdf_of_contents([b"/X0 Do " * 900] * 300, extra=[stream(LINE * 300, FORM)]), id="a form drawn on and on"
        ),
        pytest.param(pdf_of_contents([b"/P <</MCID 1>> BDC\n" * 40_000 + LINE]), id="marks that are never closed"),
        pytest.param(pdf_of_contents([b"q " * 8_000_000 + LINE]), id="states of the page that are never given back"),
        pytest.param(b"%PDF-1.4\n" + b"obj /A85 stream\n" * 1_000_000, id="a million streams without an end"),
        pytest.param(in_letters(b"/ASCIIHexDecode"), id="a packed stream in hexadecimal"),
        pytest.param(in_letters(b"/ASCII#48exDecode"), id="a packed stream in hexadecimal by an escaped name"),
        pytest.param(b"%PDF-1.4" + b" " * 20_000_000, id="20 MB"),
    ],
)
def test_what_unfolds_to_more_than_a_resolution_is_refused_at_once(content: bytes) -> None:
    begun = time.process_time()
    assert refusal(content).code == "too_large"
    assert time.process_time() - begun < 2


def test_an_endless_line_does_no_harm() -> None:
    begun = time.process_time()
    read_or_refused(pdf_of_contents([b"BT /roman 10 Tf 1 0 0 1 60 700 Tm (" + b"word " * 2_000_000 + b") Tj ET"]))
    assert time.process_time() - begun < 3


def numbered(count: int) -> list[list[Shown]]:
    return [page(*(f"{8 * n + i}. *Requests* {LONG};" for i in range(8)), y=670) for n in range(count)]


def test_cost_grows_in_proportion_to_length() -> None:
    def seconds(count: int) -> float:
        content = pdf(numbered(count))
        best = 1e9
        for _ in range(3):
            begun = time.process_time()
            assert len(blocks(content)) == 8 * count
            best = min(best, time.process_time() - begun)
        return best

    seconds(1)
    assert seconds(80) < 9 * seconds(20)


def test_many_threads_may_read_at_once() -> None:
    content = pdf(numbered(3))
    read: list[int] = []
    threads = [threading.Thread(target=lambda: read.append(len(blocks(content)))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert read == [24] * 8


WHOLE = pdf([[*FIRST_HEAD, *page("1. *Requests* a report.", y=400), *PRINTERS_MARKS], *numbered(1)], packed=False)


def read_or_refused(content: bytes) -> None:
    try:
        found = blocks(content)
    except UnreadableDraft as refused:
        found = [refused.message]
    assert all(block and "\n" not in block for block in found)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400))
def test_any_bytes_give_blocks_or_a_clean_refusal(content: bytes) -> None:
    read_or_refused(content)
    read_or_refused(b"%PDF-1.7\n" + content)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(WHOLE)))
def test_a_truncated_pdf_gives_blocks_or_a_clean_refusal(length: int) -> None:
    read_or_refused(WHOLE[:length])


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=6)), min_size=1, max_size=12))
def test_a_mutated_pdf_gives_blocks_or_a_clean_refusal(changes: list[tuple[int, bytes]]) -> None:
    mutated = bytearray(WHOLE)
    for place, written in changes:
        mutated[place : place + len(written)] = written
    read_or_refused(bytes(mutated))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.builds(
            Shown,
            x=st.floats(-50, 700),
            y=st.floats(-50, 850),
            text=st.text("aB1 .-(*_\u2013/", min_size=1, max_size=12),
            size=st.floats(0.5, 60),
            face=st.sampled_from(["roman", "italic", "bold"]),
            turned=st.booleans(),
        ),
        max_size=40,
    )
)
def test_text_at_any_place_gives_blocks_or_a_clean_refusal(shown: list[Shown]) -> None:
    read_or_refused(pdf([shown, shown[:5]]))
