"""What of an incident's end only those who work on it are told: whose fault it was held to be, before and after that was judged.

Incidents may be open to everybody; whoever is said to be at fault is not shown to all who work here. What is looked into is read in
the violation's own case, by whom its plan lets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domain import duties
from domain.casework import events as casework
from domain.casework.telling import ALL, NOTHING, Withheld
from domain.incidents import events as incident
from domain.incidents.ending import events as e
from domain.kernel import PersonId, Recorded

BLAMES = (e.ResponsibilityFound, e.ResponsibilityWithdrawn, e.NobodyAtFault, e.ViolationReported, e.FaultTold)
FORMER: Withheld = frozenset({"took_part"})
"""Among those who took part before may stand whoever reported it (house:reporter)."""


def withheld(case: Any, history: Sequence[Recorded], person: PersonId) -> Mapping[int, Withheld]:
    """What this person is not told, by the version of the event."""
    inside = person in _insiders(case, history)
    told = {each.version: _told(each.event, inside=inside) for each in history}
    return {version: hidden for version, hidden in told.items() if hidden != ALL}


def _told(event: Any, *, inside: bool) -> Withheld:
    if isinstance(event, BLAMES) and not inside:
        return NOTHING
    return FORMER if isinstance(event, incident.Opened) and event.took_part else ALL


def _insiders(case: Any, history: Sequence[Recorded]) -> frozenset[PersonId]:
    """Whoever did something in it, was asked or told of it by name or by post, or holds a role in its room."""
    found = {*case.parties.values(), *case.room.people(), *(each.person for each in case.ending.responsibilities)}
    for each in history:
        found |= {each.by, *_named(each.event)}
    return frozenset(found)


def _named(event: Any) -> tuple[PersonId, ...]:
    match event:
        case casework.Asked(people=people) | casework.WentUp(people=people):
            return people
        case duties.Notified(to=to):
            return to
        case e.ResponsibilityFound(person=person):
            return (person,)
        case _:
            return ()
