"""What somebody had to do by when, and whether they did: one line for each clock that was armed for it, from the clock's events alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from domain import clocks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from domain.kernel import PersonId, Recorded
    from views.telling import Kind

Outcome = Literal["met", "missed", "stopped", "running", "held"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """One of them. `armed` is the version of the event that began it; `task` says what is to be done.

    Met when the deed came with the clock's stop, and then `person` did it; stopped when it became void. What ran out stays missed,
    whatever was done later; its end is when it was due, and `late_s` says by how much that was noticed late.
    """

    armed: int
    clock: str
    task: str
    clause: str
    rule: str
    started: datetime
    due_at: datetime | None
    ended_at: datetime | None = None
    outcome: Outcome = "running"
    person: PersonId | None = None
    late_s: float | None = None


Append = tuple["Recorded", ...]
"""The events of a case that were written together: what one command did."""


def obligations(kind: Kind, appends: Sequence[Append]) -> tuple[Obligation, ...]:
    """Those of a case, in the order in which they began."""
    running: dict[str, Obligation] = {}
    ended: list[Obligation] = []
    for append in appends:
        for one in append:
            clock = _clock_of(one.event)
            before = running.pop(clock, None)
            after = _after(kind, before, one, append)
            if before is not None and after is not None and after.armed != before.armed:  # armed again without a stop
                ended.append(replace(before, outcome="stopped", ended_at=one.happened_at))
            if after is not None and after.ended_at is None:
                running[clock] = after
            elif after is not None:
                ended.append(after)
    return tuple(sorted((*ended, *running.values()), key=lambda each: each.armed))


def _clock_of(event: object) -> str:
    return event.clock if isinstance(event, clocks.ClockEvent) else ""


def _after(kind: Kind, before: Obligation | None, one: Recorded, append: Append) -> Obligation | None:
    """The obligation under this event's clock after it."""
    event = one.event
    if isinstance(event, clocks.Armed):
        return _begun(event, kind.obligation(event.clock), one.version)
    if before is None:
        return None
    match event:
        case clocks.Held():
            return replace(before, outcome="held", due_at=None)
        case clocks.Resumed(due=due):
            return replace(before, outcome="running", due_at=due)
        case clocks.Superseded(due=due):
            return replace(before, due_at=due)
        case clocks.RanOut(due=due, late_s=late_s):
            return replace(before, outcome="missed", due_at=due, ended_at=due, late_s=late_s)
        case clocks.Stopped():
            return _stopped(kind, before, one, append)
        case _:
            return before


def _begun(event: clocks.Armed, task: str, version: int) -> Obligation | None:
    if not task:
        return None
    return Obligation(
        armed=version, clock=event.clock, task=task, clause=event.clause, rule=event.rule, started=event.started, due_at=event.due
    )


def _stopped(kind: Kind, before: Obligation, one: Recorded, append: Append) -> Obligation:
    """Met if the same command did what the clock waited for; otherwise nothing was wanted any more."""
    for deed in append:
        if kind.met(before.clock, deed.event):
            return replace(before, outcome="met", ended_at=one.happened_at, person=deed.by)
    return replace(before, outcome="stopped", ended_at=one.happened_at)


def columns(obligation: Obligation) -> Mapping[str, object]:
    """As the list keeps it."""
    return {name: getattr(obligation, name) for name in Obligation.__slots__}
