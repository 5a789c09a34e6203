"""What an incident has frozen."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """Claims that stand blocked, and the grants that were listed."""
