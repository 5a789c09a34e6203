"""Every pack, calendar and organisation that ever counted, and what waits to: since when, by whom, why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from console.backend import Backend
from console.caller import Caller, NotHere
from console.desk import rules
from console.desk.book import teller_of
from console.desk.clauses import Cited, cited
from console.desk.governing import bases, governors
from console.desk.people import Who, called, who
from console.desk.rules import KINDS, Waiting
from domain.governance import InForce, What
from domain.labels import said
from domain.words import harmless
from views.saying import Teller

GOVERNED, SECOND = "house:governed", "house:second-person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A document that counts or counted. `until` is None for the one that counts; `before` is the one that it replaced."""

    what: What
    digest: str
    title: str
    since: datetime
    until: datetime | None
    by: Who
    proposed_by: Who | None
    reason: str
    before: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A document that waits for a second person; `others` may adopt it beside the reader."""

    waiting: Waiting
    title: str
    reason: str
    by: Who
    instead_of: str
    others: Sequence[Who]


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """All of it for one reader. `may`: they may propose; `governing` may, `rule` and `second` say so."""

    editions: Mapping[What, Sequence[Edition]]
    waiting: Sequence[Proposed]
    may: bool
    governing: Sequence[Who]
    rule: Cited
    second: Cited


async def history(backend: Backend, caller: Caller) -> History:
    """What counts, what did, what waits; the newest first."""
    pack = backend.governed.pack_at(caller.at)
    teller = await teller_of(backend, caller, pack)
    return History(
        editions={what: _editions(backend, teller, what) for what in KINDS},
        waiting=[_proposed(backend, caller, teller, each) for each in reversed(rules.waiting(backend, caller))],
        may=bool(bases(backend, caller)),
        governing=_each_once(who(governors(backend, caller), teller)),
        rule=cited(pack, GOVERNED, caller.lang),
        second=cited(pack, SECOND, caller.lang),
    )


async def proposal(backend: Backend, caller: Caller, digest: str) -> Proposed:
    """One that waits; the beginning of its digest is enough. Raises `NotHere`."""
    teller = await teller_of(backend, caller, backend.governed.pack_at(caller.at))
    return _proposed(backend, caller, teller, rules.proposal(backend, caller, digest))


def whole(backend: Backend, begun: str) -> str:
    """The one document whose digest begins so. Raises `NotHere`."""
    found = [each for each in backend.governed.state.documents if begun and each.startswith(begun)]
    if len(found) != 1:
        raise NotHere
    return found[0]


def title_of(backend: Backend, digest: str, lang: str) -> str:
    """What a document calls itself."""
    content = backend.governed.state.documents[digest]
    return harmless(said(content.get("title", {}), lang) or str(content.get("name", "")))


def _editions(backend: Backend, teller: Teller, what: What) -> Sequence[Edition]:
    adopted = [each for each in backend.governed.state.adopted if each.what == what]
    after: Sequence[InForce | None] = [*adopted[1:], None]
    before = ["", *(each.digest for each in adopted)]
    made = [_edition(backend, teller, *three) for three in zip(adopted, after, before, strict=False)]
    return list(reversed(made))


def _edition(backend: Backend, teller: Teller, each: InForce, after: InForce | None, before: str) -> Edition:
    return Edition(
        what=each.what,
        digest=each.digest,
        title=title_of(backend, each.digest, teller.lang),
        since=each.since,
        until=after.since if after else None,
        by=called(each.by, teller),
        proposed_by=called(each.proposed_by, teller) if each.proposed_by else None,
        reason=harmless(each.reason),
        before=before,
    )


def _proposed(backend: Backend, caller: Caller, teller: Teller, each: Waiting) -> Proposed:
    first = {each.by, each.stood_in_for} - {None}
    free = [holder for holder in governors(backend, caller) if holder.person not in first and holder.stands_in_for not in first]
    return Proposed(
        waiting=each,
        title=title_of(backend, each.digest, teller.lang),
        reason=harmless(each.reason),
        by=called(each.by, teller),
        instead_of=teller.name(each.stood_in_for) if each.stood_in_for else "",
        others=[one for one in _each_once(who(free, teller)) if one.id != caller.id],
    )


def _each_once(people: Sequence[Who]) -> Sequence[Who]:
    """Somebody who may on several grounds, on the first of them."""
    return list({each.id: each for each in reversed(people)}.values())[::-1]
