"""A notice: that one person is to be told of one thing. And a message: what a channel is handed, of one or many notices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from uuid import UUID, uuid5

from domain.kernel import CaseId, PersonId, uuid_of

State = Literal["waiting", "sending", "told", "void", "rejected"]
"""`sending`: handed to the channel, or about to be, and no word of it yet. `rejected`: it never will be told."""

OTHER: Final = "/other"
"""How the lanes of the next channel end."""

Lane = str
"""What travels together: the notices of a lane that wait at the same time are one message."""


def notice_key(event: UUID, duty: str, person: PersonId) -> UUID:
    """The idempotency key of a notice."""
    return uuid5(event, f"{duty}/{person}")


def moment_of(case: CaseId, at: datetime, person: PersonId) -> UUID:
    """What one person is told at once of one instant of one case: one message, whoever sends it (decision 102)."""
    return uuid5(uuid_of(case), f"{at.isoformat()}/{person}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing that one person is to be told. `key` is the same whenever the same duty tells the same person.

    `alone`: it waits for no other and goes with no other. `moment`: it waits for no other, and goes with those of the same moment.
    `other_channel`: it goes by the next channel, if there is one.
    A notice of no case (a head's week) has no case and no event.
    """

    key: UUID
    to: PersonId
    case: str
    event: UUID | None
    duty: str
    about: str
    clause: str
    alone: bool = False
    moment: UUID | None = None
    other_channel: bool = False

    @property
    def waits(self) -> bool:
        """Whether it waits a while for others to go along with."""
        return not self.alone and self.moment is None

    @property
    def lane(self) -> Lane:
        """The person's own, one for each channel; its moment's, or its own where it travels alone."""
        name = str(self.to if self.waits else self.moment or self.key)
        return name + OTHER if self.other_channel else name


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a channel is handed. The same id comes again if nobody knows whether the channel took it."""

    id: UUID
    to: PersonId
    title: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a notice stands. `tried`: it was tried a moment ago in vain, so that once more would be too soon."""

    state: State
    receipt: str
    tried: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A notice as the outbox keeps it. `at`: when the channel took it, or when it was put where none did yet."""

    key: UUID
    at: datetime
    to: tuple[PersonId, ...]
    case: str
    about: str
    clause: str
    text: str
    due: datetime | None
    state: State
    message: UUID | None
    tries: int
    receipt: str
