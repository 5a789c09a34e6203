"""The library of cases: closed incidents by what they came from, searched by why and by what was put right (MK 5.3.1, SO 4.3.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from console.backend import Backend
from console.caller import Caller, Machine
from console.desk import sights
from console.desk.folds import Fold
from console.desk.lists import PAGE, theirs
from domain.incidents.ending.gate import ACCEPTED
from domain.incidents.plan import IncidentPlan
from domain.incidents.state import Incident
from domain.labels import said
from domain.words import harmless, readable
from views.reader import CaseLine, Wanted

KIND = "incident"
DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which cases: empty means any. `search`: words of the cause, of a why or of a measure; exercises are kept apart."""

    plan: str = ""
    cause_class: str = ""
    search: str = ""
    exercise: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """One step from what happened to where it came from."""

    why: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One case of the library, in one reader's language."""

    row: CaseLine
    title: str
    level: str
    colour: str
    cause: str
    cause_class: str
    class_title: str
    whys: tuple[Why, ...]
    measures: tuple[str, ...]
    """What was put right, as far as others accepted it."""
    loss: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some of them, the newest first; `after` is the cursor of the next page, None at the end."""

    cases: Sequence[Kept]
    after: str | None


def classes(backend: Backend, caller: Caller | Machine) -> Mapping[str, str]:
    """Every class that a plan now in force knows, with its title."""
    plans = (plan for plan in backend.governed.pack_at(caller.at).plans.values() if isinstance(plan, IncidentPlan))
    found = (plan.ending.causes.classes for plan in plans if plan.ending.causes is not None)
    return {name: said(words, caller.lang) for table in found for name, words in table.items()}


async def page(backend: Backend, caller: Caller | Machine, asked: Filter, *, limit: int = PAGE, after: str | None = None) -> Page:
    """A page of the library, as far as the reader may see the cases. Raises `NotACursor`, `NotBuilt`."""
    wanted = Wanted(
        kind=KIND, open=False, plan=asked.plan, cause_class=asked.cause_class, search=asked.search, exercise=asked.exercise, at=caller.at
    )
    rows = await backend.reader.cases(theirs(backend, caller, wanted), limit=limit + 1, after=after)
    some = rows[:limit]
    await backend.governed.refresh()
    folds = await backend.folds.of(backend.log, [row.case for row in some])
    read = [(row, fold) for row, fold in zip(some, folds, strict=True) if fold.case is not None and row.outcome != DUPLICATE]
    kept = [_kept(backend, caller.lang, row, fold) for row, fold in read if sights.sight(backend, caller, row.case, fold).case]
    return Page(cases=kept, after=some[-1].cursor() if len(rows) > limit else None)


def _kept(backend: Backend, lang: str, row: CaseLine, fold: Fold) -> Kept:
    case: Incident = fold.case
    plan = backend.governed.pack(row.pack).plans[row.plan]
    assert isinstance(plan, IncidentPlan)
    ending, level = case.ending, plan.levels[case.level]
    titles = plan.ending.causes.classes if plan.ending.causes is not None else {}
    return Kept(
        row=row,
        title=said(plan.title, lang) or plan.name,
        level=said(level.title, lang),
        colour=level.colour,
        cause=readable(ending.cause),
        cause_class=ending.cause_class,
        class_title=said(titles.get(ending.cause_class, {}), lang) or ending.cause_class,
        whys=tuple(Why(why=harmless(each.why), because=harmless(each.because)) for each in ending.whys),
        measures=tuple(harmless(each.said) for each in ending.measures if each.outcome == ACCEPTED),
        loss=ending.loss,
    )
