"""Who is told what of a case that they see: everything, unless its kind withholds it. Doors ask here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from domain.casework.telling import Withheld
from domain.kernel import Offer, PersonId, Recorded
from domain.kinds import KINDS
from domain.reading import NOTHING, PART, Sight

_KINDS = {each.DECIDER.kind.name: each.DECIDER.kind for each in KINDS}
_NOBODY = PersonId("")


def withheld(kind: str, case: Any, history: Sequence[Recorded], person: PersonId) -> Mapping[int, Withheld]:
    """What of these events of a case, as it stands now, this person is not told, by version: some fields, or (None) all of it.

    A machine, and whoever else is nobody in the organisation, is told what somebody without a part in it is.
    """
    known = _KINDS.get(kind)
    found: Mapping[int, Withheld] = known.withheld(case, history, person) if known is not None else {}
    return found


def offered(kind: str, case: Any, offers: Sequence[Offer], person: PersonId) -> Sequence[Offer]:
    """What may be asked of a case, as this person is told it: whom it concerns not who else works on it (SO 5.2.2)."""
    if not person or person != concerned(kind, case):
        return offers
    told = (replace(each, who=tuple(who for who in each.who if who.basis != PART or who.person == person)) for each in offers)
    return tuple(each for each in told if each.who)


def narrowed(kind: str, case: Any, person: PersonId, found: Sight) -> Sight:
    """What somebody sees of a case that concerns them: as that person, once they have a part in it; no permit counts here."""
    if not person or person != concerned(kind, case):
        return found
    return replace(found, stored=False) if found.basis == PART else NOTHING


def concerned(kind: str, case: Any) -> PersonId:
    """Whom the case is about and who sees it by that alone, whatever else they may read; empty: nobody."""
    known = _KINDS.get(kind)
    found: PersonId = known.concerned(case) if known is not None else _NOBODY
    return found
