"""Names in a text: what a short form stands for."""

from __future__ import annotations

from drafts.names import Names


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
