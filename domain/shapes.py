"""Commands and events as plain dictionaries, and back.

The names here are on every wire and in the log: once released they never change. Old shapes of events are
lifted here, on reading; what is stored is never touched.
"""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from functools import cache
from math import isfinite
from typing import Any, Final, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from domain import claims, clocks, custody, duties, governance, looks
from domain.casework import events as casework
from domain.kernel import Refused
from domain.kinds import KINDS
from domain.policy import Plan
from domain.requests import commands as request_commands
from domain.requests import events as request_events

COMMANDS: Mapping[str, Mapping[str, type]] = {
    "request": request_commands.COMMANDS,
    "governance": governance.COMMANDS,
    **{each.DECIDER.kind.name: each.DECIDER.COMMANDS for each in KINDS},
}
"""Commands by kind of case and wire name."""

FROM_THE_SYSTEM = request_commands.FROM_THE_SYSTEM

EVENTS: Mapping[str, type] = {
    **request_events.EVENTS,
    **governance.EVENTS,
    **looks.EVENTS,
    **casework.EVENTS,
    **{name: event for each in KINDS for name, event in each.EVENTS.items()},
    **custody.EVENTS,
    "clock.armed": clocks.Armed,
    "clock.held": clocks.Held,
    "clock.resumed": clocks.Resumed,
    "clock.superseded": clocks.Superseded,
    "clock.stopped": clocks.Stopped,
    "clock.ran_out": clocks.RanOut,
    "duty.notified": duties.Notified,
    "duty.failed": duties.Failed,
    "claim.taken": claims.Taken,
    "claim.released": claims.Released,
    "claim.blocked": claims.Blocked,
    "claim.unblocked": claims.Unblocked,
}
"""Events by wire type."""

VERSIONS: Mapping[str, int] = {}
"""The schema version of event types that have changed since their first release; all others are 1."""

