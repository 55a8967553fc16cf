"""What every postman promises, whether he fills a maildir or speaks to a mail relay."""

from __future__ import annotations

from typing import Protocol

from activities.post.failures import NotNow, Undeliverable
from activities.post.letter import Letter

__all__ = ["NotNow", "Postman", "Undeliverable"]


class Postman(Protocol):
    """Carries letters. Delivering one again must do no harm: a lost answer makes it happen."""

    async def deliver(self, letter: Letter) -> None:
        """Return once the recipient, or a server that answers for the letter, has it.

        Raises `Undeliverable` when trying again cannot help and `NotNow` when it may. It raises nothing
        else that comes of the letter or of the world outside, and returns or raises within a bounded time.
        """
        ...
