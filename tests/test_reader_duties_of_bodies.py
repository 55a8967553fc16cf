"""Duties in the texts of every body: whose session is meant, who is addressed by a short name, what a decision owes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from drafts.labels import Labelled
from drafts.mandates import mandates_of
from drafts.names import Names, Setting
from tests.duties import NONE, OFFICE, SG, at, every, in_year, on, sessions

CSD = "Commission for Social Development"
OHCHR = "Office of the United Nations High Commissioner for Human Rights"
CONTEXTS = {
    "GA": ("GA", 80, "Recalling the United Nations Office on Drugs and Crime and the Commission on Narcotic Drugs,"),
    "CND": ("CND", 68, "Recalling the United Nations Office on Drugs and Crime,"),
    "CCPCJ": ("CCPCJ", 34, "Recalling its mandate,"),
    "HRC": ("HRC", 59, "Recalling the Office of the United Nations High Commissioner for Human Rights,"),
    "SC": ("SC", None, "Recalling the Panel of Experts,"),
    "ECOSOC": ("ECOSOC", 2026, "Recalling the Commission for Social Development,"),
}

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
