"""What a plan of incidents says of its room: command, groups, experts, checklists, situation reports, who is informed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from domain.incidents.plan import IncidentPlan
from domain.incidents.room.plan import WHOM, Expert, Group, Informing, Item, Reports, RoomRules, Template
from domain.policy import Words
from packs import parts
from packs.document import Place
from packs.parts import CITED, Parameters
from packs.reading import Node, Reading

GROUPS: Final[Mapping[str, Words]] = {
    "technical": {"zh": "技术组", "en": "technical group"},
    "liaison": {"zh": "联络组", "en": "liaison group"},
    "logistics": {"zh": "后勤组", "en": "logistics group"},
}
"""The three of "1+3+N" (MK 4.3.2); others bring their title."""
FOR_EVER: Final = ("remind for ever",)


def read(node: Node, parameters: Parameters) -> RoomRules:
    """This part of the plan. Each rule may be left out."""
    node = node.mapping(optional=("commander", "groups", "experts", "checklist", "situation_report", "informing"))
    return RoomRules(
        commander=parts.permit(node["commander"]) if "commander" in node else None,
        groups=parts.table(node["groups"], _group) if "groups" in node else {},
        experts=parts.table(node["experts"], _expert) if "experts" in node else {},
        checklist=parts.table(node["checklist"], _checklist) if "checklist" in node else {},
        report=_reports(node["situation_report"], parameters) if "situation_report" in node else None,
        informing=_informing(node["informing"]) if "informing" in node else None,
    )


def _group(name: str, node: Node) -> Group:
    node = node.mapping(optional=("title", *CITED))
    if name not in GROUPS and "title" not in node:
        node.problem("missing", what="title")
    return Group(title=node["title"].words() if "title" in node else GROUPS.get(name, {}), clause=node.citation())


def _expert(_: str, node: Node) -> Expert:
    node = node.mapping("title", "by", optional=("called_at", *CITED))
    return Expert(title=node["title"].words(), by=node["by"].role(), called_at=_levels(node, "called_at"), clause=node.citation())


def _checklist(_: str, node: Node) -> tuple[Item, ...]:
    return tuple(_item(each) for each in node.items())


def _item(node: Node) -> Item:
    node = node.mapping("item", "title", optional=("required", *CITED))
    return Item(
        name=node["item"].name(),
        title=node["title"].words(),
        required=node["required"].flag() if "required" in node else False,
        clause=node.citation(),
    )


def _reports(node: Node, parameters: Parameters) -> Reports:
    node = node.mapping("levels", "step")
    return Reports(levels=_levels(node, "levels"), step=parts.step(node["step"], parameters, FOR_EVER))


def _informing(node: Node) -> Informing:
    node = node.mapping(optional=("leaders", "templates", *CITED))
    return Informing(
        leaders=parts.roles(node, "leaders"),
        templates=parts.table(node["templates"], _template) if "templates" in node else {},
        clause=node.citation(),
    )


def _template(_: str, node: Node) -> Template:
    node = node.mapping("whom", "title", "text")
    return Template(whom=node["whom"].one_of(*WHOM), title=node["title"].words(), text=node["text"].words())


def _levels(node: Node, key: str) -> tuple[str, ...]:
    return tuple(each.text() for each in node[key].items()) if key in node else ()


# --- what contradicts itself --------------------------------------------------------------------


def check(reading: Reading, place: Place, plan: IncidentPlan) -> None:
    """Each level that the room speaks of is one of the scale, and no item stands twice in a checklist."""
    room, known = plan.room, ", ".join(plan.levels)
    named: dict[tuple[str | int, ...], str] = {
        **{("checklist", level): level for level in room.checklist},
        **{("experts", name, "called_at", n): at for name, each in room.experts.items() for n, at in enumerate(each.called_at)},
        **{("situation_report", "levels", n): at for n, at in enumerate(room.report.levels if room.report is not None else ())},
    }
    for where, level in named.items():
        if level not in plan.levels:
            reading.problem((*place, "room", *where), "not_one_of", what=level, known=known)
    for level, items in room.checklist.items():
        names = [each.name for each in items]
        for n, name in enumerate(names):
            if name in names[:n]:
                reading.problem((*place, "room", "checklist", level, n, "item"), "twice", what=name)
