"""How duties end: each end is an event, written after the world has answered."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from domain.kernel import Duty, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Notified:
    """The channel accepted the notice for these people; nobody when it had become void."""

    event: UUID
    duty: str
    to: tuple[PersonId, ...]
    receipt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """The world would not, or not in time. Somebody must look at it."""

    event: UUID
    duty: str
    reason: str


def is_void(receipt: str) -> bool:
    """A receipt that begins so says that nothing was done, because the duty was no longer owed."""
    return receipt.startswith("void")


def without(owed: tuple[Duty, ...], event: UUID, name: str) -> tuple[Duty, ...]:
    """What is still owed after this duty's end."""
    return tuple(duty for duty in owed if (duty.event, duty.name) != (event, name))
