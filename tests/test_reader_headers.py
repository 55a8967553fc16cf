"""Headers as documents print them: sponsors of every kind, agenda items, sessions, dates, languages, titles."""

from __future__ import annotations

import datetime as dt

import pytest

from drafts.bodies import formula_body
from drafts.header import Header, read_header
from drafts.sponsors import read_sponsors
from drafts.structure import structure


def header_of(*lines: str, after: tuple[str, ...] = ()) -> Header:
    found = structure([*lines, "The General Assembly,", "Recalling itself,", *after, "1. Decides to act."])
    return read_header(found.header, found.formula)


G77 = "Group of 77 and China"
MEMBERS = "States Members of the United Nations that are members of the Group of 77 and China"


@pytest.mark.parametrize(
    ("lines", "sponsors"),
    [
        ([f"Egypt (on behalf of the {MEMBERS}): draft resolution"], (G77,)),
        ([f"Egypt, on behalf of the {G77}: draft resolution"], (G77,)),
        ([f"Mexico and Egypt, on behalf of the {G77}: revised draft resolution"], ("Mexico", G77)),
        ([f"{G77}: draft resolution"], (G77,)),
        ([f"Mexico, Peru and the {G77}: draft resolution"], ("Mexico", "Peru", G77)),
        (["Peru*: draft resolution"], ("Peru",)),
        (["Peru and Turkey:** draft resolution"], ("Peru", "Türkiye")),
        (["Albania, Bahrain,", "Cuba and", "Trinidad and Tobago: draft resolution"],
         ("Albania", "Bahrain", "Cuba", "Trinidad and Tobago")),
        (["Albania, Cuba and United States", "of America: draft resolution"],
         ("Albania", "Cuba", "United States of America")),
        (["Albania and Cuba:", "revised draft resolution"], ("Albania", "Cuba")),
        (["Albania\u00b9 and Cuba: draft decision"], ("Albania", "Cuba")),
        (["Draft resolution submitted by the Chair of the Committee following informal consultations"], ("Chair",)),
        (["Draft resolution submitted by the Vice-Chair, Ms. A. Person, on the basis of informal consultations"],
         ("Vice-Chair",)),
        (["Draft decision submitted by the President of the General Assembly"], ("President",)),
        (["Draft resolution submitted by Mexico, Peru and Chile"], ("Mexico", "Peru", "Chile")),
        (["Peru: amendment to draft resolution A/80/L.1"], ("Peru",)),
        (["A title: with a colon"], ()),
    ],
)  # fmt: skip
def test_sponsors_are_read_however_their_line_is_printed(lines: list[str], sponsors: tuple[str, ...]) -> None:
    assert read_sponsors(lines).names == sponsors


def test_many_sponsors_over_many_lines_are_all_read() -> None:
    names = [
        "Albania",
        "Algeria",
        "Angola",
        "Armenia",
        "Austria",
        "Bahrain",
        "Barbados",
        "Belarus",
        "Belgium",
        "Belize",
    ]
    lines = [", ".join(names[i : i + 2]) + "," for i in range(0, 8, 2)] + ["Belgium and Belize: draft resolution"]
    assert header_of(*lines, "Lamps").sponsors == tuple(names)
    assert header_of(*lines, "Lamps").title == "Lamps"


def test_a_note_on_whose_behalf_a_state_speaks_names_the_group_wherever_it_stands() -> None:
    note = f"* On behalf of the {MEMBERS}, taking into account also the provisions of resolution ES-10/23."
    assert header_of("Iraq:* draft resolution", "Lamps", after=(note,)).sponsors == (G77,)
    other = ("* In accordance with rule 69 of the rules of procedure.", f"** On behalf of the {G77}.")
    assert header_of("Iraq:** draft resolution", "Lamps", after=other).sponsors == (G77,)
    assert header_of("Iraq:* draft resolution", "Lamps", after=other).sponsors == ("Iraq",)


@pytest.mark.parametrize(
    ("line", "item"),
    [
        ("Agenda item 5", "5"),
        ("Agenda items 5 (a) and (b)", "5 (a) and (b)"),
        ("Agenda items 5, 6 and 7 (a)", "5, 6 and 7 (a)"),
        ("Item 35 of the provisional agenda*", "35"),
        ("Item 6 (b) of the provisional agenda\u00b9", "6 (b)"),
        ("Provisional agenda item 19(c)", "19(c)"),
        ("Agenda item 5: Lighthouses", "5"),
        ("AGENDA ITEM 12", "12"),
        ("Item 4 of the preliminary list*", "4"),
    ],
)
def test_agenda_items_of_every_form_are_read(line: str, item: str) -> None:
    assert header_of("A/80/L.1", line, "Lamps").agenda_item == item


