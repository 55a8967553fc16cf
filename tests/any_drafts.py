"""Any draft that a reader could have found, and any life, for property tests of what is exported."""

from __future__ import annotations

import datetime as dt
from typing import get_args

from hypothesis import strategies as st

from drafts.akn.life import Life, Step
from drafts.finishing import finished
from drafts.header import Header
from drafts.model import Footnote, Form, Paragraph, Part, ReadDraft
from resolutions.facts import Votes

SENTENCES = (
    "Requests the Secretary-General to report to the General Assembly at its eightieth session on the implementation "
    "of its resolution 64/293;",
    "Recalling its resolutions 55/25 of 15 November 2000 and 58/4, and document E/2015/30,",
    "Invites Member States, and requests the Commission, to submit views in 2027 <as & when> \u201cpossible\u201d;",
    "To strengthen ]]> &amp; cooperation; \u0645\u0639 \u4e2d\u6587 \U0001f54a",
)

printable = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t\r"), max_size=40)
"""Words that XML can hold."""
words = printable.filter(lambda text: text.strip() != "")
numbers = st.none() | st.from_regex(r"\A(?:\d{1,3}(?:bis)?|\([a-z]{1,3}\))\Z") | words
marks = st.integers(1, 999) | st.just("*")


@st.composite
def paragraphs(draw: st.DrawFn, part: Part) -> Paragraph:
    """A paragraph with verbs that stand in it in their order."""
    verbs = draw(st.lists(words, max_size=2))
    text = " ".join((*verbs, draw(st.sampled_from(SENTENCES) | words)))
    return Paragraph(
        part=part,
        number=draw(numbers),
        verbs=tuple(verbs),
        text=text,
        level=draw(st.integers(0, 4)),
        footnotes=tuple(draw(st.lists(marks, max_size=2))),
    )


@st.composite
def headers(draw: st.DrawFn) -> Header:
    """A header; every field that is printed may say anything, or nothing."""
    return Header(
        symbol=draw(st.sampled_from([None, "E/CN.15/2015/L.2", "A/RES/77/264 A-C", "E/RES/2022/12"]) | words),
        body=draw(st.sampled_from([None, "CCPCJ", "ECOSOC", "GA", "Commission on Fish"]) | words),
        session=draw(st.none() | st.integers(0, 2100)),
        agenda_item=draw(st.none() | words),
        date=draw(st.none() | st.dates()),
        original_language=draw(st.sampled_from([None, "en", "fr"])),
        distribution=draw(st.sampled_from([None, "limited", "general"])),
        sponsors=tuple(draw(st.lists(words, max_size=3))),
        revised=draw(st.booleans()),
        title=draw(st.none() | words),
        for_adoption_by=draw(st.sampled_from([None, "ECOSOC", "GA"])),
    )


@st.composite
def drafts(draw: st.DrawFn) -> ReadDraft:
    """A draft whose references and duties are those of its words."""
    parts: st.SearchStrategy[Part] = st.sampled_from(("preambular", "operative", "annex"))
    found = [draw(paragraphs(part)) for part in draw(st.lists(parts, max_size=6))]
    found.insert(draw(st.integers(0, len(found))), draw(paragraphs("operative")))
    header = draw(headers())
    notes = [Footnote(number=draw(marks), text=draw(words)) for _ in range(draw(st.integers(0, 4)))]
    return finished(header, header.for_adoption_by, found, notes, form=draw(st.sampled_from(get_args(Form))))


steps = st.builds(
    Step,
    date=st.none() | st.dates(),
    outcome=st.sampled_from(["draftResolution", "adopted", "reportConsidered"]) | words,
    by=st.sampled_from(["", "UN Forum on Forests (19th sess. : 2024 : New York)", "T\u00fcrkiye: 100 %#[a]"])
    | printable,
    document=st.sampled_from(["", "E/2015/30"]) | printable,
    paragraph=st.none() | st.sampled_from(["1", "11/2"]),
    record=st.sampled_from(["", "A/77/PV.55", "Adopted 37-6-4, 45th plenary meeting"]) | printable,
)
lives = st.builds(
    Life,
    steps=st.lists(steps, max_size=5).map(tuple),
    adopted=st.none() | st.dates(dt.date(1946, 1, 1)),
    symbols=st.lists(st.sampled_from(["E/RES/2015/23", "E/CN.15/2015/L.2"]) | words, max_size=2).map(tuple),
    mode=st.sampled_from([None, "without_vote", "vote", "silence"]),
    votes=st.none() | st.integers(0, 193).map(lambda count: Votes.model_validate({"for": count, "against": 1})),
    meeting=st.none() | st.integers(1, 9999),
)
