"""How far an incident has come towards its end."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """Loss, causes, responsibility, measures, training."""
