"""Where the text of a document begins and ends, who speaks in it, and what kind of document it is.

A text begins after its opening formula ("The General Assembly,"). Where one text recommends another for adoption, the
inner one is read; of a document that holds several drafts (a chapter of a report), the first. A decision may have no
formula of its own ("The Economic and Social Council decides to ..."); an amendment has instructions instead. One pass
over the blocks for each question; nothing here looks back further than a bounded number of blocks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from drafts.amendments import announces_amendment, is_instruction
from drafts.bodies import SPEAKING, code_of, formula_body
from drafts.emphasis import plain
from drafts.header import recommended_to
from drafts.lexicon import inner_act_starts, operative_opening, preambular_opening
from drafts.model import Form
from drafts.numbering import opens_with_number

_QUOTES: Final = "\"\u201c\u2018'"
_LONGEST_FORMULA: Final = 420
_HEAD: Final = 80
_FRONT_MATTER: Final = 40
_NEAR: Final = 12
_ITEM: Final = re.compile(
    r"(?P<draft>Draft )?(?P<form>resolution|decision) (?:[IVXLC]{1,7}|\d{1,4}(?:/\d{1,4})?)[*\u00b9\u00b2\u00b3]{0,3}",
    re.IGNORECASE,
)
_CHAPTER: Final = re.compile(
    r"(?:[A-Z]|[IVX]{1,5})\. (?:Draft (?:resolutions?|decisions?)|Matters|Other matters)\b.{0,200}"
)
_MAY_BEGIN_ANOTHER: Final = re.compile(r"[*_]{0,3}(?:draft|resolution|decision|[A-Z]{1,5}\.|The |At )", re.IGNORECASE)
_ANNOUNCES_DECISION: Final = re.compile(
    r"[^:]{2,3000}:\s?\*{0,3}\s?(?:revised )?draft decision\b.*|(?:revised )?draft decision\b.{0,200}"
    r"|Decision \d.{0,200}|Decisions? adopted by .*",
    re.IGNORECASE,
)
_RUNS_ON: Final = re.compile(rf"(?:At its [^;:]{{3,200}}?, )?[Tt]he (?P<name>{SPEAKING})(?:,|:)? (?=[a-z])")
_LETTERED_FORMULA: Final = re.compile(rf"(?:At its [^;:]{{3,200}}?, )?[Tt]he (?P<name>{SPEAKING}),?:")
_PAST: Final = re.compile(
    r"(?:also |further )?(?:decided|approved|adopted|took note|requested|endorsed|elected|appointed|authorized"
    r"|recommended|confirmed|agreed)\b"
)


@dataclass(frozen=True)
class Opening:
    """The header's blocks and the text's, the body that speaks (None if unnamed), the form, and whether the text is
    one that another recommends. `lettered` says that the formula ends with a colon: its acts are (a), (b).
    """

    header: list[str]
    text: list[str]
    formula: str | None = None
    form: Form = "resolution"
    nested: bool = False
    lettered: bool = False


def find_opening(blocks: Sequence[str]) -> Opening:
    """Find the text in a document. A document without any formula begins at its first paragraph."""
    if amended := _amendment(blocks):
        return amended
    items = [i for i, block in enumerate(blocks) if len(block) < _HEAD and _ITEM.fullmatch(plain(block))]
    first = items[0] if len(items) > 1 else 0
    begin, body = _first_speech(blocks, first)
    if begin is None:
        return _without_formula(blocks)
    inner = _inner_speech(blocks, begin)
    start, speaker = inner or (begin, body)
    end = _end(blocks, start)
    item = max((i for i in items if i <= start), default=None)
    several = end < len(blocks) or len(items) > 1
    header = [*_front(blocks, begin, item if several else None), *blocks[_recommending(blocks, begin, start) : start]]
    form: Form = "compilation" if several else "decision" if _decides(header) else "resolution"
    text = list(blocks[start + 1 : end])
    return Opening(
        header=[block for block in header if not _formula(block)],
        text=_unquoted(text) if blocks[start].lstrip("*")[:1] in _QUOTES else text,
        formula=speaker,
        form=form,
        nested=inner is not None or any(recommended_to(block) for block in header),
        lettered=plain(blocks[start]).endswith(":"),
    )


def runs_on(text: str) -> tuple[str, int] | None:
    """The body that a sentence names before its act ("The General Assembly decides ..."), and where the act begins."""
    found = _RUNS_ON.match(text)
    if found is None:
        return None
    rest = text[found.end() :]
    capital = rest[0].upper() + rest[1:]
    acts = operative_opening(capital) or _PAST.match(rest)
    if acts or (preambular_opening(capital) and inner_act_starts(rest)):
        return code_of(found["name"]), found.end()
    return None


def past_act(text: str) -> str | None:
    """The act that a record tells in the past tense ("decided"), as it opens the text."""
    found = _PAST.match(text)
    return found[0] if found else None


def speaker_of(block: str) -> str | None:
    """The body whose opening formula a block is, quoted or not, or closed by a colon; None if it is no formula."""
    return _formula(block)


def ends_the_text(block: str) -> bool:
    """Whether a block begins another draft of the same document."""
    if _MAY_BEGIN_ANOTHER.match(block) is None:
        return False
    text = plain(block)
    if len(text) < _HEAD and (item := _ITEM.fullmatch(text)):
        return item["draft"] is not None or "/" in text
    return _CHAPTER.fullmatch(text) is not None or (text.startswith(("The ", "At ")) and bool(recommended_to(block)))


def _formula(block: str) -> str | None:
    if len(block) > _LONGEST_FORMULA:
        return None
    bare = plain(block).lstrip(_QUOTES)
    if bare.endswith(":"):
        lettered = _LETTERED_FORMULA.fullmatch(bare)
        return code_of(lettered["name"]) if lettered else None
    return formula_body(bare)


def _first_speech(blocks: Sequence[str], first: int) -> tuple[int | None, str | None]:
    return next(((i, body) for i in range(first, len(blocks)) if (body := _formula(blocks[i]))), (None, None))


def _inner_speech(blocks: Sequence[str], begin: int) -> tuple[int, str] | None:
    """The formula of the draft that the text recommends, if it recommends one ("Recommends to the ...:")."""
    inner: tuple[int, str] | None = None
    vehicle = begin
    for i in range(begin + 1, len(blocks)):
        if recommended_to(blocks[i]) and not plain(blocks[i]).startswith(("The ", "At ")):
            vehicle = i
        elif begin < vehicle and i - vehicle <= _NEAR and (body := _formula(blocks[i])):
            inner, vehicle = (i, body), begin
        elif ends_the_text(blocks[i]):
            break
    return inner


def _recommending(blocks: Sequence[str], begin: int, start: int) -> int:
    """Where the header goes on after a vehicle's own paragraphs: at the words that recommend the inner text."""
    return next((i for i in range(start, begin, -1) if recommended_to(blocks[i])), start)


