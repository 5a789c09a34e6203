"""Rules as sentences that a person can read: one line a rule, in the order in which things happen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.calendar import Span
from domain.kernel import Clause
from domain.policy import Role, Words

Fill = Role | Span | Words | str
"""What stands in a sentence's gap: a role, a length of time, words in each language, or text as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One rule: a sentence with gaps, what fills them, and what it cites. `depth` 1: it says more of the line above.

    `also` are further rules that it cites. What is in `fills` and in no gap is not said, but makes the line another one.
    """

    sentence: Words
    clause: Clause
    also: tuple[Clause, ...] = ()
    fills: Mapping[str, Fill] = field(default_factory=dict)
    depth: int = 0

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """Every rule that it cites, once."""
        return tuple(dict.fromkeys(each for each in (self.clause, *self.also) if each))


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Lines that belong together: a plan, the settings of a pack, a person. `subject` says what sort of thing `name` names."""

    subject: str
    name: str
    title: Words
    lines: tuple[Line, ...]
