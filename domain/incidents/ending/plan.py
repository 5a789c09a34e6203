"""What a pack says of the end of an incident: loss, causes, training, evaluation, closing, and what is not let go (C9, C10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from domain.kernel import Clause
from domain.policy import Limit, Step, Words

POINTS: Final = ("cause", "responsible", "measures", "taught")
"""The four that are not let go (MK 2.1.1), in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Something that is asked for afterwards, at these levels; at every one where none is named."""

    step: Step
    levels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Causes:
    """How often why is asked at least before a cause is found, and the classes by which the library keeps it."""

    step: Step
    whys: int = 5
    classes: Mapping[str, Words] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotLetGo:
    """Which of the four each level must have before it is closed."""

    levels: Mapping[str, tuple[str, ...]]
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class EndingRules:
    """Each part may be missing: nobody is asked for it then, and whoever responds may say it. `clause`: whose word the whole is."""

    not_let_go: NotLetGo | None = None
    loss: Asked | None = None
    causes: Causes | None = None
    training: Step | None = None
    evaluation: Asked | None = None
    closing: Step | None = None
    rectification: str = ""
    """The plan of the lines that it leads to; empty: it leads to none."""
    violation: str = ""
    """The plan by which somebody's fault is looked into; empty: what was found stands here alone."""
    breaches: tuple[str, ...] = ()
    exercise: Limit | None = None
    """How often the plan is exercised at least (CS 4.5.1)."""
    clause: Clause = "house:form"

    def points(self, level: str) -> tuple[str, ...]:
        """What is not let go at this level."""
        return self.not_let_go.levels.get(level, ()) if self.not_let_go is not None else ()

    def asks_at(self, level: str) -> Mapping[str, Step]:
        """What is asked for once an incident of this level is contained: task and step, in order."""
        found: dict[str, Step] = {}
        for name, asked in (("assess_loss", self.loss), ("evaluate_response", self.evaluation)):
            if asked is not None and (not asked.levels or level in asked.levels):
                found[name] = asked.step
        wants = POINTS if self.not_let_go is None else self.points(level)
        if self.causes is not None and "cause" in wants:
            found["find_cause"] = self.causes.step
        if self.training is not None and "taught" in wants:
            found["record_training"] = self.training
        if self.closing is not None:
            found["close"] = self.closing
        return found
