"""What happens to a line of the rectification ledger, beside what happens to every case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.casework.commands import Text
from domain.kernel import CaseId, Clause, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A line was put in the ledger; `requester` is the one person responsible for it."""

    plan: str
    pack: str
    requester: PersonId
    department: str
    opener: PersonId
    fields: Mapping[str, Any]
    source: CaseId
    took_part: tuple[PersonId, ...]
    round: int
    coaching: bool
    earlier: tuple[PersonId, ...]
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What is going to be done was handed in."""

    by: PersonId
    basis: str
    stands_in_for: PersonId | None
    text: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplanned:
    """Nobody handed a plan in; the line goes on without."""

    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Coached:
    """Whoever was responsible before was coached, one to one."""

    by: PersonId
    basis: str
    stands_in_for: PersonId | None
    note: Text
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncoached:
    """Nobody was coached; the line goes on without."""

    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """It is said to be put right: the changed rules, and the record of their execution."""

    by: PersonId
    basis: str
    stands_in_for: PersonId | None
    changed_rules: str
    execution: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Voiced:
    """One voice for accepting it. `shown`: the digest of what was decided on."""

    by: PersonId
    basis: str
    stands_in_for: PersonId | None
    note: Text
    shown: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class SentBack:
    """It is not done; whoever is responsible is asked once more, with a new time."""

    by: PersonId
    basis: str
    stands_in_for: PersonId | None
    reason: Text
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """Enough voices: it is done. Whether it helps is seen later."""

    by: tuple[PersonId, ...]
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended:
    """More time was given."""

    by: PersonId
    basis: str
    stands_in_for: PersonId | None
    was: datetime
    until: datetime
    reason: Text
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """Somebody else is responsible now."""

    by: PersonId
    basis: str
    was: PersonId
    to: PersonId
    department: str
    reason: Text
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """It was not accepted within the time that the rule sets; it goes on."""

    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectDue:
    """The day has come on which the effect is looked at."""

    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectMet:
    """The effect is reached, as measured."""

    by: PersonId
    basis: str
    stands_in_for: PersonId | None
    measured: str
    note: Text
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class FellShort:
    """The effect is not reached, as measured."""

    by: PersonId
    basis: str
    stands_in_for: PersonId | None
    measured: str
    note: Text
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondRound:
    """Another round is to be opened, one level up."""

    to: PersonId
    plan: str
    round: int
    coaching: bool
    why: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class NoLevel:
    """There is no level above that was not responsible already: an alarm."""

    why: str
    clause: Clause


EVENTS: Mapping[str, type] = {
    "rectification.opened": Opened,
    "rectification.planned": Planned,
    "rectification.unplanned": Unplanned,
    "rectification.coached": Coached,
    "rectification.uncoached": Uncoached,
    "rectification.reported": Reported,
    "rectification.voiced": Voiced,
    "rectification.sent_back": SentBack,
    "rectification.accepted": Accepted,
    "rectification.extended": Extended,
    "rectification.handed_over": HandedOver,
    "rectification.late": Late,
    "rectification.effect_due": EffectDue,
    "rectification.effect_met": EffectMet,
    "rectification.fell_short": FellShort,
    "rectification.second_round": SecondRound,
    "rectification.no_level": NoLevel,
}
