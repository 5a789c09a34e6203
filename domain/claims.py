"""Claims: small streams for what only one case may hold, and for what suspends a grant.

A grant is an interval (id, case, holder, from, until) that stays here after it ended. A block suspends:
every granting reads the blocks of the claims concerned, in the same transaction as it writes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never
from uuid import UUID

from domain.kernel import CaseId, ClaimKey, Clause, PersonId, Recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A case holds what is claimed, under this grant, from `start` until it is released."""

    grant: UUID
    case: CaseId
    holder: PersonId
    start: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """The grant ended at this instant; the interval stays on record."""

    grant: UUID
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """No granting may pass while this stands."""

    block: UUID
    case: CaseId
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Unblocked:
    """The block is lifted."""

    block: UUID
    case: CaseId


ClaimEvent = Taken | Released | Blocked | Unblocked


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A claim as its stream tells it. `held` are the grants that still run."""

    key: ClaimKey
    version: int = 0
    held: tuple[Taken, ...] = ()
    blocks: tuple[Blocked, ...] = ()


def evolve(claim: Claim, recorded: Recorded) -> Claim:
    """Write down what happened to the claim."""
    event: ClaimEvent = recorded.event
    claim = replace(claim, version=recorded.version)
    match event:
        case Taken():
            return replace(claim, held=(*claim.held, event))
        case Released(grant=grant):
            return replace(claim, held=tuple(t for t in claim.held if t.grant != grant))
        case Blocked():
            return replace(claim, blocks=(*claim.blocks, event))
        case Unblocked(block=block):
            return replace(claim, blocks=tuple(b for b in claim.blocks if b.block != block))
        case _:
            assert_never(event)
