"""Who may judge nothing in a violation, and who took part in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.casework import people
from domain.casework.draft import Draft
from domain.casework.state import Task
from domain.kernel import SYSTEM, Clause, Holder, PersonId
from domain.organisation import Organisation
from domain.violations import events as e
from domain.violations.state import Violation

IMPARTIAL = "house:impartial"
"""One rule for all who are involved, so that a refusal never says who reported."""


def barred(case: Violation, task: str) -> Mapping[PersonId, Clause]:
    """Whoever is concerned neither investigates nor decides: subject, witnesses, whoever gained, and who took part before."""
    match task.partition("-")[0]:
        case "state":
            return {}
        case "serve":
            return {case.subject: IMPARTIAL}
        case _:
            return dict.fromkeys((case.subject, *case.witnesses, *case.beneficiaries, *case.took_part), IMPARTIAL)


def fit(_case: Violation, task: Task, holder: Holder, _org: Organisation, _at: datetime) -> bool:
    """A statement is a person's own: nobody who stands in for its subject is asked for it, or reads the case for that."""
    return task.name != "state" or holder.stands_in_for is None


def involved(draft: Draft[Violation], task: Task, holder: Holder) -> tuple[PersonId, ...]:
    """Everybody of whom this task was asked on its way up, the team, and whoever does it."""
    asked = (*people.asked_of(draft.case, task, draft.org, draft.at), holder)
    found = {person for each in asked for person in (each.person, each.stands_in_for) if person is not None}
    return tuple(sorted({*found, *draft.case.team} - {SYSTEM}))


def took_part(case: Violation) -> tuple[PersonId, ...]:
    """Everybody who may not review the decision: one set, that says of nobody what they did."""
    everybody = {*case.took_part, *case.involved, *case.team, *case.witnesses, *case.beneficiaries, case.opener}
    return tuple(sorted(everybody - {SYSTEM, case.subject}))


def people_in(event: Any) -> frozenset[PersonId]:
    """Who gets a part by this event. The subject has none before they are to be heard, nor has whoever was only named."""
    match event:
        case e.MemberAppointed(person=person) | e.HearingCalled(person=person):
            return frozenset({person})
        case e.Decided(stands_in_for=absent) | e.Dismissed(stands_in_for=absent) if absent is not None:
            return frozenset({absent})
        case _:
            return frozenset()
