"""How a decision is reviewed by a panel, as a pack says it (SO 5.2.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from domain.kernel import Clause
from domain.policy import Plan, Role, Step

ANNULLED, LIGHTEST, SILENT, UPHELD = "annulled", "lightest", "silent", "upheld"
OF_THE_PANEL: Final = (ANNULLED, LIGHTEST)
"""What the silence of a panel, or of whoever forms it, comes to: never a decision that is confirmed."""

OF_THE_APPELLANT: Final = (SILENT,)
OF_AN_OBJECTION: Final = (UPHELD,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Who may sit here: whoever holds one of these roles, or works in one of these departments, in their own right."""

    roles: tuple[Role, ...] = ()
    departments: tuple[str, ...] = ()
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Those who judge: as many as there are seats."""

    form: Step
    seats: Mapping[str, Seat]
    departments: int
    """From how many departments they come at least."""
    quorum: int
    """How many must have voted before the votes are counted; a result then needs more than half of the seats."""
    clause: Clause
    quorum_clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealPlan(Plan):
    """`conclude` is the time of the whole review, from the filing; its ladder is that of whoever forms the panel."""

    panel: Panel
    hearing: Step
    conclude: Step
    objection: Step
    """Who decides whether somebody on the panel has an interest in the matter."""
