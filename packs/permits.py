"""A pack's section on who sees what, read into `domain.policy.ReadingRules`."""

from __future__ import annotations

from typing import Final

from domain.policy import OF_A_CASE, Permit, Public, ReadingRules
from packs.reading import Node

_CITED: Final = ("clause", "house")


def read_permits(node: Node) -> ReadingRules:
    """Each part may be left out, and then nobody is let in by it."""
    node = node.mapping(optional=("all_cases", "department_cases", "personal_fields", "figures", "stored_log", "notices", "open_to_all"))
    department = node["department_cases"].mapping("by", optional=_CITED) if "department_cases" in node else None
    personal = node["personal_fields"].mapping("others", "recorded", optional=_CITED) if "personal_fields" in node else None
    return ReadingRules(
        all_cases=_permits(node, "all_cases"),
        department_cases=department["by"].one_of("nobody", "head", "head and above") if department else "nobody",
        department_clause=department.citation() if department else "",
        others=personal["others"].one_of("never", "on request") if personal else "never",
        recorded=personal["recorded"].flag() if personal else False,
        personal_clause=personal.citation() if personal else "",
        figures=_permits(node, "figures"),
        stored=_permits(node, "stored_log"),
        notices=_permits(node, "notices"),
        open_to_all=tuple(_public(each) for each in node["open_to_all"].items(empty=True)) if "open_to_all" in node else (),
    )


def _permits(node: Node, key: str) -> tuple[Permit, ...]:
    return tuple(_permit(each) for each in node[key].items(empty=True)) if key in node else ()


def _public(node: Node) -> Public:
    node = node.mapping("plan", optional=_CITED)
    return Public(plan=node["plan"].name(), clause=node.citation())


def _permit(node: Node) -> Permit:
    """A post or a group. What somebody is to one case cannot open all of them."""
    node = node.mapping("by", optional=_CITED)
    role = node["by"].role()
    if role.kind in OF_A_CASE:
        node["by"].problem("of_a_case", what=role)
    if role.kind == "duty":
        node["by"].problem("of_an_hour", what=role)
    return Permit(by=role, clause=node.citation())
