"""Redlines: the Word file gives back both texts, the page escapes all it shows, and neither tells by colour alone."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from html.parser import HTMLParser
from typing import Literal

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from rich.console import Console

from cli.redline import draw_comparison, redline
from drafts.comparison import compare
from drafts.comparison.redline_html import redline_html
from drafts.comparison.redline_word import redline_word
from drafts.model import ReadDraft
from resolutions.duties import DueAtSession, Duty
from tests.redrafts import OFFICE, OPERATIVE, draft, lines, lines_of_word, with_duties

AT = dt.datetime(2015, 5, 19, 12, tzinfo=dt.UTC)
CHANGED = OPERATIVE[1].replace("Member States", "all States")
PAIRS = {
    "nothing": (draft(*OPERATIVE), draft(*OPERATIVE)),
    "words": (draft(*OPERATIVE), draft(OPERATIVE[0], CHANGED, *OPERATIVE[2:])),
    "one put in": (draft(*OPERATIVE[1:]), draft(*OPERATIVE)),
    "the last taken out": (draft(*OPERATIVE), draft(*OPERATIVE[:-1])),
    "moved": (draft(*OPERATIVE), draft(*OPERATIVE[1:], OPERATIVE[0])),
    "moved and changed": (draft(*OPERATIVE), draft(OPERATIVE[0], *OPERATIVE[2:], CHANGED)),
    "split": (
        draft(f"{OPERATIVE[1][:-1]}, and invites donors to give;"),
        draft(OPERATIVE[1], "Invites donors to give;"),
    ),
    "sub-paragraphs": (
        draft("Urges:", "\tStates to act;", "\tDonors to give;"),
        draft("Urges:", "\tDonors to give;", "\tOffices to help;", "Requests:", "\tStates to act;"),
    ),
    "everything": (
        draft(*OPERATIVE, preamble=[OFFICE], notes=["Ibid."], title="One thing"),
        draft(
            "Decides nothing;", preamble=["Noting that,"], notes=["Resolution 70/1.", "Ibid."], title="One other thing"
        ),
    ),
    "one of them empty": (ReadDraft(title="Empty"), draft(*OPERATIVE)),
}

pairs = pytest.mark.parametrize(("old", "new"), PAIRS.values(), ids=PAIRS.keys())
SENTENCES = st.lists(
    st.sampled_from([*OPERATIVE, CHANGED, 'Acts <now> & "then";', "Acts\u0000 or\u0007 not;"]), max_size=5
)


@pairs
def test_the_word_file_gives_the_old_text_when_rejected_and_the_new_one_when_accepted(
    old: ReadDraft, new: ReadDraft
) -> None:
    content = redline_word(compare(old, new), AT)
    if old.title and new.title:
        assert lines_of_word(content, accepted=False) == lines(old)
        assert lines_of_word(content, accepted=True) == lines(new)


@given(SENTENCES, SENTENCES, SENTENCES, SENTENCES)
@settings(max_examples=60, deadline=None)
def test_any_two_drafts_come_out_of_one_word_file(
    old: list[str], new: list[str], old_preamble: list[str], new_preamble: list[str]
) -> None:
    one, other = draft(*old, preamble=old_preamble), draft(*new, preamble=new_preamble)
    content = redline_word(compare(one, other), AT)
    for read_draft, accepted in ((one, False), (other, True)):
        printable = [re.sub("[\u0000\u0007]", "\ufffd", line) for line in lines(read_draft)]
        assert lines_of_word(content, accepted=accepted) == printable


@pairs
def test_the_word_file_opens_and_every_part_of_it_is_well_formed(old: ReadDraft, new: ReadDraft) -> None:
    content = redline_word(compare(old, new), AT)
    assert docx.Document(io.BytesIO(content)).paragraphs
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            etree.fromstring(archive.read(name))


def document(old: ReadDraft, new: ReadDraft) -> str:
    with zipfile.ZipFile(io.BytesIO(redline_word(compare(old, new), AT))) as archive:
        return archive.read("word/document.xml").decode()


@pairs
def test_every_tracked_change_has_its_own_number_and_one_author_and_date(old: ReadDraft, new: ReadDraft) -> None:
    tracked = re.findall(
        r"<w:(?:ins|del|moveFrom|moveTo|moveFromRangeStart|moveToRangeStart) ([^>]*)", document(old, new)
    )
    numbers = re.findall(r'w:id="(\d+)"', " ".join(tracked))
    assert len(numbers) == len(set(numbers)) == len(tracked)
    assert all('w:author="Resolute" w:date="2015-05-19T12:00:00Z"' in each for each in tracked)


def test_what_moved_unchanged_is_a_tracked_move_from_here_to_there() -> None:
    told = document(*PAIRS["moved"])
    names = re.findall(r'<w:move(From|To)RangeStart [^>]*w:name="([^"]*)"', told)
    assert [direction for direction, _ in names] == ["From", "To"]
    assert len({name for _, name in names}) == 1
    for direction in ("From", "To"):
        begun = re.findall(rf'<w:move{direction}RangeStart w:id="(\d+)"', told)
        assert re.findall(rf'<w:move{direction}RangeEnd w:id="(\d+)"', told) == begun


def test_the_same_comparison_gives_the_same_bytes() -> None:
    comparison = compare(*PAIRS["everything"])
    assert redline_word(comparison, AT) == redline_word(comparison, AT)
    assert redline_html(comparison, "a", "b") == redline_html(comparison, "a", "b")


class _Page(HTMLParser):
    """The text of a page, with what stands in `ins` and in `del` told apart, and every tag it has."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: dict[str, str] = {"ins": "", "del": ""}
        self._open: list[str] = []
        self._spoken = 0

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._spoken += tag == "span"
        if tag in self.texts:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self._spoken -= tag == "span"
        if tag in self.texts:
            assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and not self._spoken:
            self.texts[self._open[-1]] += data


