"""The two ways in which a delivery can fail, and nothing in between: never, or not now.

Who plans the next attempt decides by the type alone. `code` is a stable word for records and alerts;
`detail` is one short line for a person, safe to store and to print.
"""

from __future__ import annotations

from activities.post.plain import one_line

DETAIL_LIMIT = 300


class DeliveryFailure(Exception):  # noqa: N818 - its two kinds are read as words
    """A letter was not delivered. `detail` holds at most 300 characters on one line."""

    def __init__(self, code: str, detail: str) -> None:
        self.code = code
        self.detail = one_line(detail, DETAIL_LIMIT)
        super().__init__(self.code, self.detail)

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}"


class Undeliverable(DeliveryFailure):
    """Trying again cannot help: the address is no address, or the recipient's server refuses for good
    (5xx).
    """


class NotNow(DeliveryFailure):
    """Trying again may help: the server is busy (4xx), slow, out of reach, or set up wrongly on our side."""
