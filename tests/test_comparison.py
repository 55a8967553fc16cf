"""What a comparison guarantees: nothing is lost, nothing made up, and every change has the class it deserves."""

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
from drafts.comparison.model import Comparison, ParagraphChange
from drafts.comparison.summary import change_phrase
from drafts.comparison.words import changes_between, is_word, runs_of, tokens
from drafts.model import ReadDraft
from drafts.reader import read
from resolutions.duties import DueAtSession, Duty
from tests.beside import SEED, needs_shared_material
from tests.redrafts import OFFICE, OPERATIVE, draft, with_duties

WORDS = st.sampled_from(
    (
        *("States", "urge", "the", "all", "not", "of", "a", "report", "in", "2016", ",", ";", "(", ")", "“", "”"),
        *("Office", "United", "Nations", "and", "or", "twenty-sixth", "64/293"),
    )
)
TEXTS = st.lists(WORDS, min_size=1, max_size=25).map(" ".join)


@st.composite
def drafts(make: st.DrawFn) -> ReadDraft:
    """A draft with a preamble, operative paragraphs, sub-paragraphs and footnotes."""
    first = make(st.lists(TEXTS, max_size=1))
    others = [make(st.sampled_from(("", "\t"))) + text for text in make(st.lists(TEXTS, max_size=7 * len(first)))]
    return draft(*first, *others, preamble=make(st.lists(TEXTS, max_size=3)), notes=make(st.lists(TEXTS, max_size=3)))


def fates(comparison: Comparison) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """What became of every paragraph that was not kept."""
    return [(each.fate, each.old, each.new) for each in comparison.paragraphs if each.fate != "kept"]


def only_change(old: str, new: str, *others: str) -> ParagraphChange:
    """What became of a paragraph between two drafts that have nothing else that differs."""
    comparison = compare(draft(old, *others, preamble=[OFFICE]), draft(new, *others, preamble=[OFFICE]))
    (changed,) = (each for each in comparison.paragraphs if each.fate != "kept")
    return changed


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


EDITORIAL = (
    ("Requests the Office, to act;", "Requests the Office to act;", "punctuation"),
    ("Notes the “Plan” of States;", 'Notes the "Plan" of States;', "punctuation"),
    ("Urges States Parties to act;", "Urges States parties to act;", "capitals"),
    ("Urges States to cooperate;", "Urges States to co-operate;", "hyphens"),
    ("Notes the decision making of States;", "Notes the decision-making of States;", "hyphens"),
    ("Notes the organised crime of today;", "Notes the organized crime of today;", "spelling"),
    ("Notes the programs of States;", "Notes the programmes of States;", "spelling"),
    ("Notes the twenty-sixth session;", "Notes the 26th session;", "number form"),
    ("Notes two reports of States;", "Notes 2 reports of States;", "number form"),
    ("Notes its decision of 22 May 2015;", "Notes its decision of May 22, 2015;", "date form"),
    ("Notes full implementation;", "Notes the full implementation;", "article"),
    ("Notes resolution 64/293 on crime;", "Notes resolution 64/293 of 30 July 2010 on crime;", "citation"),
    ("Notes resolution 64/293 on crime;", "Notes General Assembly resolution 64/293 on crime;", "citation"),
    ("Requests the States to act;", "Also requests the States to act;", "repetition word"),
    ("Also requests the States to act;", "Further requests the States to act;", "repetition word"),
    ("Acts in order to protect victims;", "Acts to protect victims;", "house style"),
    ("Acts in line with the law;", "Acts in accordance with the law;", "house style"),
    ("Appraises it on a four-year basis;", "Appraises it every four years;", "number form"),
    ("Welcomes the observation of the day;", "Welcomes the observance of the day;", "inflection"),
    ("Aims at providing aid to victims;", "Aims to provide aid to victims;", "inflection"),
    ("Asks States to actively observe it;", "Asks States to observe actively it;", "order"),
    ("Acts at national and regional levels;", "Acts at regional and national levels;", "order"),
    ("Requests the Office to act;", "Requests the United Nations Office on Drugs and Crime to act;", "abbreviation"),
    ("Requests the United Nations Office on Drugs and Crime to act;", "Requests UNODC to act;", "abbreviation"),
    ("Requests the UN Congress to act;", "Requests the United Nations Congress to act;", "abbreviation"),
    ("Asks the organs of ECOSOC to act;", "Asks the organs of the Economic and Social Council to act;", "abbreviation"),
    ("Acts at regional, national and local levels;", "Acts at national, regional and local levels;", "order"),
    ("Notes that it costs US$ 5,000 a year;", "Notes that it costs $5,000 a year;", "number form"),
    ("Asks for it no later than 2016 here;", "Asks for it not later than 2016 here;", "spelling"),
    ("Notes the plans of Turkey to act;", "Notes the plans of Türkiye to act;", "spelling"),
    ("Promotes the implementation of the Plan;", "Promotes implementing the Plan;", "inflection"),
    ("Promotes cooperation between States;", "Promotes cooperation among States;", "house style"),
)

