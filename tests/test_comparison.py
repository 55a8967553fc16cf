"""What a comparison guarantees: nothing is lost, nothing made up, what matters is said first, and it ends in time."""

from __future__ import annotations

import random
import sys
from collections import Counter
from itertools import pairwise
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafts.comparison import compare, headline, summary
from drafts.comparison.model import Comparison
from drafts.comparison.summary import change_phrase
from drafts.comparison.words import changes_between, runs_of, tokens
from drafts.model import ReadDraft
from drafts.reader import read
from resolutions.duties import DueAtSession, Duty
from tests.beside import SEED, needs_shared_material
from tests.redrafts import OFFICE, OPERATIVE, TEXTS, draft, only_change, with_duties


@st.composite
def drafts(make: st.DrawFn) -> ReadDraft:
    """A draft with a preamble, operative paragraphs, sub-paragraphs and footnotes."""
    first = make(st.lists(TEXTS, max_size=1))
    others = [make(st.sampled_from(("", "\t"))) + text for text in make(st.lists(TEXTS, max_size=7 * len(first)))]
    return draft(*first, *others, preamble=make(st.lists(TEXTS, max_size=3)), notes=make(st.lists(TEXTS, max_size=3)))


def fates(comparison: Comparison) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """What became of every paragraph that was not kept."""
    return [(each.fate, each.old, each.new) for each in comparison.paragraphs if each.fate != "kept"]


@given(st.text(max_size=80))
def test_a_text_is_cut_into_words_without_loss(text: str) -> None:
    assert "".join(tokens(text)) == text


@given(st.lists(st.sampled_from("abcd"), max_size=25), st.lists(st.sampled_from("abcd"), max_size=25))
def test_the_runs_between_two_texts_make_both_of_them(old: list[str], new: list[str]) -> None:
    runs = runs_of(old, new, changes_between(old, new))
    assert "".join(run.text for run in runs if run.kind != "inserted") == "".join(old)
    assert "".join(run.text for run in runs if run.kind != "deleted") == "".join(new)
    assert all(one.kind != other.kind for one, other in pairwise(runs))


@given(drafts(), drafts())
@settings(max_examples=150, deadline=None)
def test_the_changes_applied_to_the_old_draft_give_the_new_one(old: ReadDraft, new: ReadDraft) -> None:
    comparison = compare(old, new)
    said = [each for each in comparison.paragraphs if each.part != "title"]
    for read_draft, places, text in ((old, "old_places", "old_text"), (new, "new_places", "new_text")):
        texts: dict[int, str] = {}
        for entry in said:
            at = getattr(entry, places)
            pieces = getattr(entry, text).split("\n") if at else []
            assert len(pieces) == len(at)
            texts.update(zip(at, pieces, strict=True))
        assert [texts[place] for place in range(len(texts))] == [each.text for each in read_draft.paragraphs]
    assert [at for each in said for at in each.new_places] == list(range(len(new.paragraphs)))


@given(drafts())
@settings(max_examples=60, deadline=None)
def test_a_draft_does_not_differ_from_itself(read_draft: ReadDraft) -> None:
    comparison = compare(read_draft, read_draft)
    assert comparison.same
    assert (comparison.differing, comparison.substantive, summary(comparison)) == (0, 0, ())


@given(drafts(), drafts())
@settings(max_examples=100, deadline=None)
def test_what_is_inserted_one_way_is_deleted_the_other_way(old: ReadDraft, new: ReadDraft) -> None:
    there, back = (Counter(each.fate for each in compare(*pair).paragraphs) for pair in ((old, new), (new, old)))
    assert (there["inserted"], there["deleted"]) == (back["deleted"], back["inserted"])
    assert (there["split"], there["merged"]) == (back["merged"], back["split"])


