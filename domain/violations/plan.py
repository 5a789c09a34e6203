"""What a plan of violations says: kinds of breaches and their levels, who investigates and decides, measures, notice, appeal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.kernel import Clause
from domain.policy import Limit, Plan, Role, Step, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """One kind of violation: how grave it is, and the points that it yields when it is proven.

    `measures`: the only ones that may follow at its own level, the mildest first; empty: whatever the level allows.
    """

    level: str
    title: Words
    clause: Clause
    points: int = 0
    measures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What may follow. `suspends`: what its subject was granted does not count while it is in force; no `lasts`: without an end."""

    title: Words
    clause: Clause
    points: int = 0
    suspends: bool = False
    lasts: Limit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """How grave it is: who decides, and on what. `on_the_spot`: whoever decides hears the subject, and no report is wanted.

    `measures`: the mildest first. A review may put a milder one in the place of the one decided, never a graver one.
    """

    name: str
    title: Words
    clause: Clause
    decides: Step
    measures: tuple[str, ...]
    on_the_spot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """How the subject gets the decision: served is what they confirm, or what was tried so often, with `every` in between."""

    by: Step
    attempts: int
    every: Limit
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealRule:
    """Within what time the subject may appeal, by which plan it is reviewed, and what stays the decision meanwhile.

    `except_urgent`: a decision that says that an urgent risk requires it stands. `again`: the plan of a second appeal; empty: none.
    """

    within: Limit
    to: str
    stay_clause: Clause
    except_urgent: bool = False
    again: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """Who reads of a final decision, and what of it."""

    to: Role
    shows: tuple[str, ...]
    clause: Clause


SHOWN = ("level", "breach", "measure", "outcome", "department")
"""What a publication may show. Nobody's name is among it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ViolationPlan(Plan):
    """How a violation is investigated, decided, made known and appealed against (policy catalogue E)."""

    breaches: Mapping[str, Breach]
    levels: tuple[Level, ...]
    """The worst first: a scale carries its order."""
    measures: Mapping[str, Measure]
    investigation: Step
    extension: Limit | None = None
    """By how much the investigation may be extended once, with a reason; None: not at all."""
    hearing: Step
    service: Service
    appeal: AppealRule | None = None
    publication: Publication | None = None
    rectifies: str = ""
    """The plan by which what is to be put right becomes a line of the ledger; empty: none."""

    def allowed(self, level: str, breach: str) -> tuple[str, ...]:
        """The measures that may follow this breach while it is held to be of this level, the mildest first."""
        own = self.breaches[breach]
        return own.measures if own.measures and own.level == level else self.level(level).measures

    def milder(self, level: str, breach: str, measure: str) -> tuple[str, ...]:
        """Those of them that are milder than this one, the mildest first."""
        known = self.allowed(level, breach)
        return known[: known.index(measure)] if measure in known else ()

    def level(self, name: str) -> Level:
        """The level of this name. KeyError for another one."""
        found = next((level for level in self.levels if level.name == name), None)
        if found is None:
            raise KeyError(name)
        return found
