"""Taking one delivery whole, by whichever door it came: what stands in it, where each of its alerts went, and how that is answered."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

from console.intake.delivering import Delivered, Reached, Turns, deliver
from console.intake.formats import FORMATS, Noticed, Sent
from console.intake.sources import Source
from console.shapes.intake import Taken, TakenAll

AT_ONCE: Final = 8
"""Alerts of one delivery on their way at the same time."""


def read(source: Source, body: bytes, headers: Mapping[str, str]) -> Sequence[Noticed]:
    """The alerts of a body, by the source's format. Refused (house:form) with the field at fault."""
    return FORMATS[source.format](Sent(body=body, headers=headers, one_per=source.one_per))


async def take(reached: Reached, turns: Turns, source: Source, noticed: Sequence[Noticed], delivery: str) -> list[Delivered]:
    """Some at a time. What one of them was refused for refuses the delivery; the others may be sent again with it, they count once."""
    room = asyncio.Semaphore(AT_ONCE)

    async def one(place: int, each: Noticed) -> Delivered:
        async with room:
            return await deliver(reached, turns, source, each, f"{delivery}/{place}" if delivery else "")

    found = await asyncio.gather(*(one(place, each) for place, each in enumerate(noticed)), return_exceptions=True)
    for each in found:
        if isinstance(each, BaseException):
            raise each
    return [each for each in found if isinstance(each, Delivered)]


def told(found: Sequence[Delivered]) -> TakenAll:
    """The answer to a delivery."""
    each = [Taken(outcome=one.outcome, case=one.case, number=one.number, count=one.count) for one in found]
    return TakenAll(**each[-1].model_dump(), alerts=each)
