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

OFFICE = "United Nations Office on Drugs and Crime"
DIRECTOR = f"Executive Director of the {OFFICE}"
SG = "Secretary-General"


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


def at(body: str, session: int) -> dict[str, Any]:
    return {"kind": "session", "body": body, "session": session}


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

CONTEXTS = {
    "GA": ("GA", 80, "Recalling the United Nations Office on Drugs and Crime and the Commission on Narcotic Drugs,"),
    "CND": ("CND", 68, "Recalling the United Nations Office on Drugs and Crime,"),
    "CCPCJ": ("CCPCJ", 34, "Recalling its mandate,"),
    "HRC": ("HRC", 59, "Recalling the Office of the United Nations High Commissioner for Human Rights,"),
    "SC": ("SC", None, "Recalling the Panel of Experts,"),
    "ECOSOC": ("ECOSOC", 2026, "Recalling the Commission for Social Development,"),
}
CSD = "Commission for Social Development"
OHCHR = "Office of the United Nations High Commissioner for Human Rights"


def sessions(body: str, *numbers: int) -> dict[str, Any]:
    return {"kind": "sessions", "body": body, "sessions": list(numbers)}


NONE = {"kind": "none"}


def every(period: str) -> dict[str, Any]:
    return {"kind": "recurring", "every": period}


def in_year(year: int) -> dict[str, Any]:
    return {"kind": "year", "year": year}


def on(day: str) -> dict[str, Any]:
    return {"kind": "date", "date": day}


