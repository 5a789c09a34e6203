"""What may be asked of what is frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.casework.commands import PERSONAL, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftFreeze:
    """Restore what was frozen."""

    reason: Text = field(metadata=PERSONAL)


COMMANDS: Mapping[str, type] = {"lift_freeze": LiftFreeze}
