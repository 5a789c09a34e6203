"""What happened to a request, for ever. Every date is already decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from domain import clocks, duties
from domain.kernel import Clause, PersonId
from domain.requests.commands import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """Somebody asked for what a plan grants, under the pack of this digest."""

    plan: str
    pack: str
    requester: PersonId
    department: str
    fields: Mapping[str, Any]
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class StepOpened:
    """Somebody must answer. `people` is who that was at this instant; it is resolved again at each use."""

    step: str
    round: int
    role: str
    rung: int
    people: tuple[PersonId, ...]
    basis: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class WentUp:
    """Nobody answered, or nobody may: the step goes one rung up the ladder; no `people` = nobody may answer there either."""

    step: str
    rung: int
    role: str
    climbed: int
    people: tuple[PersonId, ...]
    basis: str
    why: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Stalled:
    """Nobody is left who may decide: an alarm, never an approval."""

    step: str
    why: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """One of those asked said yes, on this basis, to what was shown."""

    step: str
    by: PersonId
    basis: str
    stands_in_for: PersonId | None
    shown: str
    note: Text
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The answer is no; `by` is the system when nobody answered in time."""

    step: str
    by: PersonId
    basis: str
    stands_in_for: PersonId | None
    shown: str
    reason: Text
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class SentBack:
    """More information is wanted; the answer clocks are held."""

    step: str
    by: PersonId
    question: Text
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """Lines of the form changed. `voids`: a material one did, so that earlier approvals no longer count."""

    fields: Mapping[str, Any]
    note: Text
    material: tuple[str, ...]
    voids: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOn:
    """A step was given to somebody else."""

    step: str
    by: PersonId
    to: PersonId
    reason: Text
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproverAdded:
    """One more yes is wanted."""

    step: str
    round: int
    by: PersonId
    person: PersonId
    reason: Text
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Urged:
    """The requester asked those who must act to do so."""

    by: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Commented:
    """Somebody who has to do with the case said something; nothing was decided."""

    by: PersonId
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded:
    """A reminder is owed. `times` counts those of the same kind."""

    about: str
    step: str
    to: str
    clause: Clause
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """Approved; the document waits to be fetched."""

    resource: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Lent:
    """The document left the archive; due back before this instant."""

    grant: UUID
    resource: str
    to: PersonId
    by: PersonId
    start: datetime
    until: datetime
    note: Text
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantDecided:
    """The privilege is to be given, for this interval."""

    grant: UUID
    resource: str
    to: PersonId
    start: datetime
    until: datetime
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """The target system confirmed that the grant is in force."""

    grant: UUID
    receipt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionAsked:
    """More time is asked for; the same people decide again."""

    reason: Text
    asks: str
    round: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended:
    """More time was given: a new grant that follows the old one."""

    grant: UUID
    follows: UUID
    resource: str
    start: datetime
    until: datetime
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionEnded:
    """No more time: refused, or no longer wanted. The grant runs as it was."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """The document came back, in time or not; it waits to be checked."""

    by: PersonId
    basis: str
    in_time: bool
    note: Text
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What came back was checked."""

    by: PersonId
    basis: str
    complete: bool
    note: Text
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantEnded:
    """The privilege must end now; it counts as ended only when the target confirms it."""

    grants: tuple[UUID, ...]
    why: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoked:
    """The target system confirmed that the grant has ended."""

    grant: UUID
    receipt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """The requester took the request back."""

    by: PersonId
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """Nothing more is wanted of this case."""

    outcome: str
    clause: Clause


Event = (
    Opened | StepOpened | WentUp | Stalled | Approved | Refused | SentBack | Amended | HandedOn | ApproverAdded | Urged | Reminded
    | Ready | Lent | GrantDecided | Granted | ExtensionAsked | Extended | ExtensionEnded | Returned | Checked | GrantEnded | Revoked
    | Withdrawn | Closed | clocks.ClockEvent | duties.Notified | duties.Failed
    | Commented
)  # fmt: skip

EVENTS: Mapping[str, type] = {
    "request.opened": Opened,
    "request.step_opened": StepOpened,
    "request.went_up": WentUp,
    "request.stalled": Stalled,
    "request.approved": Approved,
    "request.refused": Refused,
    "request.sent_back": SentBack,
    "request.amended": Amended,
    "request.handed_on": HandedOn,
    "request.approver_added": ApproverAdded,
    "request.urged": Urged,
    "request.commented": Commented,
    "request.reminded": Reminded,
    "request.ready": Ready,
    "request.lent": Lent,
    "request.grant_decided": GrantDecided,
    "request.granted": Granted,
    "request.extension_asked": ExtensionAsked,
    "request.extended": Extended,
    "request.extension_ended": ExtensionEnded,
    "request.returned": Returned,
    "request.checked": Checked,
    "request.grant_ended": GrantEnded,
    "request.revoked": Revoked,
    "request.withdrawn": Withdrawn,
    "request.closed": Closed,
}