OF_OTHER_BODIES = [
    (
        "GA",
        "Requests that a report on progress be submitted by the Secretary-General to the Assembly at its eighty-first "
        "session;",
        [("report", SG, "GA", at("GA", 81))],
    ),
    (
        "GA",
        "Also requests that an interim report be prepared by the Office for consideration by the Assembly at its "
        "eighty-first session;",
        [("report", OFFICE, "GA", at("GA", 81))],
    ),
    (
        "GA",
        "Decides that the Secretary-General shall report on the matter to the Assembly every two years;",
        [("report", SG, "GA", every("P2Y"))],
    ),
    (
        "GA",
        "Decides to include in the provisional agenda of its eighty-second session the item entitled "
        "\u201cCrime\u201d, and "
        "requests the Secretary-General to report thereon at that session;",
        [("report", SG, "GA", at("GA", 82))],
    ),
    (
        "GA",
        "Requests the Secretary-General to convene, in the second half of 2027, a meeting of experts from "
        "S\u00e3o Tom\u00e9 and Pr\u00edncipe and T\u00fcrkiye;",
        [("deliverable", SG, None, in_year(2027))],
    ),
    (
        "GA",
        "Requests the Special Rapporteur on the right to food to submit to the General Assembly at its eighty-first "
        "session an interim report;",
        [("report", "Special Rapporteur on the right to food", "GA", at("GA", 81))],
    ),
    (
        "GA",
        "Requests the Chair of the Working Group to report orally to the Second Committee during the eighty-first "
        "session;",
        [("report", "Chair of the Working Group", "Second Committee", at("GA", 81))],
    ),
    ("GA", "Calls for a comprehensive review of the arrangements in 2030;", [("deliverable", "", None, in_year(2030))]),
    (
        "GA",
        "Requests the Office to make the study available, in all six languages, by December 2027;",
        [("deliverable", OFFICE, None, in_year(2027))],
    ),
    (
        "GA",
        "Invites the Economic and Social Commission for Asia and the Pacific to consider, at its eighty-third session, "
        "the adoption of a road map;",
        [
            (
                "deliverable",
                "Economic and Social Commission for Asia and the Pacific",
                None,
                at("Economic and Social Commission for Asia and the Pacific", 83),
            )
        ],
    ),
    (
        "GA",
        "Requests the United Nations Children\u2019s Fund (UNICEF) to go on, and invites UNICEF to report to "
        "the Economic "
        "and Social Council at its 2027 session;",
        [("report", "United Nations Children\u2019s Fund", "ECOSOC", at("ECOSOC", 2027))],
    ),
    (
        "GA",
        "Decides to hold a high-level meeting on 24 and 25 September 2026, and requests the President of the General "
        "Assembly to produce a declaration by the end of July 2026;",
        [
            ("deliverable", "General Assembly", None, on("2026-09-24")),
            ("deliverable", "President of the General Assembly", None, in_year(2026)),
        ],
    ),
    (
        "GA",
        "Encourages treaty bodies, relevant United Nations entities, the Institute and other stakeholders to report to "
        "the Human Rights Council at its sixtieth session;",
        [
            ("report", author, "HRC", at("HRC", 60))
            for author in ("treaty bodies", "relevant United Nations entities", "Institute")
        ],
    ),
    (
        "CND",
        "Requests the Office to update the Commission, at its resumed session, on progress made;",
        [("report", OFFICE, "CND", at("CND", 68))],
    ),
    (
        "CCPCJ",
        "Requests the Executive Director to report to the Commission, at its thirty-fifth session, on the "
        "resources used "
        "and, at its thirty-sixth session, to submit a final report thereon;",
        [("report", "Executive Director", "CCPCJ", sessions("CCPCJ", 35, 36))],
    ),
    (
        "HRC",
        "Requests the Office of the High Commissioner to present an oral update to the Council at its "
        "sixty-first session, "
        "to be followed by a written report at its sixty-third session;",
        [("report", OHCHR, "HRC", sessions("HRC", 61, 63))],
    ),
    (
        "HRC",
        "Requests the independent expert to report annually to the Council and to the General Assembly;",
        [("report", "independent expert", body, every("P1Y")) for body in ("HRC", "GA")],
    ),
    (
        "SC",
        "Requests the Secretary-General to report to the Council every 90 days on the implementation of this "
        "resolution;",
        [("report", SG, "SC", every("P3M"))],
    ),
    (
        "SC",
        "Calls upon all States to report to the Security Council within 90 days from the date of adoption of this "
        "resolution on the steps they have taken;",
        [("report", "States", "SC", {"kind": "event", "after": "adoption of this resolution"})],
    ),
    (
        "ECOSOC",
        "Requests the Secretary-General to report to the Economic and Social Council at its 2028 session, through the "
        "Commission at its sixty-sixth session;",
        [("report", SG, "ECOSOC", at("ECOSOC", 2028))],
    ),
    (
        "GA",
        "Requests the Emergency Relief Coordinator to provide a report on the situation in accordance with resolution "
        "ES-11/1, and requests the Secretary-General to give oral briefings to the Assembly every six months;",
        [("report", "Emergency Relief Coordinator", None, NONE), ("report", SG, "GA", every("P6M"))],
    ),
    (
        "GA",
        "Also requests the Secretary-General, in his report to the General Assembly at its eighty-second session, to "
        "include information on the implementation of the present resolution;",
        [("report", SG, "GA", at("GA", 82))],
    ),
    (
        "GA",
        "Invites the Special Rapporteur on trafficking in persons, especially women and children, to present a report "
        "to the General Assembly at its eighty-first session;",
        [("report", "Special Rapporteur on trafficking in persons, especially women and children", "GA", at("GA", 81))],
    ),
    (
        "GA",
        "We will keep all lamps lit by 2030. We will review progress at the beginning of the eighty-third session of "
        "the General Assembly;",
        [("deliverable", "General Assembly", None, at("GA", 83))],
    ),
    (
        "GA",
        "Requests the President of the General Assembly at its eightieth session to appoint two co-facilitators no "
        "later than 31 January 2026;",
        [("deliverable", "President of the General Assembly", None, on("2026-01-31"))],
    ),
    (
        "GA",
        "Encourages the Peacebuilding Commission to track the resources and have its Chair provide an update thereon;",
        [("report", "Chair of the Peacebuilding Commission", None, NONE)],
    ),
    (
        "CND",
        "Requests the Executive Director to submit to it, at its seventieth session, a report on the progress made;",
        [("report", "Executive Director", "CND", at("CND", 70))],
    ),
    (
        "CCPCJ",
        "Requests the secretariat to make available to the Commission, at least one month before its thirty-fifth "
        "session, a conference room paper on the matter;",
        [("report", "secretariat", "CCPCJ", at("CCPCJ", 35))],
    ),
    (
        "CCPCJ",
        "Encourages Member States to share with the secretariat information on national practices by 31 March 2027;",
        [("deliverable", "Member States", None, on("2027-03-31"))],
    ),
    (
        "ECOSOC",
        "Decides that a standing open-ended intergovernmental working group shall report to the Commission on Crime "
        "Prevention and Criminal Justice;",
        [("report", "standing open-ended intergovernmental working group", "CCPCJ", NONE)],
    ),
    (
        "ECOSOC",
        "Decides that the expert group shall meet before the sixty-seventh session of the Commission and report to the "
        "Commission at that session;",
        [("report", "expert group", CSD, at(CSD, 67))],
    ),
    (
        "ECOSOC",
        "Requests the Commission on Narcotic Drugs to consider, at its seventieth session, the establishment of a fund "
        "and to report thereon to the Council;",
        [("report", "Commission on Narcotic Drugs", "ECOSOC", at("CND", 70))],
    ),
    (
        "ECOSOC",
        "Requests the United Nations Entity for Gender Equality and the Empowerment of Women (UN-Women) to submit a "
        "progress report to the Commission on the Status of Women at its seventieth session;",
        [
            (
                "report",
                "United Nations Entity for Gender Equality and the Empowerment of Women (UN-Women)",
                "Commission on the Status of Women",
                at("Commission on the Status of Women", 70),
            )
        ],
    ),
    (
        "ECOSOC",
        "Decides that the sixty-sixth session of the Commission shall be held in New York from 5 to 9 April 2027;",
        [("deliverable", "Economic and Social Council", None, on("2027-04-05"))],
    ),
    (
        "CCPCJ",
        "Requests the secretariat to hold, in the first half of 2027, a workshop, and to report on it to the "
        "Commission at its thirty-seventh session;",
        [("deliverable", "secretariat", None, in_year(2027)), ("report", "secretariat", "CCPCJ", at("CCPCJ", 37))],
    ),
    (
        "CCPCJ",
        "Recommends to the Economic and Social Council that it request the Secretary-General to report at its 2027 "
        "session;",
        [("report", SG, "ECOSOC", at("ECOSOC", 2027))],
    ),
    (
        "CCPCJ",
        "Requests the Executive Director to continue the work and to provide updates thereon at its regular sessions;",
        [("report", "Executive Director", None, NONE)],
    ),
    (
        "CCPCJ",
        "Requests the secretariat to circulate the replies before the end of 2027;",
        [("deliverable", "secretariat", None, in_year(2027))],
    ),
    (
        "ECOSOC",
        "Decides that the Commission shall review the matter at its sixty-sixth session, in 2028;",
        [("deliverable", CSD, None, at(CSD, 66))],
    ),
]


