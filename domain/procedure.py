"""A plan as a procedure that a person can read: one line a rule, in the order in which things happen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.calendar import Span
from domain.kernel import Clause
from domain.policy import Role, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One rule of a plan: a sentence with gaps, what fills them, and what it cites. `depth` 1: it says more of the line above."""

    sentence: Words
    clause: Clause
    fills: Mapping[str, Role | Span | Words | str] = field(default_factory=dict)
    depth: int = 0
