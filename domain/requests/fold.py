"""Writing down what happened to a request. Bookkeeping: it never judges, never fails, never asks the time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from domain import clocks, duties
from domain.kernel import Duty, PersonId, Recorded
from domain.requests import events as e
from domain.requests import trail
from domain.requests.state import Grant, Request, Slot, Stage


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
    case = replace(case, version=recorded.version, last_at=recorded.happened_at, trail=trail.after(case.trail, recorded))
    event: e.Event = recorded.event
    match event:
        case clocks.Armed() | clocks.Held() | clocks.Resumed() | clocks.Superseded() | clocks.Stopped() | clocks.RanOut():
            provisional = clocks.still_provisional(case.provisional, event)
            return replace(case, clocks=clocks.keep(case.clocks, event), provisional=provisional)
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
            slot = Slot(id=step, role=role, clause=clause, rung=rung, roles=((role, rung),), asked=recorded.id)
            case = replace(case, slots=(*case.slots, slot), round=max(case.round, event.round))
            return _owe(case, recorded, about="decide" if "-" in step else step, slot=step, clause=clause)
        case e.ApproverAdded(step=step, person=person, clause=clause):
            slot = Slot(id=step, role="", clause=clause, assigned=person, named=(person,), asked=recorded.id)
            return _owe(replace(case, slots=(*case.slots, slot)), recorded, about="decide", slot=step, clause=clause)
        case e.WentUp(step=step, clause=clause):
            case = _change(case, step, lambda slot: _higher(slot, event, recorded.id))
            return _owe(case, recorded, about="went_up", slot=step, clause=clause) if event.people else case
        case e.Stalled(step=step, clause=clause):
            case = _change(case, step, lambda slot: replace(slot, stalled=True))
            case = _owe(case, recorded, about="alarm", to="fallback", clause=clause, name="alarm", urgent=True)
            return _owe(case, recorded, about="stalled", to="requester", clause=clause)
        case e.HandedOn(step=step, to=to, clause=clause):
            case = _change(_drop(case, step), step, lambda slot: _given_to(slot, to, recorded.id))
            return _owe(case, recorded, about="handed_on", slot=step, clause=clause)
        case e.Approved(step=step):
            return _drop(_change(case, step, lambda s: replace(s, approved_by=event.by, approved_for=event.stands_in_for)), step)
        case _:
            return case


def _higher(slot: Slot, event: e.WentUp, asked: UUID) -> Slot:
    """A step one rung up; everybody below may still answer."""
    roles = tuple(dict.fromkeys((*slot.roles, (event.role, event.rung))))
    return replace(slot, role=event.role, rung=event.rung, climbed=event.climbed, roles=roles, assigned=None, asked=asked, stalled=False)


def _given_to(slot: Slot, person: PersonId, asked: UUID) -> Slot:
    """A step that is somebody else's alone now; it still goes up from where it was."""
    return replace(slot, assigned=person, named=(person,), roles=(), asked=asked, stalled=False)


def _grant(case: Request, recorded: Recorded) -> Request:
    """What happens to a grant."""
    event = recorded.event
    match event:
        case e.Lent():
            case = _decided(replace(case, stage=Stage.OUT), Grant(id=event.grant, start=event.start, until=event.until, confirmed=True))
            return _owe(case, recorded, about="lent", to="requester", clause=event.clause)
        case e.GrantDecided():
            case = _decided(replace(case, stage=Stage.GRANTED), _granted(event, recorded))
            return _owe(case, recorded, about=str(event.grant), kind="grant", clause=event.clause, detail=_interval(case, event))
        case e.Granted(grant=grant):
            case = _mark(case, (grant,), confirmed=True)
            return _owe(case, recorded, about="granted", to="requester") if case.stage is Stage.GRANTED else case
        case e.Extended():
            return _extended(case, event, recorded)
        case e.GrantEnded(grants=grants, clause=clause):
            return _ending(case, grants, clause, recorded)
        case e.Revoked(grant=grant):
            return _mark(case, (grant,), ended=True)
        case _:
            return case


def _granted(event: e.GrantDecided | e.Extended, recorded: Recorded) -> Grant:
    return Grant(id=event.grant, event=recorded.id, start=event.start, until=event.until)


def _decided(case: Request, grant: Grant) -> Request:
    """One grant more, and nothing is asked for any longer."""
    return _drop(replace(case, asking="", asks="", sent_back=False, slots=(), grants=(*case.grants, grant)))


def _extended(case: Request, event: e.Extended, recorded: Recorded) -> Request:
    """A document has one term at a time; the intervals of a privilege stand side by side, so that no end cuts another short."""
    lent = case.stage is Stage.OUT
    case = _mark(case, (event.follows,), ended=True) if lent else case
    case = _decided(replace(case, overdue=0), replace(_granted(event, recorded), confirmed=lent))
    case = _owe(case, recorded, about="extended", to="requester", clause=event.clause)
    if lent:
        return case
    return _owe(case, recorded, about=str(event.grant), kind="grant", clause=event.clause, name="grant", detail=_interval(case, event))


def _ending(case: Request, grants: tuple[UUID, ...], clause: str, recorded: Recorded) -> Request:
    """Each of these grants is to be taken back, by a fresh duty: what was tried before says nothing any more."""
    about = {str(grant) for grant in grants}
    case = replace(case, stage=Stage.ENDING, outcome="", owed=tuple(duty for duty in case.owed if duty.about not in about))
    case = _drop(replace(_mark(case, grants, ended=False), asking="", asks="", sent_back=False, slots=()))
    for grant in grants:
        case = _owe(case, recorded, about=str(grant), kind="revoke", clause=clause, name=f"revoke-{grant}", urgent=True)
    return case


