"""Text as it was copied: from a PDF viewer, a web page, Markdown or an e-mail; it is the same draft every time."""

from __future__ import annotations

import contextlib
import textwrap
from collections.abc import Callable

import pytest

from drafts.lines import joined_lines
from drafts.model import ReadDraft, UnreadableDraft
from drafts.plain_text import MAX_BYTES
from drafts.reader import read

PARAGRAPHS = [
    "Recalling its resolution 81/12 of 17 December 2026, in which it took note of the state of all lighthouses and of "
    "the keepers who tend them in every weather,1",
    "Deeply concerned about the theft of lamps, and mindful of the implementation of the plan of action on lighthouses "
    "that the Commission adopted at its thirty-ninth session,",
    "1. Reiterates that lamps matter to all who are at sea by night, and in this regard calls upon States to "
    "guard them against theft and neglect;2",
    "2. Requests the United Nations Office on Drugs and Crime, subject to the availability of resources:",
    "(a) To map the lighthouses of the world, including those on islands that no ship has called at for years;",
    "(b) To report on the implementation of the present resolution to the Commission at its forty-second session.",
]
NOTES = ["1 See E/CN.15/2030/4.", "2 United Nations, Treaty Series, vol. 1, No. 2."]
HEAD = [
    *("United Nations E/CN.15/2031/L.7", "Distr.: Limited", "14 May 2031", "Fortieth session", "Agenda item 6"),
    *("Peru: draft resolution", "Keeping lighthouses safe from organized crime", "The Economic and Social Council,"),
]
WHOLE = "\n\n".join([*HEAD, *PARAGRAPHS, *NOTES])


@pytest.fixture(scope="module")
def whole() -> ReadDraft:
    return read(WHOLE.encode())


def broken(width: int) -> list[str]:
    """The lines of the draft, each paragraph broken at a width."""
    return [line for block in [*HEAD, *PARAGRAPHS, *NOTES] for line in textwrap.wrap(block, width)]


def turned_page(*between: str) -> str:
    """The draft broken at 88, with lines of the page put into the middle of its third paragraph."""
    text = "\n".join(broken(88))
    cut = "calls upon States to"
    assert cut in text.replace("\n", " ")
    at = text.index("regard calls")
    at = text.index("\n", at)
    return f"{text[:at]}\n" + "\n".join(between) + text[at:]