LIFTS: Mapping[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""(type, old version) -> the function that makes the next version's dictionary of it."""

TEXT_LIMIT = 4000
"""Characters of a command's free text; form fields have their own limits."""

SEALED_LIMIT = 4 * TEXT_LIMIT * 4 // 3 + 100
"""The same text in UTF-8, sealed and in base 64."""

NESTING_LIMIT = 200
"""Levels of a governed document or a form."""

_TYPES = {cls: name for name, cls in EVENTS.items()}


def canonical(value: Any) -> bytes:
    """The one JSON form of a plain value: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode("utf-8", "surrogatepass")


# --- events -----------------------------------------------------------------------------------


def event_out(event: Any) -> tuple[str, int, dict[str, Any]]:
    """Type, schema version and data of an event."""
    name = _TYPES[type(event)]
    return name, VERSIONS.get(name, 1), plain(event)


def event_in(name: str, version: int, data: Mapping[str, Any]) -> Any:
    """The event of this type, lifted from the shape it was written in. KeyError for an unknown type or version.

    What stands in the log is never too long to be read.
    """
    cls, lifted = EVENTS[name], dict(data)
    for step in range(version, VERSIONS.get(name, 1)):
        lifted = LIFTS[name, step](lifted)
    return _object(cls, lifted, name, _as_it_is)


# --- commands ---------------------------------------------------------------------------------


def command_in(kind: str, name: str, content: Mapping[str, Any]) -> Any:
    """The command of this name. Refused (house:form) with the field at fault when it cannot be read."""
    cls = COMMANDS.get(kind, {}).get(name)
    if cls is None:
        raise Refused("house:form", "unknown_command", field="command", command=name[:80], kind=kind[:40])
    _known(cls, content, name)
    return _object(cls, content, name, _storable)


def _known(cls: type, content: Mapping[str, Any], name: str) -> None:
    """Refused (house:form) where it says something that there is no field for."""
    unknown = sorted({str(each) for each in content} - {f.name for f in fields(cls)})
    if unknown:
        raise Refused("house:form", "unknown_field", field=unknown[0][:80], command=name)


def command_out(command: Any) -> tuple[str, dict[str, Any]]:
    """Wire name and content of a command."""
    name = next(n for table in COMMANDS.values() for n, cls in table.items() if cls is type(command))
    return name, plain(command)


def personal(kind: str, name: str, content: Mapping[str, Any], plan: Plan | None) -> tuple[tuple[tuple[str, ...], str], ...]:
    """Which values of a command are personal, as paths, and whose key seals them: ``by`` is the actor, else a person's id.

    ``outsiders`` are those of whom the case tells and who do not work here.

    Only words are: a blank stays blank, so that it is missed, and what is no text stays as it is, so that it is refused.
    """
    cls = COMMANDS.get(kind, {}).get(name)
    if cls is None:
        return ()
    own = tuple(((f.name,), f.metadata["personal"]) for f in fields(cls) if "personal" in f.metadata and _words(content.get(f.name)))
    forms = {key: content[key] for key in FORMS if isinstance(content.get(key), Mapping)}
    lines = [each for each in plan.fields if each.personal] if plan is not None else []
    return own + tuple(((key, f.name), _whose(f.personal, form)) for key, form in forms.items() for f in lines if _words(form.get(f.name)))


FORMS: Final = ("fields", "facts")
"""Where a command has lines of its plan's form: what is filled in, and what is known later."""


def _whose(party: str, form: Mapping[str, Any]) -> str:
    """The person whom the form itself names as that party; otherwise whoever fills it in, as a requester does."""
    try:
        return str(UUID(form[party]))
    except (KeyError, ValueError, TypeError, AttributeError):
        return "by"


def _words(value: Any) -> bool:
    """A text that says something, or anything that claims to be a sealed one."""
    if isinstance(value, Mapping):
        return any(str(name).startswith("$") for name in value)
    return isinstance(value, str) and bool(value.strip())


# --- plain values -----------------------------------------------------------------------------


def plain(value: Any) -> Any:
    """A value made of dictionaries, lists, texts, numbers: datetimes in ISO 8601, UUIDs as text."""
    match value:
        case datetime():
            return value.isoformat()
        case UUID():
            return str(value)
        case Mapping():
            return {str(key): plain(each) for key, each in value.items()}
        case tuple() | list():
            return [plain(each) for each in value]
        case _ if is_dataclass(value):
            return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
        case _:
            return value


Check = Callable[[Any, str, int], Any]
"""Looks at a text, number or nested value of this field: (value, field, longest text) -> the value, or Refused."""


def _object(cls: type, content: Mapping[str, Any], name: str, check: Check) -> Any:
    hints, given = _hints(cls), {}
    for f in fields(cls):
        if f.name in content:
            given[f.name] = _value(hints[f.name], content[f.name], f.name, check)
        elif f.default is MISSING and f.default_factory is MISSING:
            raise Refused("house:form", "missing_field", field=f.name, command=name)
    return cls(**given)


@cache
def _hints(cls: type) -> Mapping[str, Any]:
    return get_type_hints(cls)


def _value(hint: Any, value: Any, name: str, check: Check) -> Any:
    """`value` as the annotation wants it; Refused when it cannot be."""
    hint = getattr(hint, "__supertype__", hint)
    origin = get_origin(hint)
    if hint is Any:
        return check(value, name, SEALED_LIMIT)
    if origin in (Union, types.UnionType):
        return _any_of(get_args(hint), value, name, check)
    if origin is tuple and isinstance(value, list | tuple):
        return tuple(_value(get_args(hint)[0], each, name, check) for each in value)
    if isinstance(origin, type) and issubclass(origin, Mapping) and isinstance(value, Mapping):
        return check(value, name, SEALED_LIMIT)
    if is_dataclass(hint) and isinstance(hint, type) and isinstance(value, Mapping):
        if check is _storable:
            _known(hint, value, name)
        return _object(hint, value, name, check)
    return _scalar(hint, value, name, check)


def _any_of(hints: tuple[Any, ...], value: Any, name: str, check: Check) -> Any:
    """One of several; where words or an object may stand, the object is sealed words."""
    if value is None and type(None) in hints:
        return None
    if check is _storable and isinstance(value, Mapping) and str in hints and not request_commands.is_sealed(value):
        raise Refused("house:form", "wrong_type", field=name, wanted="text")
    for hint in hints:
        try:
            return _value(hint, value, name, check)
        except Refused as refused:
            if refused.key != "wrong_type":
                raise
    raise Refused("house:form", "wrong_type", field=name, wanted="text")


def _scalar(hint: Any, value: Any, name: str, check: Check) -> Any:
    if hint is float and isinstance(value, int | float) and not isinstance(value, bool):
        return check(float(value), name, TEXT_LIMIT)
    if isinstance(hint, type) and isinstance(value, hint) and (hint is bool or not isinstance(value, bool)):
        return check(value, name, TEXT_LIMIT)
    try:
        if hint is UUID and isinstance(value, str):
            return UUID(value)
        if hint is datetime and isinstance(value, str):
            return _instant(value)
    except ValueError:
        pass
    raise Refused("house:form", "wrong_type", field=name, wanted=getattr(hint, "__name__", "value"))


def _as_it_is(value: Any, _name: str, _limit: int) -> Any:
    return value


def _storable(value: Any, name: str, limit: int, depth: int = 0) -> Any:
    """A value that every store can hold: no text that is huge or holds a NUL or a lone surrogate, no number that is none."""
    if depth > NESTING_LIMIT or (isinstance(value, float) and not isfinite(value)):
        raise Refused("house:form", "wrong_type", field=name, wanted="form")
    if isinstance(value, str):
        return _text(value, name, limit)
    if isinstance(value, Mapping):
        return {_text(str(key), name, TEXT_LIMIT): _storable(each, name, limit, depth + 1) for key, each in value.items()}
    return [_storable(each, name, limit, depth + 1) for each in value] if isinstance(value, list | tuple) else value


def _text(value: str, name: str, limit: int) -> str:
    if len(value) > limit:
        raise Refused("house:form", "too_long", field=name, limit=limit)
    if "\x00" in value or any("\ud800" <= char <= "\udfff" for char in value):
        raise Refused("house:form", "bad_characters", field=name)
    return value


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(text)
    return instant
