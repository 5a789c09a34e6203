"""What somebody typed into a form, in the form's own words: shown again where it could not be sent."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from console.backend import Backend
from console.caller import Caller, NotHere
from console.desk import forms
from console.desk.cases import named
from domain.kernel import kind_of
from domain.labels import LABELS, fields_of, said

_COMMAND = re.compile(r"/cases/([^/]+)/([a-z_]+)")
_OPENING = re.compile(r"/open/([^/]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was to be done, to which case, and what was typed: (the field's title or nothing, what stands in it)."""

    title: str = ""
    number: str = ""
    lines: Sequence[tuple[str, str]] = ()


async def typed(backend: Backend, caller: Caller, action: str, fields: Sequence[tuple[str, str]]) -> Typed:
    """Of a command to a case and of a plan's form the words are known; of any other form what was typed must do."""
    given = {name: value for name, value in forms.typed(dict(fields)).items() if value.strip()}
    if found := _COMMAND.fullmatch(action):
        return await _of_command(backend, caller, found[1], found[2], given)
    if found := _OPENING.fullmatch(action):
        return _of_opening(backend, caller, found[1], given)
    return Typed(lines=[("", value) for value in given.values()])


async def _of_command(backend: Backend, caller: Caller, number: str, command: str, given: Mapping[str, str]) -> Typed:
    try:
        kind = kind_of(await named(backend, number))
    except NotHere:
        return Typed(lines=[("", value) for value in given.values()])
    label = LABELS[kind].commands.get(command)
    titles = {each.name: said(each.title, caller.lang) for each in fields_of(kind, command)} if label else {}
    lines = [(titles.get(name, ""), value) for name, value in given.items() if name in titles or name.startswith(forms.LINE)]
    return Typed(title=said(label.title, caller.lang) if label else "", number=number, lines=lines)


def _of_opening(backend: Backend, caller: Caller, name: str, given: Mapping[str, str]) -> Typed:
    plan = backend.governed.pack_at(caller.at).plans.get(name)
    titles = {forms.LINE + line.name: said(line.title, caller.lang) for line in plan.fields} if plan else {}
    return Typed(
        title=said(plan.title, caller.lang) if plan else "", lines=[(titles.get(each, ""), value) for each, value in given.items()]
    )
