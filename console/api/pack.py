"""The rules: the pack in force and those before it, what a clause says, what is proposed, and putting that into force."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from activities.govern import Outcome
from console.api.http import READING, WRITING, Key, cached, problems, tagged
from console.caller import Caller
from console.callers import Calling, Reached, ReadingPack
from console.desk import rules
from console.desk.cases import command_id
from console.desk.rules import Book, ClauseEntry, Waiting
from console.shapes import rules as s
from console.shapes.common import ref
from domain.labels import said

router = APIRouter(tags=["rules"])

Digest = Annotated[str, Path(max_length=64, pattern="^[0-9a-f]+$", description="A digest; its beginning is enough.")]
OfPack = Annotated[str, Query(max_length=64, pattern="^[0-9a-f]*$", description="Of this pack instead of the one in force.")]


@router.get("/pack", response_model=s.Pack, responses=cached(), summary="The pack in force")
async def in_force(request: Request, reached: Reached, caller: ReadingPack) -> Response:
    """New cases are opened under it; each case keeps the one that it was opened under."""
    return tagged(request, _pack(reached.governed.state.documents, rules.book(reached, caller), caller.lang))


@router.get("/packs", responses=problems(*READING), summary="All packs that were in force")
async def packs(reached: Reached, caller: ReadingPack) -> s.Packs:
    """The newest first."""
    return s.Packs(items=[_summary(book, caller.lang) for book in rules.books(reached)])


@router.get("/packs/{digest}", response_model=s.Pack, responses=cached(), summary="A pack")
async def pack(request: Request, reached: Reached, caller: ReadingPack, digest: Digest) -> Response:
    """One that is, was, or is proposed to be in force."""
    return tagged(request, _pack(reached.governed.state.documents, rules.book(reached, caller, digest), caller.lang))


@router.get("/clauses", response_model=s.Clauses, responses=cached(), summary="All clauses")
async def clauses(request: Request, reached: Reached, caller: ReadingPack, pack: OfPack = "") -> Response:
    """What each says, and every place of the pack that applies it."""
    book = rules.book(reached, caller, pack)
    items = [_clause(each, caller.lang) for each in rules.clauses(reached, caller, book.digest)]
    return tagged(request, s.Clauses(pack=book.digest, items=items), lang=caller.lang)


@router.get("/clauses/{clause}", response_model=s.ClauseSaid, responses=cached(), summary="A clause")
async def clause(
    request: Request,
    reached: Reached,
    caller: ReadingPack,
    clause: Annotated[str, Path(max_length=100, description="`SO 2.2.2`, or `house:one-holder`.", examples=["SO 2.2.2"])],
    pack: OfPack = "",
) -> Response:
    """What it says, and every place of the pack that applies it."""
    return tagged(request, _clause(rules.clause(reached, caller, clause, pack), caller.lang), lang=caller.lang)


@router.get("/proposals", responses=problems(*READING), summary="What is in force, and what waits")
async def proposals(reached: Reached, caller: Calling) -> s.Governance:
    """Every change of the rules is proposed by one person and adopted by another."""
    name = await reached.names.of(caller.organisation, reached.keyring, caller.lang)
    counting = rules.in_force(reached, caller)
    return s.Governance(
        in_force=[s.InForce(what=each.what, digest=each.digest, since=each.since) for each in counting.values()],
        waiting=[_proposal(caller, each, name) for each in rules.waiting(reached, caller)],
    )


@router.post("/proposals", status_code=201, responses=problems(*WRITING), summary="Propose a pack, calendar or organisation")
async def propose(reached: Reached, caller: Calling, asked: s.Proposed, key: Key = "") -> s.Governed:
    """It waits for a second person. `made` is its digest."""
    document = rules.content(asked.text) if asked.text is not None else asked.document or {}
    command = str(command_id(caller, key))
    return governed(await rules.propose(reached, caller, asked.what, document, asked.reason, key=command), command)


@router.post("/proposals/{digest}/adopt", responses=problems(*WRITING), summary="Put a proposal into force")
async def adopt(reached: Reached, caller: Calling, digest: Digest, key: Key = "") -> s.Governed:
    """Somebody other than who proposed it (house:second-person). A pack counts for cases opened from now on."""
    command = str(command_id(caller, key))
    return governed(await rules.adopt(reached, caller, digest, key=command), command)


@router.post("/check", responses=problems(*WRITING), summary="Check a document")
async def check(caller: ReadingPack, asked: s.DocumentSent) -> s.Checked:
    """All that is wrong with a pack, calendar or organisation; nothing is written. A pack is held against the organisation in force."""
    found = rules.check(caller, asked.text if asked.text is not None else asked.document or {})
    return s.Checked(problems=[s.DocumentProblem(line=each.line, field=each.field, reason=each.said(caller.lang)) for each in found])


def governed(outcome: Outcome, command: str) -> s.Governed:
    """What came of a governance command."""
    assert outcome.outcome != "refused", "refusals are raised"
    return s.Governed(outcome=outcome.outcome, version=outcome.version, made=list(outcome.made), command=command)


def _summary(book: Book, lang: str) -> s.PackSummary:
    return s.PackSummary(
        digest=book.digest,
        name=book.pack.name,
        title=said(book.pack.title, lang) or book.pack.name,
        since=book.since,
        until=book.until,
        in_force=book.in_force,
    )


def _pack(documents: Mapping[str, Mapping[str, Any]], book: Book, lang: str) -> s.Pack:
    return s.Pack(**_summary(book, lang).model_dump(), document=dict(documents[book.digest]))


def _clause(each: ClauseEntry, lang: str) -> s.ClauseSaid:
    applied = [s.Applied(plan=place.plan, where=place.where) for place in each.applied]
    return s.ClauseSaid(clause=each.clause, words=said(each.words, lang), policy=said(each.policy, lang), applied=applied)


def _proposal(caller: Caller, each: Waiting, name: Callable[[str], str]) -> s.Proposal:
    return s.Proposal(
        what=each.what,
        digest=each.digest,
        replaces=each.replaces,
        by=ref(each.by, name, caller.organisation),
        stood_in_for=ref(each.stood_in_for, name, caller.organisation) if each.stood_in_for else None,
        at=each.at,
        reason=each.reason,
        current=each.current,
        mine=each.mine,
        may_adopt=each.may_adopt,
    )
