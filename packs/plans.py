"""A pack's document read into the types of `domain.policy`. Plans are read by kind (`packs.kinds`)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from domain.policy import Limit, Pack, Parameter, Plan, ReadingRules, Settings, Words
from domain.reports.plan import ReportPlan
from packs.document import digest
from packs.kinds import KINDS
from packs.parts import CITED, PREFIX, Parameters
from packs.permits import read_permits
from packs.reading import CLAUSE, NAME, Node, Reading
from packs.reports import linked

_TIME: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")
_HOUR: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def read_pack(reading: Reading) -> Pack:
    """The whole pack. Look at `reading.problems` before using it."""
    root = reading.root().mapping(
        "schema", "kind", "name", "title", "policies", "settings", "house_rules", "clauses", "plans", optional=("parameters", "reading")
    )
    parameters = {name: _parameter(name, node) for name, node in _entries(root, "parameters")}
    plans = _by_name([plan for node in root["plans"].items() if (plan := _whole_plan(node, parameters))])
    return Pack(
        digest=digest(reading.document),
        name=root["name"].name(),
        title=root["title"].words(),
        settings=_settings(root["settings"]),
        plans=plans,
        house_rules=_table(root["house_rules"], NAME, "not_a_name"),
        clauses=_table(root["clauses"], CLAUSE, "not_a_clause"),
        policies=_table(root["policies"], PREFIX, "not_a_prefix"),
        parameters=parameters,
        reading=read_permits(root["reading"]) if "reading" in root else ReadingRules(),
    )


def _entries(root: Node, key: str) -> list[tuple[str, Node]]:
    return root[key].entries() if key in root else []


def _table(node: Node, name: re.Pattern[str], wrong: str) -> dict[str, Words]:
    return {key: each.words() for key, each in node.entries(name, wrong)}


def _settings(node: Node) -> Settings:
    later = ("refusals_per_minute", "digest_day", "digest_at", "at_risk")
    node = node.mapping("late_delivery", "notices_from", "notices_until", "fallback", optional=later)
    return Settings(
        late_delivery=node["late_delivery"].span(),
        notices_from=node["notices_from"].name(_TIME, "not_a_time"),
        notices_until=node["notices_until"].name(_TIME, "not_a_time"),
        fallback=node["fallback"].role(),
        refusals_per_minute=node["refusals_per_minute"].number(1, 10_000) if "refusals_per_minute" in node else 30,
        digest_day=DAYS.index(node["digest_day"].one_of(*DAYS)) if "digest_day" in node else 0,
        digest_at=node["digest_at"].name(_HOUR, "not_a_time") if "digest_at" in node else "09:00",
        at_risk=node["at_risk"].number(1, 99) if "at_risk" in node else 80,
    )


def _parameter(name: str, node: Node) -> Parameter:
    node = node.mapping("value", "title", optional=CITED)
    return Parameter(name=name, title=node["title"].words(), limit=Limit(span=node["value"].span(), clause=node.citation()))


# --- a plan -----------------------------------------------------------------------------------


def _whole_plan(node: Node, parameters: Parameters) -> Plan | None:
    """None where the kind is not known: without it nothing of the plan can be read."""
    if not isinstance(node.value, Mapping):
        node.problem("not_mapping")
        return None
    if "kind" not in node:
        node.problem("missing", what="kind")
        return None
    kind = node["kind"].one_of(*KINDS)
    if kind != node["kind"].value:
        return None
    known = len(node.reading.problems)
    plan = KINDS[kind].read(node, parameters)
    if len(node.reading.problems) == known:
        node.reading.plans.append((node.place, plan))
    return plan


def _by_name(plans: Sequence[Plan]) -> dict[str, Plan]:
    found = {plan.name: plan for plan in plans}
    return {name: linked(plan, found) if isinstance(plan, ReportPlan) else plan for name, plan in found.items()}
