"""How reports of one sort are taken and checked, as a pack says it (SO 4.2.3, SO 5.1.3, MK 5.4.3)."""

from __future__ import annotations

from dataclasses import dataclass, field

from domain.kernel import Clause
from domain.policy import Limit, Plan, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadsTo:
    """The case that a true report opens: its kind, and by which plan."""

    kind: str
    plan: str
    clause: Clause
    opens: Plan | None = field(default=None, compare=False, repr=False)
    """That plan itself, whose form what is found must fit. No part of this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reward:
    """What a true report is worth (SO 5.1.3, MK 5.4.3)."""

    points: int
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPlan(Plan):
    """`readers`, which every plan may have, are here those who may learn who reported; each look is recorded (house:reporter)."""

    check: Step
    reply: Limit
    """How long a question waits for the reporter's answer; the checker's time stands still so long."""
    leads_to: LeadsTo
    outcome: Limit
    """How long the report waits to hear what came of it."""
    anonymous_clause: Clause = ""
    """The rule by which nobody need say who they are; empty: a name is wanted."""
    reward: Reward | None = None
