"""Duties in clauses: every form that sets one, with its author, body and time, and every trap that sets none."""

from __future__ import annotations

import json
from typing import Any

import pytest

from drafts.labels import Labelled
from drafts.mandates import mandates_of
from drafts.names import Names, Setting
from drafts.reader import read
from resolutions.duties import Duty
from tests.duties import DIRECTOR, OFFICE, SG, at


def duties_of(clause: str) -> tuple[Duty, ...]:
    """What a clause sets as paragraph 2 of a Council draft that the CCPCJ has before it at its twenty-fourth
    session.
    """
    text = (
        "Commission on Crime Prevention and Criminal Justice\n\nTwenty-fourth session\n\n"
        "The Commission on Crime Prevention and Criminal Justice recommends to the Economic and Social Council the "
        "adoption of the following draft resolution:\n\nA title\n\nThe Economic and Social Council,\n\n"
        "Recalling the work of the United Nations Office on Drugs and Crime and of the Commission on "
        "Crime Prevention "
        f"and Criminal Justice,\n\n1. Reaffirms its interest;\n\n2. {clause}\n"
    )
    return read(text.encode()).mandates


FORMS = [
    (
        "Requests the Secretary-General to report to the Commission at its twenty-sixth session on what was done;",
        [("report", SG, "CCPCJ", at("CCPCJ", 26))],
    ),
    (
        "Requests the Secretary-General to report to the Commission at its 26th session;",
        [("report", SG, "CCPCJ", at("CCPCJ", 26))],
    ),
    (
        "Requests the Executive Director of the United Nations Office on Drugs and Crime to report to "
        "the Commission at its "
        "twenty-fifth session;",
        [("report", DIRECTOR, "CCPCJ", at("CCPCJ", 25))],
    ),
    (
        "Requests the Office to convene a meeting of experts, and also requests the Secretary-General to report to the "
        "General Assembly at its seventy-first session;",
        [("report", SG, "GA", at("GA", 71))],
    ),
    (
        "Requests the Secretary-General and the Executive Director of the United Nations Office on "
        "Drugs and Crime to report "
        "to the Commission at its twenty-sixth session;",
        [("report", SG, "CCPCJ", at("CCPCJ", 26)), ("report", DIRECTOR, "CCPCJ", at("CCPCJ", 26))],
    ),
    (
        "Requests the Office to report on the use of the tools at the twenty-fifth session of the Commission;",
        [("report", OFFICE, "CCPCJ", at("CCPCJ", 25))],
    ),
    (
        "Requests the Office to submit to the Commission at its twenty-sixth session a report on the tools;",
        [("report", OFFICE, "CCPCJ", at("CCPCJ", 26))],
    ),
    (
        "Requests the Office to report to the Commission at its session following the meeting of experts referred to "
        "in paragraph 1 above;",
        [
            (
                "report",
                OFFICE,
                "CCPCJ",
                {"kind": "event", "after": "the meeting of experts referred to in paragraph 1 above"},
            )
        ],
    ),
    (
        "Requests the Secretary-General to report to the General Assembly through the Commission at its "
        "thirty-third session;",
        [("report", SG, "GA", at("CCPCJ", 33))],
    ),
    (
        "Requests the Secretary-General to submit reports to the General Assembly at its seventy-ninth "
        "and eightieth sessions;",
        [("report", SG, "GA", {"kind": "sessions", "body": "GA", "sessions": [79, 80]})],
    ),
    (
        "Requests the Office to report to the Commission every two years;",
        [("report", OFFICE, "CCPCJ", {"kind": "recurring", "every": "P2Y"})],
    ),
    (
        "Requests the Office to report to the Commission on a biennial basis;",
        [("report", OFFICE, "CCPCJ", {"kind": "recurring", "every": "P2Y"})],
    ),
    (
        "Requests the Secretary-General to report annually to the Commission until its thirtieth session;",
        [("report", SG, "CCPCJ", {"kind": "recurring", "every": "P1Y", "until": 30})],
    ),
    (
        "Requests the Office to submit to the Commission a report every four years, with the first to "
        "be submitted in 2018;",
        [("report", OFFICE, "CCPCJ", {"kind": "recurring", "every": "P4Y"})],
    ),
    ("Requests the Office to report periodically to the Commission;", [("report", OFFICE, "CCPCJ", {"kind": "none"})]),
    (
        "Welcomes the study and looks forward to the next such study, to be published by the Office in 2018;",
        [("deliverable", OFFICE, None, {"kind": "year", "year": 2018})],
    ),
    (
        "Requests the Secretary-General to submit a report to the General Assembly no later than the main part of its "
        "seventy-second session;",
        [("report", SG, "GA", at("GA", 72))],
    ),
    (
        "Encourages the Office to go on, and in this regard invites the Office to draw up a list of "
        "measures and to present "
        "it in an appropriate manner to the General Assembly at its sixty-ninth session;",
        [("deliverable", OFFICE, "GA", at("GA", 69))],
    ),
    (
        "Requests the Secretary-General to report to the Council at its substantive session of 2017;",
        [("report", SG, "ECOSOC", at("ECOSOC", 2017))],
    ),
    (
        "Requests the Secretary-General to report to the Council at its 2017 session;",
        [("report", SG, "ECOSOC", at("ECOSOC", 2017))],
    ),
    (
        "Requests the Office to report to the Commission at its next session;",
        [("report", OFFICE, "CCPCJ", at("CCPCJ", 25))],
    ),
    (
        "Takes note of the note, and requests that the Office submit an oral report to the Commission "
        "at its thirtieth session;",
        [("report", OFFICE, "CCPCJ", at("CCPCJ", 30))],
    ),
    (
        "Reiterates its request to the Office to report to the Commission at its twenty-ninth session;",
        [("report", OFFICE, "CCPCJ", at("CCPCJ", 29))],
    ),
    (
        "Requests the Secretary-General to report to the Commission on Narcotic Drugs at its sixtieth "
        "session and to the "
        "General Assembly at its seventy-first session;",
        [("report", SG, "CND", at("CND", 60)), ("report", SG, "GA", at("GA", 71))],
    ),
    (
        "Requests the Office to finalize the guidelines by 31 March 2017;",
        [("deliverable", OFFICE, None, {"kind": "date", "date": "2017-03-31"})],
    ),
    (
        "Decides to hold the next congress in 2020;",
        [("deliverable", "Economic and Social Council", None, {"kind": "year", "year": 2020})],
    ),
    (
        "Encourages the Commission to keep the General Assembly regularly informed of developments;",
        [("report", "Commission on Crime Prevention and Criminal Justice", "GA", {"kind": "none"})],
    ),
]

