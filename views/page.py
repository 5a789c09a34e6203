"""One case as a person sees it: folded from its events when it is asked for, so always exact."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from domain.kernel import SYSTEM, CaseId, kind_of, uuid_of
from domain.labels import LABELS
from domain.telling import offered, withheld
from eventlog.port import Stream
from views.telling import recorded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from domain.kernel import Offer, PersonId, Recorded
    from domain.rules import Rules
    from eventlog.port import EventLog, StoredEvent
    from views.inbox import Governing
    from views.telling import Kind

OPENER = "opener"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One event of the timeline. `data` and `meta` are as the log keeps them; personal parts are still sealed.

    `withheld`: what of `data` its reader is not told (see `for_reader`); nothing stands in it.
    """

    version: int
    id: str
    type: str
    happened_at: datetime
    recorded_at: datetime
    by: PersonId
    clause: str
    data: Mapping[str, Any]
    meta: Mapping[str, Any]
    withheld: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A case at a version: its fold, the rules it runs under, what may be asked of it now and by whom, what happened."""

    case: Any
    version: int
    rules: Rules
    offers: Sequence[Offer]
    history: Sequence[Recorded]
    timeline: Sequence[Line]


async def page(log: EventLog, governed: Governing, kinds: Mapping[str, Kind], case: CaseId, at: datetime) -> Page | None:
    """The case's page as of this instant; None when there is no such case."""
    kind = kinds[kind_of(case)]
    await governed.refresh()
    events = await log.read(Stream(category=kind_of(case), id=uuid_of(case)))
    if not events:
        return None
    history: list[Recorded] = [recorded(kind, event) for event in events]
    state: Any = None
    for each in history:
        state = kind.evolve(state, each)
    rules = governed.rules(state.plan, state.pack, at, {})
    return Page(
        case=state,
        version=len(events),
        rules=rules,
        offers=kind.offers(state, rules, at),
        history=history,
        timeline=[_line(each) for each in events],
    )


def for_reader(found: Page, person: PersonId) -> Page:
    """The page as this person is told it: without what the case's kind withholds from them. Every door shows this one."""
    kind = kind_of(found.case.id)
    hidden = withheld(kind, found.case, found.history, person)
    found = replace(found, offers=offered(kind, found.case, found.offers, person))
    if not hidden:
        return found
    if found.timeline and OPENER in (hidden.get(found.timeline[0].version) or ()):
        found = _opened_by_nobody(found)
    told = [(line, hidden.get(line.version, frozenset())) for line in found.timeline]
    return replace(found, timeline=[_without(line, names) for line, names in told if names is not None])


def _opened_by_nobody(found: Page) -> Page:
    """Who opened it stands in the fold, and with everything that the opening led to at once."""
    at = found.timeline[0].recorded_at
    lines = [replace(line, by=SYSTEM, meta={}) if line.recorded_at == at else line for line in found.timeline]
    return replace(found, case=replace(found.case, opener=SYSTEM), timeline=lines)


def _without(line: Line, names: frozenset[str]) -> Line:
    return replace(line, data={**line.data, **{name: "" for name in names if name in line.data}}, withheld=names) if names else line


def _line(event: StoredEvent) -> Line:
    meta = json.loads(event.meta)
    return Line(
        version=event.version,
        id=str(event.event_id),
        type=event.type,
        happened_at=event.happened_at,
        recorded_at=event.recorded_at,
        by=meta["by"]["id"],
        clause=meta.get("clause", ""),
        data=json.loads(event.data),
        meta=meta,
    )


def named_in(timeline: Sequence[Line]) -> tuple[CaseId, ...]:
    """Other cases that these events name."""
    named = (value for line in timeline for value in line.data.values())
    return tuple(dict.fromkeys(CaseId(each) for each in named if isinstance(each, str) and is_case(each)))


def is_case(text: str) -> bool:
    """Whether this is the id of a case."""
    try:
        uuid_of(CaseId(text))
    except ValueError:
        return False
    return kind_of(CaseId(text)) in LABELS
