"""One event of each type, made from its shape alone, and the same events folded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
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
    if hint is UUID:
        return uuid5(BYLAW, name)
    plain: dict[Any, Any] = {datetime: AT, int: 1, float: 1.0, bool: True}
    return plain.get(hint, name)


def folded(stored: list[dict[str, Any]]) -> list[Any]:
    """The state after each of these events: written into a case, a claim, or what is governed, that has the parts they speak of."""
    events = [event_in(each["type"], each["schema_version"], each["data"]) for each in stored]
    by_type = {each["type"]: event for each, event in zip(stored, events, strict=True)}
    evolve = DECIDERS["request"].evolve
    base: Any = None
    for number, name in enumerate(("request.opened", "request.step_opened", "clock.armed", "request.lent"), 1):
        base = evolve(base, _recorded(by_type[name], number))
    starts: dict[str, Any] = {
        "claim": partial(claims.evolve, Claim(key=ClaimKey(klass="document", key="C-1"))),
        "request": partial(evolve, base),
        "clock": partial(evolve, base),
        "duty": partial(evolve, base),
        "custody": lambda recorded: recorded.event,  # as is who was handed a file
        "look": lambda recorded: recorded.event,  # it changes nothing: a look is its own whole story
    }
    governed = governance.NOTHING
    states: list[Any] = []
    for name, event in by_type.items():
        start = starts.get(name.partition(".")[0])
        if start is None:  # one after the other: what ends must have begun
            governed = governance.evolve(governed, _recorded(event, governed.version + 1))
        states.append(governed if start is None else start(_recorded(event, 5)))
    return states


def _recorded(event: Any, version: int) -> Recorded:
    return Recorded(event=event, id=uuid5(BYLAW, str(version)), version=version, happened_at=AT, by=PersonId("by"), case=CASE)
