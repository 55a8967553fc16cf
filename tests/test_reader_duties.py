"""Duties in clauses: every form that sets one, with its author, body and time, and every trap that sets none."""

from __future__ import annotations

import json
from typing import Any

import pytest

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

TRAPS = [
    "Recalls the request made to the Secretary-General by the General Assembly in its resolution "
    "64/293 to report to it;",
    "Recalls its request to the Office to report to the Commission at its twentieth session;",
    "Takes note of the road map that the Statistical Commission adopted at its forty-sixth session;",
    "Welcomes the report submitted to the Commission at its twenty-fourth session;",
    "Reaffirms the importance of the Conference of the Parties;",
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
