"""Brings the catalogs of messages up to the templates: `python -m tests.catalogues` writes them and their template.

Messages come from the templates of notices and from the words for codes. Translations that still have their message
stay; a message that changed loses its own, for a guess would be taken for a translation. The files are the same
whenever and wherever they are made: no date, no path but the project's own, no line numbers.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from babel import Locale
from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po

from activities.post.languages import CODES, ENGLISH, LANGUAGES

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "activities" / "languages"
TEMPLATES = ROOT / "activities" / "templates"
TEMPLATE = FOLDER / "messages.pot"
TRANSLATED = tuple(language for language in LANGUAGES if language != ENGLISH)

_CODES_ARE_IN = "activities/post/languages.py"
_FROM_JINJA = "jinja2.ext:babel_extract"
_OPTIONS = {"silent": "false", "trimmed": "true", "newstyle_gettext": "true"}
_KEYWORDS = {**DEFAULT_KEYWORDS, "pgettext": ((1, "c"), 2)}
_NO_PART_OF_A_TRANSLATION = (
    '"POT-Creation-Date',
    '"PO-Revision-Date',
    '"Generated-By',
    '"Last-Translator',
    '"Language-Team',
    '"Report-Msgid-Bugs-To',
    '"Project-Id-Version',
)


def extracted() -> Catalog:
    """Every message that a notice can need, in the order of the templates' names, then of the codes."""
    catalog = Catalog(
        charset="utf-8", header_comment="# What notices say. Translated in the .po files beside this one."
    )
    for path in sorted(TEMPLATES.glob("*.jinja")):
        with path.open("rb") as file:
            for _, message, _, context in extract(_FROM_JINJA, file, _KEYWORDS, options=_OPTIONS):
                catalog.add(message, locations=[(path.relative_to(ROOT).as_posix(), 0)], context=context)
    for context, words in CODES.items():
        for word in words.values():
            catalog.add(word, locations=[(_CODES_ARE_IN, 0)], context=context)
    return catalog


def written(catalog: Catalog) -> bytes:
    """A catalog as the bytes of its file, without what would differ from run to run."""
    file = io.BytesIO()
    write_po(file, catalog, width=120, ignore_obsolete=True, include_lineno=False)
    lines = file.getvalue().decode().splitlines()
    return "".join(f"{line}\n" for line in lines if not line.startswith(_NO_PART_OF_A_TRANSLATION)).encode()


def brought_up_to_date(language: str) -> Catalog:
    """The catalog of a language: today's messages, with the translations they have."""
    path = FOLDER / f"{language}.po"
    catalog = Catalog(locale=language, charset="utf-8")
    if path.exists():
        with path.open("rb") as file:
            catalog = read_po(file, locale=language, charset="utf-8")
    catalog.header_comment = f"# {Locale.parse(language).english_name} translation of what notices say."
    catalog.fuzzy = False
    catalog.update(extracted(), no_fuzzy_matching=True, update_header_comment=False)
    return catalog


def files() -> Iterator[tuple[Path, bytes]]:
    """Every file this module writes, and its content."""
    yield TEMPLATE, written(extracted())
    for language in TRANSLATED:
        yield FOLDER / f"{language}.po", written(brought_up_to_date(language))


if __name__ == "__main__":
    for path, content in files():
        path.write_bytes(content)
