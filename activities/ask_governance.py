"""How doors ask governance: sign what somebody wants of it, and tell open cases that the ground has changed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities.govern import Governing
from activities.governed import CASE, Governed
from activities.signatures import DoorSecret, sign
from activities.wire import LOOK_AGAIN
from domain.kernel import CaseId
from views.reader import Reader

GOOD_FOR: Final = timedelta(hours=24)
"""How long a door's signature under a governance command counts."""
PAGE: Final = 1000
AT_ONCE: Final = 50
"""Signals in flight: a server that has just come up is not run over."""


def wish(
    secret: DoorSecret | None,
    governed: Governed,
    command: str,
    content: Mapping[str, Any],
    *,
    by: str,
    at: datetime,
    id: UUID | None = None,
) -> Governing:
    """The command as a door hands it over: signed if the log knows the door's key, else as it is."""
    named = id or uuid4()
    if secret is None or governed.door_key(secret.key, at) is None:
        return Governing(command=command, content=content, by=by, at=at, id=named)
    payload = {**content, "id": str(named), "by": by, "asked_at": at.isoformat()}
    body = sign(secret, payload, case=CASE, command=command, expires=at + GOOD_FOR)
    return Governing(command=command, content=content, by=by, at=at, id=named, signature=body["signature"], asked_at=body["asked_at"])


async def wake_open(client: Client, reader: Reader) -> tuple[CaseId, ...]:
    """Tell every open case to ask the rules anew. Raises `RPCError`, `NotBuilt` or `Unavailable` where that cannot be done."""
    woken: list[CaseId] = []
    after = -1
    while page := await reader.running(limit=PAGE, after=after):
        for first in range(0, len(page), AT_ONCE):
            await asyncio.gather(*(_look_again(client, line.case) for line in page[first : first + AT_ONCE]))
        woken += [line.case for line in page]
        after = page[-1].place
    return tuple(woken)


async def _look_again(client: Client, case: CaseId) -> None:
    """A case without a workflow sees the change when it has one again."""
    try:
        await client.get_workflow_handle(case).signal(LOOK_AGAIN)
    except RPCError as gone:
        if gone.status is not RPCStatusCode.NOT_FOUND:
            raise
