"""What somebody was told, what is still to be told, and what never reached them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from activities.notices import Told
from console.backend import Backend
from console.caller import Caller, NotHere
from console.desk.clauses import Cited, cited
from console.desk.reachable import reach_of
from console.desk.times import Times, When
from domain import words
from domain.kernel import CaseId, PersonId
from domain.organisation import by_handle

PAGE, MOST = 50, 500

State = Literal["told", "waiting", "failed"]

SEALED = "report-"
"""Of what somebody is told about a report nobody else reads: it would say who reported (house:reporter)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeLine:
    """One notice. `number` names its case ("" for none); `tries` in vain so far; `why` it never will be told."""

    at: When
    state: State
    text: str
    number: str
    cited: Cited
    due: When | None
    tries: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notices:
    """The newest first. `of` is whose they are, `more`: there are older ones."""

    of: PersonId
    lines: Sequence[NoticeLine]
    more: bool


async def notices(backend: Backend, caller: Caller, of: str = "", limit: int = PAGE) -> Notices:
    """One's own; with `of` (a handle) those of somebody else, where the pack lets one read them. Raises `NotHere`."""
    person = _whose(backend, caller, of)
    told, waiting = await asyncio.gather(
        backend.outbox.read(to=person, limit=limit + 1), backend.outbox.read(to=person, limit=limit + 1, waiting=True)
    )
    both = [each for each in (*told, *waiting) if person == caller.id or not each.case.startswith(SEALED)]
    found = sorted(both, key=lambda each: each.at, reverse=True)
    numbers = await _numbers(backend, found[:limit])
    return Notices(of=person, lines=[_line(backend, caller, each, numbers) for each in found[:limit]], more=len(found) > limit)


def _whose(backend: Backend, caller: Caller, of: str) -> PersonId:
    if not of:
        return caller.id
    found = by_handle(caller.organisation, of)
    if found is None or not (found.id == caller.id or reach_of(backend, caller).notices):
        raise NotHere
    return found.id


async def _numbers(backend: Backend, found: Sequence[Told]) -> Mapping[str, str]:
    """What people call the cases that they speak of."""
    cases = list(dict.fromkeys(each.case for each in found if each.case))
    numbers = await asyncio.gather(*(backend.reader.number_of(CaseId(case)) for case in cases))
    return {case: number for case, number in zip(cases, numbers, strict=True) if number}


def _line(backend: Backend, caller: Caller, each: Told, numbers: Mapping[str, str]) -> NoticeLine:
    pack = backend.governed.pack_at(caller.at)
    times = Times(lang=caller.lang, days=backend.governed.calendar(caller.at), now=caller.at)
    number = numbers.get(each.case, "")
    state: State = "told" if each.state == "told" else "failed" if each.state == "rejected" else "waiting"
    return NoticeLine(
        at=times.past(each.at),
        state=state,
        text=words.harmless(each.text) or words.text(each.about, caller.lang, case=number),
        number=number,
        cited=cited(pack, each.clause, caller.lang),
        due=times.past(each.due) if each.due else None,
        tries=each.tries,
        why=words.harmless(each.receipt) if state == "failed" else "",
    )