def page(old: ReadDraft, new: ReadDraft) -> tuple[str, _Page]:
    html = redline_html(compare(old, new), "old.txt", "new.txt")
    parsed = _Page()
    parsed.feed(html)
    return html, parsed


def test_the_page_marks_what_went_and_what_came_and_names_it_to_those_who_listen() -> None:
    html, parsed = page(*PAIRS["words"])
    assert parsed.texts == {"del": "Member", "ins": "all"}
    assert "[inserted: " in html
    assert "[deleted: " in html
    assert html.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert "1 of 6 paragraphs differs, 1 in substance" in html


def test_the_indent_of_a_sub_paragraph_is_not_undone_by_the_rule_for_every_paragraph() -> None:
    html, _ = page(*PAIRS["sub-paragraphs"])
    assert '<section class="paragraph level-1' in html
    assert "section.paragraph {" in html
    assert html.index("section.paragraph {") < html.index("section.level-1 { margin-left:")


def test_nothing_of_a_document_becomes_markup_of_the_page() -> None:
    evil = '<script>alert("1")</script><img src=x onerror=y> & </style>'
    html, parsed = page(draft("Acts;", title=evil), draft(f"{evil};", title=evil, notes=[evil]))
    assert not {"script", "img"} & set(parsed.tags)
    assert "onerror=y>" not in html
    assert parsed.tags.count("style") == 1


def test_the_page_loads_nothing() -> None:
    html, parsed = page(*PAIRS["everything"])
    assert not {"link", "script", "img", "iframe"} & set(parsed.tags)
    assert "url(" not in html
    assert "@import" not in html


def drawn(old: ReadDraft, new: ReadDraft, *, colour: bool) -> str:
    system: Literal["standard"] | None = "standard" if colour else None
    console = Console(file=io.StringIO(), width=100, force_terminal=colour, color_system=system)
    draw_comparison(console, compare(old, new), "old.txt", "new.txt")
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_without_colours_what_changed_is_told_by_brackets() -> None:
    shown = drawn(*PAIRS["words"], colour=False)
    assert "Urges [-Member-] {+all+} States to strengthen" in shown
    assert "1 of 6 paragraphs differs, 1 in substance" in shown
    assert "operative paragraph 2: changed, in substance" in shown


def test_with_colours_insertions_are_underlined_and_deletions_struck_through() -> None:
    shown = drawn(*PAIRS["words"], colour=True)
    assert re.search(r"\x1b\[9;31mMember\x1b\[0m", shown)
    assert re.search(r"\x1b\[4;32mall\x1b\[0m", shown)
    assert "[-" not in shown.replace("\x1b[", "")


@pairs
def test_the_terminal_shows_only_what_differs_in_lines_of_its_width(old: ReadDraft, new: ReadDraft) -> None:
    shown = drawn(old, new, colour=False)
    differing = [entry for entry in compare(old, new).paragraphs if entry.differs]
    assert len(re.findall(r"^(?:operative|preambular) paragraph|^the title:", shown, re.MULTILINE)) == len(differing)
    assert all(len(line) <= 100 and line == line.rstrip() for line in shown.splitlines())


def test_a_long_title_is_cut_into_lines_that_end_where_their_words_do() -> None:
    title = "Follow-up to the Congress on Crime Prevention and preparations for the next one " * 3
    shown = drawn(draft(*OPERATIVE, title=title), draft(*OPERATIVE, title=title), colour=False)
    assert all(len(line) <= 100 and line == line.rstrip() for line in shown.splitlines())


def test_the_terminal_says_who_owes_what_another_owed_before() -> None:
    duty = Duty(
        paragraph="1",
        verb="Requests",
        kind="report",
        addressee="Secretary-General",
        to="CCPCJ",
        due=DueAtSession(body="CCPCJ", session=26),
    )
    passed_on = duty.model_copy(update={"addressee": "Executive Director"})
    read = draft(*OPERATIVE)
    shown = drawn(with_duties(read, duty), with_duties(read, passed_on), colour=False)
    assert "report by Executive Director, before by Secretary-General" in shown


def test_long_stretches_that_are_equal_are_left_out_but_for_their_ends() -> None:
    middle = " ".join(f"word{number}" for number in range(200))
    (changed,) = (
        e for e in compare(draft(f"Acts {middle} now;"), draft(f"Works {middle} then;")).paragraphs if e.differs
    )
    assert redline(changed.runs, marked=True).plain == (
        "[-Acts-]{+Works+} word0 word1 word2 word3 word4 word5 word6 word7 word8 word9 word10 word11"
        " … word190 word191 word192 word193 word194 word195 word196 word197 word198 word199 [-now-] {+then+};"
    )