CHANGES: dict[str, Callable[[], str]] = {
    "broken at 60": lambda: "\n".join(broken(60)),
    "broken at 110": lambda: "\n".join(broken(110)),
    "double spacing": lambda: "\n\n".join(broken(72)),
    "Windows line ends": lambda: "\r\n".join(broken(88)),
    "a job number and a page": lambda: turned_page("V.31-01234 (E)", "2/3"),
    "the running title": lambda: turned_page(
        "Keeping lighthouses safe from organized crime E/CN.15/2031/L.7", "31-01234 3/7"
    ),
    "the symbol alone": lambda: turned_page("E/CN.15/2031/L.7", "Keeping lighthouses safe from organized crime"),
    "a foot and a head between empty lines": lambda: turned_page(
        "", "V.31-01234 2/3", "", "Keeping lighthouses safe from organized crime", "", "E/CN.15/2031/L.7", ""
    ),
    "a browser's page": lambda: turned_page("5/14/2031, 10:12 AM Draft", "https://undocs.org/E/CN.15/2031/L.7 2/3"),
    "Markdown": lambda: WHOLE.replace("Keeping", "## Keeping").replace("1. Reiterates", "**1.** *Reiterates*"),
    "quoted in an e-mail": lambda: "\n".join(f"> {line}" for line in broken(72)),
    "navigation before and after": lambda: f"Home\n\nDocuments\n\n{WHOLE}\n\nBack to top\n\nShare this page",
    "unofficial": lambda: WHOLE.replace("Fortieth", "ADVANCE UNEDITED COPY\n\nUnofficial\n\nFortieth"),
    "a box": lambda: WHOLE.replace("2. Requests", "Adopted by the Commission on 16 May 2031\n\n2. Requests"),
    "hyphenated": lambda: "\n".join(broken(88)).replace("implementation of the pre", "implemen-\ntation of the pre"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_however_it_was_copied_it_is_the_same_draft(change: Callable[[], str], whole: ReadDraft) -> None:
    copied = read(change().encode())
    assert [(p.number, p.text) for p in copied.paragraphs] == [(p.number, p.text) for p in whole.paragraphs]
    assert copied.footnotes == whole.footnotes
    assert (copied.title, copied.sponsors, copied.mandates) == (whole.title, whole.sponsors, whole.mandates)


def test_the_draft_itself_is_read_whole(whole: ReadDraft) -> None:
    assert [p.number for p in whole.paragraphs] == [None, None, "1", "2", "(a)", "(b)"]
    assert [p.footnotes for p in whole.paragraphs] == [(1,), (), (2,), (), (), ()]
    assert [note.number for note in whole.footnotes] == [1, 2]


def test_notes_under_a_rule_are_notes_whatever_words_they_open_with() -> None:
    lines = [*HEAD, "Noting the relations between all keepers of lamps and the very old 4", "__________________"]
    lines += ["3 Articles 10 and 13 of the Agreement.", "4 Lamps and their keepers.", "2/5 31-01234", "lighthouses,"]
    blocks = joined_lines(lines)
    assert "\u00b3 Articles 10 and 13 of the Agreement." in blocks
    assert "\u2074 Lamps and their keepers." in blocks


def test_a_mark_on_a_line_of_its_own_goes_back_to_its_word() -> None:
    lines = ["Recalling the Convention on the Lamps of All Lighthouses,", "1", "and the Protocols thereto,"]
    assert joined_lines(lines) == [
        "Recalling the Convention on the Lamps of All Lighthouses,\u00b9 and the Protocols thereto,"
    ]


@pytest.mark.parametrize(
    ("first", "second", "elsewhere", "joined"),
    [
        ("the imple-", "mentation of plans", "", "the implementation of plans"),
        ("a multi-", "stakeholder plan", "", "a multi-stakeholder plan"),
        ("the light-", "house keepers", "lighthouse", "the lighthouse keepers"),
        ("the follow-", "up given", "follow-up", "the follow-up given"),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_is_kept_only_where_the_word_has_it(
    first: str, second: str, elsewhere: str, joined: str
) -> None:
    blocks = joined_lines([first, second, "", elsewhere] if elsewhere else [first, second])
    assert blocks[0] == joined


def test_letters_in_running_text_open_no_paragraph() -> None:
    lines = [
        "1. Calls for cooperation in (a) preventing the theft of lamps and foghorns; and",
        "(b) lighting them again;",
    ]
    assert joined_lines(lines) == [" ".join(lines)]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"a" * 10_000_000, id="ten megabytes in a line"),
        pytest.param(b"word " * (MAX_BYTES // 5), id="one line of words"),
        pytest.param(b"The General Assembly,\n" + b"(a) x:\n" * 100_000, id="a hundred thousand lines"),
        pytest.param(b"The General Assembly,\n" + b"1\n" * 100_000, id="a hundred thousand numbers"),
        pytest.param(b"The General Assembly,\n1. Recalls:\n" + "\u201cx\n".encode() * 100_000, id="nested quotations"),
    ],
)
def test_much_more_than_any_draft_is_read_or_refused(content: bytes) -> None:
    with contextlib.suppress(UnreadableDraft):
        read(content)


def test_a_preambular_paragraph_cut_short_by_its_notes_is_no_heading() -> None:
    opening = "\n\n".join(
        [*HEAD, "Reaffirming the outcomes of the World Conference on Lamps and of its special session"]
    )
    text = f"{opening}\n\n\u00b9 Resolution 70/1.\n\nof the year 2000,\n\n1. Decides to act."
    assert read(text.encode()).paragraphs[0].text.endswith("and of its special session of the year 2000,")


def test_the_line_under_a_header_ends_where_its_bracket_closes() -> None:
    lines = ["[on the report of the Third Committee of the General Assembly (A/80/1)]", "80/12. Lamps"]
    assert joined_lines(lines) == lines


def test_headings_above_a_numbered_paragraph_are_no_part_of_it_however_long_their_line() -> None:
    lines = [
        "Welcoming the progress that keepers of lamps have made in the light of the plan,",
        "I. Midterm review of the effectiveness of the international arrangement on lamps",
        "A. Actions related to the keepers of lamps, their members and their own partners",
        "1. Invites the keepers of lamps and all of their members, wherever they may be:",
        "(a) To keep them;",
    ]
    assert joined_lines(lines) == lines


def test_a_flattened_record_ends_where_its_meeting_is_named_and_keeps_its_notes() -> None:
    lines = [
        "81/97. Keeping lamps lit on every coast",
        "The General Assembly,",
        "Taking note of the resolutions adopted by the General Conference of Lamps, the latest of which is of 2002,1",
        "Cognizant that the theft of lamps on the coasts of the sea would pose a serious threat to all of the ships,2",
        '1. Decides to include in the agenda of its next session the item entitled "Lamps". 57th plenary meeting',
        "22 November 2030",
        "1 See A/81/97.",
        "2 1995 Review and Extension Conference of the Parties to the Treaty on Lamps, Final Document.",
    ]
    draft = read("\n".join(lines).encode())
    assert [(p.part, p.footnotes) for p in draft.paragraphs] == [
        ("preambular", (1,)),
        ("preambular", (2,)),
        ("operative", ()),
    ]
    assert draft.paragraphs[-1].text.endswith('entitled "Lamps".')
    assert [note.number for note in draft.footnotes] == [1, 2]


def test_a_number_that_a_line_before_announced_opens_no_paragraph() -> None:
    lines = ["\u00b9 Report of the Conference on the Trade in Lamps (A/CONF.192/15), chap. IV, para.", "24."]
    assert joined_lines([*lines, "Taking note of the call,"]) == [" ".join(lines), "Taking note of the call,"]