def _end(blocks: Sequence[str], start: int) -> int:
    return next((i for i in range(start + 1, len(blocks)) if ends_the_text(blocks[i])), len(blocks))


def _front(blocks: Sequence[str], begin: int, item: int | None) -> list[str]:
    """The blocks that say what the document is: all before the formula, or of a compilation only its first page, the
    words that recommend its drafts and the heading of the draft that is read.
    """
    if item is None:
        return list(blocks[:begin])
    numbered = (i for i, block in enumerate(blocks[:item]) if opens_with_number(block) and len(block) > _HEAD)
    first_page = min(next(numbered, item), item, _FRONT_MATTER)
    recommending = [block for block in blocks[first_page:item] if recommended_to(block)]
    return [*blocks[:first_page], *recommending[-1:], *blocks[item:begin]]


def _decides(header: Sequence[str]) -> bool:
    return any(_ANNOUNCES_DECISION.fullmatch(plain(block)) for block in header)


def _unquoted(text: Sequence[str]) -> list[str]:
    """The text of a draft that is quoted as a whole, without the quotation mark before each of its paragraphs."""
    return [re.sub(r"^(\*?)[\"\u201c](?=\S)", r"\1", block) for block in text]


def _without_formula(blocks: Sequence[str]) -> Opening:
    """A decision that names its body in the sentence, or a text that begins at its first paragraph."""
    announced = _decides(blocks[:_HEAD])
    for i, block in enumerate(blocks):
        if opens_with_number(block) and not announced:
            break
        if spoken := runs_on(plain(block)):
            header = list(blocks[:i])
            nested = any(recommended_to(line) for line in header)
            return Opening(header, list(blocks[i:]), spoken[0], "decision", nested)
    begin = next((i for i, block in enumerate(blocks) if _is_first_paragraph(block)), len(blocks))
    form: Form = "decision" if _decides(blocks[:begin]) else "resolution"
    return Opening(list(blocks[:begin]), list(blocks[begin:]), None, form)


def _is_first_paragraph(block: str) -> bool:
    text = plain(block)
    if block.startswith(("OP", "PP")) and opens_with_number(block):
        return True
    return opens_with_number(text) == "1" or (preambular_opening(text) is not None and text.endswith(","))


def _amendment(blocks: Sequence[str]) -> Opening | None:
    """A document that amends a draft: its instructions are its text."""
    announced = next((i for i, block in enumerate(blocks[:_HEAD]) if announces_amendment(plain(block))), None)
    if announced is None or any(_formula(block) for block in blocks[:announced]):
        return None
    begin = next((i for i in range(announced + 1, len(blocks)) if is_instruction(plain(blocks[i]))), None)
    if begin is None:
        return None
    return Opening(list(blocks[:begin]), list(blocks[begin:]), form="amendment")
