"""What was typed of an incident and a plan's form, whether the command line reads the log itself or asks a console."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class FormLine(Protocol):
    """A line of a form, as the pack or the API has it."""

    @property
    def name(self) -> str:
        """By which facts name it."""

    @property
    def type(self) -> str:
        """What may stand in it."""

    @property
    def required(self) -> bool:
        """Whether it may not stay empty."""


def fills(lines: Sequence[FormLine], facts: set[str]) -> bool:
    """Whether the form has a line for each fact, and each line that it needs is there; what happened is told apart."""
    needed = {line.name for line in lines if line.required and line.type != "text"}
    return needed <= facts <= {line.name for line in lines}


def what_line(lines: Sequence[FormLine]) -> str:
    """Where what happened stands: in the line `what`, or in the form's first text."""
    texts = [line.name for line in lines if line.type == "text"]
    return "what" if "what" in texts else next(iter(texts), "what")
