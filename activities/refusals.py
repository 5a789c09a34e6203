"""Refusals: each is recorded in the stream ``refused/<case>``, with its clause, and no actor can flood the log with them."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from activities.wire import Entry
from domain.kernel import Refused, event_id
from domain.shapes import canonical
from eventlog.errors import CommandReused, VersionConflict
from eventlog.port import Appended, CommandEntry, EventLog, NewEvent, Stream, Write

TYPE = "command.refused"
SHOWN = 200
"""Characters of a refused command that are kept beside its digest."""
WINDOW_S = 60.0
ACTORS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusing:
    """A refusal on its way to the log."""

    case: UUID
    command: UUID
    name: str
    digest: bytes
    no: Refused
    content: bytes
    meta: Mapping[str, Any]
    at: datetime
    reused: bool = False
    """The id stands for another command already, so that this one leaves no row of its own."""


class Refusals:
    """Writes refusals down. Beyond an actor's limit a refusal leaves its row and no event; the next event says how many did."""

    def __init__(self, log: EventLog, now: Callable[[], float] = time.monotonic) -> None:
        self._log = log
        self._now = now
        self._recent: OrderedDict[str, deque[float]] = OrderedDict()
        self._unsaid: dict[str, int] = {}

    async def record(self, refusing: Refusing, actor: str, per_minute: int) -> Appended | None:
        """The row, old or new; None when there is none to write."""
        answer = canonical({"version": 0, "refusal": refusal_out(refusing.no)})
        entry = CommandEntry(id=refusing.command, request_digest=refusing.digest, outcome="refused", answer=answer)
        row = None if refusing.reused else entry
        if not self._may_say(actor, per_minute):
            self._unsaid[actor] = self._unsaid.get(actor, 0) + 1
            return await self._log.append(row, ()) if row else None
        unsaid, version = self._unsaid.pop(actor, 0), 0
        while True:
            try:
                return await self._log.append(row, [_write(refusing, version, unsaid)])
            except VersionConflict as quicker:
                version = quicker.actual
            except CommandReused:
                row = None  # two different commands with one id at once: the second leaves its event only

    def _may_say(self, actor: str, per_minute: int) -> bool:
        recent = self._recent.setdefault(actor, deque())
        self._recent.move_to_end(actor)
        now = self._now()
        while recent and recent[0] <= now - WINDOW_S:
            recent.popleft()
        while len(self._recent) > ACTORS:
            gone, _ = self._recent.popitem(last=False)
            self._unsaid.pop(gone, None)
        if len(recent) >= per_minute:
            return False
        recent.append(now)
        return True


def refusal_out(no: Refused) -> dict[str, Any]:
    """A refusal as data: clause, key, words and field."""
    words = {name: clean(text) for name, text in no.words.items()}
    return {"clause": no.clause, "key": no.key, "words": words, "field": clean(no.field)}


def clean(text: str) -> str:
    """Somebody's text, cut, as every store can keep it: no NUL, no lone surrogate."""
    return text[:SHOWN].replace("\x00", "�").encode("utf-8", "replace").decode()


def shown(entry: Entry) -> bytes:
    """What stands in the log for a command that could not be read."""
    return entry.digest.encode() if entry.digest else entry.body.encode("utf-8", "replace")


def _write(refusing: Refusing, version: int, unsaid: int) -> Write:
    text = refusing.content.decode("utf-8", "replace")
    data = {
        "command": clean(refusing.name),
        **refusal_out(refusing.no),
        "content": clean(text),
        "digest": refusing.digest.hex(),
        "unsaid": unsaid,
    }
    named = uuid5(refusing.command, f"reused/{version}") if refusing.reused else refusing.command
    event = NewEvent(
        event_id=event_id(named, "refused", refusing.case, version + 1),
        type=TYPE,
        schema_version=1,
        happened_at=refusing.at,
        data=canonical(data),
        meta=canonical(dict(refusing.meta)),
    )
    return Write(stream=Stream(category="refused", id=refusing.case), expected_version=version, events=(event,))
