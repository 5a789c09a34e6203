"""What the page of a case shows beside what every kind has: the file, the panel, the week's lines, the incident room."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from console.backend import Backend
from console.caller import Caller
from console.desk.cases import Seen
from console.desk.rooms import follow_up, incident, investigation, panel
from console.desk.rooms.parts import Room
from domain.kernel import kind_of

ROOMS: Mapping[str, Callable[[Backend, Caller, Seen], Awaitable[Room | None]]] = {
    "violation": investigation.room,
    "appeal": panel.room,
    "control": follow_up.room,
    "incident": incident.room,
}


async def room(backend: Backend, caller: Caller, seen: Seen) -> Room | None:
    """The room of a case's kind as this reader sees it; None where there is none."""
    made = ROOMS.get(kind_of(seen.id))
    return await made(backend, caller, seen) if made is not None else None
