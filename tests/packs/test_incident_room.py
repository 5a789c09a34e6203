"""What a plan says of its room, and what it must not."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from domain.incidents.room.plan import RoomRules
from packs.check import of_document
from packs.document import Document
from packs.incident_room import read
from packs.people import read_organisation
from packs.read import find, load
from packs.reading import Node, Reading
from tests.domain.rooms import ROOM

CONTENT = load(find("default")).content
ORGANISATION = read_organisation(Reading(document=load(find("packs/sample/organisation.yaml"))))
AT = "plans[incident-four-colour].room"


def problems(change: Callable[[dict[str, Any]], Any]) -> list[tuple[str, str]]:
    """Those of the default pack, its four-colour plan with a room that was changed so."""
    content: dict[str, Any] = copy.deepcopy(dict(CONTENT))
    plan = next(each for each in content["plans"] if each["plan"] == "incident-four-colour")
    plan["room"] = copy.deepcopy(dict(ROOM))
    plan["room"]["informing"]["clause"] = "MK 4.3.2"
    change(plan["room"])
    found = of_document(Document(file="pack", content=content), [ORGANISATION])
    return [(each.field, each.key) for each in found if each.field.startswith(AT)]


def test_a_room_without_rules_is_a_room() -> None:
    """MK 4.3.2. Every rule of it may be left out."""
    reading = Reading(document=Document(file="pack", content={}))
    assert read(Node(reading, (), {}), {}) == RoomRules()
    assert reading.problems == []
    assert problems(lambda _: None) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda room: room["groups"].update(cooking={"clause": "MK 4.3.2"}), ("groups.cooking", "missing")),
        (lambda room: room["experts"]["law"].update(by="post wizard"), ("experts.law.by", "no_post")),
        (lambda room: room["experts"]["law"].update(called_at=["purple"]), ("experts.law.called_at[0]", "not_one_of")),
        (lambda room: room["checklist"].update(purple=room["checklist"]["red"]), ("checklist.purple", "not_one_of")),
        (lambda room: room["checklist"]["red"].append(room["checklist"]["red"][0]), ("checklist.red[3].item", "twice")),
        (lambda room: room["situation_report"].update(levels=["purple"]), ("situation_report.levels[0]", "not_one_of")),
        (lambda room: room["situation_report"]["step"].update(then=["drop it"]), ("situation_report.step.then[0]", "no_end")),
        (
            lambda room: room["informing"]["templates"]["customers-leak"].update(whom="neighbours"),
            ("informing.templates.customers-leak.whom", "not_one_of"),
        ),
        (lambda room: room["commander"].pop("clause"), ("commander", "cites_nothing")),
    ],
)
def test_a_room_that_cannot_be_meant_is_told(change: Callable[[dict[str, Any]], Any], problem: tuple[str, str]) -> None:
    """house:governed. Each problem once, at its place."""
    place, key = problem
    assert (f"{AT}.{place}", key) in problems(change)
