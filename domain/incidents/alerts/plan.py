"""What a pack says of alerts (house:alerts)."""

from __future__ import annotations

from dataclasses import dataclass

from domain.kernel import Clause, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRules:
    """Which machines open incidents of a plan by what they notice. Their door keys vouch for these names."""

    machines: tuple[PersonId, ...]
    clause: Clause