def _course(case: Request, recorded: Recorded) -> Request:
    """The course of the request as a whole."""
    event = recorded.event
    match event:
        case e.SentBack(clause=clause):
            return _owe(replace(case, sent_back=True), recorded, about="sent_back", to="requester", clause=clause)
        case e.Amended():
            return _amended(case, event)
        case e.Urged():
            return _urged(case, recorded)
        case e.Commented():
            return _commented(case, recorded)
        case e.Reminded():
            return _reminded(case, recorded)
        case e.Ready():
            return _drop(replace(case, stage=Stage.APPROVED, asking="", slots=()))
        case e.ExtensionAsked(asks=asks, round=round_):
            return replace(case, asking="extension", asks=asks, round=round_, slots=())
        case e.ExtensionEnded(why=why):
            case = _drop(replace(case, asking="", asks="", sent_back=False, slots=()))
            return _owe(case, recorded, about=f"extension_{why}", to="requester")
        case e.Returned(in_time=in_time):
            overdue = 0 if in_time else case.overdue
            return _drop(replace(case, stage=Stage.BACK, asking="", asks="", sent_back=False, slots=(), overdue=overdue))
        case e.Closed(outcome=outcome, clause=clause):
            case = _drop(replace(case, stage=Stage.CLOSED, outcome=outcome, asking="", asks="", sent_back=False, slots=(), overdue=0))
            return _owe(case, recorded, about=f"closed_{outcome}", to="requester", clause=clause)
        case _:  # opened, refused, withdrawn, checked: the event after it says what follows
            return case


def _amended(case: Request, event: e.Amended) -> Request:
    case = replace(case, fields={**case.fields, **event.fields}, sent_back=False)
    return _drop(replace(case, slots=(), stage=Stage.ASKED, asking="grant", round=case.round + 1)) if event.voids else case


def _urged(case: Request, recorded: Recorded) -> Request:
    case = replace(case, urged_at=recorded.happened_at)
    for slot in case.waiting():
        case = _owe(case, recorded, about="urged", slot=slot.id, clause=slot.clause, name=f"urge-{slot.id}")
    return case


def _commented(case: Request, recorded: Recorded) -> Request:
    """The requester's words go to those who are asked; those of anybody else to the requester."""
    if recorded.event.by != case.requester:
        return _owe(case, recorded, about="commented", to="requester", clause="house:comments")
    for slot in case.waiting():
        case = _owe(case, recorded, about="commented", slot=slot.id, clause="house:comments", name=f"comment-{slot.id}")
    return case


def _reminded(case: Request, recorded: Recorded) -> Request:
    """Whoever is responsible hears of it; of an overdue loan also the borrower."""
    event: e.Reminded = recorded.event
    if event.about == "overdue":
        case = replace(case, overdue=event.times)
        case = _owe(case, recorded, about="bring_back", to="requester", clause=event.clause, name="notify-borrower")
    return _owe(case, recorded, about=event.about, to=event.to, slot=event.step, clause=event.clause)


def _after_duty(case: Request, recorded: Recorded) -> Request:
    event = recorded.event
    ended = next((duty for duty in case.owed if (duty.event, duty.name) == (event.event, event.duty)), None)
    case = replace(case, owed=duties.without(case.owed, event.event, event.duty))
    if not isinstance(event, duties.Failed) or ended is None:
        return case
    if ended.kind in ("grant", "revoke"):
        return _owe(case, recorded, about="duty_failed", to="fallback", urgent=True)
    if ended.kind == "notify" and ended.about != "notice_failed":  # whoever hears of it is told once, not of that notice too
        return _owe(case, recorded, about="notice_failed", to="fallback", clause=ended.clause, urgent=ended.urgent)
    return case


def _owe(case: Request, recorded: Recorded, *, about: str, kind: Any = "notify", name: str = "", **more: Any) -> Request:
    """One more duty, caused by this event."""
    duty = Duty(event=recorded.id, name=name or kind, kind=kind, caused_at=recorded.happened_at, about=about, **more)
    return replace(case, owed=(*case.owed, duty))


def _drop(case: Request, step: str = "") -> Request:
    """Notices about a step that no longer waits, or about any, are void: reminders stop at once when it is done."""
    return replace(case, owed=tuple(duty for duty in case.owed if not duty.slot or (step and duty.slot != step)))


def _change(case: Request, step: str, how: Callable[[Slot], Slot]) -> Request:
    return replace(case, slots=tuple(how(slot) if slot.id == step else slot for slot in case.slots))


def _mark(case: Request, grants: tuple[UUID, ...], *, confirmed: bool | None = None, ended: bool | None = None) -> Request:
    """These grants with what is known of them now; None = as it was."""
    marked = (
        replace(
            each,
            confirmed=each.confirmed if confirmed is None else confirmed,
            ended=each.ended if ended is None else ended,
        )
        if each.id in grants
        else each
        for each in case.grants
    )
    return replace(case, grants=tuple(marked))


def _interval(case: Request, event: e.GrantDecided | e.Extended) -> Mapping[str, Any]:
    """What the target system must know: who, what, from when until when, and the lines of the form."""
    return {
        "start": event.start.isoformat(),
        "until": event.until.isoformat(),
        "holder": case.requester,
        "resource": event.resource,
        "fields": dict(case.fields),
    }
