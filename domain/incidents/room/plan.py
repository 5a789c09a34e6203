"""What a pack says of the incident room."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomRules:
    """Who commands, which groups there are, who is informed."""
