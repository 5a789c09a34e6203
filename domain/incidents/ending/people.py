"""Who may say what of the end of an incident."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain import organisation
from domain.casework import people
from domain.casework.draft import Draft
from domain.casework.kind import Kind
from domain.incidents.ending.plan import EndingRules
from domain.incidents.people import responders
from domain.kernel import Clause, Holder, PersonId, Refused
from domain.policy import Step
from domain.rules import Rules

OWN_WORK: Clause = "house:own-work"
IMPARTIAL: Clause = "house:impartial"
CLOSE = "close"


def barred(case: Any, task: str) -> Mapping[PersonId, Clause]:
    """Nobody closes what they commanded or had taken up, nor what was found to be their responsibility."""
    if task.partition("-")[0] != CLOSE:
        return {}
    ending = case.ending
    led = ending.commanders | ({case.acknowledged} if case.acknowledged else set())
    return {**{each.person: IMPARTIAL for each in ending.responsibilities}, **dict.fromkeys(led, OWN_WORK)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Of one incident at one instant."""

    kind: Kind
    case: Any
    rules: Rules
    at: datetime

    @property
    def _ending(self) -> EndingRules:
        found: EndingRules = self.rules.plan.ending
        return found

    def responds(self) -> tuple[Holder, ...]:
        """Whoever responds."""
        return responders(self.kind, self.case, self.rules, self.at)

    def does(self, task: str, step: Step | None) -> tuple[Holder, ...]:
        """Whoever is asked for it; while nobody is, whoever the plan would ask; nobody in the plan: whoever responds."""
        waiting = self.case.waits_for(task)
        org = self.rules.organisation
        if waiting is not None:
            return people.eligible(self.kind, self.case, waiting, org, self.at)
        if step is not None:
            return organisation.one_each(people.rung(self.kind, self.case, task, str(step.by), 0, org, self.at))
        out = barred(self.case, task)
        return tuple(each for each in self.responds() if each.person not in out)

    def finds(self) -> tuple[Holder, ...]:
        """Whoever looks for the cause, or closes: they find responsibility, and say what must be put right."""
        rules = self._ending
        closes = self.does(CLOSE, rules.closing) if rules.closing is not None else ()
        return organisation.one_each((*self.does("find_cause", rules.causes.step if rules.causes is not None else None), *closes))

    def asks_why(self) -> tuple[Holder, ...]:
        """Whoever responds belongs to the team that looks for the cause (SO 4.3.2)."""
        return organisation.one_each((*self.finds(), *self.responds()))

    def reopens(self) -> tuple[Holder, ...]:
        """Whoever closed it or might have, and its parties."""
        org, closing = self.rules.organisation, self._ending.closing
        may = people.rung(self.kind, self.case, CLOSE, str(closing.by), 0, org, self.at) if closing is not None else ()
        had_part = (*self.case.parties.values(), self.case.ending.closer)
        parties = (Holder(person=person, basis="part") for person in had_part if person in org.people)
        return organisation.one_each((*may, *(each for each in parties if org.people[each.person].active)))


def who(draft: Draft[Any]) -> Who:
    """At the instant of the command."""
    return Who(kind=draft.kind, case=draft.case, rules=draft.rules, at=draft.at)


def among(draft: Draft[Any], may: Iterable[Holder], task: str = "") -> Holder:
    """The one who asks, among those who may. Refused for anybody else, first by the rule that keeps them out."""
    them = tuple(may)
    found = next((each for each in them if each.person == draft.by), None)
    if found is not None:
        return found
    if rule := barred(draft.case, task).get(draft.by):
        raise people.barring(rule)
    whose = ", ".join(dict.fromkeys(each.basis for each in them if each.basis != "part"))
    raise Refused(draft.plan.ending.clause, "not_yours_to_end", who=whose or "–")
