"""What reading costs, in CPU and memory, and how both grow with the length of a document: `make bench`.

Processor seconds of this process, best of several, for texts of one made draft repeated to more and more pages; a page
is 3,000 characters. Growth is the cost of a page in the longest beside that in the shortest. For the same text as a
PDF, what it costs to take the characters out of it, most of it the PDF library's own work, and what to read them then.
"""

from __future__ import annotations

import re
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from drafts.pdf.extraction import pages as pages_of_pdf
from drafts.reader import read
from tests.documents_pdf import Shown, pdf, stack

PAGE = 3000
LINES = 52
"""How many lines stand on a page of the PDF."""

PAGES = (4, 16, 64)
ROUNDS = 5
SAMPLE = Path(__file__).parents[1] / "cli" / "samples" / "draft.txt"


def text_of(pages: int) -> bytes:
    """A draft of about so many pages: the sample's, its operative paragraphs told again under further numbers."""
    sample = SAMPLE.read_text(encoding="utf-8").strip()
    preamble, *operative = re.split(r"\n\s*\d{1,2}\. ", sample)
    wanted = max(len(operative), pages * PAGE * len(operative) // sum(map(len, operative)))
    told = (f"{number}. {operative[(number - 1) % len(operative)].strip()}" for number in range(1, wanted + 1))
    return (preamble + "\n\n" + "\n\n".join(told) + "\n").encode()


def pdf_of(content: bytes) -> tuple[bytes, int]:
    """A text as a PDF of one column, and how many pages it has: each takes paragraphs until it is full."""
    filled: list[list[str]] = [[]]
    lines = 0
    for text in content.decode().split("\n\n"):
        height = 2 + len(text) // 90
        if lines + height > LINES and filled[-1]:
            filled.append([])
            lines = 0
        filled[-1].append(" ".join(text.split()))
        lines += height
    return pdf([_in_runs(stack(texts, 72, 720, 468)) for texts in filled]), len(filled)


def _in_runs(shown: Sequence[Shown]) -> list[Shown]:
    """The words of a line as one run, as long as they are of one face: so word processors write them."""
    runs: list[Shown] = []
    for word in shown:
        if runs and (runs[-1].y, runs[-1].face) == (word.y, word.face):
            runs[-1] = replace(runs[-1], text=runs[-1].text + word.text)
        else:
            runs.append(word)
    return runs


def seconds_of(work: Callable[[], object]) -> float:
    """Processor seconds of some work, the best of several."""
    seconds = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        work()
        seconds.append(time.process_time() - begun)
    return min(seconds)


def cost(content: bytes) -> tuple[float, int]:
    """Processor seconds of one reading, the best of several, and the most memory that it held, in bytes."""
    seconds = seconds_of(lambda: read(content))
    tracemalloc.start()
    read(content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return seconds, peak


def main() -> None:
    """Print the figures of one run."""
    read(SAMPLE.read_bytes())  # once, so that everything is loaded
    each = []
    for pages in PAGES:
        content = text_of(pages)
        seconds, peak = cost(content)
        exact = len(content) / PAGE
        each.append(seconds / exact)
        sys.stdout.write(
            f"reading {exact:5.1f} pages of text   {seconds / exact * 1e3:5.2f} ms of CPU a page (at most 5)"
            f"   {peak / len(content):5.1f} bytes of memory for each of the document\n"
        )
    content, count = pdf_of(text_of(PAGES[1]))
    whole, loading = seconds_of(lambda: read(content)) / count, seconds_of(lambda: pages_of_pdf(content)) / count
    sys.stdout.write(
        f"reading {count:5.1f} pages of PDF    {(whole - loading) * 1e3:5.2f} ms of CPU a page once its characters are "
        f"out, {loading * 1e3:.2f} to take them out\n"
    )
    sys.stdout.write(f"growth of a page's cost from the shortest to the longest: {each[-1] / each[0]:.2f}\n")


if __name__ == "__main__":
    main()
