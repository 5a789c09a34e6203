"""What can go wrong with the lists, and who does what about it.

ViewsError
├── NotUnderstood   an event of a kind that this release does not know -> the list stops there; a release that knows it goes on
├── Gap             the batch does not begin where the list ends        -> stop and call a person: an event would be skipped
├── Fenced          another projector feeds this list, or it was rebuilt -> stop, and stand for election again
├── OtherLog        the list was fed from another history (a restore)   -> stop; `bylaw rebuild`
├── NotBuilt        there is no list yet                                -> start the projector, or `bylaw rebuild`
└── NotACursor      what should say where a page begins does not        -> the caller is told; the first page begins without one
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eventlog.port import Positioned


class ViewsError(Exception):
    """Anything that the lists raise on purpose."""


class NotUnderstood(ViewsError):
    """An event cannot be put into a list; nothing of its batch was written."""

    def __init__(self, at: Positioned, why: str) -> None:
        event = at.event
        super().__init__(
            f"position {at.position}: {event.type} (schema version {event.schema_version}), version {event.version} of"
            f" {event.stream.category}/{event.stream.id}: {why}"
        )
        self.position = at.position


class Gap(ViewsError):
    """The next event of a list is missing."""

    def __init__(self, expected: int, found: int) -> None:
        super().__init__(f"position {expected} should come next, but {found} came")
        self.expected = expected
        self.found = found


class Fenced(ViewsError):
    """The list moved, or was taken over, since this projector read its position."""


class OtherLog(ViewsError):
    """The last event that the list took in is not at its place in the log."""


class NotBuilt(ViewsError):
    """No list is in use."""


class NotACursor(ViewsError):
    """Not the end of a page of this list in this order."""
