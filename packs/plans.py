"""A pack's document read into the types of `domain.policy`. What follows a plan is its own order, top to bottom."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, Literal, cast

from domain.calendar import Span, span
from domain.kernel import Clause
from domain.policy import (
    PARTIES,
    Claimed,
    Field,
    GrantRule,
    Limit,
    Outcome,
    Overdue,
    Pack,
    Parameter,
    Plan,
    ReadingRules,
    ReturnRule,
    Role,
    Rung,
    Settings,
    Stage,
    Step,
    Words,
)
from packs.document import digest
from packs.permits import read_permits
from packs.reading import CLAUSE, FIELD_NAME, NAME, Node, Reading

OUTCOMES: Final = ("refuse", "close", "keep", "revoke")
CHECKS: Final = ("completeness",)
FIELD_TYPES: Final = ("text", "reference", "choice", "date", "number", "person")
FieldType = Literal["text", "reference", "choice", "date", "number", "person"]
_CITED: Final = ("clause", "house")
_PREFIX: Final = re.compile(r"[A-Z]{2,8}")
_POLICY: Final = re.compile(r"[A-Z]{2,8}")
_TIME: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")
_HOUR: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

Parameters = Mapping[str, Parameter]


def read_pack(reading: Reading) -> Pack:
    """The whole pack. Look at `reading.problems` before using it."""
    root = reading.root().mapping(
        "schema", "kind", "name", "title", "policies", "settings", "house_rules", "clauses", "plans", optional=("parameters", "reading")
    )
    parameters = {name: _parameter(name, node) for name, node in _entries(root, "parameters")}
    plans = [_whole_plan(node, parameters) for node in root["plans"].items()]
    return Pack(
        digest=digest(reading.document),
        name=root["name"].name(),
        title=root["title"].words(),
        settings=_settings(root["settings"]),
        plans={plan.name: plan for plan in plans},
        house_rules=_table(root["house_rules"], NAME, "not_a_name"),
        clauses=_table(root["clauses"], CLAUSE, "not_a_clause"),
        policies=_table(root["policies"], _POLICY, "not_a_prefix"),
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
    node = node.mapping("value", "title", optional=_CITED)
    return Parameter(name=name, title=node["title"].words(), limit=Limit(span=node["value"].span(), clause=node.citation()))


# --- a plan -----------------------------------------------------------------------------------


def _whole_plan(node: Node, parameters: Parameters) -> Plan:
    known = len(node.reading.problems)
    plan = _plan(node, parameters)
    if len(node.reading.problems) == known:
        node.reading.plans.append((node.place, plan))
    return plan


def _plan(node: Node, parameters: Parameters) -> Plan:
    node = node.mapping(
        *("plan", "kind", "prefix", "title", "form", "clause", "asks", "fields", "approval", "information", "grant"),
        optional=("return", "overdue", "order"),
    )
    node["kind"].one_of("request")
    asks = node["asks"].mapping("who", optional=_CITED)
    return Plan(
        name=node["plan"].name(),
        kind="request",
        title=node["title"].words(),
        form=node["form"].text(),
        prefix=node["prefix"].name(_PREFIX, "not_a_prefix"),
        who=asks["who"].role(),
        who_clause=asks.citation(),
        fields=tuple(_field(name, each) for name, each in _in_order(node)),
        approval=tuple(_stage(each, parameters) for each in node["approval"].items()),
        grant=_grant(node["grant"], parameters),
        give_back=_return(node["return"], parameters) if "return" in node else None,
        overdue=_overdue(node["overdue"], parameters) if "overdue" in node else None,
        information=_limit(node["information"], parameters),
        clause=node.citation() if "clause" in node else "",
    )


def _in_order(node: Node) -> Sequence[tuple[str, Node]]:
    """The form's lines as they stand in `order`, where there is one: each of them, and nothing else."""
    found = dict(node["fields"].entries(FIELD_NAME))
    if "order" not in node:
        return tuple(found.items())
    order = [each.text() for each in node["order"].items(empty=True)]
    if sorted(order) != sorted(found):
        node["order"].problem("not_the_fields")
        return tuple(found.items())
    return tuple((name, found[name]) for name in order)


def _field(name: str, node: Node) -> Field:
    node = node.mapping("type", "title", optional=("required", "material", "personal", "choices", "claim", "longest", *_CITED))
    kind = cast("FieldType", node["type"].one_of(*FIELD_TYPES))
    return Field(
        name=name,
        type=kind,
        title=node["title"].words(),
        required=node["required"].flag() if "required" in node else False,
        material=node["material"].flag() if "material" in node else False,
        personal=_party(node["personal"]) if "personal" in node else "",
        choices=tuple(each.text() for each in node["choices"].items()) if "choices" in node else (),
        clause=node.citation() if "clause" in node or "house" in node else "house:form",
        claim=_claim(name, node["claim"]) if "claim" in node else None,
        longest=node["longest"].number(1, 20_000) if "longest" in node else 2000,
    )


def _party(node: Node) -> str:
    if node.value not in PARTIES:
        node.problem("personal_party", what=node.value, known=", ".join(PARTIES))
        return ""
    return str(node.value)


