"""Whether the people that a pack names can be reached in an organisation: a ladder is checked before it is needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.kernel import PersonId
from domain.organisation import Organisation, nominal
from domain.policy import OF_A_CASE, Plan, Role, Step
from packs.document import Place
from packs.reading import Reading


def held(reading: Reading, organisation: Organisation) -> None:
    """Note each post and group that is not there, or that nobody holds."""
    for place, role in reading.roles:
        if role.kind in ("post", "duty") and role.of not in organisation.posts:
            reading.problem(place, "no_post", what=role.of)
        elif role.kind == "group" and role.of not in organisation.groups:
            reading.problem(place, "no_group", what=role.of)
        elif role.kind in ("post", "group", "duty") and not nominal(organisation, role, {}, _surest(role)):
            reading.problem(place, "vacant", what=role)


def _surest(role: Role) -> int:
    """The rung on which somebody can be counted on: a roster may have gaps, so of a duty that is the post's holder."""
    return 1 if role.kind == "duty" else 0


class Reach:
    """One plan in one organisation. A role about the requester is about whoever may open such a case; about others, anybody."""

    def __init__(self, reading: Reading, organisation: Organisation, fallback: Role, place: Place, plan: Plan) -> None:
        self.reading, self.organisation, self.fallback, self.place, self.plan = reading, organisation, fallback, place, plan
        self._known: dict[tuple[Role, int, str], set[PersonId]] = {}
        self.openers = [holder.person for holder in nominal(organisation, plan.who, {})]
        self._anybody = [person.id for person in organisation.people.values() if person.active]

    def look(self) -> bool:
        """Note what is wrong with who opens such a case and with each step's rungs. False: there is nobody to look for."""
        if not self.openers and self.plan.who.kind not in OF_A_CASE:
            self.reading.problem((*self.place, "asks", "who"), "nobody_asks", what=self.plan.who)
            return False
        for place, step in self.reading.steps_of(self.place):
            self._heads(place, step)
            self._rungs(place, step)
        return True

    def together(self, steps: Sequence[Step], requester: PersonId) -> bool:
        """Whether each of these steps can have a person of its own, none of them the requester."""
        return _assignable([self._candidates(step, requester) for step in steps])

    def tell(self, place: Place, key: str, stuck: Sequence[PersonId]) -> None:
        """Note that these people, if there are any, are left without somebody: the first five by handle."""
        if stuck:
            handles = sorted(self.organisation.people[person].handle for person in stuck)
            more = f" (+{len(handles) - 5})" if len(handles) > 5 else ""
            self.reading.problem(place, key, who=", ".join(handles[:5]) + more)

    def _heads(self, place: Place, step: Step) -> None:
        """Each department that the step may be about has a head, where the head must answer."""
        if step.by.kind not in ("head", "superior"):
            return
        departments = {self.organisation.people[person].department for person in self._about(step.by)}
        for department in sorted(departments):
            found = self.organisation.departments.get(department)
            if found and not nominal(self.organisation, Role(kind="post", of=found.head), {}):
                self.reading.problem((*place, "by"), "no_head", what=department)

    def _rungs(self, place: Place, step: Step) -> None:
        for n, rung in enumerate(ladder(step, self.fallback)):
            if n and not any(self._on(rung, person) for person in self._about(rung[0])):
                self.reading.problem((*place, "then", n - 1), "empty_rung", what=f"{rung[0]}, {rung[1]} up" if rung[1] else rung[0])

    def _about(self, role: Role) -> Sequence[PersonId]:
        """Whom the role may be about; of one that is about nobody, whoever asks."""
        return self._anybody if role.kind in OF_A_CASE and role.of != "requester" else self.openers or self._anybody

    def _candidates(self, step: Step, requester: PersonId) -> set[PersonId]:
        return {person for rung in ladder(step, self.fallback) for person in self._on(rung, requester)} - {requester}

    def _on(self, rung: tuple[Role, int], person: PersonId) -> set[PersonId]:
        role, level = rung
        # A head climbs by posts, so all of a department share hers; what hangs on no person all share.
        department = self.organisation.people[person].department
        by = {"head": department, "department": department, "party": person, "superior": person}.get(role.kind, "")
        if (found := self._known.get((role, level, by))) is None:
            found = {holder.person for holder in nominal(self.organisation, role, {role.of: person}, max(level, _surest(role)))}
            self._known[(role, level, by)] = found
        return found


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
