"""People by their handles, as a caller may call them; the log knows them by id."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from domain.labels import LABELS, fields_of
from domain.organisation import Organisation, by_handle
from domain.policy import Plan


def with_ids(values: Mapping[str, Any], people: Collection[str], organisation: Organisation) -> dict[str, Any]:
    """The same values, with the id of everybody who is named in one of these fields. Whoever is not known stays as written."""
    found = {name: by_handle(organisation, values[name]) for name in people if isinstance(values.get(name), str)}
    return {**values, **{name: person.id for name, person in found.items() if person is not None}}


def in_form(fields: Mapping[str, Any], plan: Plan, organisation: Organisation) -> dict[str, Any]:
    """The lines of a plan's form."""
    return with_ids(fields, [line.name for line in plan.fields if line.type == "person"], organisation)


def of_type(kind: str, command: str, wanted: str) -> Collection[str]:
    """The fields of a command that are asked for in this way; none of a command that no person gives."""
    if command not in LABELS[kind].commands:
        return ()
    return [each.name for each in fields_of(kind, command) if each.type == wanted]
