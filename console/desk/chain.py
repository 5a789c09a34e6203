"""A case with all that it comes from and led to, as one person sees it: which cases, how they hang together, what happened in all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from console import pictures
from console.backend import Backend
from console.caller import Caller, Machine, NotHere
from console.desk.cases import Seen, look_at
from console.desk.sights import sights
from console.desk.story import Told, story
from console.desk.times import When
from console.pictures import Joint
from domain import labels
from domain.kernel import CaseId, kind_of
from domain.labels import said
from domain.reading import NOTHING
from domain.telling import concerned
from views.chain import Shown
from views.page import Line
from views.reader import CaseLine
from views.saying import ANOTHER, tie


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """One case of a chain, with its line of the list. Of a `hidden` one nothing is said but that it is there.

    `relation`: what it is to the case one looks from, "" where they are tied only through others; `ties`: what it is to which
    earlier ones, in words; `what` is `due` next.
    """

    id: CaseId
    number: str
    title: str
    stage: str
    outcome: str
    closed: bool
    opened: When | None
    due: When | None
    what: str
    relation: str
    ties: tuple[str, ...]
    here: bool
    line: CaseLine | None

    @property
    def hidden(self) -> bool:
        """Whether it is not theirs to see."""
        return self.line is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A case with its part of the picture."""

    case: Linked
    joint: Joint


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """All of it in the order of opening, and where each hangs in the picture. `more`: there are more than are shown."""

    rows: tuple[Row, ...]
    pairs: tuple[tuple[int, int, str], ...]
    """Which row led to which, and what this is to that."""
    more: bool

    @property
    def others(self) -> tuple[Linked, ...]:
        """Those that are tied to the case one looks from."""
        return tuple(row.case for row in self.rows if row.case.relation)

    @property
    def width(self) -> int:
        """How wide the picture's part of a row is, in pixels."""
        return pictures.width([row.joint for row in self.rows])


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened in one of the cases: the event, and how it is told."""

    case: Linked
    seen: Seen
    event: Line
    line: Told


async def chain(backend: Backend, caller: Caller | Machine, seen: Seen) -> Chain:
    """The chain of a case that this person sees."""
    whole = await backend.reader.chain(seen.id)
    found = await sights(backend, caller, [line.case for line in whole.lines]) if len(whole.lines) > 1 else {}
    concerns = caller.id == concerned(kind_of(seen.id), seen.case)  # nor that somebody reported them (house:reporter)
    shown = whole.shown(seen.id, lambda case: case == seen.id or found.get(case, NOTHING).case, hidden=not concerns)
    place = {line.case: at for at, line in enumerate(shown.lines)}
    pairs = tuple((place[each.case], place[each.other], each.relation) for each in shown.led_to())
    cases = _cases(backend, seen, shown, pairs)
    first = {then: first for first, then, _ in reversed(pairs)}
    joints = pictures.joints([first.get(at) for at in range(len(cases))])
    rows = tuple(Row(case=case, joint=joint) for case, joint in zip(cases, joints, strict=True))
    return Chain(rows=rows, pairs=pairs, more=whole.more)


def _cases(backend: Backend, seen: Seen, shown: Shown, pairs: Sequence[tuple[int, int, str]]) -> Sequence[Linked]:
    lang, lines = seen.teller.lang, shown.lines
    numbers = [said(ANOTHER, lang) if line.case in shown.hidden else line.number for line in lines]
    made = []
    for at, line in enumerate(lines):
        ties = tuple(tie(how, numbers[first], lang) for first, then, how in pairs if then == at)
        made.append(_hidden(shown, line, lang) if line.case in shown.hidden else _linked(backend, seen, shown, line, ties))
    return made


def _linked(backend: Backend, seen: Seen, shown: Shown, line: CaseLine, ties: tuple[str, ...]) -> Linked:
    pack, lang, times = backend.governed.pack(line.pack), seen.teller.lang, seen.times
    plan, relation = pack.plans[line.plan], shown.relation(line.case)
    due = times.due(line.due_since or line.due_at, line.due_at, pack.settings.at_risk) if line.due_at else None
    return Linked(
        id=line.case,
        number=line.number,
        title=said(plan.title, lang) or plan.name,
        stage=labels.stage_title(line.kind, line.stage, lang),
        outcome=labels.outcome_title(line.kind, line.outcome, lang) if line.outcome else "",
        closed=line.closed_at is not None,
        opened=times.past(line.opened_at),
        due=due,
        what=labels.task_title(line.kind, line.due, lang) if line.due else "",
        relation=labels.relation_title(relation, lang) if relation else "",
        ties=ties,
        here=line.case == seen.id,
        line=line,
    )


def _hidden(shown: Shown, line: CaseLine, lang: str) -> Linked:
    """Not even as what it came of another: that could say of what kind it is."""
    relation = shown.relation(line.case)
    return Linked(
        id=CaseId(""),
        number="",
        title=said(ANOTHER, lang),
        stage="",
        outcome="",
        closed=False,
        opened=None,
        due=None,
        what="",
        relation=labels.relation_title(relation, lang) if relation else "",
        ties=(),
        here=False,
        line=None,
    )


async def happened(
    backend: Backend, caller: Caller | Machine, seen: Seen, found: Chain, called: Callable[[Seen], Seen] = lambda each: each
) -> Sequence[Event]:
    """All that happened in the cases of a chain, by when it happened; at the same instant as it was written down.

    `called` says how people are called in sentences.
    """
    told = list[tuple[tuple[datetime, datetime, int, int], Event]]()
    for place, row in enumerate(found.rows):
        if row.case.hidden:
            continue
        try:
            one = called(seen if row.case.here else await look_at(backend, caller, row.case.id))
        except NotHere:  # theirs to see a moment ago
            continue
        for line, event in zip((await story(backend, caller, one, None)).lines, one.page.timeline, strict=True):
            key = event.happened_at, event.recorded_at, place, line.version
            told.append((key, Event(case=row.case, seen=one, event=event, line=line)))
    return [event for _, event in sorted(told, key=lambda each: each[0])]


def runs(events: Sequence[Event]) -> Sequence[tuple[bool, Sequence[Event]]]:
    """In order: small print together, anything else alone."""
    groups = groupby(enumerate(events), key=lambda each: (each[1].line.minor, 0 if each[1].line.minor else each[0]))
    return [(minor, [event for _, event in some]) for (minor, _), some in groups]
