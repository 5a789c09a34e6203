"""A line of the rectification ledger as its events tell it."""

from __future__ import annotations

from dataclasses import dataclass

from domain.casework.state import Work
from domain.kernel import Holder, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was handed in last."""

    by: PersonId
    changed_rules: str
    execution: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rectification(Work):
    """One finding, one person responsible for it."""

    round: int = 1
    coaching: bool = False
    earlier: tuple[PersonId, ...] = ()
    """Who was responsible in the rounds before."""
    times: int = 1
    """How often it was asked to be put right: once, and once more each time it was sent back."""
    extended: int = 0
    """The time of those for which more time was given last."""
    planned: str = ""
    report: Report | None = None
    voices: tuple[Holder, ...] = ()
    """For accepting the report that lies before the committee."""
    workers: frozenset[PersonId] = frozenset()
    """Whose work it is: who was responsible, handed something in, or was stood in for while doing so."""
    judges: frozenset[PersonId] = frozenset()
    """Who accepted it or sent it back, with whom they stood in for."""
    accepted: bool = False

    @property
    def responsible(self) -> PersonId:
        """The one person responsible for it now."""
        return self.parties["responsible"]
