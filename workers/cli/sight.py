"""What of a case somebody at the command line sees."""

from __future__ import annotations

from domain import reading, telling
from domain.deciders import DECIDERS
from domain.kernel import CaseId, Refused, kind_of
from domain.organisation import Person
from domain.reading import Sight
from views.kinds import KINDS
from views.page import Page, page
from workers.cli.reach import Reach


async def page_of(reached: Reach, case: CaseId) -> Page:
    """The whole page. Refused (house:form) where there is no such case."""
    found = await page(reached.log, reached.governed, KINDS, case, reached.at) if kind_of(case) in KINDS else None
    if found is None:
        raise Refused("house:form", "unknown_case", field="case")
    return found


def sight_of(reached: Reach, found: Page, person: Person) -> Sight:
    """What of this case is theirs to see, by the pack that it runs under."""
    decider = DECIDERS[kind_of(found.case.id)]
    given = reading.sight(
        reached.governed.pack(found.case.pack).reading,
        reached.organisation,
        person.id,
        reached.at,
        parts=reading.parts(decider, found.history),
        department=found.case.department,
        plan=found.case.plan,
        readers=found.rules.plan.readers,
        asked=person.id in decider.asked(found.case, found.rules, reached.at),
    )
    return telling.narrowed(kind_of(found.case.id), found.case, person.id, given)
