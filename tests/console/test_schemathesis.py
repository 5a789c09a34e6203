"""The whole description of the API, asked in ways that nobody thought of, as each role.

Schemathesis makes the requests from the description; the application answers on a real socket. For every answer: no fault of ours, a
status, type and shape that the description knows, and every error a problem document. To an outsider nothing personal ever comes.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import hypothesis
import pytest
import schemathesis
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from console.api.description import described
from console.caller import Caller
from console.desk.governing import govern
from console.setup import Limits
from console.signin import tokens
from domain.governance import digest_of_secret
from tests.console.site import Site, served, site_at
from workers.settings import Settings

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
PROBLEM = "application/problem+json"
MARKER = "MARKER-7f3a"
"""Stands in every personal field that is planted; whoever has no part must never be sent it."""
STREAMS = ("/api/v1/changes",)
"""Answers without end have tests of their own."""
ROLES = ("requester", "head", "archivist", "compliance officer", "outsider", "machine", "nobody")
PEOPLE = {"requester": "zhou", "head": "lin", "archivist": "tao", "compliance officer": "bai", "outsider": "ding"}
STRANGERS = ("outsider", "machine", "nobody")
Operation = APIOperation[Any, Any, Any, Any]
Asked = schemathesis.Case[Any]
RIGHTS = ("read cases", "read figures", "read pack", "read organisation", "command request")


@dataclass(frozen=True)
class Stand:
    """An installation with cases in it, its address, and what each role shows of itself."""

    site: Site
    address: str
    headers: Mapping[str, Mapping[str, str]]
    known: Sequence[str]
    """Names of cases that there are."""


@pytest.fixture(scope="module")
async def stand(
    database_url: str, admin_database_url: str, temporal_address: str, temporal_namespace: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Stand]:
    """Without limits of how often, since that is what it does."""
    settings = Settings(
        home=tmp_path_factory.mktemp("home"),
        database_url=database_url,
        admin_url=admin_database_url,
        temporal_address=temporal_address,
        namespace=temporal_namespace,
        embedded=True,
        max_cached_workflows=50,
    )
    endless = Limits(requests=10**9, changes=10**9)
    async with site_at(settings, endless) as site, served(site.app) as address:
        headers = {role: {"authorization": f"Bearer {await personal_token(site, handle)}"} for role, handle in PEOPLE.items()}
        headers |= {"machine": {"authorization": f"Bearer {await machine_token(site)}"}, "nobody": {}}
        yield Stand(site, address, headers, await planted(site))


async def personal_token(site: Site, handle: str) -> str:
    now = datetime.now(UTC)
    return await tokens.make(site.backend.engine, site.person(handle).id, "test", id=uuid4(), at=now, ends_at=now + timedelta(days=1))


async def machine_token(site: Site) -> str:
    """One with every right that a route of the API asks for."""
    secret, now = f"bylaw_{uuid4().hex}", datetime.now(UTC)
    bai = Caller(person=site.person("bai"), organisation=site.backend.organisation(now), at=now, lang="en")
    content = {
        "token": "t-schemathesis",
        "digest": digest_of_secret(secret),
        "machine": "intake",
        "title": "test",
        "rights": list(RIGHTS),
        "until": (now + timedelta(days=1)).isoformat(),
    }
    await govern(site.backend, bai, "add_token", content)
    return secret


async def planted(site: Site) -> list[str]:
    """Cases with a marker in every personal field, and a stand-in with one as its reason."""
    secret = await site.open("trade-secret-loan", by="zhou", document="TS-1", purpose=MARKER, reason=MARKER, duration="4 wd")
    loan = await site.open("contract-loan", by="qian", contract="HT-1", purpose=MARKER)
    await site.act(loan, "send_back", by="lin", question=MARKER)
    await site.act(loan, "amend", by="qian", note=MARKER)
    await site.act(secret, "approve", by="lin", note=MARKER)
    now = datetime.now(UTC)
    lin = Caller(person=site.person("lin"), organisation=site.backend.organisation(now), at=now, lang="en")
    window = {"start": (now + timedelta(days=30)).isoformat(), "end": (now + timedelta(days=31)).isoformat()}
    await govern(site.backend, lin, "delegate", {"stand_in": "shen", "reason": MARKER, **window})
    await site.settled()
    return [secret, loan, site.cases[secret], site.cases[loan]]


@dataclass
class Asking:
    """Every role asks the same of one operation after another: what is one's right is the other's attempt."""

    stand: Stand
    examples: int
    roles: Sequence[str] = ROLES
    met: set[tuple[str, int]] = field(default_factory=set)
    """Which statuses each role has met."""

    def everything(self) -> None:
        schema = schemathesis.openapi.from_dict(json.loads(json.dumps(described(self.stand.site.app))))
        for found in schema.get_all_operations():
            operation = found.ok()  # type: ignore[union-attr] # a description that cannot be read raises here, as it must
            if operation.path not in STREAMS:
                self.operation(operation)

    def operation(self, operation: Operation) -> None:
        """Some requests of one operation, about cases that there are as often as about others."""
        modes = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in schemathesis.GenerationMode))

        @hypothesis.settings(
            max_examples=self.examples,
            deadline=None,
            database=None,
            suppress_health_check=list(hypothesis.HealthCheck),
            phases=[hypothesis.Phase.generate],
        )
        @hypothesis.given(case=modes, name=st.sampled_from(self.stand.known), use=st.booleans())
        def ask(case: Asked, name: str, use: bool) -> None:  # noqa: FBT001 - drawn
            if use and "case" in (case.path_parameters or {}):
                case.path_parameters["case"] = name
            for role in self.roles:
                self.once(case, role)

        ask()

    def once(self, case: Asked, role: str) -> None:
        for name in [name for name in case.headers if name.lower() in ("authorization", "accept-language")]:
            del case.headers[name]
        answer = case.call(base_url=self.stand.address, headers={**self.stand.headers[role], "accept-language": "en"})
        self.met.add((role, answer.status_code))
        case.validate_response(answer, checks=CHECKS)
        if answer.status_code >= 400 and case.operation.path != "/ready":
            assert answer.headers["content-type"][0] == PROBLEM, answer.headers
            assert answer.json()["status"] == answer.status_code
        if role in STRANGERS:
            assert MARKER.encode() not in answer.content, f"something personal was sent to {role}, whom it does not concern"
        if role == "nobody" and case.operation.path.startswith("/api/"):
            assert 400 <= answer.status_code < 500, answer.status_code


async def test_no_request_is_a_fault_and_no_answer_a_leak(stand: Stand) -> None:
    """Deny by default; RFC 9457 for every error; what is described is what comes."""
    asking = Asking(stand, examples=3)
    await asyncio.to_thread(asking.everything)
    assert {role for role, status in asking.met if status < 300} == set(ROLES), "everybody is let into something"


@pytest.mark.deep
@pytest.mark.timeout(3000)
async def test_no_request_is_a_fault_and_no_answer_a_leak_at_length(stand: Stand) -> None:
    """The same with many more requests."""
    await asyncio.to_thread(Asking(stand, examples=40).everything)
