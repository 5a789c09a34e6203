"""What a kind of case brings of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from domain.casework.telling import Withheld
from domain.clocks import RanOut
from domain.kernel import Clause, Clock, Duty, Offer, PersonId, Recorded
from domain.policy import Step
from domain.procedure import Line

if TYPE_CHECKING:
    from domain.casework.draft import Draft
    from domain.casework.state import Task, Work
    from domain.kernel import Asked, ClaimKey, Holder
    from domain.organisation import Organisation
    from domain.rules import Rules


def _no_claims(_case: Any, _asked: Asked, _rules: Rules) -> tuple[ClaimKey, ...]:
    return ()


def _nobody_else(_case: Any, _duty: Duty, _rules: Rules, _at: datetime) -> tuple[Holder, ...]:
    return ()


def _anybody(_case: Any, _task: Task, _holder: Holder, _org: Organisation, _at: datetime) -> bool:
    return True


def _no_people(_event: Any) -> frozenset[PersonId]:
    return frozenset()


def _no_due(_case: Any, _duty: Duty) -> datetime | None:
    return None


def _no_latest(_case: Any) -> datetime | None:
    return None


def _no_end(_draft: Any, _duty: Duty, _receipt: str) -> None:
    return


def _nothing_withheld(_case: Any, _history: Sequence[Recorded], _person: PersonId) -> Mapping[int, Withheld]:
    return {}


def _nobody(_case: Any) -> PersonId:
    return PersonId("")


def _not_noted(_draft: Any, _event: RanOut) -> None:
    return


def _unknown_clock(_draft: Any, clock: Clock) -> None:
    raise AssertionError(clock.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of case.

    `opening` turns the opening command into the first events (or Refused); `own` are the kind's own commands beside it and
    `from_cases` those among them that only another case may send. `judge` decides the kind's own commands, `fold` writes down
    the kind's own events (the first one makes the case), `barred` says who may not do a task and why, `step_of` by which rule of the
    plan a task of this case waits, `silence` what follows when nobody did it in time and no rung is left, `ran_out` what a clock of the
    kind's own leads to, `offers` which of its commands are open, `matter` what a decision is bound to.
    """

    name: str
    openings: Mapping[str, type]
    own: Mapping[str, type]
    from_cases: frozenset[str] = frozenset()
    opening: Callable[[Draft[Any]], None]
    judge: Callable[[Draft[Any], Any], None]
    fold: Callable[[Any, Recorded], Any]
    barred: Callable[[Any, str], Mapping[PersonId, Clause]]
    step_of: Callable[[Any, Any, Task], Step]
    silence: Callable[[Draft[Any], Task], None]
    offers: Callable[[Any, Rules, datetime], tuple[Offer, ...]]
    matter: Callable[[Any], Mapping[str, Any]]
    procedure: Callable[[Any], tuple[Line, ...]]
    stations: Callable[[Any, Rules], tuple[tuple[str, Clause], ...]]
    """The way of a case as (task or mark, clause), in order: labels call them by the same key."""
    fit: Callable[[Any, Task, Holder, Organisation, datetime], bool] = _anybody
    """What else keeps somebody from a task who was asked and is free of conflict, as where nobody stands in for them."""
    ran_out: Callable[[Draft[Any], Clock], None] = _unknown_clock
    overdue: Callable[[Draft[Any], RanOut], None] = _not_noted
    """What else is written down when the time of a task ran out, before it goes up."""
    claims: Callable[[Any, Asked, Rules], tuple[ClaimKey, ...]] = _no_claims
    recipients: Callable[[Any, Duty, Rules, datetime], tuple[Holder, ...]] = _nobody_else
    """Who hears of a notice `to` somebody that the shared words (a party, a role, ``fallback``) do not name."""
    people_in: Callable[[Any], frozenset[PersonId]] = _no_people
    due: Callable[[Any, Duty], datetime | None] = _no_due
    latest: Callable[[Any], datetime | None] = _no_latest
    """The instant at which the case ends whatever is asked, by a clock of its own: no task's time goes beyond it, none goes up then."""
    duty_ended: Callable[[Draft[Any], Duty, str], None] = _no_end
    """What follows when a grant, a revocation, an opening or a telling was confirmed with this receipt."""
    duty_failed: Callable[[Draft[Any], Duty, str], None] = _no_end
    before_look: Callable[[Draft[Any]], None] = lambda _draft: None
    """What follows a change of the organisation before each task is looked at: somebody new may be there for it then."""
    after_look: Callable[[Draft[Any]], None] = lambda _draft: None
    may_comment: Callable[[Work, Rules, datetime], frozenset[PersonId]] | None = None
    """None: whoever is asked now and the parties."""
    evidence_from: Callable[[Any, Rules, datetime], frozenset[PersonId]] | None = None
    """Who may put files to the case; None: whoever is asked now."""
    withheld: Callable[[Any, Sequence[Recorded], PersonId], Mapping[int, Withheld]] = _nothing_withheld
    """What of its events somebody who sees the case is not told (see `domain.telling`)."""
    concerned: Callable[[Any], PersonId] = _nobody
    """Whom it is about, if that is how they see it and no permit counts for them."""
    at_once: Callable[[str], bool] = lambda _task: False
    """Tasks whose notices leave at any hour, by name; all others wait for the notice hours (design 4)."""
    hand_on: frozenset[str] = field(default_factory=frozenset)
    """Tasks that whoever has them may give to somebody else."""
