"""What is due from me, soonest first; decided in place, one by one or several at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal
from uuid import uuid4

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from activities.ask import Answer
from console import pages
from console.backend import Backend
from console.caller import Caller, NotHere, SignInAgain
from console.callers import Calling, Reached
from console.desk import cases, difference, form_lines, forms, story, tasks
from console.desk.actions import reason
from console.desk.cases import Seen
from console.desk.clauses import Cited, cited
from console.desk.standing import standing
from console.web import case
from domain.kernel import Refused, Unavailable, kind_of
from domain.labels import said

router = APIRouter()

SHOWN = "shown:"
"""Begins the name of the hidden input that holds the digest of what was shown of a case."""


@router.get("/")
async def mine(
    request: Request,
    reached: Reached,
    caller: Calling,
    after: str = "",
    done: str = "",
    moot: str = "",
) -> Response:
    """The first page. `done`: ``NUMBER:VERSION`` of what the reader has just done; the list waits a moment until it knows."""
    just = await _just_done(reached, caller, done or moot)
    found = await tasks.tasks(reached, caller, after)
    happened = just if just is not None and just.lines else None
    return pages.render(request, "tasks.html", caller, tasks=found, just=happened, moot=bool(moot and just), after=after)


@dataclass(frozen=True, kw_only=True)
class Just:
    """What the reader has just done in a case, and how it stands now."""

    number: str
    version: int
    lines: tuple[story.Told, ...]
    standing: Any


async def _just_done(reached: Backend, caller: Caller, done: str) -> Just | None:
    number, _, version = done.rpartition(":")
    if not number or not version.isascii() or not version.isdecimal() or len(version) > 9:
        return None
    try:
        seen = await cases.look_at(reached, caller, number)
    except NotHere:
        return None
    await reached.reader.at_least(seen.id, min(int(version), seen.version))
    told = await story.story(reached, caller, seen, None)
    happened = told.done(int(version), caller.id)
    return Just(number=seen.number, version=int(version), lines=happened, standing=standing(reached, seen))


@router.get("/tasks/{name}/decide")
async def decide(request: Request, reached: Reached, caller: Calling, name: str) -> Response:
    """All that a decision needs, for its place in the list; without scripts, the case's own page."""
    if "hx-request" not in request.headers:
        return RedirectResponse(f"/cases/{name}#decide", status_code=303)
    seen = await cases.look_at(reached, caller, name)
    return pages.render(request, "tasks_decide.html", caller, **await case.view(reached, caller, seen))


# --- several at once --------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """One of several cases, with all that a decision on it needs."""

    seen: Seen
    lines: tuple[form_lines.FormLine, ...]
    story: story.Story


@router.get("/tasks/several")
async def several(request: Request, reached: Reached, caller: Calling, case: Annotated[list[str] | None, Query()] = None) -> Response:
    """The ticked cases, each with what is asked: nobody decides on what they were not shown."""
    found = await tasks.chosen(reached, caller, case or [])
    since = await difference.last_seen(reached.engine, caller.id, [seen.id for seen in found])
    shown = []
    for seen in found:
        told = await story.story(reached, caller, seen, since.get(seen.id))
        shown.append(Chosen(seen=seen, lines=form_lines.form_lines(seen), story=told))
        await difference.looked(reached.driver, caller.id, seen.id, seen.version, caller.at)
    return pages.render(
        request, "tasks_several.html", caller, chosen=shown, together=tasks.together(reached, caller, found), key=str(uuid4())
    )


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of one of them, and by which rule not. `unknown`: nobody knows whether it was recorded; the same form may be sent again."""

    number: str
    state: Literal["done", "moot", "refused", "gone", "sign_in", "unknown"]
    version: int = 0
    sentence: str = ""
    cited: Cited | None = None


@router.post("/tasks/several/{command}")
async def give_several(request: Request, reached: Reached, caller: Calling, command: str) -> Response:
    """The same command to each of them. What one answers does not touch the others; sent twice, it is done once."""
    sent = await request.form()
    typed = {key: value for key, value in sent.items() if isinstance(value, str)}
    ticked = [value for value in sent.getlist("case") if isinstance(value, str)]
    found = {seen.number: seen for seen in await tasks.chosen(reached, caller, ticked)}
    if not found or any(command not in seen.labels.commands or not seen.labels.commands[command].several for seen in found.values()):
        raise NotHere
    first = next(iter(found.values()))
    content = forms.content(kind_of(first.id), command, typed, first.page.rules.plan, first.teller.organisation, {})
    shown = {name: typed.get(SHOWN + name, "") if forms.takes(kind_of(seen.id), command, "shown") else "" for name, seen in found.items()}
    answers = await cases.act_on_several(reached, caller, command, content, shown, key=typed.get("key", ""))
    outcomes = [_outcome(reached, caller, found[name], answer) for name, answer in answers.items()]
    title = said(first.labels.commands[command].title, caller.lang)
    return pages.render(request, "tasks_answered.html", caller, outcomes=outcomes, title=title)


def _outcome(reached: Backend, caller: Caller, seen: Seen, answer: object) -> Outcome:
    pack = reached.governed.pack(seen.case.pack)
    match answer:
        case Answer(outcome="moot"):
            return Outcome(number=seen.number, state="moot", version=answer.version)
        case Answer():
            return Outcome(number=seen.number, state="done", version=answer.version)
        case Refused():
            rule = cited(pack, answer.clause, caller.lang)
            return Outcome(number=seen.number, state="refused", sentence=reason(answer, seen.teller), cited=rule)
        case SignInAgain():
            return Outcome(number=seen.number, state="sign_in", cited=cited(pack, answer.clause, caller.lang))
        case Unavailable():
            return Outcome(number=seen.number, state="unknown")
        case _:
            return Outcome(number=seen.number, state="gone")
