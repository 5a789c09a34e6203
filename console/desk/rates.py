"""Rates of rectification, kept for a minute: counting a year of a large ledger takes half a second, and every page of it says them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from views.ledger import Rate, rates
from views.reader import Reader

KEPT_S = 60.0

Asked = tuple[datetime, str, frozenset[str] | None]


@dataclass(slots=True)
class Rates:
    """By what was asked: since when, in whose days, of which plans. Few ask differently."""

    _known: dict[Asked, tuple[float, Sequence[Rate]]] = field(default_factory=dict)

    async def of(self, reader: Reader, at: datetime, since: datetime, zone: str, plans: frozenset[str] | None) -> Sequence[Rate]:
        """As of now, or of a moment within the last minute."""
        asked = since, zone, plans
        kept = self._known.get(asked)
        if kept is not None and time.monotonic() < kept[0]:
            return kept[1]
        found = await rates(reader, at, since, zone, plans)
        self._known = {each: one for each, one in self._known.items() if time.monotonic() < one[0]}
        self._known[asked] = time.monotonic() + KEPT_S, found
        return found
