"""What a decision may know beside its own case: governed data as of the instant, and claims."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.calendar import Calendar
from domain.claims import Claim
from domain.kernel import ClaimKey
from domain.organisation import Organisation
from domain.policy import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The plan the case runs under; calendar and organisation as of the instant; the claims it asked to see."""

    plan: Any
    """A `domain.policy.Plan` of the case's kind; each decider knows its own."""
    settings: Settings
    calendar: Calendar
    organisation: Organisation
    claims: Mapping[ClaimKey, Claim]
