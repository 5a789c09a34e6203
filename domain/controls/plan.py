"""What a pack says of a recurring control: which rhythm, which posts, what is to be done, what may be found (policy catalogue F2, G)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from domain.controls.periods import Rhythm
from domain.kernel import Clause
from domain.organisation import Organisation
from domain.policy import Field, Plan, Role, Step, Words

EACH_HEAD: Final = Role(kind="head", of="owner")
"""Written ``each head of department``: a run for each post that heads a department."""

OPENER: Final = Role(kind="party", of="owner")
"""Outside a case nobody is that: runs are opened by the system alone."""

FIELDS: Final = (
    Field(name="period", type="text", title={"en": "Period", "zh": "周期"}, required=True, longest=10, clause="house:recurring"),
    Field(
        name="post", type="text", title={"en": "Responsible post", "zh": "责任岗位"}, required=True, longest=64, clause="house:recurring"
    ),
)
"""What names a run beside its control. Whoever opens it says nothing else, so that it is the same whoever does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """Plans by which what a control finds goes on: a line of the ledger, a violation of one of these kinds; empty = not from here."""

    rectification: str
    violation: str
    breaches: tuple[str, ...]
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlPlan(Plan):
    """A recurring control. `do.by` is the responsible post, or `EACH_HEAD`; no time of `do` goes beyond the period's end."""

    rhythm: Rhythm
    what: Words
    """What is to be done, in the words that a run's page shows."""
    do: Step
    finds: Findings | None = None
    ledger: bool = False
    """Whether the run is about the department's open lines of the rectification ledger."""


def posts(plan: ControlPlan, org: Organisation) -> tuple[str, ...]:
    """The posts of which each has a run of its own, as the organisation is now."""
    if plan.do.by.kind == "head":
        return tuple(dict.fromkeys(each.head for each in org.departments.values()))
    return (plan.do.by.of,) if plan.do.by.of in org.posts else ()


def department_of(org: Organisation, post: str) -> str:
    """The department that a post heads, else that of whoever holds it; empty: none."""
    led = next((name for name, each in org.departments.items() if each.head == post), "")
    return led or next((person.department for person in org.people.values() if person.active and post in person.posts), "")
