"""Commands that ask a console at an address, for whom a token speaks, or who is chosen on a stack for trying."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime

from console.client import Bylaw, Problem
from console.shapes.common import PersonRef
from console.shapes.house import Me
from domain.calendar import Calendar
from workers.cli import address

DONE, REFUSED, WRONG_USE, NOT_REACHABLE = 0, 1, 2, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class There:
    """A console that was reached. `days` knows the organisation's zone, and no holidays: it only writes instants."""

    bylaw: Bylaw
    me: Me
    days: Calendar
    at: datetime
    lang: str

    def name(self, person: PersonRef | None) -> str:
        """Name and handle."""
        if person is None:
            return ""
        return f"{person.name} ({person.handle})" if person.handle else person.name


class WrongUse(Exception):
    """What was typed cannot be meant."""


Work = Callable[[There, argparse.Namespace], Awaitable[int]]


def carry_out(work: Work, asked: argparse.Namespace) -> int:
    """Run a command and give its exit code: what the console says no with is said on stderr, and so is what does not answer."""

    async def inside() -> int:
        async with _there(asked) as there:
            return await work(there, asked)

    try:
        return asyncio.run(inside())
    except WrongUse as wrong:
        print(f"bylaw: {wrong}", file=sys.stderr)
        return WRONG_USE
    except Problem as no:
        print(f"Not reachable: {no}" if no.passing else no, file=sys.stderr)
        return NOT_REACHABLE if no.passing else REFUSED


@asynccontextmanager
async def _there(asked: argparse.Namespace) -> AsyncIterator[There]:
    token, who = address.token(), getattr(asked, "person", "") or getattr(asked, "by", None) or ""
    if not token and not who:
        raise WrongUse(f"who asks? Set {address.TOKEN}, or on a stack for trying name a person with --as")
    if not asked.at.startswith(("http://", "https://")):
        raise WrongUse(f"{asked.at[:80]} is no address; it begins with https:// or http://")
    async with Bylaw(asked.at, token=token, lang=asked.lang) as bylaw:
        if not token:
            await bylaw.sign_in(who)
        me = await bylaw.me()
        if token and who not in ("", me.handle, me.id):
            raise WrongUse(f"{address.TOKEN} speaks for {me.handle}, not for {who}")
        none = frozenset[date]()
        days = Calendar(version="", zone=me.zone, holidays=none, working_weekends=none, published_through=date.max)
        yield There(bylaw=bylaw, me=me, days=days, at=datetime.now(UTC), lang=asked.lang)
