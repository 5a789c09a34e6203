"""What others did, as the quiet line above a page says it: who did what, when, and where to see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from activities.personal import is_sealed
from console.backend import Backend
from console.changes import Change
from console.desk.times import Times, When
from domain.kernel import kind_of
from domain.labels import LABELS, fields_of
from views.saying import Teller


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One of them. Nothing personal stands in it, so that it is the same for everybody who may see the case."""

    case: str
    sentence: str
    when: When


async def line(backend: Backend, change: Change, lang: str) -> Line:
    """In one language."""
    rules = change.rules
    name = await backend.names.of(rules.organisation, backend.keyring, lang)
    teller = Teller(lang=lang, days=rules.calendar, organisation=rules.organisation, plan=rules.plan, name=name)
    said = teller.event(change.type, {**_impersonal(change), "by": change.data.get("by") or change.by})
    times = Times(lang=lang, days=rules.calendar, now=backend.now())
    return Line(case=change.number or change.case, sentence=said.rstrip(" :：–"), when=times.past(change.at))


def _impersonal(change: Change) -> Mapping[str, Any]:
    """The event's content without what is sealed, and without people's own words: these stand on the page, for those who see them."""
    kind = kind_of(change.case)
    words = {each.name for command in LABELS[kind].commands for each in fields_of(kind, command) if each.personal}
    return {name: "" if name in words or name == "fields" or is_sealed(value) else value for name, value in change.data.items()}
