"""What happens to a violation, for ever. Every date is already decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.casework.commands import Text
from domain.kernel import CaseId, Clause, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A violation is looked into. `took_part` is one set, in no order of meaning: it never says who reported."""

    plan: str
    pack: str
    subject: PersonId
    department: str
    opener: PersonId
    level: str
    breach: str
    fields: Mapping[str, Any]
    witnesses: tuple[PersonId, ...]
    beneficiaries: tuple[PersonId, ...]
    took_part: tuple[PersonId, ...]
    source: CaseId
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelChanged:
    """It is held to be graver, or less grave."""

    by: PersonId
    basis: str
    before: str
    level: str
    reason: Text
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessNamed:
    """This person saw it, and judges nothing in it."""

    person: PersonId
    by: PersonId
    reason: Text
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class BeneficiaryNamed:
    """This person gained by it, and judges nothing in it."""

    person: PersonId
    by: PersonId
    reason: Text
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernedStruck:
    """This person was named and is not concerned after all: they may judge again."""

    person: PersonId
    by: PersonId
    basis: str
    reason: Text
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberAppointed:
    """Somebody investigates too."""

    person: PersonId
    by: PersonId
    basis: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberDismissed:
    """Somebody investigates no longer."""

    person: PersonId
    by: PersonId
    reason: Text
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class HearingCalled:
    """The subject is told what it is about, and asked for a statement."""

    person: PersonId
    by: PersonId
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The subject was heard, or had the chance. `outcome`: stated, recorded, refused, silent."""

    by: PersonId
    outcome: str
    text: Text
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended:
    """The investigation may take longer, once."""

    by: PersonId
    reason: Text
    due: datetime
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """The investigation ended with a written report. `involved`: everybody of whom it was asked."""

    by: PersonId
    basis: str
    findings: Text
    outcome: str
    involved: tuple[PersonId, ...]
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A measure follows. `shown`: digest of what was decided on; `points`: what the breach and the measure yield together."""

    by: PersonId
    basis: str
    stands_in_for: PersonId | None
    measure: str
    points: int
    reason: Text
    urgent_risk: Text
    involved: tuple[PersonId, ...]
    shown: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Dismissed:
    """No measure follows."""

    by: PersonId
    basis: str
    stands_in_for: PersonId | None
    reason: Text
    shown: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceAttempted:
    """The decision was taken to the subject, for this time."""

    by: PersonId
    basis: str
    attempt: int
    how: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """The subject counts as having it from this instant. `outcome`: confirmed, or attempts."""

    person: PersonId
    instant: datetime
    outcome: str
    attempts: int
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class TookEffect:
    """The measure is in force. `until` None: without an end; `blocks`: what the subject was granted does not count meanwhile.

    `grants`: what of it ran at that instant.
    """

    effect: UUID
    measure: str
    start: datetime
    until: datetime | None
    blocks: bool
    clause: Clause
    grants: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifted:
    """The measure is in force no longer."""

    effect: UUID
    measure: str
    why: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsGiven:
    """The person's record carries these points."""

    person: PersonId
    points: int
    plan: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsTakenBack:
    """The person's record carries them no longer."""

    person: PersonId
    points: int
    plan: str
    why: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowEnded:
    """The time to appeal is over; an appeal that was made before `due` may still arrive."""

    due: datetime
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Appealed:
    """The subject appealed in time: at this instant, though it may have arrived later.

    `to`: the plan of the review; `allowed`: the milder measures; `involved`: everybody who took part before.
    """

    by: PersonId
    instant: datetime
    grounds: Text
    to: str
    allowed: tuple[str, ...]
    involved: tuple[PersonId, ...]
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Stayed:
    """The decision waits for the review: what it had put in force is lifted meanwhile, and its clocks stand."""

    measures: tuple[str, ...]
    grants: tuple[UUID, ...]
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class StayRefused:
    """The decision stands in spite of the appeal: who said that an urgent risk requires it, and which."""

    by: PersonId
    reason: Text
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealConcluded:
    """What the review came to, and the measure that follows; none when it was annulled."""

    outcome: str
    measure: str
    points: int
    reason: Text
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Final:
    """No appeal is possible any more."""

    outcome: str
    measure: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The outcome is made known to whom the plan says, as far as it lets it; never a name."""

    to: str
    shows: Mapping[str, str]
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class RectificationRequired:
    """Something must be put right by this person."""

    by: PersonId
    person: PersonId
    finding: str
    criterion: str
    to: str
    clause: Clause


EVENTS: Mapping[str, type] = {
    "violation.opened": Opened,
    "violation.level_changed": LevelChanged,
    "violation.witness_named": WitnessNamed,
    "violation.beneficiary_named": BeneficiaryNamed,
    "violation.concerned_struck": ConcernedStruck,
    "violation.member_appointed": MemberAppointed,
    "violation.member_dismissed": MemberDismissed,
    "violation.hearing_called": HearingCalled,
    "violation.heard": Heard,
    "violation.extended": Extended,
    "violation.reported": Reported,
    "violation.decided": Decided,
    "violation.dismissed": Dismissed,
    "violation.service_attempted": ServiceAttempted,
    "violation.served": Served,
    "violation.took_effect": TookEffect,
    "violation.lifted": Lifted,
    "violation.points_given": PointsGiven,
    "violation.points_taken_back": PointsTakenBack,
    "violation.window_ended": WindowEnded,
    "violation.appealed": Appealed,
    "violation.stayed": Stayed,
    "violation.stay_refused": StayRefused,
    "violation.appeal_concluded": AppealConcluded,
    "violation.final": Final,
    "violation.published": Published,
    "violation.rectification_required": RectificationRequired,
}