def _claim(name: str, node: Node) -> Claimed:
    node = node.mapping("rule", optional=("class", *_CITED))
    node["rule"].one_of("one at a time")
    return Claimed(klass=node["class"].name() if "class" in node else name, clause=node.citation())


def _limit(node: Node, parameters: Parameters, around: Clause = "") -> Limit:
    """A length of time with its citation: a parameter, its own, or, written as a bare text, that of the rule around it."""
    if around and isinstance(node.value, str):
        return Limit(span=node.span(), clause=around)
    if "setting" in node:
        setting = node.mapping("setting")["setting"]
        if setting.value in parameters:
            return parameters[str(setting.value)].limit
        setting.problem("no_setting", what=setting.value)
        return Limit(span=Span(amount=1, unit="min"), clause="")
    node = node.mapping("span", optional=_CITED)
    return Limit(span=node["span"].span(), clause=node.citation())


# --- who must answer --------------------------------------------------------------------------


def _stage(node: Node, parameters: Parameters) -> Stage:
    if "all_of" in node:
        return Stage(steps=tuple(_step(each, parameters) for each in node.mapping("all_of")["all_of"].items()))
    return Stage(steps=(_step(node, parameters),))


def _step(node: Node, parameters: Parameters) -> Step:
    node = node.mapping("by", "within", "then", optional=("remind", "signed_in", *_CITED))
    rungs, outcome = _ladder(node["then"])
    return Step(
        by=node["by"].role(),
        clause=node.citation(),
        within=_limit(node["within"], parameters),
        remind=tuple(_reminder(each) for each in node["remind"].items(empty=True)) if "remind" in node else (),
        rungs=rungs,
        outcome=outcome,
        signed_in=_signed_in(node["signed_in"]) if "signed_in" in node else None,
    )


def _signed_in(node: Node) -> Limit:
    """How long ago at most whoever answers may have signed in. By the clock: a session knows no working days."""
    node = node.mapping("within", optional=_CITED)
    length = node["within"].span()
    if length.unit not in ("h", "min"):
        node["within"].problem("by_the_clock")
    return Limit(span=length, clause=node.citation())


def _reminder(node: Node) -> Span:
    """``4 h before``."""
    try:
        if isinstance(node.value, str) and node.value.endswith(" before"):
            return span(node.value.removesuffix(" before"))
    except ValueError:
        pass
    node.problem("not_a_reminder")
    return Span(amount=1, unit="min")


def _ladder(node: Node) -> tuple[tuple[Rung, ...], Outcome]:
    """What follows silence: rungs, one by one, then the outcome."""
    entries = node.items()
    for each in entries[:-1]:
        if each.value in OUTCOMES:
            each.problem("end_first", what=each.value)
    if entries and entries[-1].value not in OUTCOMES:
        entries[-1].problem("no_end", known=", ".join(OUTCOMES))
        return (), "refuse"
    rungs = tuple(_rung(each) for each in entries[:-1])
    return rungs, cast("Outcome", entries[-1].value) if entries else "refuse"


def _rung(node: Node) -> Rung:
    match node.value:
        case "one rung up":
            return "one rung up"
        case "fallback":
            return "fallback"
        case outcome if outcome in OUTCOMES:
            return "fallback"  # told already
        case _:
            return node.role()


# --- what approval gives, and how it ends -----------------------------------------------------


def _grant(node: Node, parameters: Parameters) -> GrantRule:
    node = node.mapping("what", "of", "at_most", optional=("asks", "longer", "reason_in", "handed_out", "collect", *_CITED))
    clause = node.citation()
    return GrantRule(
        what=node["what"].one_of("document", "privilege"),
        resource=node["of"].name(FIELD_NAME),
        at_most=_limit(node["at_most"], parameters, clause),
        asks=node["asks"].name(FIELD_NAME) if "asks" in node else "",
        longer=node["longer"].one_of("never", "with a reason") if "longer" in node else "never",
        reason_in=node["reason_in"].name(FIELD_NAME) if "reason_in" in node else "",
        given_by=_given_by(node["handed_out"]) if "handed_out" in node else None,
        collect=_step(node["collect"], parameters) if "collect" in node else None,
        clause=clause,
    )


def _given_by(node: Node) -> Role:
    node = node.mapping("by", optional=_CITED)
    node.citation()
    return node["by"].role()


def _return(node: Node, parameters: Parameters) -> ReturnRule:
    node = node.mapping("received_by", "check", "checked", optional=_CITED)
    return ReturnRule(
        received_by=node["received_by"].role(),
        check=node["check"].one_of(*CHECKS),
        clause=node.citation(),
        within=_step(node["checked"], parameters),
    )


def _overdue(node: Node, parameters: Parameters) -> Overdue:
    node = node.mapping("remind", "every", optional=("blocks", *_CITED))
    return Overdue(
        remind=node["remind"].role(),
        clause=node.citation(),
        every=_limit(node["every"], parameters),
        blocks=_blocks(node["blocks"]) if "blocks" in node else "",
    )


def _blocks(node: Node) -> Clause:
    node = node.mapping("who", optional=_CITED)
    node["who"].one_of("borrower for this plan")
    return node.citation()
