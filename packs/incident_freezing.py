"""What a plan of incidents freezes, and who restores it."""

from __future__ import annotations

from domain.incidents.freezing.plan import FreezeRules
from packs.parts import CITED, Parameters
from packs.reading import FIELD_NAME, Node


def read(node: Node, _parameters: Parameters) -> FreezeRules:
    """This part of the plan."""
    node = node.mapping("lifted_by", optional=("holder", "resource", "class", *CITED))
    return FreezeRules(
        holder=node["holder"].name(FIELD_NAME) if "holder" in node else "",
        resource=node["resource"].name(FIELD_NAME) if "resource" in node else "",
        klass=node["class"].name() if "class" in node else "",
        lifted_by=node["lifted_by"].role(),
        clause=node.citation(),
    )
