"""Looks that are written down: who saw personal fields of a case in which they have no part (house:need-to-know).

They stand in a stream of their own beside the case's (category `CATEGORY`, the case's UUID), so that looking changes no case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from domain.kernel import BYLAW, CaseId, PersonId

CATEGORY = "look"


@dataclass(frozen=True, slots=True, kw_only=True)
class LookTaken:
    """Somebody was shown these fields, on this basis."""

    case: CaseId
    fields: tuple[str, ...]
    basis: str


EVENTS: Mapping[str, type] = {"look.taken": LookTaken}


def command_id(person: PersonId, case: CaseId, day: date) -> UUID:
    """The id under which a look is recorded: one a person, case and day."""
    return uuid5(BYLAW, f"look/{person}/{case}/{day.isoformat()}")
