"""A fact told to the service reaches each reader as a letter in the reader's own language."""

from __future__ import annotations

import asyncio
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from activities.post.languages import LANGUAGES
from ledger.directory import Stakeholder, add_stakeholder
from ledger.outbox import notice_records
from tests.stand import SETTLE_SECONDS, Stand, submission

NAMES = {
    "en": "Cuba and Italy",
    "fr": "Cuba et Italie",
    "es": "Cuba e Italia",
    "ru": "Куба и Италия",
    "zh": "古巴和意大利",
    "ar": "كوبا وإيطاليا",
}


async def letters(stand: Stand, mail: Path, count: int) -> dict[str, EmailMessage]:
    """The letters delivered, by address, once there are so many."""
    async with asyncio.timeout(SETTLE_SECONDS):
        while [record.state for record in await notice_records(stand.pool)].count("delivered") < count:
            await asyncio.sleep(0.05)
    found: dict[str, EmailMessage] = {}
    for path in mail.glob("*/new/*"):
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        assert isinstance(message, EmailMessage)
        found[path.parent.parent.name] = message
    return found


async def test_each_reader_gets_the_notice_in_the_language_asked_for(stand: Stand, tmp_path: Path) -> None:
    for language in LANGUAGES:
        address = f"{language}@missions.example"
        await add_stakeholder(
            stand.pool, Stakeholder(role="mission", of="Cuba", name=language, address=address, language=language)
        )
    await stand.tell(submission("six-languages", title="Trafficking", sponsors=["Cuba", "Italy"]))
    delivered = await letters(stand, tmp_path / "mail", len(LANGUAGES))
    for language in LANGUAGES:
        message = delivered[f"{language}@missions.example"]
        assert message["Content-Language"] == language
        assert "six-languages" in message["Subject"]
        for kind in ("plain", "html"):
            body = message.get_body((kind,))
            assert body is not None
            words = body.get_content()
            for mark in ("\u2068", "\u2069", "<bdi>", "</bdi>"):
                words = words.replace(mark, "")
            assert NAMES[language] in words
