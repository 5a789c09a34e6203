"""Who gets what: every route for every role, beside the routes themselves. A route that has no row here fails."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi.routing import iter_route_contexts

from console.callers import API
from console.limits import Limiter
from console.setup import Limits
from domain.governance import RIGHTS
from tests.activities.governing import organisation_without
from tests.console.provider import served
from tests.console.site import Site
from tests.console.test_tokens import bearer, govern, grant
from workers.embedded.ports import free_ports

PEOPLE = {
    "requester": "qian",
    "head of the department": "lin",
    "head of another department": "han",
    "archivist": "tao",
    "IT director": "kong",
    "compliance officer": "bai",
    "general manager": "gu",
    "employee of another department": "moreau",
}
SEES = frozenset({"requester", "head of the department", "archivist", "compliance officer", "general manager"})
"""Who may see the loan: who asked, who heads, who is asked to hand it out, who oversees. The general manager also stands above the head."""
GOVERNS = frozenset({"compliance officer", "general manager"})
OVERSEES = frozenset({"compliance officer"})
LEFT, NOBODY = "who left", "nobody"


@dataclass(frozen=True, kw_only=True)
class Row:
    """What one route answers: `yes` to the roles of `to` (all people, if not said), `no` to the others, `machine` to those with `right`."""

    at: str
    yes: int = 200
    no: int = 404
    to: frozenset[str] = frozenset(PEOPLE)
    right: str = ""
    machine: int = 200
    open: bool = False
    stream: bool = False
    script: bool = False
    """Whether only a script asks for it; without a session it is told to take the browser to sign in."""
    json: Any = None
    form: Mapping[str, str] | None = None
    file: bool = False
    """Whether a file comes with it."""
    ends: bool = field(default=False)
    """Whether it ends the session of whoever asks."""

    def status(self, role: str) -> int:
        """What this role is answered."""
        if self.open:
            return self.yes
        api = self.at.startswith(API)
        if role in PEOPLE:
            return self.yes if role in self.to else self.no
        if role in (LEFT, NOBODY):
            return 401 if api or self.script else 303
        if not api:
            return 401 if self.script else 303  # a token opens no page
        return self.machine if self.right and (role == self.right or role.startswith(f"{self.right} ")) else 403


ROWS: Mapping[tuple[str, str], Row] = {
    # --- the API: about oneself and one's work
    ("GET", "/api/v1/openapi.json"): Row(at="/api/v1/openapi.json", open=True),
    ("GET", "/api/v1/me"): Row(at="/api/v1/me"),
    ("GET", "/api/v1/tasks"): Row(at="/api/v1/tasks"),
    ("GET", "/api/v1/notices"): Row(at="/api/v1/notices"),
    ("GET", "/api/v1/changes"): Row(at="/api/v1/changes", right="follow changes", stream=True),
    # --- the API: cases
    ("GET", "/api/v1/cases"): Row(at="/api/v1/cases", right="read cases"),
    ("POST", "/api/v1/cases"): Row(at="/api/v1/cases", yes=422, right="command", machine=422, json={"plan": 5}),
    ("GET", "/api/v1/cases/{case}"): Row(at="/api/v1/cases/{case}", to=SEES, right="read cases"),
    ("GET", "/api/v1/cases/{case}/timeline"): Row(at="/api/v1/cases/{case}/timeline", to=SEES, right="read cases"),
    ("GET", "/api/v1/cases/{case}/events"): Row(at="/api/v1/cases/{case}/events", to=OVERSEES),
    ("GET", "/api/v1/cases/{case}/who-can"): Row(at="/api/v1/cases/{case}/who-can", to=SEES, right="read cases"),
    ("GET", "/api/v1/cases/{case}/chain"): Row(at="/api/v1/cases/{case}/chain", to=SEES, right="read cases"),
    ("GET", "/api/v1/cases/{case}/chain.zip"): Row(at="/api/v1/cases/{case}/chain.zip", to=OVERSEES),
    ("GET", "/api/v1/cases/{case}/explain"): Row(at="/api/v1/cases/{case}/explain", to=SEES, right="read cases"),
    ("POST", "/api/v1/cases/{case}/commands/{command}"): Row(
        at="/api/v1/cases/{case}/commands/approve", yes=409, to=SEES, right="command request", machine=422, json={}
    ),
    ("GET", "/api/v1/cases/{case}/evidence"): Row(at="/api/v1/cases/{case}/evidence", to=SEES, right="read cases"),
    ("POST", "/api/v1/cases/{case}/evidence"): Row(
        at="/api/v1/cases/{case}/evidence", yes=409, to=SEES, right="command request", machine=409, file=True
    ),
    ("GET", "/api/v1/cases/{case}/evidence/{digest}"): Row(at="/api/v1/cases/{case}/evidence/{none}", yes=404),
    ("GET", "/api/v1/ledger"): Row(at="/api/v1/ledger", right="read cases"),
    ("GET", "/api/v1/library"): Row(at="/api/v1/library", right="read cases"),
    # --- the API: rules
    ("GET", "/api/v1/plans"): Row(at="/api/v1/plans", right="read pack"),
    ("GET", "/api/v1/plans/{plan}"): Row(at="/api/v1/plans/contract-loan", right="read pack"),
    ("POST", "/api/v1/sources"): Row(at="/api/v1/sources", yes=422, json={}),
    ("GET", "/api/v1/exercises"): Row(at="/api/v1/exercises", right="read pack"),
    ("POST", "/api/v1/plans/{plan}/preview"): Row(at="/api/v1/plans/contract-loan/preview", json={"fields": {}}),
    ("GET", "/api/v1/pack"): Row(at="/api/v1/pack", right="read pack"),
    ("GET", "/api/v1/packs"): Row(at="/api/v1/packs", right="read pack"),
    ("GET", "/api/v1/packs/{digest}"): Row(at="/api/v1/packs/{pack}", right="read pack"),
    ("GET", "/api/v1/clauses"): Row(at="/api/v1/clauses", right="read pack"),
    ("GET", "/api/v1/clauses/{clause}"): Row(at="/api/v1/clauses/SO 2.2.2", right="read pack"),
    ("GET", "/api/v1/proposals"): Row(at="/api/v1/proposals"),
    ("POST", "/api/v1/proposals"): Row(at="/api/v1/proposals", yes=422, json={}),
    ("POST", "/api/v1/proposals/{digest}/adopt"): Row(at="/api/v1/proposals/{none}/adopt", yes=404, json={}),
    ("POST", "/api/v1/check"): Row(at="/api/v1/check", yes=422, right="read pack", machine=422, json={}),
    # --- the API: the organisation
    ("GET", "/api/v1/organisation"): Row(at="/api/v1/organisation", right="read organisation"),
    ("GET", "/api/v1/people"): Row(at="/api/v1/people", right="read organisation"),
    ("GET", "/api/v1/people/{person}"): Row(at="/api/v1/people/lin", right="read organisation"),
    ("GET", "/api/v1/stand-ins"): Row(at="/api/v1/stand-ins", right="read organisation"),
    ("POST", "/api/v1/stand-ins"): Row(at="/api/v1/stand-ins", yes=422, json={}),
    ("POST", "/api/v1/stand-ins/{stand_in}/end"): Row(at="/api/v1/stand-ins/0000/end", yes=404, json={"reason": "x"}),
    ("GET", "/api/v1/roster"): Row(at="/api/v1/roster", right="read organisation"),
    ("GET", "/api/v1/roster/{post}/calendar"): Row(at="/api/v1/roster/legal/calendar", right="read organisation"),
    ("POST", "/api/v1/roster/windows"): Row(at="/api/v1/roster/windows", yes=422, json={}),
    ("POST", "/api/v1/roster/windows/{duty}/change"): Row(at="/api/v1/roster/windows/0000/change", yes=404, json={"reason": "x"}),
    ("POST", "/api/v1/roster/windows/{duty}/swap"): Row(at="/api/v1/roster/windows/0000/swap", yes=404, json={"to": "lin", "reason": "x"}),
    ("POST", "/api/v1/roster/windows/{duty}/withdraw"): Row(at="/api/v1/roster/windows/0000/withdraw", yes=404, json={"reason": "x"}),
    ("POST", "/api/v1/roster/{post}/calendar"): Row(at="/api/v1/roster/legal/calendar", yes=422, json={"calendar": "x"}),
    ("POST", "/api/v1/roster/{post}/calendar/preview"): Row(at="/api/v1/roster/legal/calendar/preview", yes=422, json={"calendar": "x"}),
    # --- the API: the house
    ("GET", "/api/v1/figures"): Row(at="/api/v1/figures", right="read figures"),
    ("GET", "/api/v1/due"): Row(at="/api/v1/due?span=2 wd", right="read pack"),
    ("GET", "/api/v1/lag"): Row(at="/api/v1/lag", right="read cases"),
    ("GET", "/health"): Row(at="/health", open=True),
    ("GET", "/ready"): Row(at="/ready", open=True),
    # --- files for browsers
    ("GET", "/static/{name}"): Row(at="/static/style.css", open=True),
    ("GET", "/favicon.ico"): Row(at="/favicon.ico", open=True),
    # --- signing in and out
    ("GET", "/sign-in"): Row(at="/sign-in", open=True),
    ("POST", "/sign-in"): Row(at="/sign-in", open=True, yes=404, form={"person": "nobody-is-called-so"}),
    ("GET", "/sign-in/start"): Row(at="/sign-in/start", open=True, yes=404),
    ("GET", "/sign-in/back"): Row(at="/sign-in/back", open=True, yes=404),
    ("GET", "/sign-in/out"): Row(at="/sign-in/out", open=True, yes=404),
    ("GET", "/sign-in/kept"): Row(at="/sign-in/kept", yes=303),
    ("POST", "/sign-out"): Row(at="/sign-out", yes=303, ends=True, form={}),
    # --- without a name: nobody is asked who they are
    ("GET", "/report"): Row(at="/report", open=True),
    ("GET", "/report/{name}"): Row(at="/report/violation-report", open=True),
    ("POST", "/report/{name}"): Row(at="/report/violation-report", open=True, form={}),
    ("GET", "/receipt"): Row(at="/receipt", open=True),
    ("POST", "/receipt"): Row(at="/receipt", open=True, yes=404, form={}),
    ("POST", "/receipt/reply"): Row(at="/receipt/reply", open=True, yes=404, form={}),
    ("POST", "/receipt/file"): Row(at="/receipt/file", open=True, yes=404, file=True),
    # --- what machines send: a source that is known, and proves it
    ("POST", "/intake/{source}"): Row(at="/intake/monitoring", open=True, yes=401, json={}),
    # --- pages
    ("GET", "/"): Row(at="/"),
    ("GET", "/changes"): Row(at="/changes?case={case}", to=SEES, stream=True),
    ("GET", "/me"): Row(at="/me"),
    ("POST", "/me/tokens"): Row(at="/me/tokens", yes=422, form={"title": ""}),
    ("POST", "/me/tokens/{token}/end"): Row(at="/me/tokens/{uuid}/end", yes=404, form={}),
    ("POST", "/me/sign-out-everywhere"): Row(at="/me/sign-out-everywhere", yes=303, ends=True, form={}),
    ("GET", "/tasks/{name}/decide"): Row(at="/tasks/{case}/decide", to=SEES, script=True),
    ("GET", "/tasks/several"): Row(at="/tasks/several"),
    ("POST", "/tasks/several/{command}"): Row(at="/tasks/several/approve", to=SEES, form={"case": "{case}"}),
    ("GET", "/cases"): Row(at="/cases"),
    ("GET", "/cases.csv"): Row(at="/cases.csv"),
    ("GET", "/cases/{name}"): Row(at="/cases/{case}", to=SEES),
    ("GET", "/cases/{name}/chain"): Row(at="/cases/{case}/chain", to=SEES),
    ("GET", "/cases/{name}/chain.zip"): Row(at="/cases/{case}/chain.zip", to=OVERSEES),
    ("GET", "/cases/{name}/who-can"): Row(at="/cases/{case}/who-can", to=SEES),
    ("POST", "/cases/{name}/uncover"): Row(at="/cases/{case}/uncover", to=SEES, form={}),
    ("POST", "/cases/{name}/evidence"): Row(at="/cases/{case}/evidence", yes=409, to=SEES, file=True),
    ("GET", "/cases/{name}/evidence/{digest}"): Row(at="/cases/{case}/evidence/{none}", yes=404),
    ("POST", "/cases/{name}/{command}"): Row(at="/cases/{case}/approve", yes=409, to=SEES, form={}),
    ("GET", "/open"): Row(at="/open"),
    ("GET", "/incidents/report"): Row(at="/incidents/report"),
    ("GET", "/cases/{name}/room"): Row(at="/cases/{case}/room", to=frozenset()),
    ("GET", "/open/{name}"): Row(at="/open/contract-loan"),
    ("POST", "/open/{name}/preview"): Row(at="/open/contract-loan/preview", form={}),
    ("POST", "/open/{name}"): Row(at="/open/contract-loan", yes=422, form={}),
    ("GET", "/ledger"): Row(at="/ledger"),
    ("GET", "/published"): Row(at="/published"),
    ("GET", "/ledger.csv"): Row(at="/ledger.csv"),
    ("GET", "/figures"): Row(at="/figures"),
    ("GET", "/figures/incidents.csv"): Row(at="/figures/incidents.csv"),
    ("GET", "/figures/people/{handle}"): Row(at="/figures/people/qian", to=SEES - {"archivist"}),
    ("GET", "/roster"): Row(at="/roster"),
    ("POST", "/roster"): Row(at="/roster", yes=422, form={}),
    ("GET", "/roster/{post}.ics"): Row(at="/roster/legal.ics"),
    ("GET", "/roster/windows/{duty}"): Row(at="/roster/windows/0000", yes=404),
    ("GET", "/roster/{post}/calendar"): Row(at="/roster/legal/calendar", to=GOVERNS),
    ("POST", "/roster/{post}/calendar"): Row(at="/roster/legal/calendar", yes=422, to=GOVERNS, form={}),
    ("POST", "/roster/windows/{duty}/change"): Row(at="/roster/windows/0000/change", yes=404, form={}),
    ("POST", "/roster/windows/{duty}/swap"): Row(at="/roster/windows/0000/swap", yes=404, form={}),
    ("POST", "/roster/windows/{duty}/withdraw"): Row(at="/roster/windows/0000/withdraw", yes=404, form={}),
    ("GET", "/organisation"): Row(at="/organisation"),
    ("GET", "/organisation/people/{handle}"): Row(at="/organisation/people/qian"),
    ("GET", "/organisation/stand-ins"): Row(at="/organisation/stand-ins"),
    ("POST", "/organisation/stand-ins"): Row(at="/organisation/stand-ins", yes=422, form={}),
    ("POST", "/organisation/stand-ins/{name}/end"): Row(at="/organisation/stand-ins/0000/end", yes=404, form={}),
    ("GET", "/notices"): Row(at="/notices"),
    ("GET", "/operations"): Row(at="/operations"),
    ("GET", "/library"): Row(at="/library"),
    ("GET", "/book"): Row(at="/book"),
    ("GET", "/book/versions"): Row(at="/book/versions"),
    ("GET", "/book/compare"): Row(at="/book/compare?before={pack}&after={pack}"),
    ("GET", "/book/propose"): Row(at="/book/propose", no=409, to=GOVERNS),
    ("POST", "/book/propose"): Row(at="/book/propose", yes=422, form={}),
    ("POST", "/book/propose/check"): Row(at="/book/propose/check", yes=422, no=409, to=GOVERNS, form={}),
    ("GET", "/book/proposals/{digest}"): Row(at="/book/proposals/{none}", yes=404),
    ("POST", "/book/proposals/{digest}/adopt"): Row(at="/book/proposals/{none}/adopt", yes=404, form={}),
}


@dataclass(kw_only=True)
class Crowd:
    """Somebody of each role, at the same installation; and what addresses speak of."""

    site: Site
    clients: dict[str, httpx.AsyncClient]
    address: str
    named: Mapping[str, str]

    async def ask(self, role: str, method: str, row: Row) -> int:
        client = self.clients[role]
        at = row.at.format(**self.named)
        if row.stream:
            return await self.listen(client, at)
        form = {name: value.format(**self.named) for name, value in (row.form or {}).items()}
        sent: dict[str, Any] = {"json": row.json} if row.json is not None else {"data": form} if row.form is not None else {}
        if row.file:
            sent = {"files": {"file": ("gate.txt", b"the gate", "text/plain")}}
        headers = {"hx-request": "true"} if row.script else {}
        status = (await client.request(method, at, headers=headers, **sent)).status_code
        if row.ends and role in PEOPLE:
            self.clients[role] = await self.site.client(PEOPLE[role])
        return status

    async def listen(self, client: httpx.AsyncClient, at: str) -> int:
        """A stream has no end: only how it begins is asked for."""
        known = {"cookie": "; ".join(f"{each.name}={each.value}" for each in client.cookies.jar)}
        if "authorization" in client.headers:
            known["authorization"] = client.headers["authorization"]
        async with httpx.AsyncClient(timeout=30) as listener, listener.stream("GET", f"{self.address}{at}", headers=known) as answer:
            return answer.status_code


@pytest.fixture(scope="module")
async def crowd(site: Site) -> AsyncIterator[Crowd]:
    site.app.state.limiter = Limiter(Limits(sign_in=10_000, reports=10_000))  # many roles, one address
    number = await site.open("contract-loan", by="qian", contract=f"HT-{uuid4().hex[:8]}", purpose="x")
    await site.act(number, "approve", by="lin")
    await site.settled()
    clients = {role: await site.client(handle) for role, handle in PEOPLE.items()}
    clients[NOBODY] = await site.visitor()
    clients[LEFT] = await site.client("okafor")
    for right in RIGHTS:
        clients[right] = await bearer(site, await grant(site, right, machine=f"m-{uuid4().hex[:8]}"))
    await govern(site, "propose", {"what": "organisation", "document": organisation_without("okafor"), "reason": "left"}, by="bai")
    digest = next(iter(site.backend.governed.state.proposals))
    await govern(site, "adopt", {"digest": digest}, by="gu")
    named = {
        "case": number,
        "pack": site.backend.governed.pack_at(site.backend.now()).digest,
        "none": "0" * 64,
        "uuid": str(uuid4()),
    }
    async with served(site.app, free_ports(1)[0]) as address:
        yield Crowd(site=site, clients=clients, address=address, named=named)


def routes_of(site: Site) -> set[tuple[str, str]]:
    """Every method and path that the application answers."""
    found = set()
    for route in iter_route_contexts(site.app.routes):
        for method in route.methods or ():
            if method not in ("HEAD", "OPTIONS"):
                found.add((method, str(route.path)))
    return found


async def test_every_route_has_a_row_and_every_row_a_route(site: Site) -> None:
    """A new route says here who may have it, or this fails."""
    assert routes_of(site) == set(ROWS)


@pytest.mark.parametrize(("method", "path"), ROWS, ids=lambda each: each.replace("/", "_"))
async def test_each_role_gets_what_the_table_says(crowd: Crowd, method: str, path: str) -> None:
    """Deny by default: by part in the case, post, department and pack; machines by their rights; who left and nobody get nothing."""
    row = ROWS[(method, path)]
    got = {role: await crowd.ask(role, method, row) for role in crowd.clients}
    assert got == {role: row.status(role) for role in crowd.clients}


async def test_what_is_not_theirs_looks_like_what_is_not_there(crowd: Crowd) -> None:
    """Nobody learns from an answer that a case exists."""
    outsider, mine = crowd.clients["employee of another department"], crowd.named["case"]
    for address in ("/api/v1/cases/{}", "/cases/{}"):
        answers = [await outsider.get(address.format(each)) for each in (mine, "LOAN-1999-9999")]
        assert len({(each.status_code, re.sub(r"LOAN-\d{4}-\d{4}", "", each.text)) for each in answers}) == 1
