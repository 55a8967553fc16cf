"""A notice in a chat channel, by apprise, which is installed with the extra `chat` only.

An apprise URL may name any host, and its sender is not ours to guard. So only services that have one host of their own
are spoken to, unless private addresses may be reached anyway. The URL is a secret: neither apprise nor what it sends
with gets to log a word.
"""

from __future__ import annotations

import asyncio
import functools
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

from pydantic import SecretStr

from activities.post.failures import NotNow, Undeliverable

if TYPE_CHECKING:
    from apprise import NotifyBase

TIME_LIMIT: Final = 20.0
"""Seconds until a channel has failed."""

AT_ONCE: Final = 8
"""Channels spoken to side by side. One that hangs holds up a thread, never the process."""

HOSTED: Final = frozenset(
    {
        *("slack", "discord", "tgram", "gchat", "wxteams", "webex", "twist", "flock", "guilded", "revolt", "line"),
        *("dingtalk", "feishu", "lark", "wecombot"),
    }
)
"""Schemes of services at one public host that apprise knows, whatever the rest of the URL says."""

TEAMS: Final = frozenset({"workflow", "workflows"})
TEAMS_DOMAINS: Final = (".logic.azure.com", ".api.powerplatform.com")
"""Microsoft Teams: a host for each customer, all under these."""

_TELLTALES: Final = ("apprise", "requests", "urllib3")


class Chat:
    """Speaks in chat channels. `private` lets it speak through any host that a URL names."""

    def __init__(self, private: bool = False, time_limit: float = TIME_LIMIT) -> None:
        self._private = private
        self._time_limit = time_limit
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="chat")

    async def say(self, url: SecretStr, title: str, body: str) -> None:
        """Return once the channel's service has taken it.

        Raises `Undeliverable` for a URL that is none or may not be spoken to, `NotNow` when the service did not take
        it, or apprise is not installed.
        """
        speak = functools.partial(self._speak, url.get_secret_value(), title, body)
        try:
            async with asyncio.timeout(self._time_limit):
                taken = await asyncio.get_running_loop().run_in_executor(self._threads, speak)
        except TimeoutError:
            raise NotNow("timed_out", f"the chat took longer than {self._time_limit:g} seconds") from None
        if not taken:
            raise NotNow("chat_refused", "the chat did not take it")

    def _speak(self, url: str, title: str, body: str) -> bool:
        return bool(opened(url, self._private, self._time_limit).notify(body=body, title=title))


def opened(url: str, private: bool, time_limit: float = TIME_LIMIT) -> NotifyBase:
    """The channel of a URL, ready to be spoken in. Raises as `Chat.say` does."""
    try:
        from apprise import Apprise, AppriseAsset, PersistentStoreMode
    except ImportError:
        raise NotNow(
            "apprise_missing", "chat channels need the extra `chat`: pip install 'resolution-lifecycle[chat]'"
        ) from None
    for name in _TELLTALES:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    asset = AppriseAsset(
        storage_mode=PersistentStoreMode.MEMORY, service_timeout=time_limit, allow_templates=False, async_mode=False
    )
    channel = Apprise.instantiate(url, asset=asset, suppress_exceptions=True)
    if channel is None:
        raise Undeliverable("bad_address", "apprise knows no such chat channel")
    if not private and not _is_hosted(url.partition("://")[0].lower(), channel):
        raise Undeliverable(
            "forbidden_address", "such a channel may be at any host; RESOLUTE_PRIVATE_WEBHOOKS allows it"
        )
    return channel


def _is_hosted(scheme: str, channel: NotifyBase) -> bool:
    if scheme in TEAMS:
        return str(channel.host).lower().endswith(TEAMS_DOMAINS)
    return scheme in HOSTED
