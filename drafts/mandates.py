"""Mandates: which duties the operative paragraphs set, on whom, towards which body and until when.

A duty is a *report* where something is to be told to a body, a *deliverable* where something else is due
at a time, and *continuing* where a paragraph only asks without a time. Recalling, noting and welcoming
set none; nor does asking for money. Two authors, or two bodies to report to, are two duties; a paragraph
that sets a report or a deliverable is not listed as continuing besides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from drafts.asks import Ask, asks_in
from drafts.bodies import NAMES
from drafts.dates import When, calendar_time, recurring_time, session_times
from drafts.doubts import doubts_about
from drafts.evidence import DoubtCode, Evidence, confidence_of
from drafts.labels import Labelled
from drafts.money import is_about_money
from drafts.names import BODY, Names, Setting
from drafts.telling import Told, is_official, tellings
from resolutions.duties import Duty, DutyKind, Undated

_CONDITION: Final = re.compile(
    r"(?P<condition>\b(?:within (?:his |her |its |their |the )?(?:respective |existing "
    r"|available )*(?:mandates?(?: and (?:existing )?resources)?|resources|reporting obligations"
    r"|reporting requirements|modalities)|subject to [^,;]{5,120}|through existing modalities|upon request"
    r"|as appropriate|where appropriate|if [a-z][^,;]{4,100}|pending [^,;]{5,100}|provided that [^,;]{5,120}"
    r"|(?:no|not) later than [^,;]{1,60}?(?:\bsession\b|\b20\d\d\b)|through the (?:Commission"
    r"|Economic and Social Council|Council)[^,;]{0,80}?(?= at | on |,|;|\.|$)))"
)
_DATED_PRODUCT: Final = re.compile(
    r"\b(?:hold|holding|convene|convening|organize|produce|produced|publish|published|issue|issued|complete"
    r"|conclude|finalize|carry out|develop|launch|review|conduct|undertake|prepare|present|submit|deliver"
    r"|elaborate|circulate|disseminate|transmit|compile|revise|translate"
    r"|meet|establish|consider|approve|resume|revisit|appraise|review of|make (?:[\w-]+ ){1,8}available)\b"
)
_MAY_BE_DATED: Final = re.compile(r"ession|(?:19|20)\d\d|nnual|iennial|year|month|uarter|days|thereafter")
"""Without any of these words no clause sets a time for a deliverable."""

_HANDED: Final = re.compile(
    rf"\b(?:submit|submitting|present|presenting|transmit|transmitting"
    rf"|bring)\b[^;]{{0,120}}?\bto the (?P<body>{BODY})"
)
_ANNUAL_PRODUCT: Final = re.compile(
    r"\b(?:establish|prepare|produce|publish|issue|hold|convene|organize)(?:ing)?\b[^;]{0,80}?\b(?P<period>annual"
    r"|biennial)\b"
)
_AGENDA: Final = re.compile(
    r"\b(?:include\b[^;]{0,200}? (?:in|on) (?:the|its) (?:draft )?(?:provisional )?agenda|provisional agenda of (?:its"
    r"|the)|continue (?:its |the )?consideration|remain seized|designate|proclaim"
    r"|declare)\b"
)
_CONSIDERS: Final = re.compile(
    r"to (?:also |further )?consider (?:also |further )?(?:the|this|that) (?:question|item|matter|issue|topic)\b"
)
"""A body that decides so for itself puts an item on its agenda."""

_MADE_BY: Final = re.compile(
    r"\bto be (?:produced|published|prepared|issued|submitted|presented|held|convened"
    r"|launched)(?: \w+ly)? by (?P<author>(?:the )?[^,;]{3,120}?)(?= in | at | by |,|;|$)"
)
_REVIEW_CALLED_FOR: Final = re.compile(
    r"(?:an?|the|another|its)(?: [a-z-]+){0,4} (?:review|meeting|conference|assessment|evaluation|appraisal|report"
    r"|study"
    r"|session|summit|dialogue|event)\b"
)
_NAMES_THE_HOLDER: Final = re.compile(r"^(?:the )?(?:President|Chair|Bureau) of [^,]{3,90} at $")
_BEFORE_A_DAY: Final = re.compile(r"(?:by|before|prior to|no later than|not later than) ")
_AND_TO_TELL: Final = re.compile(r",? and (?:to )?(?=(?:report|inform|submit|present|update|brief)\b)")
_ITS_ORGAN: Final = re.compile(r"\bhave (?:its|their|the) (?P<organ>Chair|Bureau|President|[Ss]ecretariat)\b")
_FROM_THEN_ON: Final = re.compile(r"\b(?:starting|beginning|effective) (?:at|from|with|in) $")
_THEREAFTER: Final = re.compile(r"\bthereafter\b")
_SIGNS: Final = " ,;:\t\n"
_PRONOUN: Final = frozenset({"he", "she", "him", "it", "they"})
_SETS_NOTHING: Final = frozenset({"decides", "decide", "deciding", "recommends", "to", "for"})


@dataclass(frozen=True)
class _Owed:
    """One duty as it is being read: what is asked, of whom (printed and in full), and who is to be told when."""

    ask: Ask
    kind: DutyKind
    printed: str
    author: str
    told: Told


def mandates_of(paragraphs: Sequence[Labelled], setting: Setting) -> tuple[Duty, ...]:
    """The duties that labelled operative paragraphs set, in order. Reading them adds to the names of
    `setting`.
    """
    return tuple(duty for duty, _ in mandates_with_evidence(paragraphs, setting))


def mandates_with_evidence(paragraphs: Sequence[Labelled], setting: Setting) -> tuple[tuple[Duty, Evidence], ...]:
    """The duties of `mandates_of`, each with the words it rests on and the doubts about it. A duty that a paragraph
    sets twice is listed once, with the words of the first.
    """
    return tuple(pair for paragraph in paragraphs for pair in _duties(paragraph, setting))


def _duties(paragraph: Labelled, setting: Setting) -> list[tuple[Duty, Evidence]]:
    setting.names.read(paragraph.text)
    asks = asks_in(paragraph.text, paragraph.lead_in)
    owed = [one for ask in asks for one in _dated(ask, paragraph.text, setting)]
    if not owed:
        owed = [_continuing(ask, setting.names) for ask in asks if _continues(ask)][:1]
    found: dict[Duty, Evidence] = {}
    for one in owed:
        duty = _duty(paragraph.label, one)
        if duty not in found:
            found[duty] = _evidence(paragraph, one, duty, setting)
    return list(found.items())


def _duty(label: str, owed: _Owed) -> Duty:
    return Duty(
        paragraph=label,
        verb=owed.ask.verb,
        kind=owed.kind,
        addressee=owed.author,
        to=owed.told.body,
        due=owed.told.when.due if owed.told.when else Undated(),
        conditions=_conditions(owed.ask.text),
    )


def _evidence(paragraph: Labelled, owed: _Owed, duty: Duty, setting: Setting) -> Evidence:
    ask, when = owed.ask, owed.told.when
    end = ask.start + len(_without_trailing(paragraph.text[ask.start : ask.end]))
    here = when is not None and ask.start <= when.start <= when.end <= len(paragraph.text)
    doubts = doubts_about(paragraph.text, ask, owed.printed, duty, owed.told, setting)
    return Evidence(
        paragraph=paragraph.label,
        words=paragraph.text[ask.start : end],
        start=ask.start,
        end=end,
        due_start=when.start if when and here else None,
        due_end=when.end if when and here else None,
        confidence=confidence_of(doubts),
        doubts=doubts,
    )


def _without_trailing(words: str) -> str:
    """An ask without the "and" and the signs that lead on to the next."""
    bare = words.rstrip(_SIGNS)
    led = bare.removesuffix("and")
    return led.rstrip(_SIGNS) if led[-1:] in _SIGNS else bare


def _dated(ask: Ask, text: str, setting: Setting) -> Iterator[_Owed]:
    """The reports that an ask of the paragraph `text` sets, else the deliverables."""
    authors = _authors(ask, setting)
    told = list(tellings(ask, [author for _, author in authors], text, setting))
    kind: DutyKind = "report" if told else "deliverable"
    if not told and _may_be_dated(ask) and (due := _delivered(ask, setting)):
        told = [Told(_handed_to(ask, setting.names), due.moved(ask.end - len(ask.text)))]
    if told and not authors and (ask.is_passive or _REVIEW_CALLED_FOR.match(ask.text)):
        authors = [("", "")]
    before = _before_telling(ask, authors, text, setting) if kind == "report" else None
    for printed, author in authors if told else ():
        if before and before[1].due not in [one.when.due for one in told if one.when]:
            yield _Owed(before[0], "deliverable", printed, author, Told(None, before[1]))
        for one in told:
            yield _Owed(ask, kind, printed, author, one)


def _before_telling(
    ask: Ask, authors: Sequence[tuple[str, str]], text: str, setting: Setting
) -> tuple[Ask, When] | None:
    """What is to be done at a time of its own before anybody is told of it ("to hold a workshop in 2027, and to report
    on it at its next session"), and when.
    """
    told = _AND_TO_TELL.search(ask.action)
    if told is None:
        return None
    rest = len(ask.action) - told.start()
    done = replace(ask, action=ask.action[:-rest], text=ask.text[:-rest], end=ask.end - rest)
    if any(tellings(done, [author for _, author in authors], text, setting)) or not _may_be_dated(done):
        return None
    due = _delivered(done, setting)
    return (done, due.moved(done.end - len(done.text))) if due else None


def _authors(ask: Ask, setting: Setting) -> list[tuple[str, str]]:
    """Who is to act, as printed and in full; the speaking body, printed nowhere, where it decides for itself."""
    made_by = _MADE_BY.search(ask.text)
    if made_by and ask.verb.lower().endswith("forward to"):
        return [(made_by["author"], setting.names.full(made_by["author"]))]
    somebody = is_official(ask.addressees) or re.search(BODY, "".join(ask.addressees))
    if ask.is_decision and not (re.match("that|to recommend", ask.text) and somebody):
        return [("", NAMES.get(setting.speaker or "", setting.speaker or ""))]
    authors = [(name, _author(name, setting.names)) for name in ask.addressees]
    organ = _ITS_ORGAN.search(ask.action)
    return [(organ["organ"], f"{organ['organ']} of the {author}") for _, author in authors] if organ else authors


def _author(name: str, names: Names) -> str:
    if name.lower() in _PRONOUN:
        return "Secretary-General"
    bare = re.split(r"(?:,| in) (?:its|his|her) capacity\b", name)[0] if " and other " not in name else name
    first, other, rest = re.sub(r" in (?:its|his) capacity as [^,]*", "", bare).partition(" and other ")
    return f"{names.full(first.strip(' ,'))}{other}{rest}"


def _may_be_dated(ask: Ask) -> bool:
    """Whether an ask has a word of time at all, and not only for what is to stand on an agenda."""
    if ask.is_decision and _CONSIDERS.match(ask.text):
        return False
    return _MAY_BE_DATED.search(ask.text) is not None and _AGENDA.search(ask.text) is None


def _delivered(ask: Ask, setting: Setting) -> When | None:
    """When something other than a report falls due, with offsets into the ask's text; None if nothing dated is
    asked.
    """
    looks_forward = ask.verb.lower().endswith("forward to")
    made_by = _MADE_BY.search(ask.text)
    if looks_forward and not made_by:
        return None
    text = ask.text if looks_forward or not made_by else ask.text[: made_by.start()]
    product = _DATED_PRODUCT.search(text) or ask.is_passive
    if product and (ask.is_decision or _THEREAFTER.search(text)) and (recurring := recurring_time(text)):
        return recurring
    times = session_times(text, setting, setting.speaker)
    sessions = [when for when in times if not _FROM_THEN_ON.search(text[: when.start])]
    dated = calendar_time(text)
    if sessions and dated and _is_no_time(text, sessions[0], dated):
        return dated
    if sessions and (product or not (ask.is_decision or looks_forward)):
        return sessions[0]
    if dated and (product or _REVIEW_CALLED_FOR.match(text) or _is_deadline(dated, text)):
        return dated
    annual = _ANNUAL_PRODUCT.search(text)
    return _periodic(annual) if annual else None


def _is_no_time(text: str, session: When, dated: When) -> bool:
    """Whether a session only says who is meant, or is itself what is to be held on the date."""
    before = text[: session.start]
    return before == "that " or (_is_deadline(dated, text) and _NAMES_THE_HOLDER.search(before) is not None)


def _is_deadline(when: When, text: str) -> bool:
    """Whether a time is a day before which something is to be done, whatever that is."""
    return when.due.kind == "date" and _BEFORE_A_DAY.match(text, when.start) is not None


def _handed_to(ask: Ask, names: Names) -> str | None:
    """The body that a product is to be handed to."""
    found = _HANDED.search(ask.action)
    return names.code(found["body"]) if found else None


def _periodic(product: re.Match[str]) -> When | None:
    """The period of a product that is to be there every year or every second year."""
    found = recurring_time(f"on {'an annual' if product['period'] == 'annual' else 'a biennial'} basis")
    doubts: tuple[DoubtCode, ...] = ("periodic_product",)
    return replace(found, start=product.start("period"), end=product.end("period"), doubts=doubts) if found else None


def _continues(ask: Ask) -> bool:
    """Whether an ask without a time is listed as a continuing duty: it asks somebody, and not for money."""
    last = ask.verb.lower().split()[-1]
    asks = last not in _SETS_NOTHING and (last.endswith("s") or last == "upon")
    return asks and bool(ask.addressees) and not is_about_money(ask.action)


def _continuing(ask: Ask, names: Names) -> _Owed:
    """What an ask without a time owes: all its authors owe it together."""
    authors = " and ".join(_author(name, names) for name in ask.addressees)
    return _Owed(ask, "continuing", " and ".join(ask.addressees), authors, Told(None, None))


def _conditions(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found["condition"].strip() for found in _CONDITION.finditer(text)))
