"""The policy book as somebody reads it: plans as procedures, rules with their words, where they count, who holds what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from console.backend import Backend
from console.caller import Caller
from console.desk import rules
from console.desk.clauses import HOUSE, Cited, anchor, cited
from console.desk.kept import Kept, kept
from console.desk.people import Who, named, who
from console.desk.sentences import Sayer, Sentence
from console.times import term
from domain import organisation
from domain.deciders import DECIDERS
from domain.kernel import Clause
from domain.labels import said
from domain.policy import Pack, Plan, Role
from domain.procedure import Line
from domain.readable.packs import common, form, parameters
from views.saying import Teller


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A post or group that rules name, who acts in it now, and where its matters go while nobody does."""

    role: str
    who: Sequence[Who]
    up: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """A plan that a person can read. `heads`: it names heads of departments; `mine`: the reader may ask for it."""

    name: str
    title: str
    form: str
    cited: Cited
    rules: Sequence[Sentence]
    lines: Sequence[Sentence]
    held: Sequence[Holding]
    heads: bool
    mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What a rule does in one place: a plan, or all of them (`title` empty)."""

    title: str
    href: str
    sentences: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A clause or house rule. `kept` is None where it touched no case that the reader may see."""

    clause: Clause
    anchor: str
    words: str
    uses: Sequence[Use]
    held: Sequence[Holding]
    parameters: Sequence[tuple[str, str]]
    kept: Kept | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A policy with its clauses; the house rules are the last one, without a title."""

    title: str
    code: str
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The whole book for one reader. `common`: what counts for all plans."""

    book: rules.Book
    title: str
    plans: Sequence[Procedure]
    common: Sequence[Sentence]
    chapters: Sequence[Chapter]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """What the book is made with."""

    caller: Caller
    pack: Pack
    teller: Teller
    sayer: Sayer
    cite: Callable[[Clause], Cited]


async def read(backend: Backend, caller: Caller, digest: str = "") -> Reading:
    """The book of this pack, else of the one in force. Raises `NotHere`."""
    book = rules.book(backend, caller, digest)
    desk = await _desk(backend, caller, book)
    numbers = await kept(backend, caller, book.pack) if book.in_force else {}
    plans = [_procedure(desk, plan) for plan in book.pack.plans.values()]
    everywhere = desk.sayer.sentences(common(book.pack), desk.cite)
    places = [*((each.title, f"#plan-{each.name}", each.rules) for each in plans), ("", "#common", everywhere)]
    return Reading(
        book=book,
        title=said(book.pack.title, caller.lang) or book.pack.name,
        plans=plans,
        common=[*everywhere, *desk.sayer.sentences(parameters(book.pack), desk.cite)],
        chapters=_chapters(desk, places, numbers),
    )


async def teller_of(backend: Backend, caller: Caller, pack: Pack) -> Teller:
    """Says roles in the reader's language."""
    name = await backend.names.of(caller.organisation, backend.keyring, caller.lang)
    days, plan = backend.governed.calendar(caller.at), next(iter(pack.plans.values()))
    return Teller(lang=caller.lang, days=days, organisation=caller.organisation, plan=plan, name=name)


async def _desk(backend: Backend, caller: Caller, book: rules.Book) -> _Desk:
    teller = await teller_of(backend, caller, book.pack)

    def cite(clause: Clause) -> Cited:
        found = cited(book.pack, clause, caller.lang)
        return found if book.in_force else replace(found, href=f"#{anchor(clause)}")  # the page itself is of another pack

    return _Desk(caller=caller, pack=book.pack, teller=teller, sayer=Sayer(lang=caller.lang, role=teller.role), cite=cite)


# --- plans ------------------------------------------------------------------------------------------


def _procedure(desk: _Desk, plan: Plan) -> Procedure:
    lines: tuple[Line, ...] = DECIDERS[plan.kind].procedure(plan)
    named = _roles(lines)
    return Procedure(
        name=plan.name,
        title=said(plan.title, desk.caller.lang) or plan.name,
        form=plan.form,
        cited=desk.cite(plan.clause or plan.who_clause),
        rules=desk.sayer.sentences(lines, desk.cite),
        lines=desk.sayer.sentences(form(plan), desk.cite),
        held=_held(desk, named),
        heads=any(role.kind == "head" for role in named),
        mine=organisation.holds(desk.caller.organisation, plan.who, {"requester": desk.caller.id}, desk.caller.id),
    )


def _roles(lines: Iterable[Line]) -> Sequence[Role]:
    return list(dict.fromkeys(value for line in lines for value in line.fills.values() if isinstance(value, Role)))


def _held(desk: _Desk, named: Iterable[Role]) -> Sequence[Holding]:
    """Who acts now in each post and group that is named, and who is on duty."""
    return [_holding(desk, role) for role in named if role.kind in ("post", "group", "duty")]


def _holding(desk: _Desk, role: Role) -> Holding:
    org, at = desk.caller.organisation, desk.caller.at
    found = organisation.holders(org, role, {}, at)
    higher = (organisation.holders(org, role, {}, at, rung) for rung in range(1, len(org.posts) + 1))
    up = next((some for some in higher if some), ()) if not found else ()
    return Holding(role=desk.teller.role(str(role)), who=who(found, desk.teller), up=named(who(up, desk.teller), desk.teller.lang))


# --- rules ------------------------------------------------------------------------------------------

Place = tuple[str, str, Sequence[Sentence]]
"""Where rules are applied: its title, its address, its sentences."""


def _chapters(desk: _Desk, places: Sequence[Place], numbers: Mapping[Clause, Kept]) -> Sequence[Chapter]:
    ordered = sorted(desk.pack.clauses, key=_in_order)
    policies = [
        Chapter(
            title=said(words, desk.caller.lang) or code,
            code=code,
            entries=[_entry(desk, clause, places, numbers) for clause in ordered if clause.split(" ")[0] == code],
        )
        for code, words in desk.pack.policies.items()
    ]
    house = [_entry(desk, f"{HOUSE}{rule}", places, numbers) for rule in desk.pack.house_rules]
    return [*policies, Chapter(title="", code="house", entries=house)]


def _in_order(clause: Clause) -> tuple[str, tuple[int, ...]]:
    """SO 2.2 before SO 10.1."""
    code, _, number = clause.partition(" ")
    return code, tuple(int(part) for part in number.split("."))


def _entry(desk: _Desk, clause: Clause, places: Sequence[Place], numbers: Mapping[Clause, Kept]) -> Entry:
    uses = [(title, href, [each for each in _flat(sentences) if clause in each.line.clauses]) for title, href, sentences in places]
    lines = [each.line for _, _, sentences in uses for each in sentences]
    return Entry(
        clause=clause,
        anchor=anchor(clause),
        words=said(rules.clause_words(desk.pack, clause), desk.caller.lang),
        uses=[Use(title=title, href=href, sentences=[each.text for each in found]) for title, href, found in uses if found],
        held=_held(desk, _roles(lines)),
        parameters=_parameters(desk, clause),
        kept=numbers.get(clause),
    )


def _flat(sentences: Sequence[Sentence]) -> Iterable[Sentence]:
    for each in sentences:
        yield each
        yield from _flat(each.more)


def _parameters(desk: _Desk, clause: Clause) -> Sequence[tuple[str, str]]:
    found = (each for each in desk.pack.parameters.values() if each.limit.clause == clause)
    return [(said(each.title, desk.caller.lang), term(each.limit.span, desk.caller.lang)) for each in found]
