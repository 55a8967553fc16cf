"""A PDF with a text layer to blocks: paragraphs, headings and footnotes in reading order, page furniture left out.

Bytes to positioned text (`extraction`), to lines (`lines`), without margins (`furniture`), in the order of reading
(`columns`), footnotes apart (`notes`), to paragraphs (`paragraphs`) and their text (`typesetting`). Everything after
the first step is plain arithmetic on positions. Raises nothing but `UnreadableDraft`.
"""

from __future__ import annotations

from drafts.pdf.reading import blocks

__all__ = ["blocks"]