TRAPS = [
    "Decides to approve the list of meetings to be considered by the Council starting at its 2019 session;",
    "Decides to consider the question of lamps further at its eighty-second session;",
    "Decides to establish a fund of 1,856,700 dollars for the period from 1 January to 31 December 2026;",
    "Recalls the request made to the Secretary-General by the General Assembly in its resolution "
    "64/293 to report to it;",
    "Recalls its request to the Office to report to the Commission at its twentieth session;",
    "Takes note of the road map that the Statistical Commission adopted at its forty-sixth session;",
    "Welcomes the report submitted to the Commission at its twenty-fourth session;",
    "Reaffirms the importance of the Conference of the Parties;",
    "Recalls its decision to convene a review conference in 2028;",
    "Calls for the full implementation of the Programme of Action by 2030;",
    "Notes the intention of the Office to publish a study in 2027;",
    "Welcomes the offer of the Government of Qatar to host the congress in 2031;",
    "Decides to include in the provisional agenda of its seventy-third session the item on lighthouses;",
    "Invites Member States and other donors to provide extrabudgetary resources for these purposes;",
]

UNDATED = [
    "Requests the Office to continue to carry out the road map adopted by the Statistical "
    "Commission at its forty-sixth session;",
    "Requests the Office to provide technical assistance to Member States, upon request;",
    "Invites all States to continue to observe the World Day every year;",
    "Calls upon Member States to implement the outcome of the conference held in Doha in 2015;",
    "Encourages Member States to provide to the Office data on trafficking in persons;",
    "Encourages all Member States to observe the Day on 4 December each year;",
    "Urges Member States to achieve universal access by 2030;",
    "Invites the regional commissions to contribute to the report to be submitted by the Secretary-General to the "
    "Commission at its thirtieth session;",
]


