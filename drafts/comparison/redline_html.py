"""The redline as one HTML page that needs nothing else: insertions, deletions, and beside them what they amount to.

Nothing is told by colour alone: insertions are underlined, deletions struck through, and both are named to those who
listen. Everything that comes from a document is escaped; there is no script and nothing is loaded.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from drafts.comparison.model import Comparison, ParagraphChange, Run
from drafts.comparison.placing import Row, rows
from drafts.comparison.summary import called, headline, named, summary

_STYLE: Final = """\
:root { color-scheme: light dark; }
body { font: 1rem/1.5 Georgia, "Times New Roman", serif; margin: 0 auto; max-width: 78rem; padding: 1.5rem;
  display: grid; grid-template-columns: minmax(0, 1fr) 22rem; gap: 0 2.5rem; }
header { grid-column: 1 / -1; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font: 600 1rem/1.4 system-ui, sans-serif; margin: 1.5rem 0 .5rem; }
aside { font: .9rem/1.45 system-ui, sans-serif; align-self: start; position: sticky; top: 1rem; max-height: 95vh;
  overflow: auto; border-left: 1px solid #8886; padding-left: 1.25rem; }
aside ul { padding-left: 1rem; margin: 0; }
section.paragraph { border-left: .2rem solid transparent; padding: .1rem 0 .1rem .9rem; margin: .6rem 0; }
section.editorial { border-left-color: #8a8a8a; }
section.substantive { border-left-color: #b3261e; }
section.level-1 { margin-left: 2rem; } section.level-2 { margin-left: 4rem; }
section p { margin: 0; white-space: pre-line; }
.label { font: .8rem/1.3 system-ui, sans-serif; color: #5f5f5f; }
.substantive > .label { font-weight: 600; }
ins { color: #0b5d1e; text-decoration: underline; } del { color: #a3130b; text-decoration: line-through; }
.spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (prefers-color-scheme: dark) { ins { color: #7fd896; } del { color: #ff9b93; } .label { color: #aaa; } }
@media (max-width: 60rem) { body { display: block; }
  aside { position: static; border: 0; padding: 0; max-height: none; } }
@media print { body { display: block; max-width: none; padding: 0; font-size: 10.5pt; } aside { position: static;
  border: 0; padding: 0; max-height: none; break-after: page; } section.paragraph { break-inside: avoid-page; }
  ins, del { color: black; } }
"""


def redline_html(comparison: Comparison, old_name: str, new_name: str) -> str:
    """A whole page. `old_name` and `new_name` are what the two texts are called in its head."""
    title = escape(comparison.title or "untitled")
    said = "".join(f"<li>{escape(phrase)}</li>" for phrase in summary(comparison)) or "<li>no difference</li>"
    return f"""\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}: changes</title>
<style>
{_STYLE}</style>
</head>
<body>
<header>
<h1>{title}</h1>
<p class="label">from {escape(old_name)} to {escape(new_name)}: {escape(headline(comparison))}</p>
</header>
<main>
{"".join(map(_section, _worth_showing(comparison)))}{_notes(comparison)}</main>
<aside aria-label="Summary of changes">
<h2>What changed</h2>
<ul>{said}</ul>
</aside>
</body>
</html>
"""


def _worth_showing(comparison: Comparison) -> list[Row]:
    """The rows of the paragraphs; the title stands in the head and again only where it changed."""
    return [row for row in rows(comparison.paragraphs) if row.entry.part != "title" or row.entry.differs]


def _notes(comparison: Comparison) -> str:
    if not comparison.footnotes:
        return ""
    return f"<h2>Footnotes</h2>\n{''.join(_section(row) for row in rows(comparison.footnotes))}"


def _section(row: Row) -> str:
    entry = row.entry
    classes = " ".join(
        ["paragraph", f"level-{min(entry.level, 2)}", *([entry.change_class] if entry.change_class else [])]
    )
    words = "".join(_run(run) for run in _shown(row))
    return f'<section class="{classes}"><p class="label">{escape(_label(row))}</p>\n<p>{words}</p></section>\n'


def _shown(row: Row) -> tuple[Run, ...]:
    """The runs of a row: a paragraph that left is all deletion, one that arrived shows what changed on its way."""
    if row.role != "left":
        return row.entry.runs
    return (Run(kind="deleted", text=row.entry.old_text),)


def _label(row: Row) -> str:
    entry = row.entry
    if row.role == "left":
        old = named(entry.old, entry.part)
        return f"{old}, {'moved away' if entry.new else 'deleted'}"
    return ", ".join([called(entry), *_remarks(entry)])


def _remarks(entry: ParagraphChange) -> Iterator[str]:
    if entry.fate in {"inserted", "split", "merged"}:
        yield entry.fate if entry.fate == "inserted" else f"{entry.fate} from {named(entry.old, entry.part)}"
    elif entry.moved:
        yield f"moved from {named(entry.old, entry.part)}"
    elif entry.renumbered and entry.part != "footnote":
        yield f"before {entry.old[0]}"
    if entry.changes and entry.change_class and entry.fate != "inserted":
        yield "changed in substance" if entry.change_class == "substantive" else "edited"


def _run(run: Run) -> str:
    text = escape(run.text)
    if run.kind == "equal":
        return text
    tag, spoken = ("ins", "inserted") if run.kind == "inserted" else ("del", "deleted")
    words = text.lstrip(" ")
    said = f'<span class="spoken"> [{spoken}: </span>{words}<span class="spoken">] </span>'
    return f"{' ' if words != text else ''}<{tag}>{said}</{tag}>"