@pytest.mark.parametrize(
    "line",
    [
        *("14 May 2031", "14 MAY 2031", "14th May 2031", "14 May, 2031", "May 14, 2031", "2031-05-14", "14.05.2031"),
        *(
            "14/5/2031",
            "Date: 14 May 2031",
            "Distr.: Limited 14 May 2031 Original: English",
            "14 May 2031 English only",
        ),
    ],
)
def test_dates_of_every_printed_form_are_read(line: str) -> None:
    assert header_of("A/80/L.1", line, "Lamps").date == dt.date(2031, 5, 14)


def test_a_span_of_days_is_no_date_of_issue() -> None:
    assert header_of("A/80/L.1", "Vienna, 12-16 May 2031", "Lamps").date is None


@pytest.mark.parametrize(
    ("line", "session"),
    [
        ("Fortieth session", 40),
        ("Reconvened fortieth session", 40),
        ("40th session", 40),
        ("2031 session", 2031),
        ("Substantive session of 2031", 2031),
        ("Organizational session for 2031", 2031),
        ("Commission on Narcotic Drugs, sixty-eighth session", 68),
    ],
)
def test_sessions_of_every_form_are_read(line: str, session: int) -> None:
    assert header_of("E/2031/L.1", line, "Lamps").session == session


@pytest.mark.parametrize(
    ("lines", "language", "distribution"),
    [
        (["Distr.: General", "Original: English/French"], "en", "general"),
        (["Distr.", "LIMITED", "ORIGINAL: FRENCH"], "fr", "limited"),
        (["Distr. Restricted", "Original language: Spanish"], "es", "restricted"),
        (["English only"], "en", None),
    ],
)
def test_language_and_distribution_are_read(lines: list[str], language: str, distribution: str | None) -> None:
    header = header_of("A/80/L.1", *lines, "Lamps")
    assert (header.original_language, header.distribution) == (language, distribution)


@pytest.mark.parametrize(
    "lines",
    [
        ["Peru: draft resolution", "Keeping lamps*"],
        ["Peru: draft resolution", "Keeping lamps\u00b9"],
        ["Peru: draft resolution", "Keeping", "lamps"],
        [
            "ADVANCE UNEDITED COPY",
            "Agenda item 5",
            "Lights and sounds",
            "Peru: revised draft resolution",
            "Keeping lamps",
        ],
        ["Resolution adopted by the General Assembly on 3 May 2031", "[on the report]", "81/12. Keeping", "lamps"],
        ["Keeping lamps", "Advance unedited copy"],
    ],
)
def test_the_title_is_whole_and_has_no_marks(lines: list[str]) -> None:
    assert header_of("A/80/L.1", *lines).title == "Keeping lamps"


@pytest.mark.parametrize(
    ("formula", "body"),
    [
        ("The General Assembly,", "GA"),
        ("The Commission on Crime Prevention and Criminal Justice,", "CCPCJ"),
        ("The Commission on Narcotic Drugs", "CND"),
        ("The Human Rights Council,", "HRC"),
        (
            "The Conference of the Parties to the United Nations Convention against Transnational Organized Crime,",
            "Conference of the Parties to the United Nations Convention against Transnational Organized Crime",
        ),
        ("The Committee on the Peaceful Uses of Outer Space,", "Committee on the Peaceful Uses of Outer Space"),
        ("The Commission recommends the following", None),
        ("The General Assembly recommends this", None),
        ("The Secretary-General,", None),
    ],
)
def test_every_body_opens_its_texts_with_its_name(formula: str, body: str | None) -> None:
    assert formula_body(formula) == body


def test_a_resolution_of_a_commission_of_its_own_is_read_whole() -> None:
    lines = [
        "Resolution 40/4",
        "Keeping lamps",
        "The Commission on Crime Prevention and Criminal Justice,",
        "Recalling General Assembly resolution 65/230 and its resolution 22/7,[^1]",
        "1. Requests the Office to report to it.",
        "[^1]: See E/2013/30.",
    ]
    found = structure(lines)
    header = read_header(found.header, found.formula)
    assert (header.title, header.body, header.for_adoption_by) == ("Keeping lamps", "CCPCJ", "CCPCJ")
    assert [(p.part, p.footnotes) for p in found.paragraphs] == [("preambular", (1,)), ("operative", ())]


def test_a_decision_may_name_any_body_before_its_act() -> None:
    sentence = "The Conference of the States Parties to the Convention decides to meet in 2031."
    found = structure(["Draft decision", sentence])
    assert (found.formula, found.paragraphs[0].verbs) == (
        "Conference of the States Parties to the Convention",
        ("decides",),
    )


def test_the_number_of_a_resolution_is_no_title() -> None:
    assert header_of("S/RES/2754 (2024)", "Resolution 2754 (2024)").title is None
