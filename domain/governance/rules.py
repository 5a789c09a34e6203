"""Who may change the rules, and how: the first alone, every later change by two (house:second-person).

Packs, calendars and the organisation are governed by whoever holds one of the posts of `GOVERNING`; where no
such post is filled, by the pack's fallback. Nobody else: what is not allowed here is refused.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, assert_never

from domain.governance.facts import (
    AddDoorKey,
    Adopt,
    AdoptFirst,
    CalendarAdopted,
    CalendarProposed,
    Command,
    Delegate,
    Document,
    DoorKeyAdded,
    DoorKeyWithdrawn,
    EndDelegation,
    OrganisationChanged,
    OrganisationProposed,
    PackAdopted,
    PackProposed,
    Propose,
    StandInEnded,
    StandInSet,
    What,
    WithdrawDoorKey,
)
from domain.governance.state import Governance, Proposal, Window, door_key, latest, stand_ins
from domain.kernel import Asked, Decision, Holder, PersonId, Refused
from domain.organisation import Organisation, holders
from domain.policy import Role

GOVERNING = ("compliance-officer", "general-manager")
"""The posts that may propose and adopt, in this order."""

FIRST_DOOR = "command line"

_PROPOSED: Mapping[What, type[PackProposed | CalendarProposed | OrganisationProposed]] = {
    "pack": PackProposed,
    "calendar": CalendarProposed,
    "organisation": OrganisationProposed,
}
_ADOPTED: Mapping[What, type[PackAdopted | CalendarAdopted | OrganisationChanged]] = {
    "pack": PackAdopted,
    "calendar": CalendarAdopted,
    "organisation": OrganisationChanged,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a decision stands on: the organisation as of the instant (for the first adoption, the one handed in).

    `fallback` is the pack's; `coming` the organisation that would be in force afterwards, where that changes.
    """

    organisation: Organisation
    fallback: Role
    coming: Organisation | None = None


def decide(state: Governance, asked: Asked, ground: Ground) -> Decision:  # noqa: PLR0911 - the table of contents
    """What happens now, or Refused; no events = moot."""
    command: Command = asked.command
    match command:
        case AdoptFirst():
            return _adopt_first(state, command, asked, ground)
        case Propose():
            return _propose(state, command, asked, ground)
        case Adopt():
            return _adopt(state, command, asked, ground)
        case Delegate():
            return _delegate(state, command, asked, ground)
        case EndDelegation():
            return _end_delegation(state, command, asked, ground)
        case AddDoorKey():
            return _add_door_key(state, command, asked, ground)
        case WithdrawDoorKey():
            return _withdraw_door_key(state, command, asked, ground)
        case _:
            assert_never(command)


def digest_of(document: Document) -> str:
    """The name of a document: SHA-256 of its JSON with sorted keys, in hex."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def governing(ground: Ground, asked: Asked) -> tuple[Holder, ...]:
    """Everybody who may change the rules at the instant: by post, stand-ins included, else by the pack's fallback."""
    posts = tuple(Role(kind="post", of=post) for post in GOVERNING)
    found = tuple(h for role in posts for h in holders(ground.organisation, role, {}, asked.at))
    return found or holders(ground.organisation, ground.fallback, {}, asked.at)


# --- packs, calendars, the organisation --------------------------------------------------------


def _adopt_first(state: Governance, command: AdoptFirst, asked: Asked, ground: Ground) -> Decision:
    """house:first-adoption. One person alone, because there is nobody yet who could be the second."""
    if state.version:
        raise Refused("house:first-adoption", "already_adopted")
    _entitled(ground, asked)
    door = DoorKeyAdded(key=command.door_key, public=command.door_public, title=FIRST_DOOR)
    return Decision(
        events=(
            OrganisationChanged(digest=digest_of(command.organisation), document=command.organisation),
            CalendarAdopted(digest=digest_of(command.calendar), document=command.calendar),
            PackAdopted(digest=digest_of(command.pack), document=command.pack),
            *((door,) if command.door_key else ()),
        )
    )


def _propose(state: Governance, command: Propose, asked: Asked, ground: Ground) -> Decision:
    """house:second-person. A proposal names what it replaces, so that it cannot be adopted over a later change."""
    what = _what(command.what)
    holder = _entitled(ground, asked)
    _reason(command.reason)
    _governable(ground, asked)
    digest, replaces = digest_of(command.document), latest(state, what)
    waiting = state.proposals.get(digest)
    if digest == replaces or (waiting is not None and waiting.replaces == replaces):
        return Decision()
    proposed = _PROPOSED[what](
        digest=digest, document=command.document, replaces=replaces, reason=command.reason, stood_in_for=holder.stands_in_for
    )
    return Decision(events=(proposed,))


def _adopt(state: Governance, command: Adopt, asked: Asked, ground: Ground) -> Decision:
    """house:second-person. Adopted by another person than the proposer, and not on the proposer's authority."""
    proposal = state.proposals.get(command.digest)
    if proposal is None:
        if any(a.digest == command.digest == latest(state, a.what) for a in state.adopted):
            return Decision()
        raise Refused("house:second-person", "no_such_proposal", field="digest", digest=command.digest)
    if proposal.replaces != latest(state, proposal.what):
        raise Refused("house:second-person", "overtaken_proposal", field="digest", digest=command.digest)
    _second_person(proposal, ground, asked)
    _governable(ground, asked)
    document = state.documents[proposal.digest]
    return Decision(events=(_ADOPTED[proposal.what](digest=proposal.digest, document=document, proposed_by=proposal.by),))


