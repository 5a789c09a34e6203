"""Whom notices reach: who has an address, whose notices failed of late, and what waits for whom. The first is everybody's to know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from console.backend import Backend
from console.caller import Caller
from domain import reading
from domain.kernel import PersonId
from domain.reading import Reach

LATELY = timedelta(days=7)
LOOKED_AT = 500
"""Notices that did not get through: so many are looked at."""
COUNTED = 100
"""Tasks of one person: more are not counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What is asked of somebody now: of these tasks so many are overdue, so many are theirs only as a stand-in. `more`: there are more."""

    tasks: int
    overdue: int
    stood_in: int
    more: bool


def reach_of(backend: Backend, caller: Caller) -> Reach:
    """What the pack lets the caller read of others."""
    return reading.reach(backend.governed.pack_at(caller.at).reading, caller.organisation, caller.id, caller.at)


async def failed(backend: Backend, caller: Caller) -> Mapping[PersonId, int]:
    """How many notices of the last week did not reach whom; of the caller alone, unless the notices of others are theirs to read."""
    mine = "" if reach_of(backend, caller).notices else caller.id
    found = await backend.outbox.read(to=mine, limit=LOOKED_AT, waiting=True)
    late = (each for each in found if each.at >= caller.at - LATELY and (each.state == "rejected" or each.tries))
    return Counter(person for each in late for person in each.to)


async def load(backend: Backend, caller: Caller, person: PersonId) -> Load | None:
    """None unless it is one's own, or figures of single persons are the caller's to read."""
    if person != caller.id and not reach_of(backend, caller).figures:
        return None
    found = await backend.reader.inbox(person, caller.at, limit=COUNTED + 1)
    tasks = found[:COUNTED]
    return Load(
        tasks=len(tasks),
        overdue=sum(task.due_at is not None and task.due_at <= caller.at for task in tasks),
        stood_in=sum(task.stands_in_for is not None for task in tasks),
        more=len(found) > COUNTED,
    )
