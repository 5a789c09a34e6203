"""Four not-let-go (MK 2.1.1): no closing until the cause is found, the fault dealt with, measures are in place, those concerned taught."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from domain.incidents.ending.plan import POINTS, EndingRules
from domain.incidents.ending.state import PENDING, Ending, Linked
from domain.kernel import PersonId

ACCEPTED: Final = "accepted"
CONCLUDED: Final = ("decided", "confirmed", "changed", "annulled", "dismissed")
"""How a violation comes to its end; one that nobody decided or served has not been dealt with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One of the four: whether this level wants it, whether it is there."""

    name: str
    wanted: bool
    met: bool


def standing(case: Any, rules: EndingRules) -> tuple[Point, ...]:
    """All four, in their order. `case` is an incident, open or closed."""
    wanted, met = rules.points(case.level), _met(case, rules)
    return tuple(Point(name=name, wanted=name in wanted, met=name in met) for name in POINTS)


def missing(case: Any, rules: EndingRules) -> tuple[str, ...]:
    """What this level wants and is not there."""
    return tuple(point.name for point in standing(case, rules) if point.wanted and not point.met)


def _met(case: Any, rules: EndingRules) -> frozenset[str]:
    ending: Ending = case.ending
    looked_into = bool(rules.violation) and not case.exercise
    found = {
        "cause": bool(ending.cause),
        "responsible": dealt_with(ending, looked_into=looked_into),
        "measures": in_place(ending),
        "taught": bool(ending.trained) and named(ending) <= ending.trained,
    }
    return frozenset(name for name, met in found.items() if met)


def named(ending: Ending) -> frozenset[PersonId]:
    """Whose responsibility it was found to be."""
    return frozenset(each.person for each in ending.responsibilities)


def dealt_with(ending: Ending, *, looked_into: bool) -> bool:
    """Each person's violation is concluded, appeals too; or it was said, with the reason, that nobody is at fault."""
    if any(each.outcome not in CONCLUDED and not each.made_good for each in ending.faults):
        return False
    persons = named(ending)
    if not persons:
        return bool(ending.nobody) or any(each.outcome in CONCLUDED for each in ending.faults)
    return not looked_into or persons <= set(_concluded(ending.faults))


def _concluded(faults: tuple[Linked, ...]) -> Iterator[PersonId]:
    yield from (each.person for each in faults if each.outcome in CONCLUDED)


def in_place(ending: Ending) -> bool:
    """There is a measure, and each was accepted by others, or another took its place."""
    done = [each for each in ending.measures if each.outcome == ACCEPTED]
    return bool(done) and all(each.outcome == ACCEPTED or each.made_good for each in ending.measures)


def made_good(linked: tuple[Linked, ...], good: tuple[str, ...], person: PersonId | None = None) -> tuple[Linked, ...]:
    """Those that came to nothing have another in their place now; with a `person` only those about them."""
    return tuple(
        replace(each, made_good=True) if each.outcome not in (PENDING, *good) and person in (None, each.person) else each for each in linked
    )
