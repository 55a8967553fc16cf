"""Word documents (.docx, .docm, .dotx, .dotm) to blocks, as Word itself would print them.

`blocks` gives the paragraphs in reading order; `read_word` gives them together with the tracked changes that were
accepted on the way. Whatever the bytes, the answer comes quickly or is one `UnreadableDraft`; nothing is fetched, no
macro runs, no embedded file is opened.
"""

from drafts.word.changes import Change
from drafts.word.document import WordText, blocks, read_word

__all__ = ["Change", "WordText", "blocks", "read_word"]
