"""What the person whom a violation concerns is told of it: what they are charged with, their rights and every date (SO 5.2.2).

Not who saw it or gained by it, what the team notes and puts to the file, nor a decision before it is brought to them. Whatever is not
named here they are not told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.casework.telling import ALL, NOTHING, Withheld, own_side
from domain.kernel import PersonId, Recorded
from domain.violations import events as e
from domain.violations.state import Violation

OPENING: Withheld = frozenset({"witnesses", "beneficiaries", "took_part", "source", "opener"})
DECIDING = (e.Decided, e.AppealConcluded)


def concerned(case: Violation) -> PersonId:
    """Who sees it only as the person whom it concerns, whatever post they hold."""
    return case.subject


def withheld(case: Violation, history: Sequence[Recorded], person: PersonId) -> Mapping[int, Withheld]:
    """What this person is not told, by the version of the event."""
    if person != case.subject:
        return {each.version: hidden for each in history if (hidden := _of_others(each)) is not None}
    pending = _pending(case, history)
    told = {each.version: _told(each, person, pending) for each in history}
    return {version: hidden for version, hidden in told.items() if hidden != ALL}


def _of_others(recorded: Recorded) -> frozenset[str] | None:
    """What nobody is told by a page: the set in which whoever reported stands among others (house:reporter)."""
    match recorded.event:
        case e.Opened():
            return frozenset({"took_part"})
        case e.Appealed():
            return frozenset({"involved"})
        case _:
            return None


def _pending(case: Violation, history: Sequence[Recorded]) -> Recorded | None:
    """The decision, or what a review came to, that nobody has brought to them yet."""
    if case.attempts or case.served_at is not None:
        return None
    return next((each for each in reversed(history) if isinstance(each.event, DECIDING)), None)


def _told(recorded: Recorded, person: PersonId, pending: Recorded | None) -> Withheld:
    event = recorded.event
    if pending is not None and recorded.happened_at == pending.happened_at:
        return NOTHING  # with all that it set going
    match event:
        case e.Opened():
            return OPENING
        case e.LevelChanged() | e.Extended():
            return frozenset({"reason"})
        case e.Reported():
            return frozenset({"findings", "involved"})
        case e.Decided() | e.Appealed():
            return frozenset({"involved"})
        case e.HearingCalled() | e.Heard() | e.Dismissed() | e.ServiceAttempted() | e.Served() | e.WindowEnded():
            return ALL
        case e.TookEffect() | e.Lifted() | e.PointsGiven() | e.PointsTakenBack() | e.Stayed() | e.StayRefused():
            return ALL
        case e.AppealConcluded() | e.Final() | e.Published() | e.RectificationRequired():
            return ALL
        case _:
            return own_side(event, person)
