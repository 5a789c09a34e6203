"""An incident with a room: rules of its own, so that what a pack says of rooms may change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from domain.kernel import CaseId
from domain.policy import Pack
from packs.document import Document
from packs.incident_room import read
from packs.reading import Node, Reading
from tests.domain.incidents import FOUR_COLOURS, Incidents
from tests.domain.playing import pack

TITLE = {"zh": "标题", "en": "Title"}
ROOM: Mapping[str, Any] = {
    "commander": {"by": "head of reporter's department", "clause": "MK 4.3.2"},
    "groups": {name: {"clause": "MK 4.3.2"} for name in ("technical", "liaison", "logistics")},
    "experts": {
        "network": {"title": TITLE, "by": "post it-director", "called_at": ["red"], "clause": "MK 4.3.2"},
        "law": {"title": TITLE, "by": "post legal", "clause": "MK 4.3.2"},
    },
    "checklist": {
        "red": [
            {"item": "look", "title": TITLE, "clause": "MK 4.3.2"},
            {"item": "control", "title": TITLE, "required": True, "clause": "MK 4.3.2"},
            {"item": "deal", "title": TITLE, "clause": "MK 4.3.2"},
        ]
    },
    "situation_report": {
        "levels": ["red"],
        "step": {
            "by": "commander",
            "within": {"span": "4 h", "house": "situation-report"},
            "then": ["one rung up", "remind for ever"],
            "house": "situation-report",
        },
    },
    "informing": {
        "leaders": ["post general-manager"],
        "templates": {"customers-leak": {"whom": "customers", "title": TITLE, "text": TITLE}},
        "clause": "CS 4.5.2",
    },
}


def with_room(room: Mapping[str, Any] = ROOM) -> Pack:
    """The default pack, its four-colour plan with this room."""
    reading = Reading(document=Document(file="room", content=room))
    rules = read(Node(reading, (), room), {})
    assert reading.problems == []
    known = pack()
    plan: Any = known.plans[FOUR_COLOURS]
    return replace(known, plans={**known.plans, FOUR_COLOURS: replace(plan, room=rules)})


@dataclass
class Rooms(Incidents):
    """Incidents of the four-colour plan; whoever commands is asked by handle."""

    def __post_init__(self) -> None:
        self.pack = with_room()

    def room(self, case: CaseId) -> Any:
        found: Any = self.cases[case]
        return found.room

    def commander(self, case: CaseId) -> str:
        """Who commands; empty: nobody."""
        found: Any = self.cases[case]
        person = found.parties.get("commander", "")
        return self.org.people[person].handle if person else ""
