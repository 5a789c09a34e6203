"""Packs, calendars and the organisation: the first alone, every later change by two (house:second-person)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from domain.governance.entitled import Ground, entitled, governing, must_say_why, own
from domain.governance.facts import (
    Adopt,
    AdoptFirst,
    CalendarAdopted,
    CalendarProposed,
    Document,
    DoorKeyAdded,
    OrganisationChanged,
    OrganisationProposed,
    PackAdopted,
    PackProposed,
    Propose,
    What,
)
from domain.governance.state import Governance, Proposal, latest
from domain.kernel import Asked, Decision, Refused

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


def digest_of(document: Document) -> str:
    """The name of a document: SHA-256 of its JSON with sorted keys, in hex."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def adopt_first(state: Governance, command: AdoptFirst, asked: Asked, ground: Ground) -> Decision:
    """house:first-adoption. One person alone, because there is nobody yet who could be the second."""
    if state.version:
        raise Refused("house:first-adoption", "already_adopted")
    entitled(ground, asked)
    door = DoorKeyAdded(key=command.door_key, public=command.door_public, title=FIRST_DOOR)
    return Decision(
        events=(
            OrganisationChanged(digest=digest_of(command.organisation), document=command.organisation),
            CalendarAdopted(digest=digest_of(command.calendar), document=command.calendar),
            PackAdopted(digest=digest_of(command.pack), document=command.pack),
            *((door,) if command.door_key else ()),
        )
    )


def propose(state: Governance, command: Propose, asked: Asked, ground: Ground) -> Decision:
    """house:second-person. A proposal names what it replaces, so that it cannot be adopted over a later change."""
    what = _what(command.what)
    holder = entitled(ground, asked)
    must_say_why(command.reason)
    _governable(ground, asked)
    digest, replaces = digest_of(command.document), latest(state, what)
    waiting = state.proposals.get(digest)
    if digest == replaces or (waiting is not None and waiting.replaces == replaces):
        return Decision()
    proposed = _PROPOSED[what](
        digest=digest, document=command.document, replaces=replaces, reason=command.reason, stood_in_for=holder.stands_in_for
    )
    return Decision(events=(proposed,))


def adopt(state: Governance, command: Adopt, asked: Asked, ground: Ground) -> Decision:
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
    entitled(ground, asked)
    if asked.by.id in first or all(h.stands_in_for in first for h in own(ground, asked)):
        raise Refused("house:second-person", "second_person", field="by")


def _governable(ground: Ground, asked: Asked) -> None:
    """house:governed. An organisation in which two people could not change the rules again is not taken."""
    if ground.coming is None:
        return
    after = governing(Ground(organisation=ground.coming, fallback=ground.fallback), asked)
    if len({holder.person for holder in after}) < 2:
        raise Refused("house:governed", "nobody_left_to_govern", field="document")


def _what(name: str) -> What:
    found: What | None = next((what for what in _ADOPTED if what == name), None)
    if found is None:
        raise Refused("house:form", "wrong_choice", field="what", choices=", ".join(_ADOPTED))
    return found