@given(drafts(), drafts())
@settings(max_examples=40, deadline=None)
def test_a_comparison_says_the_same_every_time_and_survives_its_json(old: ReadDraft, new: ReadDraft) -> None:
    comparison = compare(old, new)
    assert compare(old, new) == comparison
    assert Comparison.model_validate_json(comparison.model_dump_json()) == comparison


@given(st.permutations(OPERATIVE))
def test_paragraphs_in_another_order_are_moves_and_nothing_else(texts: list[str]) -> None:
    comparison = compare(draft(*OPERATIVE), draft(*texts))
    assert {each.fate for each in comparison.paragraphs} <= {"kept", "moved", "renumbered"}
    assert comparison.substantive == 0
    assert (comparison.differing == 0) == (tuple(texts) == OPERATIVE)


def test_a_paragraph_put_in_renumbers_the_rest_and_changes_none_of_them() -> None:
    new = "Decides to consider the matter at a later date;"
    comparison = compare(draft(*OPERATIVE), draft(OPERATIVE[0], new, *OPERATIVE[1:]))
    assert fates(comparison) == [
        ("inserted", (), ("2",)),
        *(("renumbered", (str(number),), (str(number + 1),)) for number in range(2, 6)),
    ]
    assert (comparison.differing, comparison.substantive) == (1, 1)
    assert "operative paragraphs 2 to 5 renumbered 3 to 6" in summary(comparison)


def test_a_paragraph_in_two_is_a_split_and_two_in_one_a_merger() -> None:
    first, second = OPERATIVE[1][:-1], OPERATIVE[3]
    together = f"{first}, and {second[0].lower()}{second[1:]}"
    apart, joined = draft(OPERATIVE[0], OPERATIVE[1], second), draft(OPERATIVE[0], together)
    assert fates(compare(joined, apart)) == [("split", ("2",), ("2", "3"))]
    assert fates(compare(apart, joined)) == [("merged", ("2", "3"), ("2",))]
    assert "operative paragraphs 2 and 3 merged into 2" in summary(compare(apart, joined))[1]


def test_a_paragraph_rewritten_and_moved_is_known_again() -> None:
    rewritten = OPERATIVE[1].replace("border agencies", "all border agencies")
    moved = draft(OPERATIVE[0], *OPERATIVE[2:], rewritten)
    assert ("moved", ("2",), ("5",)) in fates(compare(draft(*OPERATIVE), moved))


def test_sub_paragraphs_go_with_their_paragraph() -> None:
    one = ("Urges States to protect:", "\tVictims of trafficking;", "\tWitnesses and their families;")
    other = ("Requests the Office to assist:", "\tRequesting States;", "\tRegional bodies on request;")
    comparison = compare(draft(*one, *other), draft(*other, *one))
    moved = [each.new for each in comparison.paragraphs if each.moved]
    assert moved in ([("1",)], [("2",)])


def test_a_sub_paragraph_under_another_paragraph_is_moved() -> None:
    old = draft("Urges States to protect:", "\tVictims of trafficking;", "\tWitnesses of crime;", "Requests offices:")
    new = draft("Urges States to protect:", "\tVictims of trafficking;", "Requests offices:", "\tWitnesses of crime;")
    assert ("moved", ("1 (b)",), ("2 (a)",)) in fates(compare(old, new))


def test_a_deleted_operative_paragraph_never_stands_in_the_preamble() -> None:
    old = draft(*OPERATIVE, preamble=[OFFICE])
    new = draft(*OPERATIVE[2:], preamble=[OFFICE, "Noting the discussions held in Vienna,"])
    parts = [each.part for each in compare(old, new).paragraphs]
    assert parts == ["title", "preambular", "preambular", *["operative"] * 5]


def test_footnotes_are_compared_by_their_text_and_count_as_no_paragraph() -> None:
    notes = ("Resolution 70/1.", "United Nations, Treaty Series, vol. 2225, No. 39574.")
    comparison = compare(draft(*OPERATIVE, notes=notes), draft(*OPERATIVE, notes=("Ibid.", *notes)))
    assert [(each.fate, each.old, each.new) for each in comparison.footnotes] == [
        ("inserted", (), ("note 1",)),
        ("renumbered", ("note 1",), ("note 2",)),
        ("renumbered", ("note 2",), ("note 3",)),
    ]
    assert comparison.differing == 0
    assert not comparison.same


