"""Where a case stands: its stage, who is asked now and until when, the way it goes, its clocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from console import pictures
from console.backend import Backend
from console.desk.cases import Seen
from console.desk.clauses import Cited, cited
from console.desk.people import Who, called, named, who
from console.desk.times import When, long
from console.pictures import Bar, Rail, Stop
from domain import labels
from domain.deciders import DECIDERS
from domain.kernel import Clock, PersonId, kind_of
from domain.rail import Station
from views.kinds import KINDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A clock: what for, the rule's length, when it is due (None while it is held), what follows. `main`: somebody must do something."""

    title: str
    rule: str
    when: When | None
    follows: str
    cited: Cited
    bar: Bar
    main: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The answer in one sentence (`stage`, `who`, `until`), the picture, and all clocks."""

    stage: str
    outcome: str
    closed: bool
    who: tuple[Who, ...]
    until: When | None
    rail: Rail
    clocks: tuple[Running, ...]


def standing(backend: Backend, seen: Seen) -> Standing:
    """The case as it stands for this reader."""
    kind, lang = kind_of(seen.id), seen.teller.lang
    decider = DECIDERS[kind]
    stations: Sequence[Station] = decider.rail(seen.case, seen.page.rules, seen.times.now)
    agenda = decider.agenda(seen.case)
    clocks = clocks_of(backend, seen)
    return Standing(
        stage=_begun(labels.stage_title(kind, agenda.stage, lang)),
        outcome=labels.outcome_title(kind, seen.case.outcome, lang) if seen.case.outcome else "",
        closed=agenda.closed,
        who=asked_now(seen, stations),
        until=_until(seen, stations),
        rail=pictures.rail([_stop(seen, station, _branch(seen, station, stations)) for station in stations]),
        clocks=clocks,
    )


def _begun(text: str) -> str:
    """As a sentence begins."""
    return text[:1].upper() + text[1:]


def asked_now(seen: Seen, stations: Sequence[Station]) -> tuple[Who, ...]:
    """Whom the stations of now are waiting for, each once."""
    holders = [holder for station in stations if station.state == "now" and not station.when for holder in station.who]
    found: dict[PersonId, Who] = {}
    for each in who(holders, seen.teller):
        found.setdefault(each.id, each)
    return tuple(found.values())


def _until(seen: Seen, stations: Sequence[Station]) -> When | None:
    due = min((station.due for station in stations if station.state == "now" and station.due is not None), default=None)
    return None if due is None else due_at(seen, _since(seen, due), due)


def _since(seen: Seen, due: datetime) -> datetime:
    """When the clock that is due then began."""
    started: list[datetime] = [clock.started for clock in seen.case.clocks.values() if clock.due == due]
    return min(started, default=seen.case.last_at)


def due_at(seen: Seen, since: datetime, due: datetime) -> When:
    """Something due, with its mark."""
    return seen.times.due(since, due, seen.page.rules.settings.at_risk)


# --- the picture ----------------------------------------------------------------------------------


def _stop(seen: Seen, station: Station, branch: str) -> Stop:
    """A station in the reader's words."""
    teller, words, at = seen.teller, seen.labels, station.when or station.due
    late = station.when is None and station.due is not None and station.due <= seen.times.now
    said = None if at is None else due_at(seen, _since(seen, at), at) if station.when is None else seen.times.past(at)
    outcome = labels.value_title(kind_of(seen.id), station.outcome, teller.lang) if station.outcome else ""
    note = labels.said(words.notes.get(station.note, {}), teller.lang) or station.note
    return Stop(
        title=labels.said(words.stations.get(station.title, {}), teller.lang) or teller.title(station.title),
        state=station.state,
        branch=branch,
        who=named(who(station.who[:3], teller), teller.lang) + (f" +{len(station.who) - 3}" if len(station.who) > 3 else ""),
        role=teller.role(station.role) if station.role else "",
        at=said.at if said else "",
        when=said.shown if said else "",
        left=said.left if said and station.when is None else "",
        clause=station.clause,
        note=" · ".join(part for part in (outcome, note) if part),
        overdue=late and station.state == "now",
    )


def _branch(seen: Seen, station: Station, stations: Sequence[Station]) -> str:
    """``extension-2`` by its word; counted where there are several of the same name."""
    name = station.branch.partition("-")[0]
    alike = list(dict.fromkeys(each.branch for each in stations if each.branch.partition("-")[0] == name))
    title = labels.said(seen.labels.stations.get(name, {}), seen.teller.lang) or name
    return f"{title} {alike.index(station.branch) + 1}" if name and len(alike) > 1 else title


# --- clocks ---------------------------------------------------------------------------------------


def clocks_of(backend: Backend, seen: Seen) -> tuple[Running, ...]:
    """All clocks: first those by which somebody must do something, each soonest first, held ones last."""
    clocks: Sequence[Clock] = sorted(seen.case.clocks.values(), key=_order)
    return tuple(sorted((_running(backend, seen, clock) for clock in clocks), key=lambda running: not running.main))


def _order(clock: Clock) -> tuple[Any, ...]:
    return clock.due is None, clock.due or clock.started, clock.name


def _running(backend: Backend, seen: Seen, clock: Clock) -> Running:
    kind, lang, settings = kind_of(seen.id), seen.teller.lang, seen.page.rules.settings
    days = seen.page.rules.calendar
    working = clock.rule.split(" ")[1:2] == ["wd"]
    return Running(
        title=seen.teller.clock(clock.name),
        rule=long(clock.rule, lang),
        when=due_at(seen, clock.started, clock.due) if clock.due else None,
        follows=labels.clock_follows(kind, clock.name, lang),
        cited=cited(backend.governed.pack(seen.case.pack), clock.clause, lang),
        bar=pictures.clock_bar(clock.started, clock.due, seen.times.now, days, settings.at_risk, working=working),
        main=bool(KINDS[kind].obligation(clock.name)),
    )


def requester(seen: Seen) -> Who:
    """Whose case it is."""
    return called(seen.case.requester, seen.teller)
