"""What of a case somebody is told who sees it, where that is not all of it: the side that every kind of case has."""

from __future__ import annotations

from typing import Any

from domain import clocks, duties
from domain.casework import events as e
from domain.kernel import PersonId

Withheld = frozenset[str] | None
"""The names of what an event says and somebody is not told; None: nothing of it, not even that it is there."""

ALL: Withheld = frozenset()
NOTHING: Withheld = None


def own_side(event: Any, person: PersonId) -> Withheld:
    """For whom a case concerns: what was asked of them and what they did; of others' notes, files and tasks nothing."""
    match event:
        case e.Asked(people=people) if set(people) == {person}:
            return ALL
        case e.Done(by=by) | e.Commented(by=by) | e.EvidenceAdded(by=by) if by == person:
            return ALL
        case duties.Notified(to=to) if set(to) == {person}:
            return ALL
        case e.Linked() | e.Closed():
            return ALL
        case clocks.Armed() | clocks.Stopped() | clocks.Held() | clocks.Resumed() | clocks.Superseded() | clocks.RanOut():
            return ALL
        case _:
            return NOTHING