def test_sponsors_and_the_header_are_compared() -> None:
    old = draft(*OPERATIVE, sponsors=("Belarus", "Cuba"), symbol="E/CN.15/2015/L.2")
    new = draft(*OPERATIVE, sponsors=("Cuba", "Philippines"), symbol="E/CN.15/2015/L.2/Rev.1")
    comparison = compare(old, new)
    assert (comparison.sponsors_joined, comparison.sponsors_left) == (("Philippines",), ("Belarus",))
    assert [(each.field, each.new) for each in comparison.header] == [("symbol", "E/CN.15/2015/L.2/Rev.1")]


def test_a_text_that_names_no_sponsors_has_lost_none() -> None:
    assert compare(draft(*OPERATIVE, sponsors=("Cuba",)), draft(*OPERATIVE)).sponsors_left == ()


def report(session: int, addressee: str = "Secretary-General", paragraph: str = "1") -> Duty:
    due = DueAtSession(body="CCPCJ", session=session)
    return Duty(paragraph=paragraph, verb="Requests", kind="report", addressee=addressee, to="CCPCJ", due=due)


def test_a_deadline_that_moved_is_said_of_the_paragraph_by_its_new_number() -> None:
    later = OPERATIVE[0].replace("twenty-sixth", "twenty-seventh")
    comparison = compare(
        with_duties(draft(*OPERATIVE), report(26)),
        with_duties(draft("Decides to act at once;", later), report(27, paragraph="2")),
    )
    (change,) = comparison.duties
    assert (change.fate, change.paragraph) == ("due", "2")
    assert any("due session 27 of CCPCJ, before session 26 of CCPCJ" in phrase for phrase in summary(comparison))


def test_a_duty_that_came_and_one_that_went_are_told_apart_from_one_that_changed() -> None:
    old = with_duties(draft(*OPERATIVE), report(26))
    new = with_duties(draft(*OPERATIVE), report(26), report(28, "Executive Director", "3"))
    assert [(each.fate, each.paragraph) for each in compare(old, new).duties] == [("added", "3")]
    assert [(each.fate, each.paragraph) for each in compare(new, old).duties] == [("removed", "3")]


def test_words_that_look_editorial_but_move_a_deadline_are_substantive() -> None:
    old, new = draft("Requests a report at the session;"), draft("Requests the report at the session;")
    assert compare(old, new).substantive == 0
    assert compare(with_duties(old, report(26)), with_duties(new, report(27))).substantive == 1


def test_the_summary_names_what_changed_in_substance_first() -> None:
    old = draft("Notes gifts by all other donors;", *OPERATIVE)
    new = draft(
        "Notes gifts by other donors;", OPERATIVE[0], OPERATIVE[1].replace("police", "the police"), *OPERATIVE[2:]
    )
    assert summary(compare(old, new)) == (
        "2 of 7 paragraphs differ, 1 in substance",
        "operative paragraph 1: changed in substance: 'all other' → 'other'",
        "operative paragraph 3: edited, not changed in substance",
    )


@pytest.mark.parametrize(
    ("old", "new", "phrase"),
    [
        ("Asks all donors;", "Asks donors;", "'all donors' → 'donors'"),
        ("Asks donors;", "Asks donors, if need be;", "'donors' → 'donors, if need be'"),
        ("Asks donors not;", "Asks donors;", "'donors not' → 'donors'"),
        ("Asks donors;", "Asks offices;", "'donors' → 'offices'"),
    ],
)
def test_a_change_is_quoted_with_the_word_beside_it_where_one_side_is_empty(old: str, new: str, phrase: str) -> None:
    (change,) = only_change(old, new).changes
    assert change_phrase(change) == phrase


