"""What is told of a line of the ledger, which everybody may see: all but who may not judge it because of what they did elsewhere.

In that set stands whoever reported the matter that the line came of (house:reporter).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.casework.telling import Withheld
from domain.kernel import PersonId, Recorded
from domain.rectifications import events as e
from domain.rectifications.state import Rectification

WITHHELD: Withheld = frozenset({"took_part"})


def withheld(_case: Rectification, history: Sequence[Recorded], _person: PersonId) -> Mapping[int, Withheld]:
    """What nobody is told, by the version of the event."""
    return {each.version: WITHHELD for each in history if isinstance(each.event, e.Opened) and each.event.took_part}
