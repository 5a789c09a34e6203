"""What a plan of incidents says of its room."""

from __future__ import annotations

from domain.incidents.room.plan import RoomRules
from packs.parts import Parameters
from packs.reading import Node


def read(node: Node, _parameters: Parameters) -> RoomRules:
    """This part of the plan."""
    node.mapping()
    return RoomRules()
