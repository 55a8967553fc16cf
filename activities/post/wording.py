"""What a notice says: the facts it is about go in; a subject line, a plain-text body and a page of HTML come out.

The sentences are in `activities/templates`, one file for each kind, in English, and are translated as they are
rendered: a template says the same in every language. Every text that goes in is made one safe line first, and every
command that comes out can be pasted into a shell as it stands.
"""

from __future__ import annotations

import functools
import shlex
from collections.abc import Sequence
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from pydantic import BaseModel, ConfigDict, model_validator

from activities.post import languages
from activities.post.blocks import as_plain, blocks_of
from activities.post.changes import read_change
from activities.post.html import as_html
from activities.post.languages import ENGLISH, Language
from activities.post.letter import SUBJECT_LIMIT
from activities.post.plain import isolated, one_line, without_isolates
from resolutions.notice_content import NoticeContent, NoticeItem

_LINE_LIMIT: Final = 400


def _cleaned(value: object) -> object:
    """Text from outside: control characters go, the length is cut, nothing is refused. A notice must go out."""
    match value:
        case str():
            return one_line(value, _LINE_LIMIT)
        case list() | tuple():
            return tuple(_cleaned(each) for each in value)
        case dict():
            return {key: _cleaned(each) for key, each in value.items()}
        case BaseModel():
            return _cleaned(value.model_dump(by_alias=True))
        case _:
            return value


class NoticeSubject(NoticeContent):
    """A notice as one reader gets it: what the ledger planned, and in which role and under which name the reader gets
    it.
    """

    role: str
    recipient_name: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_safe_line_each(cls, data: object) -> object:
        return _cleaned(data)


class NoticeText(BaseModel):
    """A notice in words: `subject` is one line of at most 200 characters, `body` plain text wrapped for reading as
    mail, `html` a page that says the same.
    """

    model_config = ConfigDict(frozen=True)
    subject: str
    body: str
    html: str


class DateText(BaseModel):
    """One date of a notice in words, for a calendar: `summary` is one line, `description` plain text."""

    model_config = ConfigDict(frozen=True)
    summary: str
    description: str


def word(subject: NoticeSubject, language: Language = ENGLISH) -> NoticeText:
    """The notice in words. Total: every kind, however much or little is known, with whatever strings."""
    heading, body = _rendered(subject, f"{subject.kind}.txt.jinja", next(iter(subject.items), None), language)
    blocks = blocks_of(body)
    return NoticeText(
        subject=one_line(without_isolates(heading), SUBJECT_LIMIT),
        body=as_plain(blocks, language),
        html=as_html(heading, blocks, language),
    )


def word_date(subject: NoticeSubject, item: NoticeItem, language: Language = ENGLISH) -> DateText:
    """A date of the notice in words, as an entry of a calendar is headed and explained."""
    heading, body = _rendered(subject, "_event.txt.jinja", item, language)
    return DateText(
        summary=one_line(without_isolates(heading), SUBJECT_LIMIT),
        description=as_plain(blocks_of(body), language, width=None),
    )


def _rendered(subject: NoticeSubject, template: str, item: NoticeItem | None, language: Language) -> tuple[str, str]:
    """The first line of a rendered template, and the rest of it."""
    rendered = _templates(language).get_template(template).render(notice=subject, item=item)
    heading, _, body = rendered.lstrip().partition("\n")
    return heading, body


@functools.cache
def _templates(language: Language) -> Environment:
    environment = Environment(
        loader=PackageLoader("activities", "templates"),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - the lines that come out are text; `html.py` escapes all of it
        lstrip_blocks=True,
    )
    _install_translations(environment, language)
    environment.filters |= {
        "change": read_change,
        "code": lambda code, context: languages.words_of(code, context, language) if code else "",
        "day": functools.partial(languages.day, language=language),
        "dollars": functools.partial(languages.dollars, language=language),
        "languages": functools.partial(_language_names, language=language),
        "listing": functools.partial(languages.listing, language=language),
        "name": lambda text: languages.name(text, language) if text else "",
        "names": functools.partial(_names, language=language),
        "outside": isolated,
        "session": functools.partial(languages.session, language=language),
        "shell": shlex.quote,
    }
    return environment


def _install_translations(environment: Environment, language: Language) -> None:
    """`gettext` and `ngettext` for templates, which isolate every value they put into a sentence."""
    catalog = languages.catalog(language)

    def gettext(message: str, **values: object) -> str:
        return catalog.gettext(message) % _all_isolated(values)

    def ngettext(one: str, many: str, num: int, **values: object) -> str:
        return catalog.ngettext(one, many, num) % _all_isolated(values | {"num": num})

    environment.policies["ext.i18n.trimmed"] = True
    # Set before the extension is added, which then leaves the values of a sentence to the two callables.
    environment.extend(newstyle_gettext=True)
    environment.add_extension("jinja2.ext.i18n")
    environment.globals |= {"gettext": gettext, "ngettext": ngettext}


def _all_isolated(values: dict[str, object]) -> dict[str, object]:
    return {key: isolated(value) if isinstance(value, str) else value for key, value in values.items()}


def _names(names: Sequence[str], language: Language) -> str:
    return languages.listed([languages.name(name, language) for name in names], language)


def _language_names(codes: Sequence[str], language: Language) -> str:
    return languages.listed([languages.words_of(code, "language", language) for code in codes], language)
