"""A case as those see it who are not to learn who somebody in it is: the part that they play stands wherever they do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from domain.incidents.state import Incident
from domain.kernel import PersonId

if TYPE_CHECKING:
    from views.page import Line, Page

REPORTER: Final = "reporter"
"""The party of a case who is not to be known (house:reporter)."""


def reporter_of(case: Any) -> PersonId | None:
    """Whoever reported, in a case that somebody reported; who opened an incident is no secret: it is everybody's."""
    parties: Mapping[str, PersonId] = getattr(case, "parties", {})
    return None if isinstance(case, Incident) else parties.get(REPORTER)


def veiled(page: Page, who: PersonId) -> Page:
    """The same page without this person. What they did says nothing of their department, post or signature either."""
    return replace(
        page,
        case=without(page.case, who),
        offers=without(tuple(page.offers), who),
        history=without(tuple(page.history), who),
        timeline=[_line(line, who) for line in page.timeline],
    )


def without(value: Any, who: PersonId | None) -> Any:
    """Any value without this person, if it is one."""
    if who is None:
        return value
    if isinstance(value, str):
        return REPORTER if value == who else value
    if isinstance(value, Mapping):
        return {name: without(each, who) for name, each in value.items()}
    if isinstance(value, tuple | list | frozenset):
        return type(value)(without(each, who) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {each.name: new for each in fields(value) if (new := without(old := getattr(value, each.name), who)) is not old}
        return replace(value, **changed) if changed else value
    return value


def _line(line: Line, who: PersonId) -> Line:
    """That somebody was passed over because they reported would say that they did."""
    data = without(line.data, who)
    if data.get("why") == "in conflict":
        data = {**data, "why": "nobody"}
    meta = {name: line.meta[name] for name in ("clause", "signature", "unsigned") if name in line.meta} if line.by == who else line.meta
    return replace(line, by=without(line.by, who), data=data, meta=without(meta, who))
