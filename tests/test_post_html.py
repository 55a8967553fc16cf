"""The page of a notice says what its text says, fetches nothing, and shows whatever it is given as text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from activities.post.languages import LANGUAGES, Language
from activities.post.wording import NoticeSubject, word
from tests.test_post_letter import HOSTILE
from tests.test_post_wording import FULL, KINDS, UNHURRIED, flat, subjects, worded


class Page(HTMLParser):
    """What a reader of the page gets: its elements, their attributes, its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


ELEMENTS = {"html", "head", "meta", "title", "body", "main", "h1", "p", "ul", "li", "pre", "code", "bdi"}
HOSTILE_MARKUP = st.sampled_from(
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "' onmouseover='alert(1)",
        "</title></pre></bdi><a href=//example.org>",
        "<!--",
        "&lt;b&gt;",
        "<![CDATA[",
        "{{ 7 * 7 }}{% raw %}",
        "%(reference)s %s %",
    ]
)


@UNHURRIED
@given(
    kind=st.sampled_from(KINDS),
    language=st.sampled_from(LANGUAGES),
    strings=st.lists(HOSTILE_MARKUP | HOSTILE, min_size=7, max_size=7),
)
def test_no_title_can_become_markup(kind: str, language: Language, strings: list[str]) -> None:
    fields = dict(
        zip(["title", "detail", "symbol", "recipient_name", "body_name", "outcome", "role"], strings, strict=True)
    )
    page = Page(worded(kind, language, **FULL | fields).html)
    assert page.elements <= ELEMENTS
    assert page.attributes <= {"lang", "dir", "style", "charset", "name", "content"}
    assert page.open == []


def test_a_hostile_title_is_shown_as_it_is_written() -> None:
    title = "<script>alert('x')</script> & \"more\" {{ 7 * 7 }} %(x)s"
    text = worded("text_issued", title=title)
    assert title in flat(text)
    assert title in Page(text.html).text


@UNHURRIED
@given(subject=subjects, language=st.sampled_from(LANGUAGES))
def test_the_page_says_what_the_text_says(subject: NoticeSubject, language: Language) -> None:
    text = word(subject, language)
    page = Page(text.html)
    bare = re.compile(r"[\s-]|[\u2068\u2069]")
    assert bare.sub("", text.body) in bare.sub("", page.text)


def test_an_arabic_page_runs_from_right_to_left_and_its_commands_do_not() -> None:
    page = worded("text_issued", "ar", **FULL).html
    assert '<html lang="ar" dir="rtl">' in page
    assert "<bdi>E/RES/2015/23</bdi>" in page
    assert page.count("<pre") == page.count('<pre dir="ltr"') == 2


def test_a_page_fetches_nothing_and_says_its_language_and_direction() -> None:
    page = worded("text_issued", "fr", **FULL).html
    assert '<html lang="fr" dir="ltr">' in page
    assert "<h1" in page
    assert not re.search(r"https?:|src=|url\(|@import|<link|<script|<style", page)
