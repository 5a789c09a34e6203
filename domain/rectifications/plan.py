"""What a pack says of lines of the rectification ledger (policy catalogue F)."""

from __future__ import annotations

from dataclasses import dataclass

from domain.kernel import Clause
from domain.policy import Limit, Permit, Plan, Role, Step

HIGH = "high"
"""The value of the form's `risk` that asks for a plan, and for acceptance within a limit (MK 5.1.3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """Who gives more time, once each time that it is to be put right, and how much from then on."""

    by: Role
    at_most: Limit
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class FallsShort:
    """What follows when the effect is not reached, or nobody put it right: a second round one level up, by this plan.

    `coaching`: whoever becomes responsible first coaches whoever was, one to one (MK 5.3.3).
    """

    plan: str
    clause: Clause
    coaching: Step | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RectificationPlan(Plan):
    """How something is put right, accepted by others, and its effect verified by somebody else again."""

    planning: Step | None = None
    """Where the risk is high: what is going to be done."""
    rectify: Step
    """Its time counts where the form names no day."""
    accept: Step
    """Each member has one voice; one who sends it back has sent it back."""
    quorum: int
    acceptance: Limit | None = None
    """Where the risk is high: from the opening until it is accepted."""
    photographs_clause: Clause = ""
    """The rule by which a picture belongs to it; empty: none is wanted."""
    effect: Limit
    """From the acceptance until the effect is looked at."""
    check: Step
    falls_short: FallsShort
    extension: Extension
    handing_over: Permit
