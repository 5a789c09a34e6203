"""A request as its events tell it. `evolve` is bookkeeping: it never judges, never fails, never asks the time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from domain import clocks, duties
from domain.kernel import CaseId, Clock, Duty, PersonId, Recorded
from domain.requests import events as e


class Stage(StrEnum):
    """Where a request stands."""

    ASKED = "asked"
    APPROVED = "approved"
    OUT = "out"
    BACK = "back"
    GRANTED = "granted"
    ENDING = "ending"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One step that somebody must answer: an approval (``1-0-0``: round, stage, place), ``collect`` or ``check``."""

    id: str
    role: str
    clause: str
    rung: int = 0
    """How many people's heads up the ladder's present role is."""
    climbed: int = 0
    """How many entries of the ladder have been used."""
    roles: tuple[tuple[str, int], ...] = ()
    """Every (role, rung) that has been asked; each of them may still answer."""
    assigned: PersonId | None = None
    approved_by: PersonId | None = None
    stalled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """An interval in which the holder may have the resource."""

    id: UUID
    start: datetime
    until: datetime
    confirmed: bool = False
    ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One run of a request plan."""

    id: CaseId
    plan: str
    pack: str
    requester: PersonId
    department: str
    fields: Mapping[str, Any]
    opened_at: datetime
    version: int = 1
    last_at: datetime
    stage: Stage = Stage.ASKED
    outcome: str = ""
    round: int = 1
    asking: str = "grant"
    """What approvals are wanted for: ``grant``, ``extension``, or nothing."""
    asks: str = ""
    """How much more time an extension asks for."""
    sent_back: bool = False
    slots: tuple[Slot, ...] = ()
    clocks: Mapping[str, Clock] = field(default_factory=dict)
    grants: tuple[Grant, ...] = ()
    owed: tuple[Duty, ...] = ()
    overdue: int = 0
    """How many overdue reminders have been owed; above 0 the borrower is blocked."""
    urged_at: datetime | None = None

    @property
    def parties(self) -> Mapping[str, PersonId]:
        return {"requester": self.requester}

    def slot(self, name: str) -> Slot | None:
        return next((slot for slot in self.slots if slot.id == name), None)

    def waiting(self) -> tuple[Slot, ...]:
        """The steps that wait for an answer."""
        return tuple(slot for slot in self.slots if slot.approved_by is None)

    @property
    def grant(self) -> Grant | None:
        """The grant that runs now: the last one that has not ended."""
        return next((grant for grant in reversed(self.grants) if not grant.ended), None)


def opened(recorded: Recorded) -> Request:
    """The case after its first event."""
    first: e.Opened = recorded.event
    return Request(
        id=recorded.case,
        plan=first.plan,
        pack=first.pack,
        requester=first.requester,
        department=first.department,
        fields=first.fields,
        opened_at=recorded.happened_at,
        last_at=recorded.happened_at,
        version=recorded.version,
    )


def evolve(case: Request | None, recorded: Recorded) -> Request:
    """The case with one more event written down."""
    if case is None:
        return opened(recorded)
    case = replace(case, version=recorded.version, last_at=recorded.happened_at)
    event: e.Event = recorded.event
    match event:
        case clocks.Armed() | clocks.Held() | clocks.Resumed() | clocks.Superseded() | clocks.Stopped() | clocks.RanOut():
            return replace(case, clocks=clocks.keep(case.clocks, event))
        case duties.Notified() | duties.Failed():
            return _after_duty(case, recorded)
        case e.StepOpened() | e.ApproverAdded() | e.WentUp() | e.Stalled() | e.HandedOn() | e.Approved():
            return _step(case, recorded)
        case e.Lent() | e.GrantDecided() | e.Granted() | e.Extended() | e.GrantEnded() | e.Revoked():
            return _grant(case, recorded)
        case _:
            return _course(case, recorded)


def _step(case: Request, recorded: Recorded) -> Request:
    """What happens to one of the steps."""
    event = recorded.event
    match event:
        case e.StepOpened(step=step, role=role, rung=rung, clause=clause):
            slot = Slot(id=step, role=role, clause=clause, rung=rung, roles=((role, rung),))
            case = replace(case, slots=(*case.slots, slot), round=max(case.round, event.round))
            return _owe(case, recorded, about="decide" if "-" in step else step, slot=step, clause=clause)
        case e.ApproverAdded(step=step, person=person, clause=clause):
            slot = Slot(id=step, role=f"person {person}", clause=clause, assigned=person)
            return _owe(replace(case, slots=(*case.slots, slot)), recorded, about="decide", slot=step, clause=clause)
        case e.WentUp(step=step, rung=rung, role=role, climbed=climbed, clause=clause):
            case = _change(case, step, lambda s: replace(s, rung=rung, role=role, climbed=climbed, roles=(*s.roles, (role, rung))))
            return _owe(case, recorded, about="went_up", slot=step, clause=clause)
        case e.Stalled(step=step, clause=clause):
            case = _change(case, step, lambda s: replace(s, stalled=True))
            case = _owe(case, recorded, about="alarm", to="fallback", slot="", clause=clause, name="alarm", urgent=True)
            return _owe(case, recorded, about="stalled", to="requester", clause=clause)
        case e.HandedOn(step=step, to=to, clause=clause):
            case = _change(case, step, lambda s: replace(s, assigned=to))
            return _owe(case, recorded, about="handed_on", slot=step, clause=clause)
        case e.Approved(step=step, by=by):
            case = _change(case, step, lambda s: replace(s, approved_by=by))
            return replace(case, owed=tuple(duty for duty in case.owed if duty.slot != step))
        case _:
            return case


def _grant(case: Request, recorded: Recorded) -> Request:
    """What happens to a grant."""
    event = recorded.event
    match event:
        case e.Lent(grant=grant, start=start, until=until):
            case = replace(case, stage=Stage.OUT, asking="", slots=(), grants=(Grant(id=grant, start=start, until=until, confirmed=True),))
            return _owe(_drop_asks(case), recorded, about="lent", to="requester", clause=event.clause)
        case e.GrantDecided(grant=grant, start=start, until=until):
            case = replace(case, stage=Stage.GRANTED, asking="", slots=(), grants=(*case.grants, Grant(id=grant, start=start, until=until)))
            return _owe(_drop_asks(case), recorded, about=str(grant), kind="grant", clause=event.clause, detail=_interval(case, event))
        case e.Granted(grant=grant):
            case = replace(case, grants=tuple(replace(g, confirmed=True) if g.id == grant else g for g in case.grants))
            return _owe(case, recorded, about="granted", to="requester")
        case e.Extended(grant=grant, follows=follows, start=start, until=until):
            rest = tuple(replace(g, ended=True) if g.id == follows and case.stage is Stage.OUT else g for g in case.grants)
            case = replace(case, asking="", slots=(), grants=(*rest, Grant(id=grant, start=start, until=until)))
            case = _owe(_drop_asks(case), recorded, about="extended", to="requester", clause=event.clause)
            if case.stage is not Stage.GRANTED:
                return case
            return _owe(case, recorded, about=str(grant), kind="grant", clause=event.clause, name="grant", detail=_interval(case, event))
        case e.GrantEnded(grants=grants, clause=clause):
            case = replace(case, stage=Stage.ENDING, asking="", slots=(), owed=tuple(d for d in case.owed if d.kind != "grant"))
            for grant in grants:
                case = _owe(case, recorded, about=str(grant), kind="revoke", clause=clause, name=f"revoke-{grant}", urgent=True)
            return case
        case e.Revoked(grant=grant):
            return replace(case, grants=tuple(replace(g, ended=True) if g.id == grant else g for g in case.grants))
        case _:
            return case


def _course(case: Request, recorded: Recorded) -> Request:
    """The course of the request as a whole."""
    event = recorded.event
    match event:
        case e.Opened():
            return case
        case e.SentBack(clause=clause):
            return _owe(replace(case, sent_back=True), recorded, about="sent_back", to="requester", clause=clause)
        case e.Amended(fields=fields, voids=voids):
            case = replace(case, fields={**case.fields, **fields}, sent_back=False)
            anew = replace(case, slots=(), stage=Stage.ASKED, asking="grant", round=case.round + 1) if voids else case
            return _drop_asks(anew) if voids else case
        case e.Urged():
            case = replace(case, urged_at=recorded.happened_at)
            for slot in case.waiting():
                case = _owe(case, recorded, about="urged", slot=slot.id, clause=slot.clause, name=f"urge-{slot.id}")
            return case
        case e.Reminded(about=about, step=step, to=to, clause=clause):
            case = replace(case, overdue=event.times) if about == "overdue" else case
            return _owe(case, recorded, about=about, to=to, slot=step, clause=clause)
        case e.Ready(clause=clause):
            case = replace(case, stage=Stage.APPROVED, asking="", slots=())
            return _owe(_drop_asks(case), recorded, about="ready", to="requester", clause=clause)
        case e.ExtensionAsked(asks=asks, round=round_):
            return replace(case, asking="extension", asks=asks, round=round_, slots=())
        case e.ExtensionEnded(why=why):
            case = _drop_asks(replace(case, asking="", asks="", sent_back=False, slots=()))
            return _owe(case, recorded, about=f"extension_{why}", to="requester")
        case e.Refused() | e.Withdrawn():
            return case
        case e.Returned():
            return _drop_asks(replace(case, stage=Stage.BACK, asking="", slots=()))
        case e.Checked(complete=complete, clause=clause):
            return case if complete else _owe(case, recorded, about="incomplete", to="head of requester's department", clause=clause)
        case e.Closed(outcome=outcome, clause=clause):
            case = replace(_drop_asks(case), stage=Stage.CLOSED, outcome=outcome, asking="", slots=())
            return _owe(case, recorded, about=f"closed_{outcome}", to="requester", clause=clause)
        case _:
            return case


def _after_duty(case: Request, recorded: Recorded) -> Request:
    event = recorded.event
    case = replace(case, owed=duties.without(case.owed, event.event, event.duty))
    if isinstance(event, duties.Failed) and not event.duty.startswith(("notify", "alarm", "urge")):
        return _owe(case, recorded, about="duty_failed", to="fallback", urgent=True)
    return case


def _owe(
    case: Request, recorded: Recorded, *, about: str, to: str = "", slot: str = "", clause: str = "", kind: Any = "notify", name: str = "", **more: Any
) -> Request:
    """One more duty, caused by this event."""
    duty = Duty(
        event=recorded.id, name=name or kind, kind=kind, caused_at=recorded.happened_at, about=about, to=to, slot=slot, clause=clause, **more
    )
    return replace(case, owed=(*case.owed, duty))


def _drop_asks(case: Request) -> Request:
    """Notices about steps that no longer wait are void: reminders stop at once when it is done."""
    return replace(case, owed=tuple(duty for duty in case.owed if not duty.slot))


def _change(case: Request, step: str, how: Any) -> Request:
    return replace(case, slots=tuple(how(slot) if slot.id == step else slot for slot in case.slots))


def _interval(case: Request, event: e.GrantDecided | e.Extended) -> Mapping[str, Any]:
    return {"start": event.start.isoformat(), "until": event.until.isoformat(), "holder": case.requester, "resource": event.resource}


__all__ = ["Grant", "Request", "Slot", "Stage", "evolve", "opened"]
