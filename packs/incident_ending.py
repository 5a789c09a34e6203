"""What a plan of incidents says of its ending."""

from __future__ import annotations

from domain.incidents.ending.plan import EndingRules
from packs.parts import Parameters
from packs.reading import Node


def read(node: Node, _parameters: Parameters) -> EndingRules:
    """This part of the plan."""
    node.mapping()
    return EndingRules()
