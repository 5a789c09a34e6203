"""Asking governance for something, from the console: what comes of it, and whom it wakes."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import structlog
from temporalio.service import RPCError

from activities.ask_governance import wake_open, wish
from activities.govern import Affected, Governor, Outcome
from activities.governed import CASE
from console.backend import Backend
from console.caller import Caller, Machine
from console.desk.cases import command_id
from domain import governance
from domain.governance import Ground
from domain.kernel import BYLAW, Actor, Asked, CaseId, Holder, Refused
from eventlog.errors import Unavailable
from views.errors import NotBuilt

_say = structlog.get_logger(__name__)
_waking: set[asyncio.Task[None]] = set()
"""Held here until they end: the loop itself forgets tasks that nobody holds."""


async def govern(backend: Backend, caller: Caller | Machine, command: str, content: Mapping[str, Any], *, key: str = "") -> Outcome:
    """One governance command, signed by this console. Raises `Refused` with the rule, `Unavailable`."""
    governor = Governor(
        backend.log,
        backend.governed,
        backend.keyring,
        unsigned_allowed=backend.setup.demonstration,
        wake=partial(_wake, backend),
    )
    asked = wish(backend.secret, backend.governed, command, content, by=caller.id, at=caller.at, id=command_id(caller, key))
    outcome = await governor.govern(asked)
    if outcome.refusal is not None:
        raise outcome.refusal
    return outcome


def bases(backend: Backend, caller: Caller | Machine) -> tuple[Holder, ...]:
    """On what bases this person may change the rules now, in their own right first; empty for everybody else."""
    mine = [each for each in governors(backend, caller) if each.person == caller.id]
    return tuple(sorted(mine, key=lambda each: each.stands_in_for is not None))


def governors(backend: Backend, caller: Caller | Machine) -> tuple[Holder, ...]:
    """Everybody who may change the rules now."""
    asked = Asked(case=CASE, id=BYLAW, command=None, by=Actor(id=caller.id), at=caller.at, now=caller.at)
    ground = Ground(organisation=caller.organisation, fallback=backend.governed.pack_at(caller.at).settings.fallback)
    return governance.governing(ground, asked)


async def _wake(backend: Backend, _affected: Affected) -> Sequence[CaseId]:
    """Beside the answer: nobody waits until all open cases have been told."""
    task = asyncio.create_task(_wake_all(backend), name="wake open cases")
    _waking.add(task)
    task.add_done_callback(_waking.discard)
    return ()


async def _wake_all(backend: Backend) -> None:
    try:
        woken = await wake_open(backend.client, backend.reader)
    except (NotBuilt, Unavailable, RPCError, RuntimeError, Refused) as trouble:
        _say.warning("open cases see the change at their next decision", reason=repr(trouble))
    else:
        _say.info("open cases told", cases=len(woken))
