"""A case's page: where it stands, what was asked, what may be done, what happened."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from activities.ask import Answer
from activities.evidence import PUT
from console import pages, problems
from console.backend import Backend
from console.caller import Caller, NotHere
from console.callers import Calling, Reached
from console.desk import actions, cases, chain, difference, evidence, form_lines, forms, rooms, standing, story
from console.desk.cases import HIDDEN, Seen
from console.desk.clauses import cited
from console.desk.people import called
from console.desk.refusals import No, away, refusal
from domain import calendar, labels
from domain.kernel import PersonId, Refused, Unavailable, kind_of
from domain.labels import said
from views.veil import reporter_of

router = APIRouter()

TASKS = "tasks"
"""Sent along by forms on the page of tasks, to come back there."""


@dataclass(frozen=True, kw_only=True)
class Again:
    """A form that was not taken: why, which action's, what was typed, and the version of the case that the person saw."""

    no: No
    action: str
    typed: Mapping[str, str] = field(default_factory=dict)
    since: int | None = None


# --- looking ----------------------------------------------------------------------------------------


@router.get("/cases/{name}")
async def show(request: Request, reached: Reached, caller: Calling, name: str, done: int = 0, moot: int = 0) -> Response:
    """The case. `done`: the version by which the reader's own command is in the log; `moot`: that it changed nothing."""
    seen = await cases.look_at(reached, caller, name)
    return await render(request, reached, caller, seen, done=done, moot=moot)


@router.get("/cases/{name}/room")
async def room(request: Request, reached: Reached, caller: Calling, name: str) -> Response:
    """The room alone, as it is now, for a page on which it stands: what is new is not counted as seen."""
    seen = await cases.look_at(reached, caller, name)
    made = await rooms.room(reached, caller, seen)
    if made is None or not made.first:
        raise NotHere
    shelf = await evidence.shelf(reached, caller, seen)
    open_to_me = actions.actions(reached, caller, seen, actions.Given(files=shelf.names))
    return pages.render(request, "room_alone.html", caller, seen=seen, room=made, mine=list(open_to_me), again=None)


@router.post("/cases/{name}/uncover")
async def uncover(request: Request, reached: Reached, caller: Calling, name: str) -> Response:
    """The same with personal values; the look is recorded where the pack says so. Not an address that a link could lead to."""
    seen = await cases.look_at(reached, caller, name, uncover=True)
    return await render(request, reached, caller, seen)


async def render(
    request: Request, reached: Backend, caller: Caller, seen: Seen, *, again: Again | None = None, done: int = 0, moot: int = 0
) -> Response:
    """The page of a case, with the refusal of a form if there was one."""
    values = await view(reached, caller, seen, again)
    told: story.Story = values["story"]
    return pages.render(
        request,
        "case.html",
        caller,
        status=again.no.status if again else 200,
        done=told.done(done, caller.id),
        moot=0 < moot <= seen.version,
        room=await rooms.room(reached, caller, seen),
        **values,
    )


async def view(reached: Backend, caller: Caller, seen: Seen, again: Again | None = None) -> dict[str, Any]:
    """What the templates of a case need, on its own page and among the tasks. From here on the reader has seen this version."""
    since = await difference.looked(reached.driver, caller.id, seen.id, seen.version, caller.at)
    since = since if again is None or again.since is None else again.since
    typed = {again.action: again.typed} if again else {}
    wrong = {again.no.field: again.no.sentence} if again and again.no.field else {}
    shelf = await evidence.shelf(reached, caller, seen, again.typed.get("key", "") if again and again.action == PUT else "")
    open_to_me = actions.actions(reached, caller, seen, actions.Given(typed=typed, wrong=wrong, files=shelf.names))
    return {
        "seen": seen,
        "kind": kind_of(seen.id),
        "whose": labels.whose(kind_of(seen.id), caller.lang),
        "again": again,
        "lost": _lost(again, open_to_me) if again is None or again.action != PUT else [],
        "plan": said(seen.page.rules.plan.title, caller.lang) or seen.page.rules.plan.name,
        "form": seen.page.rules.plan.form,
        "requester": called(_whose(seen), seen.teller),
        "department": _department(seen),
        "opened": seen.times.past(seen.case.opened_at),
        "as_of": calendar.shown(seen.times.days, caller.at),
        "lines": form_lines.form_lines(seen),
        "covered": any(value is HIDDEN for value in seen.fields.values()) and seen.sight.personal == "on_request",
        "source_covered": seen.veiled and seen.sight.source == "on_request" and not seen.case.anonymous,
        "sight": cited(reached.governed.pack(seen.case.pack), seen.sight.clause, caller.lang),
        "basis": seen.teller.role(seen.sight.basis) if seen.sight.basis else "",
        "standing": standing.standing(reached, seen),
        "story": await story.story(reached, caller, seen, since),
        "chain": await chain.chain(reached, caller, seen),
        "shelf": shelf,
        "usual": [action for action in open_to_me if action.usual],
        "others": [action for action in open_to_me if not action.usual],
    }


