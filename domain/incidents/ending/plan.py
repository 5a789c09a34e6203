"""What a pack says of the end of an incident."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class EndingRules:
    """Who assesses the loss, who closes, what is not let go."""
