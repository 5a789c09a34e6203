"""A report as its events tell it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.casework.commands import Text
from domain.casework.state import Work
from domain.kernel import PersonId

CHECKING, TAKEN_UP = "checking", "taken_up"
"""Where it stands, before it is closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One word between the checker and the reporter."""

    by_reporter: bool
    text: Text
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Work):
    """`requester` and `opener` are empty: who reported stands among the parties and nowhere else (house:reporter)."""

    anonymous: bool
    said: tuple[Said, ...] = ()
    reason: Text = ""
    """Why it was not taken up."""
    points: int = 0

    @property
    def reporter(self) -> PersonId:
        """Who reported; a receipt's name where nobody knows."""
        return self.parties["reporter"]

    @property
    def asking(self) -> bool:
        """Whether a question waits for the reporter."""
        return bool(self.said) and not self.said[-1].by_reporter
