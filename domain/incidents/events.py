"""What happens to an incident, for ever, beside what its parts bring (`areas`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.casework.commands import Text
from domain.kernel import CaseId, Clause, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An incident began. `by_facts`: the level that the facts demand; `level` the one it has."""

    plan: str
    pack: str
    requester: PersonId
    department: str
    opener: PersonId
    fields: Mapping[str, Any]
    level: str
    by_facts: str
    reason: Text
    exercise: bool
    alert: str
    source: CaseId
    took_part: tuple[PersonId, ...]
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelChanged:
    """Raised or lowered; `basis` is "facts" where what became known demanded it."""

    before: str
    level: str
    by: PersonId
    basis: str
    reason: Text
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsRecorded:
    """More is known."""

    facts: Mapping[str, Any]
    by: PersonId
    basis: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Obliged:
    """An obligation stands, and from when its time counts."""

    obligation: str
    since: datetime
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """An obligation was met, by whom; `late`: after its time."""

    obligation: str
    by: PersonId
    basis: str
    note: Text
    evidence: str
    late: bool
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """The time of an obligation ran out. It stays so, whatever is done later."""

    obligation: str
    due: datetime
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged:
    """Somebody has it."""

    by: PersonId
    basis: str
    note: Text
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseLapsed:
    """Nothing came of an acknowledgement in its time: it counts no more."""

    by: PersonId
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class TopReminded:
    """Nobody is above: whoever stands there is reminded, for ever."""

    task: str
    times: int
    clause: Clause


EVENTS: Mapping[str, type] = {
    "incident.opened": Opened,
    "incident.level_changed": LevelChanged,
    "incident.facts_recorded": FactsRecorded,
    "incident.obliged": Obliged,
    "incident.met": Met,
    "incident.missed": Missed,
    "incident.acknowledged": Acknowledged,
    "incident.promise_lapsed": PromiseLapsed,
    "incident.top_reminded": TopReminded,
}
