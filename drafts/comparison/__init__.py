"""Comparing two drafts: paragraphs aligned, words compared, changes classed, and the result as a redline.

`compare` takes two read drafts and says what became of every paragraph; `summary` says it in a few English phrases;
`redline_html` and `redline_word` show it. Pure: nothing here reads a clock, a file or the network, and the same two
drafts always give the same answer.
"""

from drafts.comparison.compare import compare
from drafts.comparison.model import Comparison
from drafts.comparison.summary import headline, summary

__all__ = ["Comparison", "compare", "headline", "summary"]
