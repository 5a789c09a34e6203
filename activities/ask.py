"""How doors ask: look the case up, seal, sign, hand over, and know the answer whatever happens on the way.

A command that this confirmed is in the log. Where it cannot know, it says so; the same id may always be sent again.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from uuid import UUID, uuid4

from temporalio.client import Client, WithStartWorkflowOperation, WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.service import RPCError

from activities.governed import Governed
from activities.personal import request_digest, seal, sealed_for
from activities.signatures import DoorSecret, sign
from activities.wire import CASES, Refusal
from domain.deciders import DECIDERS
from domain.kernel import CaseId, PersonId, Refused, Unavailable, kind_of, uuid_of
from domain.policy import Plan
from domain.shapes import command_in, personal
from eventlog import errors
from eventlog.keyring import Keyring
from eventlog.port import EventLog, Recorded, StoredEvent, Stream

VALID = timedelta(minutes=30)
"""How long a door's signature may travel. Longer than any `late_delivery`, so that an honest retry still arrives."""
DEADLINE = timedelta(seconds=20)
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.1, 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """What a door needs. Without a `secret` commands go unsigned, which only an embedded stack takes."""

    client: Client
    log: EventLog
    governed: Governed
    keyring: Keyring
    secret: DoorSecret | None = None
    deadline: timedelta = DEADLINE
    deciders: Mapping[str, Any] = field(default_factory=lambda: DECIDERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of a command: it is in the log."""

    outcome: Literal["done", "moot", "refused"]
    case: CaseId
    command: UUID
    version: int = 0
    stage: str = ""
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A command as a caller gives it. `cause` is an event of another case, with its instant, that this comes from."""

    case: CaseId
    name: str
    content: Mapping[str, Any]
    by: PersonId
    command: UUID
    shown: str = ""
    asked_at: datetime
    cause: tuple[UUID, datetime] | None = None
    on_behalf_of: str = ""


async def ask(  # noqa: PLR0913 - a command's envelope
    door: Door,
    case: CaseId,
    name: str,
    content: Mapping[str, Any],
    *,
    by: PersonId,
    command: UUID | None = None,
    shown: str = "",
    asked_at: datetime | None = None,
    cause: tuple[UUID, datetime] | None = None,
    on_behalf_of: str = "",
) -> Answer:
    """Ask a case for something; the answer is in the log. Raises `Unavailable` where that is not known."""
    wish = Wish(
        case=case,
        name=name,
        content=content,
        by=by,
        command=command or uuid4(),
        shown=shown,
        asked_at=asked_at or datetime.now(UTC),
        cause=cause,
        on_behalf_of=on_behalf_of,
    )
    try:
        return await _ask(door, wish)
    except Refused as no:
        return _refused(wish, no)
    except errors.Unavailable as trouble:
        raise Unavailable(f"the log does not answer ({trouble}); {wish.command} is not known to be recorded: send it again") from trouble


async def _ask(door: Door, wish: Wish) -> Answer:
    kind = kind_of(wish.case)
    if kind not in door.deciders:
        raise Refused("house:form", "unknown_case", case=wish.case[:80])
    try:
        stream = Stream(category=kind, id=uuid_of(wish.case))
    except ValueError:
        raise Refused("house:form", "unknown_case", case=wish.case[:80]) from None
    reads = ((stream, 0), (door.governed.stream, door.governed.version))
    row, (events, governance) = await door.log.load(wish.command, reads)
    door.governed.absorb(governance)
    digest = await request_digest(door.keyring, case=wish.case, command=wish.name, by=wish.by, content=wish.content, shown=wish.shown)
    if row is not None:
        return _recorded(wish, row, digest)
    if not events and wish.name not in door.deciders[kind].OPENINGS:
        raise Refused("house:form", "unknown_case", case=wish.case)
    command_in(kind, wish.name, wish.content)  # what does not parse is answered here; sealed, nobody could see it any more
    payload = await _payload(door, wish, digest, _plan(door, wish, events))
    return await _hand_over(door, wish, payload, digest)


async def _payload(door: Door, wish: Wish, digest: bytes, plan: Plan | None) -> Mapping[str, Any]:
    """The envelope: digest first, then sealed, then signed."""
    found, people = personal(kind_of(wish.case), wish.name, wish.content, plan), door.governed.organisation(wish.asked_at).people
    paths = [(path, sealed_for(whose, case=wish.case, by=wish.by, people=people)) for path, whose in found]
    sealed = await seal(wish.content, paths, wish.command, door.keyring)
    payload: dict[str, Any] = {
        **sealed,
        "id": str(wish.command),
        "by": wish.by,
        "asked_at": wish.asked_at.isoformat(),
        "digest": digest.hex(),
    }
    if wish.shown:
        payload["shown"] = wish.shown
    if wish.cause is not None:
        payload["cause"] = {"event": str(wish.cause[0]), "at": wish.cause[1].isoformat()}
    if wish.on_behalf_of:
        payload["on_behalf_of"] = wish.on_behalf_of
    if door.secret is None:
        return payload
    return sign(door.secret, payload, case=wish.case, command=wish.name, expires=wish.asked_at + VALID)


async def _hand_over(door: Door, wish: Wish, payload: Mapping[str, Any], digest: bytes) -> Answer:
    """Until it is known what came of it, or the deadline."""
    loop = asyncio.get_running_loop()
    until, pause, attempt = loop.time() + door.deadline.total_seconds(), _FIRST_PAUSE_S, 0
    while (left := until - loop.time()) > 0:
        said = await _once(door, wish, payload, attempt, left)
        if said is not None and said["outcome"] != "unknown":
            return _answered(wish, said)
        row = await door.log.command(wish.command)
        if row is not None:
            return _recorded(wish, row, digest)
        await asyncio.sleep(min(pause, max(until - loop.time(), 0)))
        pause, attempt = min(2 * pause, _LONGEST_PAUSE_S), attempt + 1
    raise Unavailable(f"{wish.command} is not known to be recorded: send it again, it cannot happen twice")


async def _once(door: Door, wish: Wish, payload: Mapping[str, Any], attempt: int, within_s: float) -> Mapping[str, Any] | None:
    """One update-with-start; None on any doubt."""
    start: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
        kind_of(wish.case),
        id=wish.case,
        task_queue=CASES,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
    )
    # Temporal remembers an Update's answer, also "not known": a later try is an Update of its own. Judge knows the command's id.
    update = str(wish.command) if attempt == 0 else f"{wish.command}/{uuid4().hex[:8]}"
    try:
        async with asyncio.timeout(within_s):
            said: Mapping[str, Any] = await door.client.execute_update_with_start_workflow(
                wish.name, payload, start_workflow_operation=start, id=update, rpc_timeout=timedelta(seconds=within_s)
            )
    except (TimeoutError, RPCError, WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError):
        return None
    finally:
        _forget(start)
    return said


