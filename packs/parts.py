"""What plans of every kind are made of: the lines that all of them have, limits, steps, ladders, tables.

A kind's reader (`packs.requests`, …) is made with these; what only that kind has stands beside it. Each function takes the
part of the document that it reads, and notes there what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Literal, TypeVar, cast

from domain.calendar import Span, span
from domain.kernel import Clause
from domain.policy import PARTIES, Claimed, Field, Limit, Outcome, Parameter, Permit, Role, Rung, Stage, Step, Words
from packs.reading import FIELD_NAME, NAME, Node

CITED: Final = ("clause", "house")
"""How a rule cites: with one of them. To be allowed wherever `Node.citation` is asked."""

PREFIX: Final = re.compile(r"[A-Z]{2,8}")
FIELD_TYPES: Final = ("text", "reference", "choice", "date", "number", "person")
COMMON: Final = ("plan", "kind", "prefix", "title", "form", "asks", "fields")
COMMON_OPTIONAL: Final = ("order", *CITED)

FieldType = Literal["text", "reference", "choice", "date", "number", "person"]
Parameters = Mapping[str, Parameter]
_T = TypeVar("_T")


# --- a plan -------------------------------------------------------------------------------------


def plan(node: Node, *required: str, optional: Sequence[str] = ()) -> Node:
    """A plan with the keys that all plans have, and these."""
    return node.mapping(*COMMON, *required, optional=(*COMMON_OPTIONAL, *optional))


def common(node: Node) -> dict[str, Any]:
    """What every plan has, as arguments of its class. `node`: as `plan` gave it back."""
    asks = node["asks"].mapping("who", optional=CITED)
    return {
        "name": node["plan"].name(),
        "kind": node["kind"].text(),
        "title": node["title"].words(),
        "form": node["form"].text(),
        "prefix": node["prefix"].name(PREFIX, "not_a_prefix"),
        "who": _opener(asks["who"]),
        "who_clause": asks.citation(),
        "fields": tuple(field(name, each) for name, each in _in_order(node)),
        "clause": node.citation(),
    }


def _opener(node: Node) -> Role:
    """Who may open a case is asked of places, not of hours: a page says it long before."""
    found = node.role()
    if found.kind == "duty":
        node.problem("of_an_hour", what=found)
    return found


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


def field(name: str, node: Node) -> Field:
    """A line of a form."""
    node = node.mapping("type", "title", optional=("required", "material", "personal", "choices", "titles", "claim", "longest", *CITED))
    kind = cast("FieldType", node["type"].one_of(*FIELD_TYPES))
    choices = tuple(each.text() for each in node["choices"].items()) if "choices" in node else ()
    return Field(
        name=name,
        type=kind,
        title=node["title"].words(),
        required=node["required"].flag() if "required" in node else False,
        material=node["material"].flag() if "material" in node else False,
        personal=party(node["personal"]) if "personal" in node else "",
        choices=choices,
        titles=_titles(node["titles"], choices) if "titles" in node else {},
        clause=node.citation() if "clause" in node or "house" in node else "house:form",
        claim=_claim(name, node["claim"]) if "claim" in node else None,
        longest=node["longest"].number(1, 20_000) if "longest" in node else 2000,
    )


def _titles(node: Node, choices: tuple[str, ...]) -> dict[str, Words]:
    """What some of these choices are called."""
    found = dict(node.entries(NAME, "not_a_name"))
    for key in [key for key in found if key not in choices]:
        found[key].problem("not_a_choice", what=key, known=", ".join(choices))
    return {key: each.words() for key, each in found.items()}


def party(node: Node) -> str:
    """Who somebody is in a case."""
    if node.value not in PARTIES:
        node.problem("personal_party", what=node.value, known=", ".join(PARTIES))
        return ""
    return str(node.value)


def _claim(name: str, node: Node) -> Claimed:
    node = node.mapping("rule", optional=("class", *CITED))
    node["rule"].one_of("one at a time")
    return Claimed(klass=node["class"].name() if "class" in node else name, clause=node.citation())


# --- times and people ---------------------------------------------------------------------------


def limit(node: Node, parameters: Parameters, around: Clause = "") -> Limit:
    """A length of time with its citation: a parameter, its own, or, written as a bare text, that of the rule around it."""
    if around and isinstance(node.value, str):
        return Limit(span=node.span(), clause=around)
    if "setting" in node:
        setting = node.mapping("setting")["setting"]
        if setting.value in parameters:
            return parameters[str(setting.value)].limit
        setting.problem("no_setting", what=setting.value)
        return Limit(span=Span(amount=1, unit="min"), clause="")
    node = node.mapping("span", optional=CITED)
    return Limit(span=node["span"].span(), clause=node.citation())


def permit(node: Node) -> Permit:
    """Who may, and the rule that lets them: ``{by: post archivist, clause: SO 2.2.2}``."""
    node = node.mapping("by", optional=CITED)
    return Permit(by=node["by"].role(), clause=node.citation())


def permits(node: Node, key: str) -> tuple[Permit, ...]:
    """All who may; nobody where the key is missing."""
    return tuple(permit(each) for each in node[key].items(empty=True)) if key in node else ()


def roles(node: Node, key: str) -> tuple[Role, ...]:
    """Roles one after the other; none where the key is missing."""
    return tuple(each.role() for each in node[key].items(empty=True)) if key in node else ()


def table(node: Node, row: Callable[[str, Node], _T], name: re.Pattern[str] = NAME) -> dict[str, _T]:
    """Rows by the names that the author gave them."""
    return {key: row(key, each) for key, each in node.entries(name, "not_a_name")}


# --- who must answer ----------------------------------------------------------------------------


def stage(node: Node, parameters: Parameters, outcomes: Sequence[Outcome]) -> Stage:
    """One step, or several that are asked at the same time (`all_of`)."""
    if "all_of" in node:
        return Stage(steps=tuple(step(each, parameters, outcomes) for each in node.mapping("all_of")["all_of"].items()))
    return Stage(steps=(step(node, parameters, outcomes),))


def step(node: Node, parameters: Parameters, outcomes: Sequence[Outcome]) -> Step:
    """Who must answer, within what time, and what follows silence: rungs, then one of these outcomes."""
    whole = node
    node = node.mapping("by", "within", "then", optional=("remind", "signed_in", *CITED))
    rungs, outcome = ladder(node["then"], outcomes)
    found = Step(
        by=node["by"].role(),
        clause=node.citation(),
        within=limit(node["within"], parameters),
        remind=reminders(node),
        rungs=rungs,
        outcome=outcome,
        signed_in=_signed_in(node["signed_in"]) if "signed_in" in node else None,
    )
    whole.reading.steps.append((whole.place, found))
    return found


def _signed_in(node: Node) -> Limit:
    """How long ago at most whoever answers may have signed in. By the clock: a session knows no working days."""
    node = node.mapping("within", optional=CITED)
    length = node["within"].span()
    if length.unit not in ("h", "min"):
        node["within"].problem("by_the_clock")
    return Limit(span=length, clause=node.citation())


def reminders(node: Node) -> tuple[Span, ...]:
    """The `remind` of a rule; none where there is none."""
    return tuple(reminder(each) for each in node["remind"].items(empty=True)) if "remind" in node else ()


def reminder(node: Node) -> Span:
    """``4 h before``."""
    try:
        if isinstance(node.value, str) and node.value.endswith(" before"):
            return span(node.value.removesuffix(" before"))
    except ValueError:
        pass
    node.problem("not_a_reminder")
    return Span(amount=1, unit="min")


def ladder(node: Node, outcomes: Sequence[Outcome]) -> tuple[tuple[Rung, ...], Outcome]:
    """What follows silence: rungs, one by one, then one of these outcomes."""
    entries = node.items()
    for each in entries[:-1]:
        if each.value in outcomes:
            each.problem("end_first", what=each.value)
    if entries and entries[-1].value not in outcomes:
        entries[-1].problem("no_end", known=", ".join(outcomes))
        return (), outcomes[0]
    rungs = tuple(_rung(each, outcomes) for each in entries[:-1])
    return rungs, str(entries[-1].value) if entries else outcomes[0]


def _rung(node: Node, outcomes: Sequence[Outcome]) -> Rung:
    match node.value:
        case "one rung up":
            return "one rung up"
        case "fallback":
            return "fallback"
        case outcome if outcome in outcomes:
            return "fallback"  # told already
        case _:
            return node.role()
