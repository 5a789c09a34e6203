"""Which alerts belong to an incident."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.kernel import PersonId

NOBODY = PersonId("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerts:
    """`key`: the dedup key's claim, of that machine; `count`: how many alerts came; `firing`: the last word of the machine."""

    key: str = ""
    machine: PersonId = NOBODY
    count: int = 0
    firing: bool = False
    last_at: datetime | None = None
