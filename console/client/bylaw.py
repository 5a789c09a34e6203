"""The API, one method an operation."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import quote

import httpx

from console.client.calls import DEADLINE_S, Calls, Form, Query
from console.client.problem import not_chosen, unreachable
from console.shapes import cases as c
from console.shapes import chain as ch
from console.shapes import evidence as e
from console.shapes import exercises as x
from console.shapes import figures as f
from console.shapes import house as h
from console.shapes import ledger as le
from console.shapes import library as li
from console.shapes import roster as ro
from console.shapes import rules as r

CSRF: Final = "x-csrf-token"


class Bylaw:
    """A console at an address, for whoever the token speaks for. `lang`: ``en`` or ``zh``. All methods raise `Problem`."""

    def __init__(
        self, address: str, *, token: str = "", lang: str = "en", deadline_s: float = DEADLINE_S, http: httpx.AsyncClient | None = None
    ) -> None:
        self._http = http or httpx.AsyncClient(base_url=address.rstrip("/"), timeout=deadline_s)
        self._http.headers["accept-language"] = lang
        if token:
            self._http.headers["authorization"] = f"Bearer {token}"
        self._calls = Calls(self._http, deadline_s=deadline_s)
        self._leave = AsyncExitStack()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            await self._leave.aclose()
        finally:
            await self._http.aclose()

    async def sign_in(self, person: str) -> None:
        """Be this person, where people are chosen: on a stack for trying. Signed out when the block ends."""
        try:
            answer = await self._http.post("/sign-in", data={"person": person})
        except httpx.TransportError as gone:
            raise unreachable(f"{self._http.base_url} does not answer ({gone})") from gone
        if answer.status_code != httpx.codes.SEE_OTHER:
            raise not_chosen(person, answer.status_code)
        self._http.headers[CSRF] = (await self.me()).csrf
        self._leave.push_async_callback(self._http.post, "/sign-out")

    # --- cases ----------------------------------------------------------------------------------------

    async def open(
        self, plan: str, fields: Mapping[str, Any], *, level: str = "", reason: str = "", exercise: bool = False, key: str = ""
    ) -> c.Answered:
        """Open a case; of an incident also its `level` with the `reason`, and whether it is an `exercise`."""
        asked = c.Open(plan=plan, fields=dict(fields), level=level, reason=reason, exercise=exercise)
        return await self._calls.post(c.Answered, "/cases", {"plan": plan, "fields": dict(fields), **asked.beside}, key=key)

    async def command(
        self, case: str, command: str, content: Mapping[str, Any] | None = None, *, key: str = "", shown: str = ""
    ) -> c.Answered:
        """Ask a case for anything; the methods below are these by name. What is empty is not sent."""
        given = {name: value for name, value in (content or {}).items() if value not in ("", None)}
        body = {**given, "shown": shown} if shown else given
        return await self._calls.post(c.Answered, f"/cases/{_part(case)}/commands/{_part(command)}", body, key=key)

    async def approve(self, case: str, *, shown: str, note: str = "", step: str = "", key: str = "") -> c.Answered:
        """Say yes to what was `shown`; `step` where several wait for the same person."""
        return await self.command(case, "approve", {"note": note, "step": step}, key=key, shown=shown)

    async def refuse(self, case: str, reason: str, *, shown: str, step: str = "", key: str = "") -> c.Answered:
        """Say no to what was `shown`, with the reason."""
        return await self.command(case, "refuse", {"reason": reason, "step": step}, key=key, shown=shown)

    async def send_back(self, case: str, question: str, *, step: str = "", key: str = "") -> c.Answered:
        """Ask the requester for more information."""
        return await self.command(case, "send_back", {"question": question, "step": step}, key=key)

    async def hand_on(self, case: str, to: str, reason: str = "", *, step: str = "", key: str = "") -> c.Answered:
        """Give one's own step to somebody else."""
        return await self.command(case, "hand_on", {"to": to, "reason": reason, "step": step}, key=key)

    async def add_approver(self, case: str, person: str, reason: str = "", *, step: str = "", key: str = "") -> c.Answered:
        """Want one more person's yes."""
        return await self.command(case, "add_approver", {"person": person, "reason": reason, "step": step}, key=key)

    async def urge(self, case: str, *, key: str = "") -> c.Answered:
        """Remind whoever must act now."""
        return await self.command(case, "urge", key=key)

    async def withdraw(self, case: str, reason: str = "", *, key: str = "") -> c.Answered:
        """Take the request back, or end a running privilege early."""
        return await self.command(case, "withdraw", {"reason": reason}, key=key)

    async def amend(self, case: str, fields: Mapping[str, Any] | None = None, note: str = "", *, key: str = "") -> c.Answered:
        """Change lines of the form, or answer what was asked."""
        return await self.command(case, "amend", {"fields": dict(fields) if fields else None, "note": note}, key=key)

    async def hand_out(self, case: str, note: str = "", *, key: str = "") -> c.Answered:
        """The document leaves the archive."""
        return await self.command(case, "hand_out", {"note": note}, key=key)

    async def return_(self, case: str, note: str = "", *, key: str = "") -> c.Answered:
        """The document comes back."""
        return await self.command(case, "return", {"note": note}, key=key)

    async def confirm_check(self, case: str, *, complete: bool = True, note: str = "", key: str = "") -> c.Answered:
        """What came back was checked."""
        return await self.command(case, "confirm_check", {"complete": complete, "note": note}, key=key)

    async def extend(self, case: str, reason: str = "", *, asks: str = "", key: str = "") -> c.Answered:
        """Ask for more time; `asks`: how long, as ``1 wd``."""
        return await self.command(case, "extend", {"reason": reason, "asks": asks}, key=key)

    async def case(self, case: str, *, uncover: bool = False) -> c.Case:
        """Where a case stands; `uncover` shows personal lines that are shown on request, which may be recorded."""
        return await self._calls.get(c.Case, f"/cases/{_part(case)}", {"uncover": uncover})

    async def timeline(self, case: str, *, uncover: bool = False) -> c.Timeline:
        """What happened."""
        return await self._calls.get(c.Timeline, f"/cases/{_part(case)}/timeline", {"uncover": uncover})

    async def chain(self, case: str) -> ch.Chain:
        """With all that it comes from and led to."""
        return await self._calls.get(ch.Chain, f"/cases/{_part(case)}/chain")

    def package(self, case: str, *, files: bool = False, uncover: bool = False) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """All of it as one file as it comes, for whom the pack lets; that it was asked for is recorded."""
        wanted = [name for name, on in (("files", files), ("uncover", uncover)) if on]
        return self._calls.pieces(f"/cases/{_part(case)}/chain.zip" + ("?" + "&".join(f"{name}=true" for name in wanted) if wanted else ""))

    async def events(self, case: str) -> c.Stored:
        """The events as they are kept, for whom the pack lets."""
        return await self._calls.get(c.Stored, f"/cases/{_part(case)}/events")

    async def who_can(self, case: str) -> c.WhoCan:
        """Who may do what now."""
        return await self._calls.get(c.WhoCan, f"/cases/{_part(case)}/who-can")

    async def explain(self, case: str) -> c.Explained:
        """Why it stands where it does."""
        return await self._calls.get(c.Explained, f"/cases/{_part(case)}/explain")

    async def put_file(
        self, case: str, file: Path, *, name: str = "", media: str, note: str = "", taken_at: datetime | None = None, key: str = ""
    ) -> e.Put:
        """Put a file to a case, for good."""
        fields = {"note": note} | ({"taken_at": taken_at.isoformat()} if taken_at else {})
        form = Form(name=name or file.name, media=media, fields=fields)
        return await self._calls.post_file(e.Put, f"/cases/{_part(case)}/evidence", file, form, key=key)

    async def files(self, case: str, *, uncover: bool = False) -> e.Files:
        """Which files a case has."""
        return await self._calls.get(e.Files, f"/cases/{_part(case)}/evidence", {"uncover": uncover})

    def file(self, case: str, digest: str) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """One of them as it comes; that it was asked for is recorded."""
        return self._calls.pieces(f"/cases/{_part(case)}/evidence/{_part(digest)}")

    async def cases(self, filters: c.Filters | None = None) -> c.Cases:
        """A page of the cases that one may see."""
        query: Query = (filters or c.Filters()).model_dump(mode="json", exclude_defaults=True)
        return await self._calls.get(c.Cases, "/cases", query)

    async def all_cases(self, filters: c.Filters | None = None) -> AsyncIterator[c.CaseLine]:
        """All of them, page by page."""
        asked = filters or c.Filters()
        while True:
            page = await self.cases(asked)
            for line in page.items:
                yield line
            if page.next is None:
                return
            asked = asked.model_copy(update={"cursor": page.next})

    async def tasks(self, *, limit: int = 50, cursor: str = "", after: str = "") -> c.Tasks:
        """What is due from me."""
        return await self._calls.get(c.Tasks, "/tasks", {"limit": limit, "cursor": cursor, "after": after})

    # --- rules ----------------------------------------------------------------------------------------

    async def plans(self) -> r.Plans:
        """What can be asked for."""
        return await self._calls.get(r.Plans, "/plans")

    async def plan(self, plan: str) -> r.Plan:
        """One of them."""
        return await self._calls.get(r.Plan, f"/plans/{_part(plan)}")

    async def exercises(self) -> x.Exercises:
        """When plans of incidents were exercised and revised last."""
        return await self._calls.get(x.Exercises, "/exercises")

    async def let_in(self, source: str, plan: str, machine: str, key_id: str, public: str, *, key: str = "") -> r.Governed:
        """Let a machine send alerts, under a door key of which only the public half is sent."""
        body = {"source": source, "plan": plan, "machine": machine, "key": key_id, "public": public}
        return await self._calls.post(r.Governed, "/sources", body, key=key)

    async def preview(self, plan: str, fields: Mapping[str, Any]) -> r.Preview:
        """What would come of a request."""
        return await self._calls.post(r.Preview, f"/plans/{_part(plan)}/preview", {"fields": dict(fields)})

    async def pack(self, digest: str = "") -> r.Pack:
        """The pack in force, or the one of this digest."""
        return await self._calls.get(r.Pack, f"/packs/{_part(digest)}" if digest else "/pack")

    async def clause(self, clause: str, *, pack: str = "") -> r.ClauseSaid:
        """What a clause says, and where it is applied."""
        return await self._calls.get(r.ClauseSaid, f"/clauses/{_part(clause)}", {"pack": pack})

    async def proposals(self) -> r.Governance:
        """What is in force, and what waits for a second person."""
        return await self._calls.get(r.Governance, "/proposals")

    async def propose(self, what: str, document: Mapping[str, Any], reason: str, *, key: str = "") -> r.Governed:
        """Put a pack, calendar or organisation before a second person."""
        return await self._calls.post(r.Governed, "/proposals", {"what": what, "document": dict(document), "reason": reason}, key=key)

    async def adopt(self, digest: str, *, key: str = "") -> r.Governed:
        """Put a proposal into force."""
        return await self._calls.post(r.Governed, f"/proposals/{_part(digest)}/adopt", key=key)

    async def check(self, document: Mapping[str, Any]) -> r.Checked:
        """All that is wrong with a document."""
        return await self._calls.post(r.Checked, "/check", {"document": dict(document)})

    # --- organisation ---------------------------------------------------------------------------------

    async def me(self) -> h.Me:
        """Who I am."""
        return await self._calls.get(h.Me, "/me")

    async def organisation(self) -> r.Organisation:
        """Departments, posts, groups."""
        return await self._calls.get(r.Organisation, "/organisation")

    async def people(self) -> r.People:
        """Everybody who works here."""
        return await self._calls.get(r.People, "/people")

    async def person(self, person: str) -> r.Person:
        """One of them, by handle or id."""
        return await self._calls.get(r.Person, f"/people/{_part(person)}")

    async def stand_ins(self) -> r.StandIns:
        """Who stands in for whom."""
        return await self._calls.get(r.StandIns, "/stand-ins")

    async def delegate(
        self, stand_in: str, end: datetime, reason: str, *, start: datetime | None = None, absent: str = "", key: str = ""
    ) -> r.Governed:
        """Name a stand-in."""
        asked = r.Delegated(stand_in=stand_in, start=start, end=end, reason=reason, absent=absent)
        return await self._calls.post(r.Governed, "/stand-ins", asked.model_dump(mode="json", exclude_none=True), key=key)

    async def end_stand_in(self, stand_in: str, reason: str, *, key: str = "") -> r.Governed:
        """End one before its time."""
        return await self._calls.post(r.Governed, f"/stand-ins/{_part(stand_in)}/end", {"reason": reason}, key=key)

    # --- duty rosters ---------------------------------------------------------------------------------

    async def roster(self, post: str = "", *, start: datetime | None = None, until: datetime | None = None) -> ro.Roster:
        """Who is on duty, and when nobody is."""
        asked: Query = {"post": post, "start": start.isoformat() if start else None, "until": until.isoformat() if until else None}
        return await self._calls.get(ro.Roster, "/roster", asked)

    async def assign_duty(self, asked: ro.Assigned, *, key: str = "") -> r.Governed:
        """Put somebody on duty."""
        return await self._calls.post(r.Governed, "/roster/windows", asked.model_dump(mode="json", exclude_none=True), key=key)

    async def change_duty(self, duty: str, asked: ro.Changed, *, key: str = "") -> r.Governed:
        """Another time or another person for a window."""
        body = asked.model_dump(mode="json", exclude_none=True)
        return await self._calls.post(r.Governed, f"/roster/windows/{_part(duty)}/change", body, key=key)

    async def swap_duty(self, duty: str, to: str, reason: str, *, key: str = "") -> r.Governed:
        """Give a window to somebody else."""
        return await self._calls.post(r.Governed, f"/roster/windows/{_part(duty)}/swap", {"to": to, "reason": reason}, key=key)

    async def withdraw_duty(self, duty: str, reason: str, *, key: str = "") -> r.Governed:
        """End a window, or take it back."""
        return await self._calls.post(r.Governed, f"/roster/windows/{_part(duty)}/withdraw", {"reason": reason}, key=key)

    async def preview_calendar(self, post: str, asked: ro.CalendarSent) -> ro.RosterPreview:
        """What reading a calendar would change."""
        body = asked.model_dump(mode="json", exclude_none=True)
        return await self._calls.post(ro.RosterPreview, f"/roster/{_part(post)}/calendar/preview", body)

    async def read_calendar(self, post: str, asked: ro.CalendarSent, *, key: str = "") -> r.Governed:
        """Read a calendar into a roster."""
        body = asked.model_dump(mode="json", exclude_none=True)
        return await self._calls.post(r.Governed, f"/roster/{_part(post)}/calendar", body, key=key)

    def calendar(self, post: str) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """A roster as a calendar, as it comes."""
        return self._calls.pieces(f"/roster/{_part(post)}/calendar")

    # --- the house ------------------------------------------------------------------------------------

    async def notices(self, *, limit: int = 50) -> h.Notices:
        """What was told to me."""
        return await self._calls.get(h.Notices, "/notices", {"limit": limit})

    async def due(self, span: str, start: str = "") -> h.DueAt:
        """When something would be due."""
        return await self._calls.get(h.DueAt, "/due", {"span": span, "from": start})

    async def figures(self, span: f.Span = "90") -> f.Figures:
        """How obligations were kept, how long things take, where work waits."""
        return await self._calls.get(f.Figures, "/figures", {"span": span})

    async def ledger(
        self, view: le.LedgerView = "open", *, department: str = "", stage: str = "", limit: int = 50, cursor: str = "", after: str = ""
    ) -> le.Ledger:
        """What is to be put right, by whom, by when, how far it is; and the rate of it."""
        asked: Query = {"view": view, "department": department, "stage": stage, "limit": limit, "cursor": cursor, "after": after}
        return await self._calls.get(le.Ledger, "/ledger", asked)

    async def library(
        self,
        *,
        plan: str = "",
        cause_class: str = "",
        q: str = "",
        exercise: bool = False,
        limit: int = 50,
        cursor: str = "",
        after: str = "",
    ) -> li.Library:
        """What closed incidents came from, and what was put right."""
        asked: Query = {"plan": plan, "cause_class": cause_class, "q": q, "exercise": exercise, "limit": limit, "cursor": cursor}
        return await self._calls.get(li.Library, "/library", {**asked, "after": after})

    async def lag(self) -> h.Lag:
        """How far the lists are behind."""
        return await self._calls.get(h.Lag, "/lag")


def _part(text: str) -> str:
    """A part of an address."""
    return quote(text, safe="")