SUBSTANTIVE = (
    ("Requests the States to act;", "Invites the States to act;", "verb"),
    ("Notes gifts by all other donors;", "Notes gifts by other donors;", "quantifier"),
    ("Notes that States shall act;", "Notes that States should act;", "modal"),
    ("Notes that States have acted;", "Notes that States have not acted;", "negation"),
    ("Notes the twenty-sixth session;", "Notes the twenty-seventh session;", "number"),
    ("Notes the gift of $1,000 to it;", "Notes the gift of $2,000 to it;", "number"),
    ("Notes its decision of 22 May 2015;", "Notes its decision of 23 May 2015;", "date"),
    ("Asks States and donors to act;", "Asks States or donors to act;", "condition"),
    ("Asks States, as appropriate, to act;", "Asks States to act;", "condition"),
    ("Asks the Office to act;", "Asks the Commission to act;", "wording"),
    ("Urges Member States to act;", "Urges States to act;", "wording"),
    ("Asks for a report to the Office;", "Asks for a report by the Office;", "wording"),
    ("Asks for a report of the Office;", "Asks for a report to the Office;", "wording"),
    ("Asks for it in 2016 at last;", "Asks for it by 2016 at last;", "wording"),
    ("Helps developed countries to act;", "Helps developing countries to act;", "wording"),
    ("Asks Member States to assist the Office;", "Asks the Office to assist Member States;", "wording"),
    ("Reports in 2016 on progress made;", "Reports on progress made in 2016;", "number"),
    ("Asks States to submit a report;", "Asks States to submit reports;", "wording"),
    ("Notes resolution 64/293 of States;", "Notes resolution 64/294 of States;", "wording"),
    ("Notes resolution 64/293 on crime;", "Notes resolutions 64/293 and 68/192 on crime;", "wording"),
    ("Applies resolution 64/293 on 30 May 2016;", "Applies resolution 64/293;", "date"),
    ("Asks women and men to assist children;", "Asks children and men to assist women;", "wording"),
    ("Adopts national policies and plans;", "Adopts policies and national plans;", "wording"),
    ("Asks the Office to act with States;", "Asks the Office to act for States;", "wording"),
    ("Asks the Office to hold a workshop;", "Asks the Office to hold workshops;", "wording"),
    ("Welcomes the hard work of States;", "Welcomes the hardly work of States;", "wording"),
    ("Notes that fewer than < 5 States act;", "Notes that fewer than > 5 States act;", "wording"),
)


@pytest.mark.parametrize(("old", "new", "reason"), EDITORIAL)
def test_what_editors_change_is_editorial_both_ways(old: str, new: str, reason: str) -> None:
    for changed in (only_change(old, new), only_change(new, old)):
        assert {change.change_class for change in changed.changes} == {"editorial"}
        assert reason in {change.reason for change in changed.changes}


@pytest.mark.parametrize(("old", "new", "reason"), SUBSTANTIVE)
def test_what_says_something_else_is_substantive_both_ways(old: str, new: str, reason: str) -> None:
    for changed in (only_change(old, new), only_change(new, old)):
        assert changed.change_class == "substantive"
        assert reason in {change.reason for change in changed.changes if change.change_class == "substantive"}


@given(TEXTS, st.sampled_from(["all", "not", "shall", "$5,000", "without", "every"]), st.integers(0, 24))
def test_a_word_of_substance_put_in_anywhere_is_substantive(text: str, word: str, place: int) -> None:
    words = text.split(" ")
    changed = [*words[:place], word, *words[place:]]
    comparison = compare(draft(text), draft(" ".join(changed)))
    assert comparison.substantive >= 1


