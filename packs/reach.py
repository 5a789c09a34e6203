"""Whether the people that a pack names can be reached in an organisation: a ladder is checked before it is needed."""

from __future__ import annotations

from collections.abc import Iterator

from domain.kernel import PersonId
from domain.organisation import Organisation, nominal
from domain.policy import Plan, Role, Step
from packs.document import Place
from packs.reading import Reading


def unreachable(reading: Reading, organisation: Organisation) -> None:
    """Note each role that nobody holds, each rung that nobody holds, each person whose requests nobody could approve."""
    for place, role in reading.roles:
        _held(reading, place, role, organisation)
    fallback = next((role for place, role in reading.roles if place == ("settings", "fallback")), None)
    if fallback is None:
        return
    for place, plan in reading.plans:
        _Reach(reading, organisation, fallback, place, plan).look()


def _held(reading: Reading, place: Place, role: Role, organisation: Organisation) -> None:
    if role.kind == "post" and role.of not in organisation.posts:
        reading.problem(place, "no_post", what=role.of)
    elif role.kind == "group" and role.of not in organisation.groups:
        reading.problem(place, "no_group", what=role.of)
    elif role.kind in ("post", "group") and not nominal(organisation, role, {}):
        reading.problem(place, "vacant", what=role)


class _Reach:
    """One plan in one organisation."""

    def __init__(self, reading: Reading, organisation: Organisation, fallback: Role, place: Place, plan: Plan) -> None:
        self.reading, self.organisation, self.fallback, self.place, self.plan = reading, organisation, fallback, place, plan
        self.known: dict[tuple[Role, int, str], set[PersonId]] = {}
        self.requesters = [holder.person for holder in nominal(organisation, plan.who, {})]

    def look(self) -> None:
        """Note what is wrong, at the rule that it concerns."""
        if not self.requesters:
            self.reading.problem((*self.place, "asks", "who"), "nobody_asks", what=self.plan.who)
            return
        for place, step in steps(self.place, self.plan):
            self._heads(place, step)
            self._rungs(place, step)
        self._approvers()
        if self.plan.give_back:
            self._checkers(self.plan.give_back.within)

    def _heads(self, place: Place, step: Step) -> None:
        """Each department that may ask has a head, where the head must answer."""
        if step.by.kind not in ("head", "superior"):
            return
        departments = {self.organisation.people[person].department for person in self.requesters}
        for department in sorted(departments):
            found = self.organisation.departments.get(department)
            if found and not nominal(self.organisation, Role(kind="post", of=found.head), {}):
                self.reading.problem((*place, "by"), "no_head", what=department)

    def _rungs(self, place: Place, step: Step) -> None:
        for n, rung in enumerate(ladder(step, self.fallback)):
            if n and not any(self._on(rung, person) for person in self.requesters):
                self.reading.problem((*place, "then", n - 1), "empty_rung", what=f"{rung[0]}, {rung[1]} up" if rung[1] else rung[0])

    def _approvers(self) -> None:
        """Different people must approve, and nobody for themselves: enough must be left for each who may ask."""
        asked = [step for stage in self.plan.approval for step in stage.steps]
        stuck = [p for p in self.requesters if not _assignable([self._candidates(step, p) for step in asked])]
        self._tell((*self.place, "approval"), "nobody_can", stuck)

    def _checkers(self, step: Step) -> None:
        stuck = [p for p in self.requesters if not self._candidates(step, p)]
        self._tell((*self.place, "return", "checked"), "nobody_checks", stuck)

    def _tell(self, place: Place, key: str, stuck: list[PersonId]) -> None:
        if stuck:
            handles = sorted(self.organisation.people[person].handle for person in stuck)
            more = f" (+{len(handles) - 5})" if len(handles) > 5 else ""
            self.reading.problem(place, key, who=", ".join(handles[:5]) + more)

    def _candidates(self, step: Step, requester: PersonId) -> set[PersonId]:
        return {person for rung in ladder(step, self.fallback) for person in self._on(rung, requester)} - {requester}

    def _on(self, rung: tuple[Role, int], requester: PersonId) -> set[PersonId]:
        role, level = rung
        # A head climbs by posts, so all of a department share hers; what hangs on no requester all share.
        by = {"head": self.organisation.people[requester].department, "party": requester, "superior": requester}.get(role.kind, "")
        if (found := self.known.get((role, level, by))) is None:
            found = {holder.person for holder in nominal(self.organisation, role, {"requester": requester}, level)}
            self.known[(role, level, by)] = found
        return found


def steps(place: Place, plan: Plan) -> Iterator[tuple[Place, Step]]:
    """Each step of a plan that somebody must answer, and where it stands."""
    for n, stage in enumerate(plan.approval):
        at: Place = (*place, "approval", n)
        if len(stage.steps) == 1:
            yield at, stage.steps[0]
        else:
            yield from (((*at, "all_of", m), step) for m, step in enumerate(stage.steps))
    if plan.grant.collect:
        yield (*place, "grant", "collect"), plan.grant.collect
    if plan.give_back:
        yield (*place, "return", "checked"), plan.give_back.within


def ladder(step: Step, fallback: Role) -> Iterator[tuple[Role, int]]:
    """The rungs of a step from the first, each as a role and how many levels above it."""
    role, level = step.by, 0
    yield role, level
    for rung in step.rungs:
        if rung == "one rung up":
            level += 1
        else:
            role, level = fallback if rung == "fallback" else rung, 0
        yield role, level


def _assignable(choices: list[set[PersonId]]) -> bool:
    """Whether each step can have a person of its own (bipartite matching by augmenting paths)."""
    taken: dict[PersonId, int] = {}

    def place(step: int, tried: set[PersonId]) -> bool:
        for person in choices[step] - tried:
            tried.add(person)
            if person not in taken or place(taken[person], tried):
                taken[person] = step
                return True
        return False

    return all(place(step, set()) for step in range(len(choices)))
