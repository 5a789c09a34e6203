"""How a notice reaches somebody: through Apprise when the installation names addresses, and always into the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import structlog
from apprise import Apprise

from activities.outbox import Notice
from domain.kernel import Unavailable

_say = structlog.get_logger(__name__)


class Channel(Protocol):
    """Takes a notice, or raises `Unavailable`."""

    async def send(self, notice: Notice, address: str) -> str:
        """Send it to this address; returns the receipt."""


class LogChannel:
    """Nothing but a line in the log, without names or addresses: for trying."""

    async def send(self, notice: Notice, address: str) -> str:  # noqa: ARG002 - the log names no address
        """Say that somebody is told."""
        _say.info("notice", case=notice.case, about=notice.about, clause=notice.clause)
        return "log"


class AppriseChannel:
    """Apprise addresses (``mailtos://…``) in which ``{address}`` stands for the person's own."""

    def __init__(self, urls: Sequence[str]) -> None:
        self._urls = tuple(urls)

    async def send(self, notice: Notice, address: str) -> str:
        """To every address of the installation. `Unavailable` when one did not take it."""
        apprise = Apprise()
        for url in self._urls:
            apprise.add(url.replace("{address}", address))
        if not await apprise.async_notify(title=notice.text, body=f"{notice.text}\n{notice.case} [{notice.clause}]"):
            raise Unavailable("a notice was not taken")
        return "apprise"
