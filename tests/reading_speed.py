"""What reading costs, in CPU and memory, and how both grow with the length of a document: `make bench`.

Processor seconds of this process, best of several, for texts of one made draft repeated to more and more pages; a page
is 3,000 characters. Growth is the cost of a page in the longest beside that in the shortest.
"""

from __future__ import annotations

import re
import sys
import time
import tracemalloc
from pathlib import Path

from drafts.reader import read

PAGE = 3000
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


def cost(content: bytes) -> tuple[float, int]:
    """Processor seconds of one reading, the best of several, and the most memory that it held, in bytes."""
    seconds = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        read(content)
        seconds.append(time.process_time() - begun)
    tracemalloc.start()
    read(content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return min(seconds), peak


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
    sys.stdout.write(f"growth of a page's cost from the shortest to the longest: {each[-1] / each[0]:.2f}\n")


if __name__ == "__main__":
    main()