def _forget(start: WithStartWorkflowOperation[Any, Any]) -> None:
    """The operation's own future fails as well; nobody asks it."""
    future = start._workflow_handle  # noqa: SLF001 - the SDK offers no other way to say so
    if future.done() and not future.cancelled():
        future.exception()


def _plan(door: Door, wish: Wish, events: list[StoredEvent]) -> Plan | None:
    if not events:
        name = wish.content.get("plan")
        return door.governed.plan(name if isinstance(name, str) else "", wish.asked_at)[0]
    opened = json.loads(events[0].data)
    return door.governed.pack(opened["pack"]).plans[opened["plan"]]


# --- answers ----------------------------------------------------------------------------------


def _recorded(wish: Wish, row: Recorded, digest: bytes) -> Answer:
    if row.request_digest != digest:
        raise Refused("house:form", "id_reused", field="id")
    said = json.loads(row.answer)
    return _answered(wish, {"outcome": row.outcome, **said})


def _answered(wish: Wish, said: Mapping[str, Any]) -> Answer:
    no = said.get("refusal")
    refusal = Refusal(clause=no["clause"], key=no["key"], words=no["words"], field=no["field"]) if no else None
    return Answer(
        outcome=said["outcome"],
        case=wish.case,
        command=wish.command,
        version=said.get("version", 0),
        stage=said.get("stage", ""),
        refusal=refusal,
    )


def _refused(wish: Wish, no: Refused) -> Answer:
    refusal = Refusal(clause=no.clause, key=no.key, words=no.words, field=no.field)
    return Answer(outcome="refused", case=wish.case, command=wish.command, refusal=refusal)
