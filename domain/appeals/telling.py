"""What is told of a panel's work: no vote before it has concluded, to the appellant none at all (house:panel-vote).

A vote that others know is no longer one's own; who voted how is for those who answer for the panel, so that nobody has to answer to the
appellant for it. What the panel has found the appellant reads with the conclusion.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.appeals import events as e
from domain.appeals.state import CONCLUDED, Appeal
from domain.casework.state import CLOSED
from domain.casework.telling import ALL, NOTHING, Withheld, own_side
from domain.kernel import PersonId, Recorded


def concerned(case: Appeal) -> PersonId:
    """Who sees it only as the person whom it concerns, whatever post they hold."""
    return case.requester


def is_concluded(case: Appeal) -> bool:
    """Whether votes may be told."""
    return case.stage in (CONCLUDED, CLOSED)


def withheld(case: Appeal, history: Sequence[Recorded], person: PersonId) -> Mapping[int, Withheld]:
    """What this person is not told, by the version of the event."""
    ended = is_concluded(case)
    rule = _appellant if person == case.requester else _others
    told = {each.version: rule(each.event, person, ended=ended) for each in history}
    return {version: hidden for version, hidden in told.items() if hidden != ALL}


def _others(event: object, person: PersonId, *, ended: bool) -> Withheld:
    """Each knows their own vote; the set of who took part before, in which whoever reported stands, is on no page (house:reporter)."""
    if isinstance(event, e.Opened):
        return frozenset({"took_part"})
    secret = isinstance(event, e.Voted) and event.by != person and not ended
    return NOTHING if secret else ALL


def _appellant(event: object, person: PersonId, *, ended: bool) -> Withheld:
    match event:
        case e.Opened():
            return frozenset({"took_part", "opener"})
        case e.Left():
            return frozenset({"reason"})
        case e.Objected(by=by):
            return ALL if by == person else NOTHING
        case e.ObjectionDecided():
            return frozenset({"reason"})
        case e.Found():
            return ALL if ended else NOTHING
        case e.Concluded():
            return frozenset({"votes", "dissent"})
        case e.Appointed() | e.Convened() | e.Stated() | e.Heard() | e.Overdue():
            return ALL
        case _:
            return own_side(event, person)
