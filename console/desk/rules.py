"""The policy book: which rules count, where each clause is applied, what waits for a second person. Open to everybody who works here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from activities.govern import Outcome
from console.backend import Backend
from console.caller import Caller, Machine, NotHere
from console.desk.governing import bases, govern
from domain import governance
from domain.governance import What
from domain.kernel import Clause, PersonId, Refused
from domain.policy import Pack, Words
from packs.check import of_document
from packs.days import expanded
from packs.document import Document, Problem, Unreadable, parse
from packs.read import shape

KINDS: tuple[What, ...] = ("pack", "calendar", "organisation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A pack, and from when until when it counted for cases that were opened; `since` is None for one never adopted."""

    digest: str
    pack: Pack
    since: datetime | None
    until: datetime | None = None

    @property
    def in_force(self) -> bool:
        """Whether cases are opened under it now."""
        return self.since is not None and self.until is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """One place of a pack that cites a clause. `plan` is empty for settings, parameters and the like."""

    plan: str
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseEntry:
    """A clause or house rule: its words, the policy that it stands in, and every place of the pack that applies it."""

    clause: Clause
    words: Words
    policy: Words
    applied: Sequence[Applied]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A proposal before a second person. `current`: it replaces what is in force now; another can no longer be adopted.

    `mine`: whether this caller proposed it. `may_adopt`: whether they may put it into force now.
    """

    what: What
    digest: str
    replaces: str
    by: PersonId
    stood_in_for: PersonId | None
    at: datetime
    reason: str
    current: bool
    mine: bool
    may_adopt: bool


# --- reading --------------------------------------------------------------------------------------


def book(backend: Backend, caller: Caller | Machine, digest: str = "") -> Book:
    """The pack of this digest (its beginning is enough), else the one in force. Raises `NotHere`."""
    if not digest:
        return _book(backend, backend.governed.pack_at(caller.at).digest)
    return _book(backend, _whole(backend, digest, "pack"))


def books(backend: Backend) -> Sequence[Book]:
    """Every pack that was ever in force, the newest first."""
    return [_book(backend, each.digest) for each in reversed(backend.governed.state.adopted) if each.what == "pack"]


def clause(backend: Backend, caller: Caller | Machine, name: Clause, digest: str = "") -> ClauseEntry:
    """One clause (``SO 2.2.2``) or house rule (``house:one-holder``) of a pack. Raises `NotHere`."""
    found = book(backend, caller, digest).pack
    words = clause_words(found, name)
    if not words:
        raise NotHere
    return ClauseEntry(clause=name, words=words, policy=found.policies.get(name.split(" ")[0], {}), applied=_applied(backend, found, name))


def clauses(backend: Backend, caller: Caller | Machine, digest: str = "") -> Sequence[ClauseEntry]:
    """All of them, clauses in their order, then house rules."""
    found = book(backend, caller, digest).pack
    return [clause(backend, caller, name, found.digest) for name in (*found.clauses, *(f"house:{rule}" for rule in found.house_rules))]


def clause_words(pack: Pack, name: Clause) -> Words:
    """What a clause or house rule says; empty where the pack has none of this name."""
    if name.startswith("house:"):
        return pack.house_rules.get(name.removeprefix("house:"), {})
    return pack.clauses.get(name, {})


def document(backend: Backend, what: What, digest: str) -> Mapping[str, Any]:
    """A pack, calendar or organisation as it was proposed or adopted; people's names are still sealed. Raises `NotHere`."""
    return backend.governed.state.documents[_whole(backend, digest, what)]


def waiting(backend: Backend, caller: Caller | Machine) -> Sequence[Waiting]:
    """What waits for a second person, oldest first."""
    return [_waiting(backend, caller, each) for each in backend.governed.state.proposals.values()]


def proposal(backend: Backend, caller: Caller | Machine, digest: str) -> Waiting:
    """One of them; the beginning of its digest is enough. Raises `NotHere`."""
    found = [each for each in waiting(backend, caller) if each.digest.startswith(digest)]
    if len(found) != 1:
        raise NotHere
    return found[0]


def in_force(backend: Backend, caller: Caller | Machine) -> Mapping[What, governance.InForce]:
    """What counts now, by sort."""
    found = {what: governance.in_force(backend.governed.state, what, caller.at) for what in KINDS}
    return {what: each for what, each in found.items() if each is not None}


