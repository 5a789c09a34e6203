"""What can go wrong at the log, and who does what about it.

EventLogError
├── VersionConflict     someone was quicker                      -> load and decide again
├── CommandReused       the id already stands for something else -> refuse; never retried
├── Malformed           what was handed over cannot be stored    -> a mistake in the caller; never retried
├── Unavailable         no connection, or the database gave up   -> try the same again, same command id
├── LeadershipLost      another process may lead by now          -> stop, and stand for election again
└── Corrupt             the log contradicts itself               -> stop, and call a person
    └── BeyondHead      a cursor is ahead of the log (a restore) -> stop; rebuild whatever kept the cursor
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

    from eventlog.port import Stream


class EventLogError(Exception):
    """Anything that the log raises on purpose."""


class VersionConflict(EventLogError):
    """A stream was not at the version that the writer had seen; nothing was written."""

    def __init__(self, stream: Stream, expected: int, actual: int) -> None:
        super().__init__(f"{stream.category}/{stream.id} is at version {actual}, not {expected}")
        self.stream = stream
        self.expected = expected
        self.actual = actual


class CommandReused(EventLogError):
    """A command id came again with another request; nothing was written."""

    def __init__(self, command_id: UUID) -> None:
        super().__init__(f"command {command_id} was already used for another request")
        self.command_id = command_id


class Malformed(EventLogError):
    """The caller handed over something that no log could keep."""


class Unavailable(EventLogError):
    """The database could not be asked, or gave up; whether it was written is known by asking for the command id."""


class LeadershipLost(EventLogError):
    """The connection that held the leader's lock is gone."""


class Corrupt(EventLogError):
    """What the log says contradicts what it said before."""


class BeyondHead(Corrupt):
    """A follower has read further than the log now reaches: the log was restored to an earlier state."""

    def __init__(self, position: int, head: int) -> None:
        super().__init__(f"position {position} was asked for, but the log ends before {head}")
        self.position = position
        self.head = head
