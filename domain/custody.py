"""The chain of custody of a case's files (house:evidence): who was handed which of them, to read or to take out of the house.

Who put a file is an event of the case itself. These stand in a stream beside it (category `CATEGORY`, the case's UUID), so that
looking changes no case. So does that those outside, of whom the case tells, were erased from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from domain.kernel import BYLAW, CaseId, PersonId

CATEGORY = "custody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """Somebody was handed these files, on this basis."""

    case: CaseId
    digests: tuple[str, ...]
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """Somebody took these files out of the house, with the case's events."""

    case: CaseId
    digests: tuple[str, ...]
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsidersErased:
    """The key of those outside was erased (house:outsiders): who they are nobody can read any more; that they were told stands."""

    case: CaseId
    basis: str


CustodyEvent = Read | Exported | OutsidersErased

EVENTS: Mapping[str, type] = {"custody.read": Read, "custody.exported": Exported, "custody.outsiders_erased": OutsidersErased}


def command_id(what: str, person: PersonId, case: CaseId, digests: Sequence[str], at: datetime) -> UUID:
    """The id under which it is recorded: one a person, case, file and minute (UTC). A browser asks several times for one look."""
    minute = int(at.timestamp()) // 60
    return uuid5(BYLAW, f"custody/{what}/{person}/{case}/{','.join(sorted(digests))}/{minute}")