# --- checking -------------------------------------------------------------------------------------


def check(caller: Caller | Machine, given: str | Mapping[str, Any], file: str = "document") -> Sequence[Problem]:
    """All that is wrong with a document: YAML as people write it (with lines), or what JSON said.

    A pack is checked against the organisation in force, so that a rung nobody holds is found.
    """
    try:
        return sorted(of_document(_read(given, file), (caller.organisation,)), key=lambda each: (each.line, each.field))
    except Unreadable as error:
        return error.problems


def content(given: str, file: str = "document") -> Mapping[str, Any]:
    """What a YAML text says, as governance takes it: a calendar with each of its days.

    Raises `Refused` (house:form) with the first thing that cannot be read.
    """
    try:
        return _read(given, file).content
    except Unreadable as error:
        first = error.problems[0]
        raise Refused("house:form", "unreadable_document", field="document", problem=f"{first.line}: {first.reason}"[:200]) from error


def _read(given: str | Mapping[str, Any], file: str) -> Document:
    """Raises `Unreadable`. A calendar of a country names no days yet."""
    read = parse(file, given) if isinstance(given, str) else Document(file=file, content=given)
    if read.content.get("kind") == "calendar" and "days" not in read.content and not shape(read).problems:
        return expanded(read)
    return read


# --- changing -------------------------------------------------------------------------------------


async def propose(
    backend: Backend, caller: Caller | Machine, what: str, document: Mapping[str, Any], reason: str, *, key: str = ""
) -> Outcome:
    """Put a document before a second person. `made` of the answer is its digest. Raises `Refused`, `Unavailable`."""
    return await govern(backend, caller, "propose", {"what": what, "document": document, "reason": reason}, key=key)


async def adopt(backend: Backend, caller: Caller | Machine, digest: str, *, key: str = "") -> Outcome:
    """Put a proposal into force. Raises `Refused` (house:second-person and others), `NotHere`, `Unavailable`."""
    return await govern(backend, caller, "adopt", {"digest": _whole(backend, digest)}, key=key)


# --- inside ---------------------------------------------------------------------------------------


def _book(backend: Backend, digest: str) -> Book:
    adopted = [each for each in backend.governed.state.adopted if each.what == "pack"]
    place = next((n for n in reversed(range(len(adopted))) if adopted[n].digest == digest), None)
    if place is None:
        return Book(digest=digest, pack=backend.governed.pack(digest), since=None)
    until = adopted[place + 1].since if place + 1 < len(adopted) else None
    return Book(digest=digest, pack=backend.governed.pack(digest), since=adopted[place].since, until=until)


def _whole(backend: Backend, begun: str, what: What | None = None) -> str:
    """The one document whose digest begins so. Raises `NotHere`, `Refused` where there are several."""
    known = backend.governed.state.documents
    found = [each for each in known if each.startswith(begun) and what in (None, known[each].get("kind"))]
    if not begun or not found:
        raise NotHere
    if len(found) > 1:
        raise Refused("house:form", "ambiguous_digest", field="digest", digest=begun[:80])
    return found[0]


def _waiting(backend: Backend, caller: Caller | Machine, each: governance.Proposal) -> Waiting:
    current = each.replaces == governance.latest(backend.governed.state, each.what)
    first = {each.by, each.stood_in_for} - {None}
    free = caller.id not in first and any(basis.stands_in_for not in first for basis in bases(backend, caller))
    return Waiting(
        what=each.what,
        digest=each.digest,
        replaces=each.replaces,
        by=each.by,
        stood_in_for=each.stood_in_for,
        at=each.at,
        reason=each.reason,
        current=current,
        mine=each.by == caller.id,
        may_adopt=current and free,
    )


def _applied(backend: Backend, pack: Pack, name: Clause) -> Sequence[Applied]:
    """Every place of the pack's document that cites it."""
    read = Document(file="pack", content=backend.governed.state.documents[pack.digest])
    places = dict.fromkeys(place for place, cited in shape(read).clauses if cited == name)
    return [_place(read, place) for place in places]


def _place(read: Document, place: tuple[str | int, ...]) -> Applied:
    if len(place) >= 2 and place[0] == "plans" and isinstance(place[1], int):
        plan = str(read.content["plans"][place[1]].get("plan", ""))
        return Applied(plan=plan, where=read.name(place).partition("].")[2])
    return Applied(plan="", where=read.name(place))
