"""Which alerts belong to an incident."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerts:
    """`key`: the dedup key's claim; `count`: how many alerts came."""

    key: str = ""
    count: int = 0
