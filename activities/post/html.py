"""The HTML of a notice: one self-contained page, made from the same blocks as the plain text.

Everything that is shown is escaped, nothing is fetched, and all style is inline, as mail programs want it. A page
says its language and direction, has its subject as heading and real lists; values from outside are isolated (`bdi`)
and commands stay left to right in every language.
"""

from __future__ import annotations

import html
import itertools
from collections.abc import Iterable, Sequence
from typing import Final

from activities.post.blocks import Block, Manner
from activities.post.languages import RIGHT_TO_LEFT, Language
from activities.post.plain import ISOLATE_CLOSES, ISOLATE_OPENS, without_isolates

_BODY: Final = "margin:0;padding:1em;background:#fff;color:#222;font-family:sans-serif;font-size:16px;line-height:1.5"
_MAIN: Final = "max-width:42em;margin:0 auto"
_HEADING: Final = "font-size:1.3em;line-height:1.3;margin:0 0 1em;break-after:avoid"
_LIST: Final = "margin:0 0 1em;padding:0;padding-inline-start:1.5em"
_COMMANDS: Final = (
    "margin:0 0 1em;padding:.6em .8em;background:#f4f4f4;border:1px solid #bbb;text-align:left;"
    "font-family:monospace;font-size:.9em;white-space:pre-wrap;overflow-wrap:anywhere;break-inside:avoid"
)


def as_html(heading: str, blocks: Sequence[Block], language: Language) -> str:
    """The page. `heading` and blocks are text with isolates, as templates render it; the same input, the same page."""
    direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    title = html.escape(without_isolates(heading))
    groups = itertools.groupby(blocks, key=lambda block: block.manner)
    content = "\n".join(_group(manner, [block.text for block in group]) for manner, group in groups)
    return (
        "<!DOCTYPE html>\n"
        f'<html lang="{language}" dir="{direction}">\n'
        f'<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n<title>{title}</title>\n'
        "</head>\n"
        f'<body style="{_BODY}">\n<main style="{_MAIN}">\n<h1 style="{_HEADING}">{_escaped(heading)}</h1>\n'
        f"{content}\n</main>\n</body>\n</html>\n"
    )


def _group(manner: Manner, texts: Iterable[str]) -> str:
    match manner:
        case "paragraph":
            return "\n".join(f'<p style="margin:0 0 1em">{_escaped(text)}</p>' for text in texts)
        case "entry":
            entries = "\n".join(f"<li>{_escaped(text)}</li>" for text in texts)
            return f'<ul style="{_LIST}">\n{entries}\n</ul>'
        case "command":
            lines = "\n".join(map(_escaped, texts))
            return f'<pre dir="ltr" style="{_COMMANDS}"><code>{lines}</code></pre>'


def _escaped(text: str) -> str:
    return html.escape(text).replace(ISOLATE_OPENS, "<bdi>").replace(ISOLATE_CLOSES, "</bdi>")
