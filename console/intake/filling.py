"""What a machine says, as lines of a plan's form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from console.intake.formats import Noticed
from console.intake.sources import Source
from domain.kernel import Refused
from domain.policy import Plan

MORE: Final = "…"
_LARGEST: Final = 10**9


def form_of(source: Source, noticed: Noticed, plan: Plan) -> Mapping[str, Any]:
    """First what is always so, then what the gravity says, then the machine's values, its title, and the facts it sent by name."""
    values = {**noticed.values, "key": noticed.key, "title": noticed.title}
    if noticed.started is not None:
        values["started"] = noticed.started.isoformat()
    gravity = values.get(source.by) if source.by else None
    said = {line: values[name] for line, name in source.lines.items() if name in values}
    titled = {source.title: noticed.title} if source.title else {}
    lines = {**source.always, **source.facts.get(str(gravity), {}), **said, **titled, **noticed.facts}
    return {name: _as_line(plan, name, value) for name, value in lines.items()}


def _as_line(plan: Plan, name: str, value: Any) -> Any:
    """Labels are texts, also where the line is a number; a text that is too long for its line is cut, for an alert is not lost by it."""
    line = plan.field(name)
    if line is None:
        return _signable(name, value)
    if line.type == "number" and isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 16:
        return int(value)
    if line.type == "text" and isinstance(value, str) and len(value) > line.longest:
        return value[: line.longest - len(MORE)] + MORE
    return _signable(name, value)


def _signable(name: str, value: Any) -> Any:
    """What a signature can cover exactly: a number that is whole, within what every reader of JSON keeps."""
    if isinstance(value, float) and value.is_integer() and abs(value) < _LARGEST:
        return int(value)
    if isinstance(value, float | dict | list) or (isinstance(value, int) and abs(value) >= _LARGEST):
        raise Refused("house:form", "wrong_type", field=f"fields.{name}"[:80], wanted="text | number")
    return value
