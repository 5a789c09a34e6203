"""Who may sit on a panel, and who may form it: nobody who took part before, nobody on both sides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from domain import organisation
from domain.appeals.plan import Seat
from domain.appeals.state import Appeal
from domain.casework import people
from domain.casework.kind import Kind
from domain.casework.state import Task
from domain.kernel import Clause, Holder, PersonId
from domain.organisation import Organisation
from domain.rules import Rules

TOOK_PART, APART = "house:took-part", "house:panel-apart"


def barred(case: Appeal, task: str) -> Mapping[PersonId, Clause]:
    """Nobody who took part before, nor the appellant, does anything here but what is asked of the appellant.

    Whoever judges names nobody, and whoever names judges not; who has left the panel does not come back.
    """
    name = task.partition("-")[0]
    if name == "hearing":
        return {}
    apart = {**dict.fromkeys(case.left, TOOK_PART), **dict.fromkeys(case.formers, APART)}
    own = apart if name == "vote" else dict.fromkeys(case.members, APART)
    return {**own, **dict.fromkeys((case.requester, *case.took_part), TOOK_PART)}


def fit(case: Appeal, task: Task, holder: Holder, org: Organisation, at: datetime) -> bool:
    """A vote, and a statement, are a person's own: nobody stands in. Whoever has voted is asked no more."""
    if task.name == "hearing":
        return holder.stands_in_for is None
    if task.name != "vote" or not {holder.person, holder.stands_in_for} & set(task.named):
        return True
    return holder.stands_in_for is None and holder.person not in case.voted | case.doubted and not mixed_up(case, holder.person, org, at)


def mixed_up(case: Appeal, person: PersonId, org: Organisation, at: datetime) -> Clause:
    """The rule that keeps somebody from judging at this instant: they are, or act just now for, one who took part; empty: none."""
    before = (case.requester, *case.took_part)
    behind = any(organisation.stands_in(org, person, other, at) for other in before)
    return barred(case, "vote").get(person) or (TOOK_PART if behind else "")


def judges(case: Appeal, task: Task, kind: Kind, org: Organisation, at: datetime) -> tuple[Holder, ...]:
    """The members who may vote now."""
    return tuple(holder for holder in people.eligible(kind, case, task, org, at) if holder.person in case.members)


def formers(kind: Kind, case: Appeal, rules: Rules, at: datetime) -> tuple[Holder, ...]:
    """Who may put somebody in another's place: who forms panels, and everybody to whom the review has gone up."""
    climbed = dict.fromkeys(pair for task in case.tasks if task.name in ("form_panel", "vote") for pair in task.roles)
    above = (holder for role, level in climbed for holder in _rung(kind, case, role, level, rules, at))
    return organisation.one_each((*_first_rung(kind, case, rules, at), *above))


def _first_rung(kind: Kind, case: Appeal, rules: Rules, at: datetime) -> tuple[Holder, ...]:
    """Who forms panels; where they all took part, the rung above that is free of conflict (one-rung-up)."""
    step = rules.plan.panel.form
    role, level = str(step.by), 0
    for entry in (None, *step.rungs):
        if entry == "one rung up":
            level += 1
        elif entry is not None:
            role, level = str(rules.settings.fallback if entry == "fallback" else entry), 0
        if found := _rung(kind, case, role, level, rules, at):
            return found
    return ()


def _rung(kind: Kind, case: Appeal, role: str, level: int, rules: Rules, at: datetime) -> tuple[Holder, ...]:
    return people.rung(kind, case, "form_panel", role, level, rules.organisation, at)


# --- who may have a seat --------------------------------------------------------------------------


def candidates(case: Appeal, seat: Seat, org: Organisation, at: datetime) -> frozenset[PersonId]:
    """Who may be named: of those who hold the seat's roles, whoever is free of conflict; if nobody is, of the rung above (one-rung-up)."""
    for level in range(people.HIGHEST):
        held = frozenset(_on(seat, case, org, level))
        free = frozenset(person for person in held if person not in case.members and not mixed_up(case, person, org, at))
        if free:
            return free
    return frozenset()


def _on(seat: Seat, case: Appeal, org: Organisation, level: int) -> Iterator[PersonId]:
    """Who is on this rung, in their own right: a seat is a person's."""
    for role in seat.roles:
        yield from (holder.person for holder in organisation.nominal(org, role, case.parties, level))
    for department in seat.departments:
        yield from _of_department(org, department, level)


def _of_department(org: Organisation, department: str, level: int) -> Iterable[PersonId]:
    if not level:
        return (person.id for person in org.people.values() if person.active and person.department == department)
    above = organisation.leading(org, department)[level : level + 1]
    return (person.id for person in org.people.values() if person.active and set(above) & set(person.posts))


def departments(persons: Iterable[PersonId], org: Organisation) -> frozenset[str]:
    """The departments of these people."""
    return frozenset(org.people[person].department for person in persons if person in org.people)
