"""Doubts: what about a duty a person should look at before a deadline depends on it.

Every doubt comes from the words themselves, never from how often a form was right before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from drafts.asks import Ask
from drafts.dates import calendar_times, session_times
from drafts.evidence import DoubtCode
from drafts.names import Names, Setting
from drafts.telling import Told, is_official
from resolutions.duties import Duty

_LONG: Final = 1_500
_LONG_NAME: Final = 200
_FAR: Final = 250
"""How far into what is to be done a deliverable's time may stand and still be taken for its own, in characters."""
_TIMES_OF_A_SERIES: Final = 2
_PRONOUNS: Final = frozenset({"he", "she", "him", "her", "it", "they", "them", "him or her", "he or she"})
_HEAD: Final = re.compile(
    r"(?:States|[Cc]ountries|[Gg]overnments|[Pp]arties|[Mm]embers|[Oo]rgani[sz]ations?|[Ee]ntities|[Aa]genc(?:y|ies)"
    r"|[Bb]odies|[Ii]nstitut\w+|[Ss]takeholders|[Dd]onors|[Ss]ector|[Ss]ociety|[Gg]roups?|[Cc]ommi(?:ttee|ssion"
    r"|ssioner)s?"
    r"|Assembly|Council|Conference|Congress|Forum|Fund|Bank|Union|University|Panel|Team|Unit|Mission|President|Chair"
    r"|Directors?|Secretar\w+|Partnership|Mechanism|[Mm]echanisms|[Hh]olders?|[Ll]eadership|[Oo]ffices?|[Ee]xperts?"
    r"|Representatives?|Envoy|Adviser|Auditors|UN-Women|Force|[Ff]acilitators?|[Ee]ntity|[Ss]ecretariats?|Court"
    r"|Programme"
    r"|Rapporteurs?|Coordinators?|Bureau|Board|Centre|Network|Operation|Authority|Administrator|Service|Tribunal)\b"
)
_IMPLIED: Final = re.compile(r"(?:its|his|her|their|mandate holder|that|this)\b")
_STATES: Final = re.compile(r"(?:\w+ ){0,2}(?:States|countries|Governments|parties|members)\b")
_RECALLED: Final = re.compile(r"(?:Recall|Reiterat|Reaffirm|Renew|Recogniz|Repeat)", re.IGNORECASE)
_SOFT: Final = re.compile(r"(?:\w+ )*(?:encourag|invit|recommend)\w*", re.IGNORECASE)
_ANNOUNCING: Final = re.compile(r"forward to$", re.IGNORECASE)
_EXISTING_REPORT: Final = re.compile(
    r"\b(?:in|as part of|through) (?:his|its|her|their|the|an?y?)(?: [\w-]+){0,3} report(?:s|ing)?\b"
    r"|\bexisting reporting\b|\bwhen reporting\b"
)
_LIST: Final = re.compile(r"[^,]+,[^,]+(?:,| and )")
_SAME_TIME: Final = re.compile(r",? (?:to be held |held )?(?:in|from|on)? ?")


def doubts_about(text: str, ask: Ask, printed: str, duty: Duty, told: Told, setting: Setting) -> tuple[DoubtCode, ...]:
    """The doubts about a duty that the ask of a paragraph sets, each once; `printed` is its addressee as printed."""
    found = [*_about_addressee(ask, printed, duty, setting.names), *_about_wording(text, ask, duty), *told.doubts]
    if duty.kind != "continuing":
        found += [*_about_time(ask, duty, told, setting), *_about_recipient(duty)]
    implied = {"noun_without_telling"} if "existing_report" in found else set()
    return tuple(doubt for doubt in dict.fromkeys(found) if doubt not in implied)


def _about_addressee(ask: Ask, printed: str, duty: Duty, names: Names) -> Iterator[DoubtCode]:
    if not duty.addressee:
        yield "addressee_missing"
    elif not printed:
        yield "own_decision"
    elif printed.lower() in _PRONOUNS or _IMPLIED.match(printed) or _ANNOUNCING.search(ask.verb):
        yield "addressee_implied"
    if duty.kind != "continuing":
        if _LIST.match(duty.addressee) and not is_official([duty.addressee]):
            yield "addressee_list"
        if duty.addressee and (not _HEAD.search(duty.addressee) or len(duty.addressee) > _LONG_NAME):
            yield "addressee_unclear"
    if any(names.is_unexplained(name) for name in (printed, duty.to or "")):
        yield "body_by_common_noun"


def _about_wording(text: str, ask: Ask, duty: Duty) -> Iterator[DoubtCode]:
    if _RECALLED.match(ask.verb) or (_RECALLED.match(text) and ask.start > 0):
        yield "recalled"
    if _SOFT.match(ask.verb):
        yield "soft_towards_states" if _STATES.match(duty.addressee) else "soft_wording"
    if duty.kind == "report" and _EXISTING_REPORT.search(ask.text):
        yield "existing_report"
    if len(text) > _LONG:
        yield "long_paragraph"


def _about_time(ask: Ask, duty: Duty, told: Told, setting: Setting) -> Iterator[DoubtCode]:
    if told.when is None:
        yield "undated"
        return
    yield from told.when.doubts
    if told.when.start - (ask.end - len(ask.action)) > _FAR and duty.kind == "deliverable":
        yield "time_elsewhere"
    if "several_recipients" not in told.doubts and _times(ask.text, setting) > (
        _TIMES_OF_A_SERIES if duty.due.kind in {"recurring", "sessions"} else 1
    ):
        yield "several_times"


def _about_recipient(duty: Duty) -> Iterator[DoubtCode]:
    if duty.kind == "report" and duty.to is None:
        yield "no_recipient"
    if duty.to == "Member States":
        yield "states_at_large"


def _times(text: str, setting: Setting) -> int:
    """How many different times the text names; a date that only explains a session ("its sixtieth session, in 2017")
    is no other time.
    """
    sessions = session_times(text, setting, setting.speaker)
    ends = [when.end for when in sessions]
    dates = [
        when
        for when in calendar_times(text)
        if not any(end <= when.start and _SAME_TIME.fullmatch(text[end : when.start]) for end in ends)
    ]
    return len({when.due for when in (*sessions, *dates)})
