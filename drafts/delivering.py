"""Delivering: when something other than a report falls due; nothing where an ask sets no time.

A deliverable is a product or an event with a time of its own: a meeting to hold, a guide to publish, a review to make.
What a body only puts on its own agenda, and when something is to begin, are no deadlines.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from drafts.asks import Ask
from drafts.dates import When, calendar_time, recurring_time, session_times
from drafts.evidence import DoubtCode
from drafts.names import BODY, Names, Setting

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
_FROM_THEN_ON: Final = re.compile(r"\b(?:starting|beginning|effective) (?:at|from|with|in) $")
_THEREAFTER: Final = re.compile(r"\bthereafter\b")


def delivery(ask: Ask, setting: Setting) -> When | None:
    """When what an ask wants falls due, with offsets into its paragraph; None if it sets no time."""
    if _MAY_BE_DATED.search(ask.text) is None or _is_for_an_agenda(ask):
        return None
    due = _due(ask, setting)
    return due.moved(ask.end - len(ask.text)) if due else None


def handed_to(ask: Ask, names: Names) -> str | None:
    """The body that a product is to be handed to."""
    found = _HANDED.search(ask.action)
    return names.code(found["body"]) if found else None


def maker_awaited(ask: Ask) -> str | None:
    """Who is to make what the body looks forward to ("a study, to be published by the Office in 2027")."""
    found = _MADE_BY.search(ask.text) if _looks_forward(ask) else None
    return found["author"] if found else None


def calls_for_a_review(ask: Ask) -> bool:
    """Whether an ask opens with a review, a meeting or the like, and leaves open who is to see to it."""
    return _REVIEW_CALLED_FOR.match(ask.text) is not None


def before_telling(ask: Ask) -> Ask | None:
    """The part of an ask before anybody is told of it ("to hold a workshop in 2027, and to report on it ..."); None if
    it has no such parts.
    """
    told = _AND_TO_TELL.search(ask.action)
    if told is None:
        return None
    rest = len(ask.action) - told.start()
    return replace(ask, action=ask.action[:-rest], text=ask.text[:-rest], end=ask.end - rest)


def _is_for_an_agenda(ask: Ask) -> bool:
    """Whether what is dated is only to stand on an agenda, or to be considered by the body that decides so."""
    considered = ask.is_decision and _CONSIDERS.match(ask.text)
    return bool(considered) or _AGENDA.search(ask.text) is not None


def _looks_forward(ask: Ask) -> bool:
    return ask.verb.lower().endswith("forward to")


def _due(ask: Ask, setting: Setting) -> When | None:
    """When something falls due, with offsets into the ask's text; None if nothing dated is asked."""
    looks_forward = _looks_forward(ask)
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


def _periodic(product: re.Match[str]) -> When | None:
    """The period of a product that is to be there every year or every second year."""
    found = recurring_time(f"on {'an annual' if product['period'] == 'annual' else 'a biennial'} basis")
    doubts: tuple[DoubtCode, ...] = ("periodic_product",)
    return replace(found, start=product.start("period"), end=product.end("period"), doubts=doubts) if found else None
