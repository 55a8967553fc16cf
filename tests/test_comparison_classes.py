"""Which change is editorial and which of substance, both ways round."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafts.comparison import compare
from drafts.comparison.words import is_word
from tests.redrafts import TEXTS, draft, only_change

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
