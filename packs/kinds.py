"""How plans of each kind of case are read and checked. A kind has a module of its own; here is one line for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from domain.policy import PARTIES, Plan
from packs import appeals, controls, incidents, rectifications, reports, requests, violations
from packs.document import Place
from packs.parts import Parameters
from packs.reach import Reach
from packs.reading import Node, Reading


def _nothing_more(*_: object) -> None:
    """For a kind whose plans need no check but those of every plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanKind:
    """What a kind brings. `check` and `reach` note what every plan's checks cannot know: see `packs.check` and `packs.reach`."""

    read: Callable[[Node, Parameters], Plan]
    """A plan of the document, from `packs.parts`."""
    check: Callable[[Reading, Place, Plan], None] = _nothing_more
    """What contradicts itself."""
    reach: Callable[[Reach], None] = _nothing_more
    """What nobody could do in an organisation."""
    parties: tuple[str, ...] = PARTIES
    """Who somebody may be in such a case: a role about anybody else would be held by nobody."""


KINDS: Final[Mapping[str, PlanKind]] = {
    "request": PlanKind(read=requests.read, check=requests.check, reach=requests.reach, parties=("requester",)),
    "report": PlanKind(read=reports.read, check=reports.check, parties=("reporter",)),
    "appeal": PlanKind(read=appeals.read, check=appeals.check, reach=appeals.reach, parties=("requester", "appellant")),
    "rectification": PlanKind(
        read=rectifications.read, check=rectifications.check, reach=rectifications.reach, parties=rectifications.PARTIES
    ),
    "incident": PlanKind(read=incidents.read, check=incidents.check, parties=incidents.PARTIES),
    "control": PlanKind(read=controls.read, check=controls.check, parties=("owner",)),
    "violation": PlanKind(read=violations.read, check=violations.check, parties=("requester", "subject")),
}