def _whose(seen: Seen) -> PersonId:
    """Whose case it is; of one that is nobody's, who reported it, and nobody where that is not said: a report concerns no “reporter”."""
    case = seen.case
    if kind_of(seen.id) == "report" and (seen.veiled or case.anonymous):
        return PersonId("")
    opener: PersonId = case.opener if kind_of(seen.id) == "incident" else PersonId("")
    return case.requester or reporter_of(case) or opener


def _lost(again: Again | None, open_to_me: tuple[actions.Action, ...]) -> list[str]:
    """What was typed into a form that is no longer on the page: it is shown all the same."""
    if again is None or any(action.id == again.action for action in open_to_me):
        return []
    return [text for text in forms.typed(again.typed).values() if text.strip()]


def _department(seen: Seen) -> str:
    found = seen.teller.organisation.departments.get(seen.case.department)
    return said(found.title, seen.teller.lang) if found else str(seen.case.department)


@router.get("/cases/{name}/who-can")
async def who_can(request: Request, reached: Reached, caller: Calling, name: str) -> Response:
    """Who may do what in it now and why, and why what nobody can do is not there."""
    seen = await cases.look_at(reached, caller, name)
    return pages.render(
        request, "case_who_can.html", caller, seen=seen, can=actions.who_can(reached, seen), cannot=actions.cannot(reached, seen)
    )


# --- doing ------------------------------------------------------------------------------------------


@router.post("/cases/{name}/{command}")
async def give(request: Request, reached: Reached, caller: Calling, name: str, command: str) -> Response:
    """A command, as its form says it. Refused: the page again, with what was typed and the rule's words."""
    sent = {key: value for key, value in (await request.form()).items() if isinstance(value, str)}
    seen = await cases.look_at(reached, caller, name)
    kind = kind_of(seen.id)
    if command not in seen.labels.commands:
        raise NotHere
    content = await _named(reached, kind, command, _content(seen, kind, command, sent))
    shown = sent.get("shown", "") if forms.takes(kind, command, "shown") else ""
    try:
        answer = await cases.act(reached, caller, name, command, content, key=sent.get("key", ""), shown=shown)
    except Refused as no:
        return await _refused(request, reached, caller, seen, command, sent, no)
    except Unavailable:
        return await _unknown(request, reached, caller, seen, command, sent)
    return RedirectResponse(_back(seen.number, answer, sent.get("back", "")), status_code=303)


def _content(seen: Seen, kind: str, command: str, sent: Mapping[str, str]) -> dict[str, Any]:
    current = {name: value for name, value in seen.fields.items() if value is not HIDDEN}
    content = forms.content(kind, command, sent, seen.page.rules.plan, seen.teller.organisation, current)
    if sent.get("step") and forms.takes(kind, command, "step"):
        content["step"] = sent["step"]
    return content


async def _named(reached: Backend, kind: str, command: str, content: dict[str, Any]) -> dict[str, Any]:
    """People know other cases by their numbers."""
    if kind == "incident" and command == "mark_duplicate" and content.get("of"):
        with suppress(NotHere):
            return {**content, "of": await cases.named(reached, str(content["of"]))}
    return content


def _back(number: str, answer: Answer, back: str) -> str:
    """Where what has happened is shown."""
    what = "moot" if answer.outcome == "moot" else "done"
    return f"/?{what}={number}:{answer.version}" if back == TASKS else f"/cases/{number}?{what}={answer.version}#done"


async def _refused(
    request: Request, reached: Backend, caller: Caller, seen: Seen, command: str, sent: Mapping[str, str], no: Refused
) -> Response:
    """The rules say no: as of now, which may be more than the person saw. The next try is another command."""
    fresh = await cases.look_at(reached, caller, seen.id)
    again = Again(
        no=await refusal(reached, caller, fresh, command, no, problems.refused(no, caller.lang)),
        action=_action(command, sent),
        typed={name: text for name, text in sent.items() if name != "key"},
        since=_since(sent),
    )
    return await render(request, reached, caller, fresh, again=again)


async def _unknown(request: Request, reached: Backend, caller: Caller, seen: Seen, command: str, sent: Mapping[str, str]) -> Response:
    """Nobody knows whether it was recorded: the same form with the same id, which cannot happen twice."""
    again = Again(no=away(problems.away(caller.lang)), action=_action(command, sent), typed=sent, since=_since(sent))
    return await render(request, reached, caller, seen, again=again)


def _action(command: str, sent: Mapping[str, str]) -> str:
    return sent.get("action", "") or command


def _since(sent: Mapping[str, str]) -> int | None:
    """The version that the form stood on."""
    text = sent.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
