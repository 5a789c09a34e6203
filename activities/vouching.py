"""Who asks: looked up as of the instant, never taken from what the sender says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from activities.governed import Governed
from activities.received import Received
from activities.signatures import verify
from domain.kernel import SYSTEM, Actor, CaseId, PersonId, Refused
from domain.organisation import by_handle
from domain.reports.receipts import BASIS, is_receipt, receipt_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouched:
    """Who asks, and how that is known. `asked_at` only where a door signed it; `mark` is what the event keeps of it."""

    actor: Actor
    asked_at: datetime | None = None
    mark: Mapping[str, Any] = field(default_factory=dict)


OURSELVES = Vouched(actor=Actor(id=SYSTEM, machine=True))
"""The loop's own clocks and duties."""


def vouch(received: Received, case: CaseId, governed: Governed, now: datetime, *, unsigned_allowed: bool) -> Vouched:
    """Who sent this. Refused (house:signature, house:form) when nobody believable did."""
    if received.signature is None and unsigned_allowed:
        actor = _receipt(received.by, case) or _actor(received.by, governed, now, machine=received.by == SYSTEM)
        return Vouched(actor=actor, mark={"unsigned": True})
    voucher = verify(received.payload, case=case, command=received.name, keys=lambda key: governed.door_key(key, now), now=now)
    # The installation's own door also speaks for itself: that is how one case tells another.
    machine = voucher.machine is not None
    receipt = None if machine else _receipt(received.by, case)
    actor = receipt or _actor(received.by, governed, now, machine=machine or received.by == SYSTEM)
    return Vouched(actor=actor, asked_at=voucher.asked_at, mark={"signature": dict(received.signature or {})})


def _receipt(by: str, case: CaseId) -> Actor | None:
    """Whoever holds the receipt of this very report: no person, and nobody in any other case (house:reporter)."""
    if not is_receipt(by):
        return None
    if by != receipt_of(case):
        raise Refused("house:reporter", "only_the_reporter", field="by")
    return Actor(id=receipt_of(case), machine=True, basis=BASIS)


def _actor(by: str, governed: Governed, at: datetime, *, machine: bool) -> Actor:
    """What this person holds at the instant."""
    if machine:
        return Actor(id=PersonId(by), machine=True)
    if not by:
        raise Refused("house:form", "missing_field", field="by")
    person = by_handle(governed.organisation(at), by)
    if person is None:
        raise Refused("house:form", "unknown_person", field="by", person=by)
    return Actor(id=person.id, department=person.department, posts=tuple(person.posts))
