"""What may be asked of governance, and what happened: the stream of packs, calendars, organisation, stand-ins and doors.

A document is plain JSON as it was handed in. Names and addresses inside an organisation are sealed before they come here,
so the digest that names a document is taken over what the log keeps and betrays nobody after an erasure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from domain.kernel import PersonId

What = Literal["pack", "calendar", "organisation"]
Document = Mapping[str, Any]


# --- asked ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptFirst:
    """The first pack, calendar and organisation, by one person alone, into an empty log.

    With `door_key` and `door_public` the first door as well: without one nothing later could be signed.
    """

    pack: Document
    calendar: Document
    organisation: Document
    door_key: str = ""
    door_public: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Propose:
    """Put a new document before somebody else. `what` is pack, calendar or organisation."""

    what: str
    document: Document
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopt:
    """Put into force what another person proposed; `digest` names it."""

    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegate:
    """From `start` (in) until `end` (out) `stand_in` acts for `absent`; without `absent`, for whoever asks."""

    stand_in: PersonId
    start: datetime
    end: datetime
    reason: Any
    absent: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndDelegation:
    """End a stand-in before its time, or take back one that has not begun; `delegation` is its id."""

    delegation: str
    reason: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class AddDoorKey:
    """Let a door vouch for people, or for the one machine that is named."""

    key: str
    public: str
    """Ed25519, 32 bytes, base64."""
    title: str
    machine: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawDoorKey:
    """From now on believe nothing that this key signed."""

    key: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddToken:
    """Let a machine in until an instant, for what `rights` name and nothing else. `token` is its id, never the secret."""

    token: str
    digest: str
    """SHA-256 of the secret, in hex: the secret itself is shown once, to whoever made it, and stands nowhere."""
    machine: PersonId
    title: str
    rights: tuple[str, ...]
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawToken:
    """From now on nothing comes in with this token."""

    token: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignDuty:
    """From `start` (in) until `end` (out) `person` is on duty for the post."""

    post: str
    person: PersonId
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyWindow:
    """One window of a calendar; `uid` names it there."""

    person: PersonId
    start: datetime
    end: datetime
    uid: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportDuties:
    """What a calendar says of a post's roster: all of it or nothing.

    From `whole_from` until `whole_until` it was read whole: what calendars brought there, and this one does not have, is withdrawn.
    Without these two nothing is.
    """

    post: str
    windows: tuple[DutyWindow, ...]
    whole_from: datetime | None = None
    whole_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawDuty:
    """End a window before its time, or take back one that has not begun; `duty` is its id."""

    duty: str
    reason: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapDuty:
    """What is left of a window goes to somebody else; `duty` is its id."""

    duty: str
    to: PersonId
    reason: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeDuty:
    """Another time, or another person, for a window; what is left out stays. `duty` is its id."""

    duty: str
    reason: Any
    person: PersonId | None = None
    start: datetime | None = None
    end: datetime | None = None


OfDuty = AssignDuty | ImportDuties | WithdrawDuty | SwapDuty | ChangeDuty
OfTokens = AddToken | WithdrawToken
Command = AdoptFirst | Propose | Adopt | Delegate | EndDelegation | AddDoorKey | WithdrawDoorKey | OfTokens | OfDuty


# --- happened ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PackProposed:
    """Somebody proposed a pack in place of the one named by `replaces`."""

    digest: str
    document: Document
    replaces: str
    reason: str
    stood_in_for: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PackAdopted:
    """A pack came into force, for cases opened from now on. `proposed_by` is None for the first."""

    digest: str
    document: Document
    proposed_by: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarProposed:
    """Somebody proposed a calendar in place of the one named by `replaces`."""

    digest: str
    document: Document
    replaces: str
    reason: str
    stood_in_for: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarAdopted:
    """A calendar came into force; due dates already written stay as they are."""

    digest: str
    document: Document
    proposed_by: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationProposed:
    """Somebody proposed an organisation in place of the one named by `replaces`."""

    digest: str
    document: Document
    replaces: str
    reason: str
    stood_in_for: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationChanged:
    """From now on people, posts and departments are these."""

    digest: str
    document: Document
    proposed_by: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StandInSet:
    """Somebody acts for an absent person within this window, also in tasks already open."""

    id: str
    absent: PersonId
    stand_in: PersonId
    start: datetime
    end: datetime
    reason: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class StandInEnded:
    """The window ended before its time."""

    id: str
    absent: PersonId
    stand_in: PersonId
    reason: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorKeyAdded:
    """This key may vouch: for any person, or for one machine."""

    key: str
    public: str
    title: str
    machine: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorKeyWithdrawn:
    """This key vouches for nobody any more."""

    key: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenAdded:
    """With the secret of this digest that machine may do what `rights` name, until then."""

    token: str
    digest: str
    machine: PersonId
    title: str
    rights: tuple[str, ...]
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenWithdrawn:
    """This token opens nothing any more."""

    token: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyAssigned:
    """Within this window that person is on duty for the post. `uid`: what the calendar that it was read from calls it."""

    id: str
    post: str
    person: PersonId
    start: datetime
    end: datetime
    uid: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyWithdrawn:
    """The window ended before its time."""

    id: str
    post: str
    person: PersonId
    reason: Any


CHANGED = "the calendar that it was read from says otherwise now"
GONE = "the calendar that it was read from does not have it any more"
"""Reasons of `DutyWithdrawn` that no person gives: what is gone may come again, what people took back stays away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutySwapped:
    """What was left of the window `replaces` is another person's, or of another time, as a window of its own."""

    id: str
    replaces: str
    post: str
    given_by: PersonId
    person: PersonId
    start: datetime
    end: datetime
    reason: Any
    uid: str = ""


Proposed = PackProposed | CalendarProposed | OrganisationProposed
Adopted = PackAdopted | CalendarAdopted | OrganisationChanged
Rostered = DutyAssigned | DutyWithdrawn | DutySwapped
Event = Proposed | Adopted | StandInSet | StandInEnded | DoorKeyAdded | DoorKeyWithdrawn | TokenAdded | TokenWithdrawn | Rostered


# --- names on the wire; never changed once released --------------------------------------------

COMMANDS: Mapping[str, type] = {
    "adopt_first": AdoptFirst,
    "propose": Propose,
    "adopt": Adopt,
    "delegate": Delegate,
    "end_delegation": EndDelegation,
    "add_door_key": AddDoorKey,
    "withdraw_door_key": WithdrawDoorKey,
    "add_token": AddToken,
    "withdraw_token": WithdrawToken,
    "assign_duty": AssignDuty,
    "import_duties": ImportDuties,
    "withdraw_duty": WithdrawDuty,
    "swap_duty": SwapDuty,
    "change_duty": ChangeDuty,
}

EVENTS: Mapping[str, type] = {
    "governance.pack_proposed": PackProposed,
    "governance.pack_adopted": PackAdopted,
    "governance.calendar_proposed": CalendarProposed,
    "governance.calendar_adopted": CalendarAdopted,
    "governance.organisation_proposed": OrganisationProposed,
    "governance.organisation_changed": OrganisationChanged,
    "governance.stand_in_set": StandInSet,
    "governance.stand_in_ended": StandInEnded,
    "governance.door_key_added": DoorKeyAdded,
    "governance.door_key_withdrawn": DoorKeyWithdrawn,
    "governance.token_added": TokenAdded,
    "governance.token_withdrawn": TokenWithdrawn,
    "governance.duty_assigned": DutyAssigned,
    "governance.duty_withdrawn": DutyWithdrawn,
    "governance.duty_swapped": DutySwapped,
}
