"""One event of each type, made from its shape alone, and the same events folded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from functools import partial
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID, uuid5

from domain import claims, governance
from domain.claims import Claim
from domain.deciders import DECIDERS
from domain.kernel import BYLAW, CaseId, ClaimKey, PersonId, Recorded
from domain.shapes import EVENTS, event_in, event_out

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
CASE = CaseId(f"request-{uuid5(BYLAW, 'a golden case')}")

BEGINNINGS: Mapping[str, tuple[str, ...]] = {
    "request": ("request.opened", "request.step_opened", "clock.armed", "request.lent"),
    "report": ("report.opened", "task.asked", "clock.armed"),
    "violation": ("violation.opened", "task.asked", "clock.armed", "violation.decided", "violation.took_effect"),
    "appeal": ("appeal.opened", "task.asked", "clock.armed", "appeal.appointed"),
    "rectification": ("rectification.opened", "task.asked", "clock.armed", "rectification.reported"),
    "control": ("control.opened", "task.asked", "clock.armed"),
    "incident": ("incident.opened", "task.asked", "clock.armed", "incident.obliged", "incident.frozen"),
}
"""The events with which a case of each kind begins here."""
OF_ALL = ("clock", "duty")
SAME = {"replaces": "id"}
"""Fields that name what another event brought under another name."""
SHARED = ("task", "case", "evidence", *OF_ALL)
"""Families of events that every kind takes; requests, which were there before, only those `OF_ALL`."""


def samples() -> list[dict[str, Any]]:
    """Each event as it is written: type, schema version, data. A field has the same value in all of them, so that they fit together."""
    made = []
    for name, cls in EVENTS.items():
        hints = get_type_hints(cls)
        event = cls(**{each.name: _value(hints[each.name], each.name) for each in fields(cls)})
        kind, version, data = event_out(event)
        assert kind == name
        made.append({"type": kind, "schema_version": version, "data": data})
    return made


def _value(hint: Any, name: str) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _value(arguments[0], name)
    if origin is tuple:
        return (_value(arguments[0], name.removesuffix("s")),)
    if origin is not None and issubclass(origin, Mapping):
        return {name: "value"}
    if is_dataclass(hint) and isinstance(hint, type):
        inner = get_type_hints(hint)
        return hint(**{each.name: _value(inner[each.name], each.name) for each in fields(hint)})
    if hint is UUID:
        return uuid5(BYLAW, name)
    plain: dict[Any, Any] = {datetime: AT, int: 1, float: 1.0, bool: True}
    return plain.get(hint, SAME.get(name, name))


def folded(stored: list[dict[str, Any]]) -> list[Any]:
    """The state after each of these events: written into a case, a claim, or what is governed, that has the parts they speak of."""
    by_type = {each["type"]: event_in(each["type"], each["schema_version"], each["data"]) for each in stored}
    bases = {kind: _base(kind, names, by_type) for kind, names in BEGINNINGS.items() if names[0] in by_type}
    cases = {kind: partial(DECIDERS[kind].evolve, base) for kind, base in bases.items()}
    starts: dict[str, Any] = {
        "claim": partial(claims.evolve, Claim(key=ClaimKey(klass="document", key="C-1"))),
        "custody": lambda recorded: recorded.event,  # as is who was handed a file
        "look": lambda recorded: recorded.event,  # it changes nothing: a look is its own whole story
        **cases,
        **({"room": cases["incident"]} if "incident" in cases else {}),  # a part of an incident, by its own name
    }
    governed = governance.NOTHING
    states: list[Any] = []
    for name, event in by_type.items():
        family = name.partition(".")[0]
        if family in SHARED:
            states += [evolve(_recorded(event, 5)) for kind, evolve in cases.items() if kind != "request" or family in OF_ALL]
            continue
        start = starts.get(family)
        if start is None:  # one after the other: what ends must have begun
            governed = governance.evolve(governed, _recorded(event, governed.version + 1))
        states.append(governed if start is None else start(_recorded(event, 5)))
    return states


def _base(kind: str, names: tuple[str, ...], by_type: Mapping[str, Any]) -> Any:
    """A case of this kind that has the parts of which the other events speak."""
    case: Any = None
    for number, name in enumerate(names, 1):
        case = DECIDERS[kind].evolve(case, _recorded(by_type[name], number))
    return case


def _recorded(event: Any, version: int) -> Recorded:
    return Recorded(event=event, id=uuid5(BYLAW, str(version)), version=version, happened_at=AT, by=PersonId("by"), case=CASE)
