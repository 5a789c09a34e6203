"""Who did what on a request's way, and when: what a picture of it needs, and what the state would forget."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from domain.kernel import Clause, Holder, Recorded
from domain.requests import events as e

What = Literal[
    "approved", "refused", "extension", "extended", "no_extension", "lent", "granted", "returned", "checked", "revoked", "closed"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something that was done. `step` of an answer, `round` of a wish for more time, `outcome` of an end."""

    what: What
    at: datetime
    who: Holder
    step: str = ""
    round: int = 0
    outcome: str = ""
    clause: Clause = ""


def after(trail: tuple[Mark, ...], recorded: Recorded) -> tuple[Mark, ...]:
    """The trail with this event, if it is one of the way."""
    found = _mark(recorded)
    return trail if found is None else (*trail, found)


def _mark(recorded: Recorded) -> Mark | None:
    """The table of what leaves a mark."""
    event, at = recorded.event, recorded.happened_at
    own = Holder(person=recorded.by, basis="")
    match event:
        case e.Approved():
            return Mark(what="approved", at=at, who=_who(event), step=event.step, clause=event.clause)
        case e.Refused():
            return Mark(what="refused", at=at, who=_who(event), step=event.step, outcome="refused", clause=event.clause)
        case e.ExtensionAsked():
            return Mark(what="extension", at=at, who=own, round=event.round)
        case e.Extended():
            return Mark(what="extended", at=at, who=own, clause=event.clause)
        case e.ExtensionEnded():
            return Mark(what="no_extension", at=at, who=own, outcome=event.why)
        case e.Lent():
            return Mark(what="lent", at=at, who=own, clause=event.clause)
        case e.Granted():
            return Mark(what="granted", at=at, who=own)
        case e.Returned():
            return Mark(what="returned", at=at, who=Holder(person=event.by, basis=event.basis), clause=event.clause)
        case e.Checked():
            outcome = "" if event.complete else "incomplete"
            return Mark(what="checked", at=at, who=Holder(person=event.by, basis=event.basis), outcome=outcome, clause=event.clause)
        case e.Revoked():
            return Mark(what="revoked", at=at, who=own)
        case e.Closed():
            return Mark(what="closed", at=at, who=own, outcome=event.outcome, clause=event.clause)
        case _:
            return None


def _who(event: e.Approved | e.Refused) -> Holder:
    return Holder(person=event.by, basis=event.basis, stands_in_for=event.stands_in_for)