@pytest.mark.parametrize(("clause", "expected"), FORMS)
def test_every_form_of_clause_sets_its_duty(clause: str, expected: list[tuple[str, str, str | None, Any]]) -> None:
    found = [(d.kind, d.addressee, d.to, json.loads(d.due.model_dump_json())) for d in duties_of(clause)]
    assert found == expected


@pytest.mark.parametrize("clause", TRAPS)
def test_a_trap_sets_no_duty(clause: str) -> None:
    assert duties_of(clause) == ()


@pytest.mark.parametrize("clause", UNDATED)
def test_an_ask_without_a_time_is_continuing_and_never_a_report(clause: str) -> None:
    assert [(duty.paragraph, duty.kind, duty.due.kind) for duty in duties_of(clause)] == [("2", "continuing", "none")]


def test_a_decision_in_a_sub_paragraph_is_the_bodys_own_and_other_resolves_of_it_set_nothing() -> None:
    setting = Setting(names=Names("GA"), speaker="GA", body="GA", session=80)
    held, resolve = (
        mandates_of([Labelled("2 (a)", "operative", text, "Decides:")], setting)
        for text in ("To convene a review conference in 2028;", "To develop by 2030 a culture of peace;")
    )
    assert [(duty.addressee, duty.due.kind) for duty in held] == [("General Assembly", "year")]
    assert resolve == ()


def test_a_sub_paragraph_may_name_the_addressee_that_its_lead_in_leaves_open() -> None:
    setting = Setting(names=Names("GA"), speaker="GA", body="GA", session=80)
    text = "The Statistical Commission to report to the General Assembly at its eighty-second session;"
    (duty,) = mandates_of([Labelled("2 (a)", "operative", text, "Invites:")], setting)
    assert (duty.addressee, duty.to) == ("Statistical Commission", "GA")


def test_whoever_a_body_appoints_or_sets_up_owes_what_its_mandate_says() -> None:
    setting = Setting(names=Names("ECOSOC"), speaker="ECOSOC", body="ECOSOC", session=2026)
    lead_in = (
        "Decides to establish, for a period of three years, an expert group on lamps, to be convened before the "
        "thirty-fifth session of the Commission on Crime Prevention and Criminal Justice, with the following tasks:"
    )
    text = "To report to the Commission on Crime Prevention and Criminal Justice at its thirty-sixth session;"
    (duty,) = mandates_of([Labelled("2 (a)", "operative", text, lead_in)], setting)
    assert (duty.kind, duty.addressee, duty.to) == ("report", "expert group on lamps", "CCPCJ")


@pytest.mark.parametrize(
    ("lead_in", "text", "addressee"),
    [
        ("Decides that:", "The Secretary-General shall report to the Commission at its thirty-sixth session;", SG),
        (
            "Decides to establish a working group, which shall:",
            "Report to the Commission at its thirty-sixth session;",
            "working group",
        ),
    ],
)
def test_a_decision_may_leave_to_its_sub_paragraphs_who_shall_act(lead_in: str, text: str, addressee: str) -> None:
    setting = Setting(names=Names("CCPCJ"), speaker="CCPCJ", body="CCPCJ", session=34)
    (duty,) = mandates_of([Labelled("2 (a)", "operative", text, lead_in)], setting)
    assert (duty.kind, duty.addressee, duty.to) == ("report", addressee, "CCPCJ")


def test_conditions_are_kept_as_printed() -> None:
    (duty,) = duties_of(
        "Requests the Office, within its mandate and subject to the availability of extrabudgetary "
        "resources, to report to "
        "the Commission at its twenty-sixth session;"
    )
    assert duty.conditions == ("within its mandate", "subject to the availability of extrabudgetary resources")


def test_a_time_in_the_preamble_sets_nothing() -> None:
    text = (
        "The General Assembly,\n\nTaking note of the decision to appraise progress on a four-year "
        "basis, starting at its "
        "seventy-second session,\n\n1. Reaffirms its interest."
    )
    assert read(text.encode()).mandates == ()
