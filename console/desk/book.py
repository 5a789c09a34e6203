"""The policy book as somebody reads it: each rule with its words, what it does in which plan, who holds what, and how it is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from console.backend import Backend
from console.caller import Caller
from console.desk import rules
from console.desk.clauses import Cited, anchor, cited
from console.times import term
from domain import reading
from domain.calendar import Span
from domain.deciders import DECIDERS
from domain.kernel import Clause
from domain.labels import said
from domain.policy import Pack, Plan, Role
from domain.procedure import Line
from domain.words import fill
from views.figures import Figures, Met, Window
from views.saying import Teller
from views.seen import Seen

SINCE = timedelta(days=365)
"""How far back the live numbers reach."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One rule of a plan as a sentence; `depth` says how far in it stands."""

    text: str
    cited: Cited
    depth: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A role that a plan names, and who holds it now; a role that depends on who asks has nobody in particular."""

    role: str
    who: Sequence[str]
    vacant: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FormLine:
    """A line of a plan's form."""

    title: str
    required: bool
    personal: bool
    cited: Cited


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """A plan that a person can read."""

    name: str
    title: str
    form: str
    cited: Cited
    sentences: Sequence[Sentence]
    lines: Sequence[FormLine]
    held: Sequence[Holding]


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What a rule does in one plan, in the plan's own sentences."""

    plan: str
    title: str
    sentences: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A clause or house rule. `met`: how its obligations were kept, as far as the reader may know; None where it has none."""

    clause: Clause
    anchor: str
    words: str
    uses: Sequence[Use]
    parameters: Sequence[tuple[str, str]]
    met: Met | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A policy with its clauses; the house rules are the last one."""

    title: str
    code: str
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The whole book for one reader."""

    book: rules.Book
    title: str
    plans: Sequence[Procedure]
    chapters: Sequence[Chapter]
    since: datetime


async def read(backend: Backend, caller: Caller, digest: str = "") -> Reading:
    """The book of this pack, else of the one in force. Raises `NotHere`."""
    book = rules.book(backend, caller, digest)
    tell = await _tellers(backend, caller, book.pack)
    plans = [_procedure(caller, book.pack, plan, tell[plan.name]) for plan in book.pack.plans.values()]
    met = await _met(backend, caller, book.pack)
    return Reading(
        book=book,
        title=said(book.pack.title, caller.lang),
        plans=plans,
        chapters=_chapters(caller, book.pack, plans, met),
        since=caller.at - SINCE,
    )


async def _tellers(backend: Backend, caller: Caller, pack: Pack) -> Mapping[str, Teller]:
    name = await backend.names.of(caller.organisation, backend.keyring, caller.lang)
    days = backend.governed.calendar(caller.at)
    return {
        plan.name: Teller(lang=caller.lang, days=days, organisation=caller.organisation, plan=plan, name=name)
        for plan in pack.plans.values()
    }


async def _met(backend: Backend, caller: Caller, pack: Pack) -> Mapping[Clause, Met]:
    """How each rule's obligations were kept within a year, in the cases that this person sees."""
    reach = reading.reach(pack.reading, caller.organisation, caller.id, caller.at)
    seen = Seen(person=caller.id, departments=reach.departments, everything=reach.everything)
    window = Window(start=caller.at - SINCE, until=caller.at, at=caller.at, seen_by=seen)
    return {each.clause: each for each in await Figures(backend.reader).met(window)}


# --- plans ------------------------------------------------------------------------------------------


def _procedure(caller: Caller, pack: Pack, plan: Plan, tell: Teller) -> Procedure:
    lines = DECIDERS[plan.kind].procedure(plan)
    return Procedure(
        name=plan.name,
        title=said(plan.title, caller.lang),
        form=plan.form,
        cited=cited(pack, plan.clause, caller.lang),
        sentences=[Sentence(text=_text(line, tell), cited=cited(pack, line.clause, caller.lang), depth=line.depth) for line in lines],
        lines=[
            FormLine(
                title=said(each.title, caller.lang),
                required=each.required,
                personal=bool(each.personal),
                cited=cited(pack, each.clause, caller.lang),
            )
            for each in plan.fields
        ],
        held=_held(caller, lines, tell),
    )


def _text(line: Line, tell: Teller) -> str:
    """A line's sentence with its gaps filled in the reader's language."""

    def filled(value: Role | Span | Mapping[str, str] | str) -> str:
        match value:
            case Role():
                text = tell.role(str(value))
                return text[:1].upper() + text[1:]
            case Span():
                return term(value, tell.lang)
            case str():
                return value
            case _:
                return said(value, tell.lang)

    return fill(line.sentence, tell.lang, {name: filled(value) for name, value in line.fills.items()})


def _held(caller: Caller, lines: Sequence[Line], tell: Teller) -> Sequence[Holding]:
    """Who holds each post and group that the plan names, once each."""
    named = dict.fromkeys(value for line in lines for value in line.fills.values() if isinstance(value, Role))
    return [
        Holding(role=tell.role(str(role)), who=[tell.name(person) for person in people], vacant=not people)
        for role in named
        if role.kind in ("post", "group")
        for people in [_holders(caller, role)]
    ]


def _holders(caller: Caller, role: Role) -> Sequence[str]:
    held = [who for who in caller.organisation.people.values() if who.active]
    return [who.id for who in held if role.of in (who.posts if role.kind == "post" else who.groups)]


# --- clauses ----------------------------------------------------------------------------------------


def _chapters(caller: Caller, pack: Pack, plans: Sequence[Procedure], met: Mapping[Clause, Met]) -> Sequence[Chapter]:
    policies = [
        Chapter(
            title=said(words, caller.lang),
            code=code,
            entries=[_entry(caller, pack, clause, plans, met) for clause in pack.clauses if clause.split(" ")[0] == code],
        )
        for code, words in pack.policies.items()
    ]
    house = [_entry(caller, pack, f"house:{rule}", plans, met) for rule in pack.house_rules]
    return [*policies, Chapter(title="", code="house", entries=house)]


def _entry(caller: Caller, pack: Pack, clause: Clause, plans: Sequence[Procedure], met: Mapping[Clause, Met]) -> Entry:
    uses = [
        Use(plan=plan.name, title=plan.title, sentences=[each.text for each in plan.sentences if each.cited.clause == clause])
        for plan in plans
    ]
    return Entry(
        clause=clause,
        anchor=anchor(clause),
        words=said(rules.clause_words(pack, clause), caller.lang),
        uses=[use for use in uses if use.sentences],
        parameters=[
            (said(each.title, caller.lang), term(each.limit.span, caller.lang))
            for each in pack.parameters.values()
            if each.limit.clause == clause
        ],
        met=met.get(clause),
    )
