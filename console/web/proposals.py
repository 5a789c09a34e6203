"""Changing the rules: one person proposes, having seen what it would change; another adopts. Only for those who may."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import UploadFile

from console import pages, problems
from console.backend import Backend
from console.caller import Caller, NotHere
from console.callers import Calling, Reached
from console.desk import compared, rules, versions
from console.desk.clauses import anchor, cited
from console.desk.governing import bases
from console.desk.times import Times
from console.i18n import translations
from console.problems import Problem
from domain.governance import What, latest
from domain.kernel import Refused, Unavailable
from domain.labels import command_label, said
from packs.document import Problem as Wrong
from packs.written import written

router = APIRouter(prefix="/book")

BEGINNINGS: tuple[What, ...] = ("pack", "calendar")
"""What may be taken to begin with. The addresses of an organisation are opened for nobody, so it is not among them."""


# --- looking ----------------------------------------------------------------------------------------


@router.get("/proposals/{digest}")
async def proposal(request: Request, reached: Reached, caller: Calling, digest: str, done: int = 0) -> Response:
    """A proposal with what it would change. `done`: the reader has just made it."""
    return await _proposal(request, reached, caller, await versions.proposal(reached, caller, digest), done=bool(done))


async def _proposal(
    request: Request,
    reached: Backend,
    caller: Caller,
    found: versions.Proposed,
    *,
    done: bool = False,
    problem: Problem | None = None,
    key: str = "",
) -> Response:
    waiting = found.waiting
    return pages.render(
        request,
        "book_proposal.html",
        caller,
        status=problem.status if problem else 200,
        found=found,
        difference=await compared.between(reached, caller, waiting.what, waiting.replaces, waiting.digest),
        at=Times(lang=caller.lang, days=reached.governed.calendar(caller.at), now=caller.at).past(waiting.at),
        second=cited(reached.governed.pack_at(caller.at), versions.SECOND, caller.lang),
        may_govern=bool(bases(reached, caller)),
        done=done,
        problem=problem,
        rule=_place(problem),
        key=key or str(uuid4()),
    )


# --- changing ---------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What somebody handed in: the text of a document, and why."""

    text: str = ""
    reason: str = ""
    key: str = ""


@router.get("/propose")
async def begin(request: Request, reached: Reached, caller: Calling, of: str = "") -> Response:
    """An empty form, or with `of` one that begins with that pack or calendar. Raises `Refused` for those who may not."""
    _entitled(reached, caller)
    text = ""
    if of:
        content = reached.governed.state.documents[versions.whole(reached, of)]
        if content["kind"] not in BEGINNINGS:
            raise NotHere
        text = written(content)
    return await _form(request, reached, caller, Draft(text=text))


@router.post("/propose/check")
async def check(request: Request, reached: Reached, caller: Calling) -> Response:
    """What is wrong with it, or what it would change. Nothing is written."""
    _entitled(reached, caller)
    draft, problem = await _sent(request, caller)
    return await _form(request, reached, caller, draft, problem=problem, looked=True)


@router.post("/propose")
async def propose(request: Request, reached: Reached, caller: Calling) -> Response:
    """Put it before a second person."""
    draft, problem = await _sent(request, caller)
    if problem or rules.check(caller, draft.text):
        return await _form(request, reached, caller, draft, problem=problem, looked=True)
    content = rules.content(draft.text)
    try:
        outcome = await rules.propose(reached, caller, str(content.get("kind")), content, draft.reason.strip(), key=draft.key)
    except Refused as no:
        again = Draft(text=draft.text, reason=draft.reason)
        return await _form(request, reached, caller, again, problem=problems.refused(no, caller.lang), looked=True)
    except Unavailable:
        return await _form(request, reached, caller, draft, problem=problems.away(caller.lang), looked=True)
    made = outcome.made[0] if outcome.made else ""
    return RedirectResponse(f"/book/proposals/{made}?done=1#done" if made else "/book/versions", status_code=303)


@router.post("/proposals/{digest}/adopt")
async def adopt(request: Request, reached: Reached, caller: Calling, digest: str) -> Response:
    """Put it into force. Refused: the proposal again, with the rule's words."""
    sent = await request.form()
    key = str(sent.get("key", ""))
    try:
        outcome = await rules.adopt(reached, caller, digest, key=key)
    except Refused as no:
        return await _not_adopted(request, reached, caller, digest, problems.refused(no, caller.lang), "")
    except Unavailable:
        return await _not_adopted(request, reached, caller, digest, problems.away(caller.lang), key)
    made = outcome.made[0] if outcome.made else ""
    return RedirectResponse(f"/book/versions?done={made}#done" if made else "/book/versions", status_code=303)


async def _not_adopted(request: Request, reached: Backend, caller: Caller, digest: str, problem: Problem, key: str) -> Response:
    found = await versions.proposal(reached, caller, digest)
    return await _proposal(request, reached, caller, found, problem=problem, key=key)


# --- inside -----------------------------------------------------------------------------------------


async def _sent(request: Request, caller: Caller) -> tuple[Draft, Problem | None]:
    """A file counts before what stands in the form."""
    async with request.form() as sent:
        text, reason, key = (str(sent.get(name, "")) for name in ("text", "reason", "key"))
        file = sent.get("file")
        given = await file.read() if isinstance(file, UploadFile) else b""
    _ = translations(caller.lang).gettext
    try:
        text = given.decode("utf-8-sig") if given else text
    except UnicodeDecodeError:
        return Draft(text=text, reason=reason, key=key), _invalid(caller, _("This file is no text in UTF-8."), "file")
    draft = Draft(text=text.replace("\r\n", "\n"), reason=reason, key=key)
    return draft, None if text.strip() else _invalid(caller, _("Choose a file, or paste its text."), "text")


async def _form(
    request: Request, reached: Backend, caller: Caller, draft: Draft, *, problem: Problem | None = None, looked: bool = False
) -> Response:
    """The form; once it was looked at, with what is wrong with the document, or with what it would change."""
    wrong: Sequence[Wrong] = rules.check(caller, draft.text) if looked and draft.text.strip() else ()
    content: Mapping[str, Any] = rules.content(draft.text) if looked and draft.text.strip() and not wrong else {}
    return pages.render(
        request,
        "book_propose.html",
        caller,
        status=problem.status if problem else 422 if wrong else 200,
        draft=draft,
        what=content.get("kind", ""),
        wrong=[(each.line, each.field, each.said(caller.lang)) for each in wrong],
        difference=await compared.with_draft(reached, caller, content) if content else None,
        in_force={what: latest(reached.governed.state, what) for what in BEGINNINGS},
        problem=problem,
        rule=_place(problem),
        does=said(command_label("governance", "propose").does, caller.lang),
        key=draft.key or str(uuid4()),
    )


def _invalid(caller: Caller, detail: str, field: str) -> Problem:
    title = translations(caller.lang).gettext("This cannot be taken as it is")
    return Problem(status=422, type="invalid", title=title, detail=detail, field=field)


def _entitled(reached: Backend, caller: Caller) -> None:
    """house:governed. As the decider says it."""
    if not bases(reached, caller):
        raise Refused("house:governed", "may_not_govern", field="by")


def _place(problem: Problem | None) -> str:
    return f"/book#{anchor(problem.clause)}" if problem and problem.clause else ""
