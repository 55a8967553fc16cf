"""Mandates: which duties the operative paragraphs set, on whom, towards which body and until when.

A duty is a *report* where something is to be told to a body, a *deliverable* where something else is due
at a time, and *continuing* where a paragraph only asks without a time. Recalling, noting and welcoming
set none; nor does asking for money. Two authors, or two bodies to report to, are two duties; a paragraph
that sets a report or a deliverable is not listed as continuing besides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from drafts.asks import Ask, asks_in
from drafts.bodies import NAMES
from drafts.dates import (
    calendar_time,
    event_time,
    next_session,
    periodic_product,
    recurring_time,
    session_after,
    session_times,
)
from drafts.labels import Labelled
from drafts.money import is_about_money
from drafts.names import BODY, Names, Setting
from resolutions.duties import Due, Duty, DutyKind, Undated

_REPORT_VERB: Final = re.compile(
    r"(?:^|\bto |\band |, |\bview to )(?:regularly |periodically |duly |continue to |also |further "
    r"|continue ){0,3}(?P<verb>report|(?<=view to )reporting)(?: back| directly| regularly| periodically"
    r"| annually| biennially| orally){0,3}(?=,| to | on | thereon| at | in | its | his | the | progress| every "
    r"| biennially| annually| quarterly|;|\.|$)"
)
_KEEP_INFORMED: Final = re.compile(
    r"\bkeep(?:ing)? (?P<whom>[^,;]{3,160}?)(?: [a-z]+ly| fully)? (?:informed|updated|apprised|abreast)\b"
)
_INFORM: Final = re.compile(
    rf"(?:^|\bto |\band |\bview to |\b\w{{1,20}}ly |continue )(?:inform|informing|update|updating|brief"
    rf"|briefing)(?:,[^,]{{3,60}},)? (?:the )?(?P<whom>{BODY})(?!\u2019s|'s)"
)
_PRODUCT: Final = re.compile(
    r"(?<!by )(?<!the )\b(?:submit|submitting|present|presenting|provide|providing|transmit|prepare|preparing"
    r"|produce|issue|deliver|share|sharing|include|(?:consider|continue) including|compile|convey|communicate"
    r"|comment|undertake|reflect"
    r"|submission)\b[^;]{0,220}?"
    r"(?<!of )(?<!of the )(?<!implement )(?<!in the )(?<!from )(?<!from the )(?<!on the )\b(?P<noun>reports?"
    r"|updates?|briefings?|information paper|information|recommendations|views|analysis|contributions|outcome"
    r"|analytical section|section|chapter|proposals|suggestions|findings|paper|lessons learned|comment)\b"
)
_RECIPIENT: Final = re.compile(
    rf"(?:(?P<to>\bto|\bwith|\binform(?:ing)?|\bupdat(?:e|ing)|\bbrief(?:ing)?|\bkeep(?:ing)?)"
    rf"|(?P<for>consideration (?:and action )?(?:by|of)"
    rf"|attention of))(?:,[^,]{{0,60}},)?,? (?:(?P<the>the )?(?P<body>{BODY})(?!\u2019s|'s)|(?P<it>it\b))"
)
_NOT_RECEIVING: Final = re.compile(
    r"(?:support|assistance|advice|contribut\w+|parties|relevant|relating|related|respect|according|pursuant"
    r"|attention|thanks|subordinate|member|members|addition|secretariat|services|cooperat\w+|collaborat\w+"
    r"|coordinat\w+|consult\w+|accordance|work|line|compliance) $"
)
_OFFICIAL: Final = re.compile(
    r"Secretary-General|Executive Director|Office|Secretariat|secretariat|Director-General|High Commissioner"
    r"|Rapporteur|Chair\b|Coordinator|Board|Institute|expert group|Group|Bureau|Commission|Court|Expert|Programme"
)
_REPORT_NOUN: Final = re.compile(
    r"\b(?:reports?|updates?|briefings?|reporting|analytical section|information paper|chapter)\b"
)
_OWN_REPORT: Final = re.compile(
    r"\bin (?:his|its|her|their|the)(?: \w+){0,3} report(?:s|ing)?\b|\bas part of (?:his|its"
    r"|their)(?: \w+){0,2} reports?\b"
)
_SOMEBODY_ELSES: Final = re.compile(r"\breports? (?:of|by|prepared by|submitted by) ")
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
    r"|elaborate|meet|establish|consider|approve|resume|revisit|appraise|review of)\b"
)
_HANDED: Final = re.compile(
    rf"\b(?:submit|submitting|present|presenting|transmit|transmitting"
    rf"|bring)\b[^;]{{0,120}}?\bto the (?P<body>{BODY})"
)
_ANNUAL_PRODUCT: Final = re.compile(
    r"\b(?:establish|prepare|produce|publish|issue|hold|convene|organize)(?:ing)?\b[^;]{0,80}?\b(?:annual"
    r"|biennial)\b"
)
_AGENDA: Final = re.compile(
    r"\b(?:provisional agenda|agenda of|continue (?:its |the )?consideration|remain seized|designate|proclaim"
    r"|declare)\b"
)
_MADE_BY: Final = re.compile(
    r"\bto be (?:produced|published|prepared|issued|submitted|presented|held|convened"
    r"|launched)(?: \w+ly)? by (?P<author>(?:the )?[^,;]{3,120}?)(?= in | at | by |,|;|$)"
)
_PRONOUN: Final = frozenset({"he", "she", "him", "it", "they"})
_SETS_NOTHING: Final = frozenset({"decides", "decide", "deciding", "recommends", "to", "for"})


@dataclass(frozen=True)
class _Told:
    """A body to be told, and when."""

    body: str | None
    due: Due


def mandates_of(paragraphs: Sequence[Labelled], setting: Setting) -> tuple[Duty, ...]:
    """The duties that labelled operative paragraphs set, in order. Reading them adds to the names of
    `setting`.
    """
    return tuple(duty for paragraph in paragraphs for duty in _duties(paragraph, setting))


def _duties(paragraph: Labelled, setting: Setting) -> list[Duty]:
    setting.names.read(paragraph.text)
    asks = asks_in(paragraph.text, paragraph.lead_in)
    dated = [duty for ask in asks for duty in _dated(paragraph.label, ask, setting)]
    if dated:
        return list(dict.fromkeys(dated))
    continuing = next((ask for ask in asks if _continues(ask)), None)
    return [_continuing(paragraph.label, continuing, setting.names)] if continuing else []


def _dated(label: str, ask: Ask, setting: Setting) -> Iterator[Duty]:
    authors = _authors(ask, setting)
    told = list(_told(ask, authors, setting))
    kind: DutyKind = "report" if told else "deliverable"
    if not told:
        due = _delivered(ask, setting)
        told = [_Told(_handed_to(ask, setting.names), due)] if due else []
    for author in authors if told else ():
        for one in told:
            conditions = _conditions(ask.text)
            yield Duty(
                paragraph=label,
                verb=ask.verb,
                kind=kind,
                addressee=author,
                to=one.body,
                due=one.due,
                conditions=conditions,
            )


def _authors(ask: Ask, setting: Setting) -> tuple[str, ...]:
    """Who is to act, in full; the speaking body where it decides for itself."""
    made_by = _MADE_BY.search(ask.text)
    if made_by and ask.verb.lower().endswith("forward to"):
        return (setting.names.full(made_by["author"]),)
    if ask.is_decision and not (re.match("that|to recommend", ask.text) and re.search(BODY, "".join(ask.addressees))):
        return (NAMES.get(setting.speaker or "", setting.speaker or ""),)
    return tuple(_author(name, setting.names) for name in ask.addressees)


def _author(name: str, names: Names) -> str:
    if name.lower() in _PRONOUN:
        return "Secretary-General"
    bare = re.split(r"(?:,| in) (?:its|his|her) capacity\b", name)[0] if " and other " not in name else name
    first, other, rest = re.sub(r" in (?:its|his) capacity as [^,]*", "", bare).partition(" and other ")
    return f"{names.full(first.strip(' ,'))}{other}{rest}"


def _told(ask: Ask, authors: Sequence[str], setting: Setting) -> Iterator[_Told]:
    """The bodies that the ask wants told, each with its time; nothing if it asks for no report."""
    begin = _report_begin(ask, authors, setting)
    if begin is None:
        return
    default = _own_body(authors, setting.names) or setting.speaker
    clause = ask.action[begin:]
    recipients = [
        match
        for match in _RECIPIENT.finditer(ask.action)
        if not _NOT_RECEIVING.search(ask.action[max(0, match.start() - 14) : match.start()])
        and match.start() + 1 >= (begin if match["to"] else 0)
        and (match["the"] or (match["it"] and match["to"] == "to") or " " in (match["body"] or ""))
    ]
    if not recipients:
        when = _when(clause, ask.action, setting, default)
        if when.due != Undated() or _tells_officially(ask, clause, authors):
            yield when
        return
    ends = [match.start() for match in recipients[1:]] + [len(ask.action)]
    for match, end in zip(recipients, ends, strict=True):
        segment = ask.action[match.start() : end]
        alone = len(recipients) == 1
        segment = clause if alone and recurring_time(clause) else segment
        body = setting.speaker if match["it"] else setting.names.code(match["body"])
        due = _when(segment, ask.action if alone else segment, setting, body).due
        periodic = periodic_product(clause) if due == Undated() else None
        yield _Told(body, periodic.due if periodic else due)


def _report_begin(ask: Ask, authors: Sequence[str], setting: Setting) -> int | None:
    """Where in the action the telling begins; None if the ask wants nobody told."""
    action = ask.action
    if found := _REPORT_VERB.search(action):
        return found.start("verb")
    if found := _KEEP_INFORMED.search(action) or _INFORM.search(action):
        return found.start() if re.search(BODY, found["whom"]) else None
    if ask.is_decision:
        return None
    begins = (_product_begin(action, product, authors, setting) for product in _PRODUCT.finditer(action))
    return next((begin for begin in begins if begin is not None), None)


def _product_begin(action: str, product: re.Match[str], authors: Sequence[str], setting: Setting) -> int | None:
    """Where a clause that hands over something to read begins; None if it is handed to nobody who counts."""
    official = any(_OFFICIAL.search(author) for author in authors)
    somebody_elses = _SOMEBODY_ELSES.match(action, product.start("noun"))
    is_report = _REPORT_NOUN.search(product[0]) is not None and not somebody_elses
    report = is_report or _OWN_REPORT.search(action) is not None
    if _RECIPIENT.search(action, product.start()) and (
        report or official or re.match(r"submit|provide|share|communicate", product[0])
    ):
        return product.start()
    timed = bool(session_times(action, setting, setting.speaker))
    return product.start() if official and (report or timed) else None


def _own_body(authors: Sequence[str], names: Names) -> str | None:
    """The body that the authors are an organ of ("Bureau of the Statistical Commission")."""
    found = re.search(BODY, " ".join(authors))
    return names.code(found[0]) if found and found[0] != "Member States" else None


def _tells_officially(ask: Ask, clause: str, authors: Sequence[str]) -> bool:
    """Whether a report without recipient or time is still a report: an official body's own, not what it
    is to collect.
    """
    official = any(_OFFICIAL.search(author) for author in authors)
    return official and (clause.startswith("report") or _OWN_REPORT.search(ask.action) is not None)


def _when(clause: str, action: str, setting: Setting, default: str | None) -> _Told:
    """The time that a clause sets, looking around it in the whole action where it sets none itself."""
    if recurring := recurring_time(clause):
        return _Told(None, recurring.due)
    for text in dict.fromkeys((clause, action)):
        if sessions := session_times(text, setting, default):
            return _Told(sessions[0].body, sessions[0].due)
        if following := next_session(text, setting, default):
            return _Told(following.body, following.due)
        if after := session_after(text):
            return _Told(default, after.due)
    found = calendar_time(clause) or calendar_time(action) or periodic_product(clause) or event_time(clause)
    return _Told(None, found.due if found else Undated())


def _delivered(ask: Ask, setting: Setting) -> Due | None:
    """When something other than a report falls due; None if nothing dated is asked."""
    text = ask.text
    looks_forward = ask.verb.lower().endswith("forward to")
    if _AGENDA.search(text) or (looks_forward and not _MADE_BY.search(text)):
        return None
    product = _DATED_PRODUCT.search(text)
    if ask.is_decision and product and (recurring := recurring_time(text)):
        return recurring.due
    sessions = session_times(text, setting, setting.speaker)
    if sessions and (product or not (ask.is_decision or looks_forward)):
        return sessions[0].due
    if product and (dated := calendar_time(text)):
        return dated.due
    annual = _ANNUAL_PRODUCT.search(text)
    return _periodic_due(annual[0]) if annual else None


def _handed_to(ask: Ask, names: Names) -> str | None:
    """The body that a product is to be handed to."""
    found = _HANDED.search(ask.action)
    return names.code(found["body"]) if found else None


def _periodic_due(text: str) -> Due | None:
    """The period of a product that is to be there every year or every second year."""
    found = recurring_time(f"on {'an annual' if 'annual' in text else 'a biennial'} basis")
    return found.due if found else None


def _continues(ask: Ask) -> bool:
    """Whether an ask without a time is listed as a continuing duty: it asks somebody, and not for money."""
    last = ask.verb.lower().split()[-1]
    asks = last not in _SETS_NOTHING and (last.endswith("s") or last == "upon")
    return asks and bool(ask.addressees) and not is_about_money(ask.action)


def _continuing(label: str, ask: Ask, names: Names) -> Duty:
    authors = " and ".join(_author(name, names) for name in ask.addressees)
    return Duty(
        paragraph=label,
        verb=ask.verb,
        kind="continuing",
        addressee=authors,
        conditions=_conditions(ask.text),
    )


def _conditions(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found["condition"].strip() for found in _CONDITION.finditer(text)))
