"""Who sees what. Deny by default: a part in the case, being asked, or a permit of the pack; nothing else.

A permit counts for whoever holds it in their own right. A stand-in sees what the absent person is asked, not all that they see.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from domain.kernel import SYSTEM, Clause, PersonId, Recorded
from domain.organisation import Organisation, Person, leading
from domain.policy import Permit, ReadingRules, Role

PART, ASKED = "part", "asked"
"""The bases that need no permit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What one person sees of one case, and on what basis.

    `personal`: ``on_request`` is shown when asked for, and if `recorded` the look is written down first. `stored`: the events as
    the log keeps them.
    """

    case: bool = False
    basis: str = ""
    clause: Clause = ""
    personal: Literal["shown", "on_request", "hidden"] = "hidden"
    recorded: bool = False
    stored: bool = False
    source: Literal["shown", "on_request", "hidden"] = "shown"
    """Who a case came from, where its plan names those who may learn it; each look is written down (house:reporter)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Which cases a person's lists hold beside those in which they have a part or are asked, and what else they may read."""

    everything: bool = False
    departments: frozenset[str] = frozenset()
    plans: frozenset[str] = frozenset()
    """Plans whose cases everybody sees."""
    basis: str = ""
    clause: Clause = ""
    figures: bool = False
    stored: bool = False
    notices: bool = False


NOTHING, NOWHERE = Sight(), Reach()


def reach(rules: ReadingRules, organisation: Organisation, person: PersonId, at: datetime) -> Reach:  # noqa: ARG001 - see below
    """What the pack lets this person read, in their own right.

    The organisation is already that of the instant `at`; a permit asks nothing more of it, since stand-ins hold none.
    """
    if not _works_here(organisation, person):
        return NOWHERE
    whole = _permit(rules.all_cases, organisation, person)
    return Reach(
        everything=whole is not None,
        departments=_led(rules, organisation, person),
        plans=frozenset(each.plan for each in rules.open_to_all),
        basis=str(whole.by) if whole else "",
        clause=whole.clause if whole else "",
        figures=_permit(rules.figures, organisation, person) is not None,
        stored=_permit(rules.stored, organisation, person) is not None,
        notices=_permit(rules.notices, organisation, person) is not None,
    )


def sight(  # noqa: PLR0913 - all that a look is judged by
    rules: ReadingRules,
    organisation: Organisation,
    person: PersonId,
    at: datetime,
    *,
    parts: frozenset[PersonId],
    department: str,
    asked: bool,
    plan: str = "",
    readers: tuple[Permit, ...] | None = None,
) -> Sight:
    """What this person sees of a case of this department and plan.

    `parts` have or had a part in it; `asked`: something is asked of them now. What is open to all shows nothing personal. Where the
    plan itself names `readers`, what the pack lets others read counts for nothing.
    """
    if not _works_here(organisation, person):
        return NOTHING
    if readers is not None:
        return _narrow(permitted(readers, organisation, person), PART if person in parts else ASKED if asked else "")
    found = reach(rules, organisation, person, at)
    if person in parts or asked:
        return Sight(case=True, basis=PART if person in parts else ASKED, personal="shown", stored=found.stored)
    if not found.everything and department not in found.departments:
        clause = next((each.clause for each in rules.open_to_all if each.plan == plan), "")
        return Sight(case=True, basis="employee", clause=clause, stored=found.stored) if clause else NOTHING
    on_request = rules.others == "on request"
    return Sight(
        case=True,
        basis=found.basis if found.everything else f"head of {department}",
        clause=found.clause if found.everything else rules.department_clause,
        personal="on_request" if on_request else "hidden",
        recorded=on_request and rules.recorded,
        stored=found.stored,
    )


def _narrow(permit: Permit | None, basis: str) -> Sight:
    """Read by those with a part in it, and whom its plan names; by nobody as it is stored, for that names everybody."""
    source: Literal["on_request", "hidden"] = "on_request" if permit is not None else "hidden"
    if basis:
        return Sight(case=True, basis=basis, personal="shown", recorded=permit is not None, source=source)
    if permit is None:
        return NOTHING
    return Sight(case=True, basis=str(permit.by), clause=permit.clause, personal="on_request", recorded=True, source=source)


def parts(decider: Any, history: Iterable[Recorded]) -> frozenset[PersonId]:
    """Everybody who has or had a part in a case: who acted, was asked, named or told, by its whole history."""
    found: set[PersonId] = set()
    for recorded in history:
        found |= {recorded.by, *decider.people_in(recorded.event)}
    return frozenset(found - {SYSTEM})


def _works_here(organisation: Organisation, person: PersonId) -> bool:
    who = organisation.people.get(person)
    return who is not None and who.active


def permitted(permits: Iterable[Permit], organisation: Organisation, person: PersonId) -> Permit | None:
    """The first permit that this person holds in their own right; none for whoever does not work here."""
    return _permit(permits, organisation, person) if _works_here(organisation, person) else None


def _permit(permits: Iterable[Permit], organisation: Organisation, person: PersonId) -> Permit | None:
    """The first permit that this person holds in their own right."""
    who = organisation.people[person]
    return next((permit for permit in permits if _holds(who, permit.by)), None)


def _holds(who: Person, role: Role) -> bool:
    """Looked up on the person, not among all holders: this is asked for every page."""
    match role.kind:
        case "employee":
            return True
        case "post":
            return role.of in who.posts
        case "group":
            return role.of in who.groups
        case _:  # what somebody is to one case opens no other
            return False


def _led(rules: ReadingRules, organisation: Organisation, person: PersonId) -> frozenset[str]:
    """The departments that the person heads or, where the pack says so, stands above."""
    if rules.department_cases == "nobody":
        return frozenset()
    held = organisation.people[person].posts
    line = slice(None) if rules.department_cases == "head and above" else slice(1)
    return frozenset(each for each in organisation.departments if not set(held).isdisjoint(leading(organisation, each)[line]))