def test_the_summary_is_bounded_in_lines_and_each_line_in_length() -> None:
    def long(salt: str) -> list[str]:
        return [
            f"Requests {salt}{number} {' '.join(f'{salt}{number}x{i}' for i in range(40))};" for number in range(300)
        ]

    said = summary(compare(draft(*long("a")), draft(*long("b"))))
    assert len(said) == 200
    assert said[-1] == "and 402 more changes"
    assert all(len(phrase) <= 400 and "\n" not in phrase for phrase in said)


def work(old: ReadDraft, new: ReadDraft) -> int:
    """How many function calls a comparison takes: a measure of work that no clock disturbs."""
    calls = 0

    def count(frame: FrameType, event: str, arg: Any) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        compare(old, new)
    finally:
        sys.setprofile(None)
    return calls


def many(count: int, salt: str = "") -> ReadDraft:
    chance = random.Random(count)
    return draft(
        *(f"Requests {' '.join(f'w{chance.randrange(2000)}' for _ in range(12))}{salt};" for _ in range(count))
    )


def test_twice_as_many_paragraphs_take_twice_the_work() -> None:
    one, two = work(many(60), many(60, " now")), work(many(120), many(120, " now"))
    assert two < 3 * one


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a " * 10_000, "a b " * 5_000),
        (",.;" * 6_600, ";,." * 6_600),
        (" ".join(f"w{i % 97}" for i in range(4_000)), " ".join(f"w{i % 89}" for i in range(4_000))),
        ("United Nations and " * 1_000, "and Nations United Office " * 750),
        (
            " ".join(f"N{i % 50} and N{i} of" for i in range(1_200)),
            " ".join(f"N{i % 50} and N{i + 1}" for i in range(1_400)),
        ),
    ],
)
def test_a_paragraph_of_twenty_thousand_characters_takes_bounded_work(old: str, new: str) -> None:
    assert work(draft(old.strip()), draft(new.strip())) < 4_000_000


def test_a_comparison_of_drafts_without_anything_says_that_nothing_differs() -> None:
    assert headline(compare(ReadDraft(), ReadDraft())) == "none of 0 paragraphs differs"


ADOPTED = (
    ("persons, and to reinforce", "persons, and reinforce"),
    ("human rights-based, gender-", "human-rights-based, gender-"),
    ("international and national mass media, and the", "national and international mass media and the"),
    ("in persons, especially women", "in persons, in particular women"),
    ("involved in combating human trafficking", "involved in combating trafficking in persons"),
    ("established consistent with the", "established in accordance with the"),
    ("during its sixty-seventh session, from 13 to 15 May 2013,", "at its sixty-seventh session, on 13-15 May 2013,"),
    ("on a four-year basis", "every four years"),
    ("in its resolution 68/192 to designate", ", in its resolution 68/192 of 18 December 2013, to designate"),
    ("Recalling the continued role", "Recalling also the continued role"),
    ("and in this regard, calls upon", "and in this regard calls upon"),
    ("by means of strengthening", "by strengthening"),
    ("first observation", "first observance"),
    ("to provide to the Office evidence-based data", "to provide evidence-based data to the Office"),
    ("other members of the Inter-Agency Coordination Group, to", "other members of the Group, to"),
    ("encourage contributions by States and all other", "encourage contributions by States and other"),
)


@needs_shared_material
def test_the_real_draft_as_editors_would_finish_it_differs_in_substance_where_a_word_of_substance_went() -> None:
    text = SEED.read_text()
    adopted = text
    for old, new in ADOPTED:
        assert old in adopted
        adopted = adopted.replace(old, new, 1)
    comparison = compare(read(text.encode()), read(adopted.encode()))
    assert headline(comparison) == "16 of 30 paragraphs differ, 1 in substance"
    assert "operative paragraph 9: changed in substance: 'all other' → 'other'" in summary(comparison)
