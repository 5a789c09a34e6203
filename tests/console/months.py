"""Months of loans and privileges in the sample organisation, the same each time: for figures, and for looking at."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from typing import Any

from domain import calendar
from domain.kernel import CaseId, Refused
from tests.console.past import Past

HEADS = {"sales-back-office": "lin", "marketing": "han", "information-technology": "kong", "administration": "jiang-x"}
PURPOSES = ("check the delivery terms", "核对交货条款", "answer a customer", "年度对账", "prepare the renewal")

Deed = Callable[[], Any]


class Months:
    """Everybody's deeds, each at its instant. Some answer late, some bring things back late, some never fetch them."""

    def __init__(self, past: Past, seed: int = 7) -> None:
        self._past = past
        self._dice = random.Random(seed)
        self._later: list[tuple[datetime, int, Deed]] = []
        self._order = count()
        self._numbers = count(1)

    async def play(self, until: datetime, a_day: float = 2) -> None:
        """From the log's beginning until then, about so many new cases a working day."""
        self._open_all(until, a_day)
        while self._later:
            when, _, deed = heapq.heappop(self._later)
            if when >= until:
                continue
            await self._past.until(when)
            try:
                await deed()
            except Refused:
                continue  # the rules were quicker: it had lapsed, gone up, or was not theirs
        await self._past.until(until)

    def _open_all(self, until: datetime, a_day: float) -> None:
        days = self._past.governed.calendar(self._past.now)
        day = calendar.local_day(days, self._past.now) + timedelta(days=1)
        people = [
            who for who in self._past.governed.organisation(self._past.now).people.values() if who.department in HEADS and not who.posts
        ]
        while calendar.end_of_day(days, day) <= until + timedelta(days=1):
            for _ in range(self._dice.choice((0, 1, 1, 2, 3)) if calendar.is_working_day(days, day) else 0):
                if self._dice.random() < a_day / 2:
                    begin = calendar.end_of_day(days, day - timedelta(days=1)) + timedelta(hours=9, minutes=self._dice.randrange(500))
                    who = self._dice.choice(people)
                    self._at(begin, partial(self._one, who.handle, HEADS[who.department]))
            day += timedelta(days=1)

    def _at(self, when: datetime, deed: Deed) -> None:
        heapq.heappush(self._later, (when, next(self._order), deed))

    def _in(self, hours: float, deed: Deed) -> None:
        self._at(self._past.now + timedelta(hours=hours * self._dice.uniform(0.3, 1.7)), deed)

    async def _one(self, who: str, head: str) -> None:
        place, chance = next(self._numbers), self._dice.random()
        purpose = self._dice.choice(PURPOSES)
        if chance < 0.6:
            case = await self._past.open("contract-loan", who, contract=f"HT-2026-{place:03d}", purpose=purpose)
        elif chance < 0.75:
            case = await self._past.open("trade-secret-loan", who, document=f"MS-{place:03d}", purpose=purpose)
        else:
            system, privilege = self._dice.choice((("ERP", "price-admin"), ("CRM", "export"), ("OA", "audit-read")))
            case = await self._past.open("privilege-elevation", who, system=system, privilege=privilege, purpose=purpose)
            self._in(5, lambda: self._past.act(case, "approve", "kong"))
        self._in(self._dice.choice((1, 3, 6, 6, 40)), lambda: self._answer(case, who, head))

    async def _answer(self, case: CaseId, who: str, head: str) -> None:
        if self._dice.random() < 0.1:
            await self._past.act(case, "refuse", head, reason="not needed for this")
            return
        await self._past.act(case, "approve", head)
        self._in(3, lambda: self._hand_out(case, who))

    async def _hand_out(self, case: CaseId, who: str) -> None:
        await self._past.act(case, "hand_out", "tao")
        self._in(self._dice.choice((10, 20, 24, 24, 30, 30, 40, 160)), lambda: self._bring_back(case, who))

    async def _bring_back(self, case: CaseId, who: str) -> None:
        await self._past.act(case, "return", who)
        self._in(
            self._dice.choice((1, 2, 5, 30)), lambda: self._past.act(case, "confirm_check", "tao", complete=self._dice.random() < 0.95)
        )
