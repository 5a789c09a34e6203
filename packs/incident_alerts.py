"""Which machines open incidents of a plan."""

from __future__ import annotations

from domain.incidents.alerts.plan import AlertRules
from domain.kernel import PersonId
from packs.parts import CITED
from packs.reading import Node


def read(node: Node) -> AlertRules:
    """``{machines: [monitoring], house: alerts}``."""
    node = node.mapping("machines", optional=CITED)
    return AlertRules(machines=tuple(PersonId(each.name()) for each in node["machines"].items()), clause=node.citation())