def _second_person(proposal: Proposal, ground: Ground, asked: Asked) -> None:
    """house:second-person. Neither the proposer nor whom the proposer stood in for, nor anybody standing in for these."""
    first = {proposal.by, proposal.stood_in_for} - {None}
    _entitled(ground, asked)
    if asked.by.id in first or all(h.stands_in_for in first for h in _own(ground, asked)):
        raise Refused("house:second-person", "second_person", field="by")


def _governable(ground: Ground, asked: Asked) -> None:
    """house:governed. An organisation in which two people could not change the rules again is not taken."""
    if ground.coming is None:
        return
    after = governing(Ground(organisation=ground.coming, fallback=ground.fallback), asked)
    if len({holder.person for holder in after}) < 2:
        raise Refused("house:governed", "nobody_left_to_govern", field="document")


# --- stand-ins ---------------------------------------------------------------------------------


def _delegate(state: Governance, command: Delegate, asked: Asked, ground: Ground) -> Decision:
    """house:stand-in. For oneself; for another only by the pack's fallback, who then may not be the stand-in."""
    absent = command.absent or asked.by.id
    if absent != asked.by.id and not _fallback(ground, asked):
        raise Refused("house:stand-in", "not_for_another", field="absent")
    if command.stand_in in (absent, asked.by.id):
        raise Refused("house:stand-in", "stand_in_self", field="stand_in")
    _works_here(ground.organisation, absent, "absent")
    _works_here(ground.organisation, command.stand_in, "stand_in")
    _reason(command.reason)
    start = max(command.start, asked.at)
    if command.end <= start:
        raise Refused("house:stand-in", "window_over", field="end")
    window = StandInSet(id=str(asked.id), absent=absent, stand_in=command.stand_in, start=start, end=command.end, reason=command.reason)
    _one_at_a_time(state, window, asked)
    return Decision(events=(window,))


def _one_at_a_time(state: Governance, new: StandInSet, asked: Asked) -> None:
    """house:one-stand-in. One stand-in at a time for a person, and nobody who is away then; one may stand in for several."""
    for old in stand_ins(state, asked.at):
        if new.start < old.end and old.start < new.end:
            if old.absent == new.absent:
                raise Refused("house:one-stand-in", "stand_in_overlaps", field="start", id=old.id)
            if old.absent == new.stand_in:
                raise Refused("house:one-stand-in", "stand_in_away", field="stand_in")


def _end_delegation(state: Governance, command: EndDelegation, asked: Asked, ground: Ground) -> Decision:
    """house:stand-in. By the absent, the stand-in, whoever set it, or the pack's fallback."""
    window = state.windows.get(command.delegation)
    if window is None:
        raise Refused("house:stand-in", "no_such_stand_in", field="delegation", id=command.delegation)
    if not (_concerned(window, asked.by.id) or _fallback(ground, asked)):
        raise Refused("house:stand-in", "not_your_stand_in", field="delegation")
    _reason(command.reason)
    if window.ended is not None or window.set.end <= asked.at:
        return Decision()
    absent, stand_in = window.set.absent, window.set.stand_in
    return Decision(events=(StandInEnded(id=command.delegation, absent=absent, stand_in=stand_in, reason=command.reason),))


# --- doors -------------------------------------------------------------------------------------


def _add_door_key(state: Governance, command: AddDoorKey, asked: Asked, ground: Ground) -> Decision:
    """house:door-key. A key id is used once, for ever; adding the same again says nothing new."""
    _entitled(ground, asked)
    known = state.door_keys.get(command.key)
    if known is not None and (known.withdrawn is not None or (known.public, known.machine) != (command.public, command.machine)):
        raise Refused("house:door-key", "key_id_used", field="key")
    if known is not None:
        return Decision()
    return Decision(events=(DoorKeyAdded(key=command.key, public=command.public, title=command.title, machine=command.machine),))


def _withdraw_door_key(state: Governance, command: WithdrawDoorKey, asked: Asked, ground: Ground) -> Decision:
    """house:door-key. At once and for good."""
    _entitled(ground, asked)
    _reason(command.reason)
    if command.key not in state.door_keys:
        raise Refused("house:door-key", "no_such_key", field="key")
    if door_key(state, command.key, asked.at) is None:
        return Decision()
    return Decision(events=(DoorKeyWithdrawn(key=command.key, reason=command.reason),))


# --- what several rules ask --------------------------------------------------------------------


def _what(name: str) -> What:
    found: What | None = next((what for what in _ADOPTED if what == name), None)
    if found is None:
        raise Refused("house:form", "wrong_choice", field="what", choices=", ".join(_ADOPTED))
    return found


def _own(ground: Ground, asked: Asked) -> tuple[Holder, ...]:
    return tuple(h for h in governing(ground, asked) if h.person == asked.by.id)


def _entitled(ground: Ground, asked: Asked) -> Holder:
    """house:governed. The first basis on which the asker may change the rules; refused without any."""
    found = _own(ground, asked)
    if not found:
        raise Refused("house:governed", "may_not_govern", field="by")
    return found[0]


def _fallback(ground: Ground, asked: Asked) -> bool:
    return any(h.person == asked.by.id for h in holders(ground.organisation, ground.fallback, {}, asked.at))


def _concerned(window: Window, person: PersonId) -> bool:
    return person in (window.set.absent, window.set.stand_in, window.by)


def _works_here(organisation: Organisation, person: PersonId, field: str) -> None:
    who = organisation.people.get(person)
    if who is None or not who.active:
        raise Refused("house:stand-in", "not_active", field=field)


def _reason(reason: Any) -> None:
    """house:reason. What takes or gives a right says why; a sealed reason is a reason."""
    if not reason or (isinstance(reason, str) and not reason.strip()):
        raise Refused("house:reason", "reason_needed", field="reason")
