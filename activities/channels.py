"""How a message reaches somebody: through Apprise when the installation names addresses, else into the log alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from urllib.parse import quote

import structlog
from apprise import Apprise, NotifyFormat

from activities.notices import Message
from domain.kernel import Rejected, Unavailable

_say = structlog.get_logger(__name__)


class Channel(Protocol):
    """Takes a message and returns the receipt; or raises `Unavailable` (perhaps later) or `Rejected` (never)."""

    async def send(self, message: Message, address: str) -> str:
        """Send it to this address. The same id again is the same message: a channel that can tell drops it."""


class LogChannel:
    """Nothing but a line in the log, without names or addresses: for trying."""

    async def send(self, message: Message, address: str) -> str:  # noqa: ARG002 - the log names no address
        """Say that somebody is told."""
        _say.info("notice", message=str(message.id), title=message.title)
        return "log"


class AppriseChannel:
    """Apprise addresses (``mailtos://…``): ``{address}`` stands for the person's own, ``{message}`` for the message's id.

    With several addresses each message goes to all of them; when one does not take it, it goes to all of them again.
    """

    def __init__(self, urls: Sequence[str]) -> None:
        self._urls = tuple(urls)

    async def send(self, message: Message, address: str) -> str:
        """To every address of the installation. `Unavailable` when one did not take it, `Rejected` when there is no address."""
        if not address and any("{address}" in url for url in self._urls):
            raise Rejected("whoever is to be told has no address")
        apprise = Apprise()
        for url in self._urls:
            apprise.add(url.replace("{address}", quote(address, safe="@")).replace("{message}", quote(str(message.id))))
        if not await apprise.async_notify(title=message.title, body=message.body, body_format=NotifyFormat.TEXT):
            raise Unavailable("the channel did not take a message")
        return "apprise"
