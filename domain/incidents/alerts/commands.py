"""What a machine says of an incident that one of its alerts opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

FIRING: Final = "firing"
RESOLVED: Final = "resolved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """The same once more, or that it is over. `facts`: lines of the form; graver ones raise the level, others change nothing."""

    key: str
    status: str = FIRING
    started: datetime | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