def test_a_name_that_may_mean_two_things_is_not_taken_for_either() -> None:
    others = ("Notes the Convention against Corruption;", "Notes the Convention against Crime;")
    assert only_change(
        "Applies the Convention now;", "Applies the Convention against Crime now;", *others
    ).change_class == ("substantive")


def test_a_repetition_word_on_the_other_side_of_its_verb_is_editorial_both_ways() -> None:
    before, behind = "Further recalling the work done;", "Recalling further the work done;"
    assert only_change(before, behind).change_class == only_change(behind, before).change_class == "editorial"


def test_a_sign_put_elsewhere_is_substantive() -> None:
    old, new = "Pays $ for the work and the travel of staff;", "Pays for the work and the travel $ of staff;"
    assert only_change(old, new).change_class == only_change(new, old).change_class == "substantive"


FULL_NAMES = (
    "Notes the United Nations Office on Drugs and Crime (UNODC);",
    "Notes the Commission on Crime Prevention and Criminal Justice, the General Assembly and the Security Council;",
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Requests UNODC to act at once;", "Requests the Security Council to act at once;"),
        ("Requests UNODC to act at once;", "Requests the General Assembly to act at once;"),
        ("Requests UNODC to act at once;", "Requests CCPCJ to act at once;"),
        ("Asks the agencies, UNODC, and States to act;", "Asks the agencies and States to act;"),
    ],
)
def test_an_acronym_is_no_short_form_of_another_name_and_may_not_be_dropped(old: str, new: str) -> None:
    for changed in (only_change(old, new, *FULL_NAMES), only_change(new, old, *FULL_NAMES)):
        assert changed.change_class == "substantive"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Requests UNODC to act at once;", "Requests the Office to act at once;"),
        (
            "Requests the Commission on Crime Prevention and Criminal Justice (CCPCJ) to act;",
            "Requests the Commission on Crime Prevention and Criminal Justice to act;",
        ),
        ("Requests the Assembly to act at once;", "Requests the General Assembly to act at once;"),
    ],
)
def test_an_acronym_or_short_form_that_can_mean_one_name_only_is_editorial_beside_other_names(
    old: str, new: str
) -> None:
    for changed in (only_change(old, new, *FULL_NAMES), only_change(new, old, *FULL_NAMES)):
        assert {change.reason for change in changed.changes if is_word(change.deleted + change.inserted)} == {
            "abbreviation"
        }
        assert changed.change_class == "editorial"


@pytest.mark.parametrize(
    ("old", "new", "change_class"),
    [
        ("Notes the Plan, 2 and the Fund of States;", "Notes the Plan, and the Fund of States;", "editorial"),
        ("Offers 2 scholarships to students of law;", "Offers scholarships to students of law;", "substantive"),
        ("Offers two scholarships to students of law;", "Offers scholarships to students of law;", "substantive"),
        ("Offers aid in two of the regions at least;", "Offers aid in the regions at least;", "substantive"),
    ],
)
def test_the_number_of_a_footnote_is_a_mark_only_in_digits_and_where_it_counts_nothing(
    old: str, new: str, change_class: str
) -> None:
    notes = ("Resolution 70/1.", "Ibid.")
    for one, other in ((old, new), (new, old)):
        (changed,) = (each for each in compare(draft(one, notes=notes), draft(other, notes=notes)).paragraphs[1:])
        assert changed.change_class == change_class


@pytest.mark.parametrize(
    ("old", "new"), [("Capacity building;", "Capacity-building;"), ("Cyber-crime;", "Cybercrime;")]
)
def test_a_paragraph_of_one_word_is_known_again_however_it_is_spelt(old: str, new: str) -> None:
    texts = ("Urges States to strengthen:", f"\t{old}", "\tAid;"), ("Urges States to strengthen:", "\tAid;", f"\t{new}")
    comparison = compare(*(draft(*each) for each in texts))
    assert (comparison.differing, comparison.substantive) == (1, 0)


def test_a_slip_of_the_pen_is_editorial_where_the_right_word_is_known() -> None:
    others = ("Notes the Convention against Crime;",)
    assert only_change("Applies the Convetion now;", "Applies the Convention now;", *others).change_class == "editorial"


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