@pytest.mark.parametrize(("context", "clause", "expected"), OF_OTHER_BODIES)
def test_a_clause_of_any_body_sets_its_duty(
    context: str, clause: str, expected: list[tuple[str, str, str | None, Any]]
) -> None:
    speaker, session, preamble = CONTEXTS[context]
    setting = Setting(names=Names(speaker), speaker=speaker, body=speaker, session=session)
    setting.names.read(preamble)
    duties = mandates_of([Labelled("2", "operative", clause)], setting)
    assert [(d.kind, d.addressee, d.to, json.loads(d.due.model_dump_json())) for d in duties] == expected


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


def test_a_short_form_means_the_body_whose_text_it_is_unless_the_paragraph_names_another() -> None:
    names = Names("CCPCJ", "ECOSOC")
    names.read("Recalling the Commission on Narcotic Drugs and the Human Rights Council,")
    assert names.code("the Commission") == "CND"
    names.read("Requests the Office to report to the Commission and to the Council;")
    assert (names.code("the Commission"), names.code("the Council")) == ("CCPCJ", "ECOSOC")


def test_a_short_form_else_means_what_the_text_names_most_often() -> None:
    names = Names("GA")
    for text in ("the Statistical Commission,", "the Statistical Commission,", "the Commission on Narcotic Drugs,"):
        names.read(f"Noting the work of {text}")
    names.read("Reaffirmed Commission decision 2 and requests the Commission to go on;")
    assert names.code("the Commission") == "Statistical Commission"


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
