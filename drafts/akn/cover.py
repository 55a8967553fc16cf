"""The cover page: the header of a draft as the UN prints it there, and back.

What is printed is for people; the value itself stands in an attribute, so that it is read back as it was.
"""

from __future__ import annotations

import datetime as dt
from typing import Final, get_args

from lxml import etree

from drafts.akn.inline import sub_element
from drafts.export.printing import LANGUAGES, body_name, kind_of, printed_date, session_line
from drafts.header import Header
from drafts.model import Form, ReadDraft

_MOST_DIGITS: Final = 6


def write_cover(parent: etree._Element, draft: ReadDraft) -> None:
    """Write the cover page: a line for each thing that the header says."""
    cover = sub_element(parent, "coverPage", eId="coverPage_1")
    sub_element(sub_element(cover, "p"), "docAuthority", "United Nations", refersTo="#publisher")
    if draft.symbol is not None:
        _line(cover, "docNumber", draft.symbol, draft.symbol, refersTo="#symbol")
    if draft.body is not None:
        _line(cover, "docAuthority", body_name(draft.body), draft.body, refersTo="#issuingBody")
    if draft.distribution is not None:
        _line(cover, "docStatus", f"Distr.: {draft.distribution.capitalize()}", draft.distribution)
    if draft.date is not None:
        date, printed = draft.date.isoformat(), printed_date(draft.date)
        sub_element(sub_element(cover, "p"), "docDate", printed, date=date, refersTo="#dateOfIssuance")
    if draft.original_language is not None:
        language = LANGUAGES.get(draft.original_language, draft.original_language)
        _line(cover, "inline", f"Original: {language}", draft.original_language, name="original language")
    if draft.session is not None:
        sub_element(sub_element(cover, "p"), "session", session_line(draft.session), value=str(draft.session))
    if draft.agenda_item is not None:
        _line(cover, "inline", f"Agenda item {draft.agenda_item}", draft.agenda_item, name="agenda item")
    _write_sponsors(cover, draft)
    if draft.for_adoption_by is not None:
        body = body_name(draft.for_adoption_by)
        _line(cover, "inline", f"For adoption by the {body}", draft.for_adoption_by, name="for adoption by")


def _line(cover: etree._Element, tag: str, printed: str, value: str, **attributes: str) -> None:
    sub_element(sub_element(cover, "p"), tag, printed, title=value, **attributes)


def _write_sponsors(cover: etree._Element, draft: ReadDraft) -> None:
    if not draft.sponsors and not draft.revised and draft.form == "resolution":
        return
    line = sub_element(cover, "p")
    for place, sponsor in enumerate(draft.sponsors):
        last = place + 1 == len(draft.sponsors)
        proponent = sub_element(line, "docProponent", sponsor, refersTo="#sponsor", title=sponsor)
        proponent.tail = ": " if last else ", "
    kind = sub_element(line, "docType", kind_of(draft), class_="revised" if draft.revised else "draft")
    kind.set("title", draft.form)


def read_cover(root: etree._Element, title: str | None) -> Header:
    """The header that a cover page of this product's own says; a value that cannot be is as if not said."""
    return Header(
        symbol=_value(root, "docNumber", "refersTo", "#symbol"),
        body=_value(root, "docAuthority", "refersTo", "#issuingBody"),
        session=_session(root),
        agenda_item=_value(root, "inline", "name", "agenda item"),
        date=_date(root),
        original_language=_value(root, "inline", "name", "original language"),
        distribution=_value(root, "docStatus"),
        sponsors=tuple(each.get("title") or "" for each in root.iterfind(".//{*}coverPage//{*}docProponent")),
        revised=root.find(".//{*}coverPage//{*}docType[@class='revised']") is not None,
        title=title,
        for_adoption_by=_value(root, "inline", "name", "for adoption by"),
    )


def read_form(root: etree._Element) -> Form:
    """The kind of document that a cover page of this product's own says."""
    said = _value(root, "docType")
    return next((form for form in get_args(Form) if form == said), "resolution")


def _value(root: etree._Element, tag: str, attribute: str = "", value: str = "") -> str | None:
    condition = f"[@{attribute}='{value}']" if attribute else ""
    found = root.find(f".//{{*}}coverPage//{{*}}{tag}{condition}")
    return None if found is None else found.get("title")


def _session(root: etree._Element) -> int | None:
    found = root.find(".//{*}coverPage//{*}session")
    value = "" if found is None else found.get("value") or ""
    return int(value) if value.isascii() and value.isdigit() and len(value) <= _MOST_DIGITS else None


def _date(root: etree._Element) -> dt.date | None:
    found = root.find(".//{*}coverPage//{*}docDate")
    try:
        return None if found is None else dt.date.fromisoformat(found.get("date") or "")
    except ValueError:
        return None
