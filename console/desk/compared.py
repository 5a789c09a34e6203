"""What differs between two packs, calendars or organisations, rule by rule, as somebody reads it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, assert_never

from activities.personal import is_sealed, open_up
from console.backend import Backend
from console.caller import Caller
from console.desk.book import teller_of
from console.desk.clauses import Cited, anchor, cited
from console.desk.sentences import Piece, Sayer
from domain import governance
from domain.governance import What
from domain.kernel import Clause
from domain.labels import said
from domain.policy import Pack, Words
from domain.procedure import Line, Section
from domain.readable import Change, Changed, compare, of_calendar, of_organisation, of_pack
from domain.readable.comparing import How
from domain.shapes import canonical
from packs import read


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A line that is not the same. `pieces` is empty where what changed is not said; `under` is the rule that it belongs to."""

    how: How
    pieces: Sequence[Piece]
    under: str
    cited: Sequence[Cited]
    was_cited: Sequence[Cited]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What changed in one place: a plan, the words of clauses, a person. `title` is empty where `subject` says it all."""

    subject: str
    title: str
    how: How
    rules: Sequence[Rule]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """All of it, and every rule that it touches."""

    what: What
    groups: Sequence[Group]
    touched: Sequence[Cited]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """One of the two: its sections, and how a rule of it is cited."""

    sections: Sequence[Section]
    pack: Pack | None
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """What a difference is said with."""

    sayer: Sayer
    before: _Side
    after: _Side
    in_force: str

    def cite(self, clause: Clause, side: _Side) -> Cited:
        """A rule with its words in that pack, and where its book has it; a draft has none."""
        if side.pack is None:
            return Cited(clause=clause, words="", href="")
        found = cited(side.pack, clause, self.sayer.lang)
        if side.digest == self.in_force:
            return found
        return replace(found, href=f"/book?pack={side.digest}#{anchor(clause)}" if side.digest else "")


async def between(backend: Backend, caller: Caller, what: What, before: str, after: str) -> Difference:
    """Between two of the log, by digest; `before` is empty where there was none."""
    documents = backend.governed.state.documents
    old = await _kept(backend, what, documents[before], before) if before else _Side(sections=(), pack=None)
    return await _difference(backend, caller, what, old, await _kept(backend, what, documents[after], after))


async def with_draft(backend: Backend, caller: Caller, content: Mapping[str, Any]) -> Difference:
    """Between what is in force and a document that was found to be right. Nothing in it is opened: it comes from outside."""
    what: What = content["kind"]
    digest = governance.latest(backend.governed.state, what)
    old = await _kept(backend, what, backend.governed.state.documents[digest], digest)
    draft = json.loads(canonical(content))  # in the order in which it will be kept
    return await _difference(backend, caller, what, old, _side(what, draft, ""))


async def _difference(backend: Backend, caller: Caller, what: What, before: _Side, after: _Side) -> Difference:
    pack = backend.governed.pack_at(caller.at)
    teller = await teller_of(backend, caller, pack)
    desk = _Desk(sayer=Sayer(lang=caller.lang, role=teller.role), before=before, after=after, in_force=pack.digest)
    found = compare(before.sections, after.sections)
    return Difference(what=what, groups=[_group(desk, each) for each in found], touched=_touched(desk, found))


# --- the two sides ----------------------------------------------------------------------------------


async def _kept(backend: Backend, what: What, content: Mapping[str, Any], digest: str) -> _Side:
    """One of the log: the names in it are opened."""
    return _side(what, await open_up(content, backend.keyring) if what == "organisation" else content, digest)


def _side(what: What, content: Mapping[str, Any], digest: str) -> _Side:
    match what:
        case "pack":
            pack = read.pack(content)
            return _Side(sections=of_pack(pack), pack=pack, digest=digest)
        case "calendar":
            return _Side(sections=of_calendar(read.calendar(content)), pack=None)
        case "organisation":
            return _Side(sections=of_organisation(read.organisation(_named(content))), pack=None)
        case _:
            assert_never(what)


def _named(content: Mapping[str, Any]) -> Mapping[str, Any]:
    """With a name for everybody: somebody whose key is gone has none, and the document is read all the same."""
    people = [{**each, "name": _words(each["name"])} if "name" in each else each for each in content["people"]]
    return {**content, "people": people}


def _words(name: Any) -> Words:
    """A name in each language. What is sealed in a draft stays closed."""
    if isinstance(name, Mapping) and not is_sealed(name):
        return name
    text = "…" if is_sealed(name) else str(name)
    return {"zh": text, "en": text}


# --- saying it --------------------------------------------------------------------------------------


def _group(desk: _Desk, each: Changed) -> Group:
    return Group(
        subject=each.subject,
        title=said(each.title, desk.sayer.lang) or each.name,
        how=each.how,
        rules=[_rule(desk, change) for change in each.changes],
    )


def _rule(desk: _Desk, change: Change) -> Rule:
    now = change.after or change.before
    side = desk.after if change.after else desk.before
    same = change.before is None or change.after is None or change.before.clauses == change.after.clauses
    return Rule(
        how=change.how,
        pieces=desk.sayer.difference(change.before, change.after),
        under=desk.sayer.text(change.under) if change.under else "",
        cited=[desk.cite(clause, side) for clause in _clauses(now)],
        was_cited=[] if same else [desk.cite(clause, desk.before) for clause in _clauses(change.before)],
    )


def _clauses(line: Line | None) -> Sequence[Clause]:
    return line.clauses if line else ()


def _touched(desk: _Desk, found: Sequence[Changed]) -> Sequence[Cited]:
    """Each rule once, as the newer side has it, else the older."""
    lines = [(line, side) for each in found for c in each.changes for line, side in ((c.after, desk.after), (c.before, desk.before))]
    by_clause: dict[Clause, Cited] = {}
    for line, side in lines:
        for clause in _clauses(line):
            by_clause.setdefault(clause, desk.cite(clause, side))
    return [by_clause[clause] for clause in sorted(by_clause)]
