"""What a pack says of incidents: a scale of levels, what each obliges whom to do by when, and who is asked (policy catalogue C)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.incidents.alerts.plan import AlertRules
from domain.incidents.ending.plan import EndingRules
from domain.incidents.freezing.plan import FreezeRules
from domain.incidents.room.plan import RoomRules
from domain.kernel import Clause
from domain.policy import Limit, Plan, Role, Step, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A fact that makes an incident at least this grave: a line of the form that is one of these words, or more than this."""

    field: str
    one_of: tuple[str, ...] = ()
    more_than: int | None = None
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """What must be done while the incident has this level: a task by its name, with its own clock (design 4)."""

    step: Step
    title: Words
    evidence: Clause = ""
    """The rule by which a file of the case must be named when it is reported done; empty: none is wanted."""
    when: tuple[Condition, ...] = ()
    """Facts of which one must be so for it to stand; empty: it stands whatever is known."""
    after: str = ""
    """The obligation that must be met before this one begins; empty: it begins with the level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One level of the scale. `promise`: how long an acknowledgement stands without progress."""

    title: Words
    colour: str
    means: Words
    clause: Clause
    when: tuple[Condition, ...] = ()
    acknowledge: Step
    promise: Limit
    again: Limit
    """How often whoever stands on the top rung is reminded, for ever (house:top-rung)."""
    obligations: Mapping[str, Obligation] = field(default_factory=dict)
    freezes: bool = False
    """Whether the grants concerned are frozen while it stands (house:freeze-on-red)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Raiser:
    """Who may always set a level, asked or not: the site lead evacuates (MK 3.2.1)."""

    by: Role
    to: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentPlan(Plan):
    """How incidents of one kind are carried. `levels`: the scale, the worst first."""

    levels: Mapping[str, Level]
    raises: tuple[Raiser, ...] = ()
    level_clause: Clause = "house:level-change"
    """By which a level is changed by a person, with a reason."""
    room: RoomRules
    freezing: FreezeRules | None = None
    alerts: AlertRules | None = None
    ending: EndingRules

    def worst(self, fields: Mapping[str, Any]) -> str:
        """The worst level of which a condition is met by these facts; the mildest where none is."""
        return next((name for name in self.levels if self.met(name, fields)), list(self.levels)[-1])

    def met(self, level: str, fields: Mapping[str, Any]) -> tuple[Condition, ...]:
        """The conditions of a level that these facts meet."""
        return tuple(each for each in self.levels[level].when if meets(each, fields))

    def obliged(self, level: str, fields: Mapping[str, Any], done: frozenset[str]) -> dict[str, Obligation]:
        """What stands at a level by these facts, now that so much is done."""
        table = self.levels[level].obligations
        return {name: rule for name, rule in table.items() if (not rule.after or rule.after in done) and stands(rule, fields)}

    def rank(self, level: str) -> int:
        """0 is the worst."""
        return list(self.levels).index(level)


def stands(rule: Obligation, fields: Mapping[str, Any]) -> bool:
    """Whether the facts call for it."""
    return not rule.when or any(meets(each, fields) for each in rule.when)


def meets(condition: Condition, fields: Mapping[str, Any]) -> bool:
    """Whether the form says so."""
    value = fields.get(condition.field)
    if condition.more_than is not None:
        return isinstance(value, int | float) and value > condition.more_than
    return value in condition.one_of
