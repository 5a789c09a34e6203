"""Alerts through the door, over a real log and a real Temporal server (C14, house:alerts)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from structlog.testing import capture_logs

from console.app import create_app
from console.caller import Caller
from console.desk.governing import govern
from console.intake.counting import Counting
from console.intake.route import Intake
from console.intake.sources import read_sources
from console.limits import Limiter
from console.setup import Limits
from domain.kernel import CaseId, uuid_of
from eventlog.port import Stream
from tests.console import intakes
from tests.console.intakes import BEARER, alert, alertmanager, body, cloudevent, generic, signed
from tests.console.site import ADDRESS, Site
from views.kinds import KINDS
from views.page import page
from views.telling import fold

JSON = {"content-type": "application/json"}


@dataclass
class Door:
    """The intake of a console, and what it counted."""

    site: Site
    client: httpx.AsyncClient
    figures: InMemoryMetricReader
    app: Any

    async def post(
        self, source: str, content: Any, headers: dict[str, str] | None = None, kind: str = "application/json"
    ) -> httpx.Response:
        """One delivery; bodies that are no bytes are signed, if nothing else proves who sends."""
        raw = content if isinstance(content, bytes) else body(content)
        shown = signed(raw) if headers is None else headers
        return await self.client.post(f"/intake/{source}", content=raw, headers={"content-type": kind, **shown})

    async def told(self, source: str, content: Any, headers: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
        answer = await self.post(source, content, headers, **more)
        assert answer.status_code == 202, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def case(self, told: dict[str, Any]) -> Any:
        """The incident as the log has it."""
        stored = await self.site.backend.log.read(Stream(category="incident", id=uuid_of(CaseId(told["case"]))))
        return fold(KINDS["incident"], stored)

    def counted(self, name: str) -> dict[tuple[str, str], int]:
        """Figures by source and by why, or by outcome."""
        found: dict[tuple[str, str], int] = {}
        data = self.figures.get_metrics_data()
        for metric in (m for r in data.resource_metrics for s in r.scope_metrics for m in s.metrics) if data else ():
            for point in metric.data.data_points if metric.name == name else ():
                kept = dict(point.attributes or {})
                found[str(kept["source"]), str(kept.get("why") or kept.get("outcome"))] = int(point.value)  # type: ignore[union-attr]
        return found


@pytest.fixture(scope="module")
async def door(site: Site, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    """A console that knows three machines' sources; the fourth's key nobody has registered."""
    keys = intakes.written(tmp_path_factory.mktemp("intake"))
    now = datetime.now(UTC)
    bai = Caller(person=site.person("bai"), organisation=site.backend.organisation(now), at=now, lang="en")
    known = {"key": keys.monitoring.key, "public": keys.monitoring.public, "title": "Monitoring", "machine": "monitoring"}
    await govern(site.backend, bai, "add_door_key", known)
    app = create_app(replace(site.backend, setup=replace(site.backend.setup, intake=read_sources(keys.file))))
    figures = InMemoryMetricReader()
    app.state.intake = Intake(counting=Counting(MeterProvider(metric_readers=[figures]).get_meter("bylaw")))
    async with AsyncExitStack() as down:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        client = await down.enter_async_context(httpx.AsyncClient(transport=transport, base_url=ADDRESS, timeout=60))
        yield Door(site, client, figures, app)


def key() -> str:
    return f"key-{uuid4().hex[:8]}"


# --- the way in -------------------------------------------------------------------------------------


async def test_the_first_opens_and_the_same_again_is_counted(door: Door) -> None:
    """C14. In the log when it is answered; another delivery of the same is counted; the same delivery is the same."""
    named = key()
    opened = await door.told("probe", generic(named))
    assert (opened["outcome"], opened["count"]) == ("done", 1)
    assert opened["number"].startswith("INC-")
    case = await door.case(opened)
    assert (case.alerts.key, case.opener, case.fields["what"]) == (named, "monitoring", "CPU of db-1 over 95 %")
    headers = signed(raw := body(generic(named)))
    again, repeated = await door.told("probe", raw, headers), await door.told("probe", raw, headers)
    assert again == repeated
    assert (again["case"], again["count"]) == (opened["case"], 2)
    over = await door.told("probe", generic(named, status="resolved"))
    assert (over["case"], (await door.case(over)).alerts.firing) == (opened["case"], False)


async def test_what_is_over_and_was_never_open_is_no_incident(door: Door) -> None:
    """house:alerts. Nothing to note, and nothing is refused: a monitor says so after each start."""
    told = await door.told("probe", generic(key(), status="resolved"))
    assert (told["outcome"], told["case"]) == ("moot", "")


async def test_alertmanager_sends_groups_with_a_token(door: Door) -> None:
    """C14. Each alert an incident of its own; sent again while it fires, it is the same alert; graver ones raise the level."""
    one, other = key(), key()
    group = alertmanager(alert(one), alert(other, severity="critical"))
    told = await door.told("monitoring", group, BEARER)
    assert len({each["case"] for each in told["alerts"]}) == 2
    assert [(await door.case(each)).level for each in told["alerts"]] == ["blue", "orange"]
    assert (await door.told("monitoring", group, BEARER))["alerts"] == told["alerts"]
    worse = await door.told("monitoring", alertmanager(alert(one, severity="critical", started="2026-03-09T03:00:00Z")), BEARER)
    assert (worse["case"], worse["count"]) == (told["alerts"][0]["case"], 2)
    assert (await door.case(worse)).level == "orange"


async def test_cloud_events_in_both_modes(door: Door) -> None:
    """C14. CloudEvents 1.0; source and id name the delivery only where no signature does."""
    named = key()
    event = cloudevent(named)
    first = await door.told("events", event, kind="application/cloudevents+json")
    raw = body({**event["data"], "key": named})
    headers = {f"ce-{name}": value for name, value in event.items() if name not in ("data", "datacontenttype")}
    second = await door.told("events", raw, signed(raw) | headers)
    assert (second["case"], second["count"]) == (first["case"], 2)


async def test_a_closed_incident_gives_its_key_free(door: Door) -> None:
    """house:alerts. Another alert opens another one; an old delivery that comes late still finds the old one."""
    named = key()
    headers = signed(raw := body(generic(named)))
    first = await door.told("probe", raw, headers)
    late = signed(raw)
    counted = await door.told("probe", raw, late)
    await _close(door, CaseId(first["case"]), CaseId((await door.told("probe", generic(key())))["case"]))
    again = await door.told("probe", generic(named))
    assert again["case"] != first["case"]
    assert await door.told("probe", raw, headers) == first
    assert await door.told("probe", raw, late) == counted


async def _close(door: Door, case: CaseId, of: CaseId) -> None:
    """As told twice, by whoever may; it is closed when the other one has taken it."""
    site = door.site
    number = await site.backend.reader.number_of(case)
    assert number is not None
    site.cases[number] = case
    found = await page(site.backend.log, site.backend.governed, KINDS, case, site.backend.now())
    assert found is not None
    who = next(offer.who[0].person for offer in found.offers if offer.command == "mark_duplicate")
    by = site.backend.organisation(site.backend.now()).people[who].handle
    await site.act(number, "mark_duplicate", by=by, of=of, reason="The same.")
    await site.until(lambda: _is_closed(door, case))


async def _is_closed(door: Door, case: CaseId) -> bool:
    return bool((await door.case({"case": case})).stage == "closed")


async def test_a_hundred_at_once_are_one_incident(door: Door) -> None:
    """house:alerts. One opens, ninety-nine are counted, none is refused."""
    named = key()
    told = await asyncio.gather(*(door.told("probe", generic(named)) for _ in range(100)))
    assert len({each["case"] for each in told}) == 1
    assert sorted(each["count"] for each in told) == list(range(1, 101))
    assert (await door.case(told[0])).alerts.count == 100


async def test_two_consoles_at_once_open_one(door: Door) -> None:
    """house:alerts. The claim decides, not this process: whoever came second looks again and is counted."""
    named = key()
    door.app.state.intake.turns._locks.clear()

    async def apart(_place: int) -> dict[str, Any]:
        app = create_app(replace(door.site.backend, setup=door.app.state.backend.setup))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=ADDRESS, timeout=60) as client:
            raw = body(generic(named))
            answer = await client.post("/intake/probe", content=raw, headers={**JSON, **signed(raw)})
            assert answer.status_code == 202, answer.text
            found: dict[str, Any] = answer.json()
            return found

    told = await asyncio.gather(*(apart(place) for place in range(8)))
    assert len({each["case"] for each in told}) == 1
    assert (await door.case(told[0])).alerts.count == 8


# --- bad input: one clear refusal each, counted -----------------------------------------------------


async def test_bad_input_meets_one_clear_refusal_each(door: Door) -> None:
    """house:form. Who proves nothing 401, an unknown shape 422 with its field, another medium 415; each counted, nothing of it logged."""
    raw = body(generic("whispered"))
    wrong = signed(raw, secret=b"another secret of the same size.")
    tries: list[tuple[str, Any, Any, str, int, str]] = [
        ("probe", raw, wrong, "application/json", 401, ""),
        ("nobody-known", raw, None, "application/json", 401, ""),
        ("probe", {"key": "k"}, None, "application/json", 422, "title"),
        ("probe", b"{", None, "application/json", 422, ""),
        ("probe", generic(facts={"harm": "unheard-of"}), None, "application/json", 422, "fields.harm"),
        ("probe", generic(facts={"nonsense": 1, "harm": "death"}), None, "application/json", 422, "fields.nonsense"),
        ("probe", raw, None, "text/plain", 415, ""),
        ("monitoring", {"version": "3"}, BEARER, "application/json", 422, "version"),
        ("probe", {"key": "k", "title": "t"}, BEARER, "application/json", 422, "started"),
    ]
    with capture_logs() as lines:
        for source, content, headers, kind, status, field in tries:
            answer = await door.post(source, content, headers, kind=kind)
            assert (answer.status_code, answer.json().get("field", "")) == (status, field), (source, content)
            assert answer.headers["content-type"] == "application/problem+json"
            assert status != 422 or answer.json()["clause"]
    assert len([line for line in lines if line["event"] == "intake refused"]) == len(tries)
    assert "whispered" not in str(lines)
    counted = door.counted("bylaw.intake.refused")
    assert (counted["probe", "wrong signature"], counted["unknown", "unknown source"]) == (1, 1)


async def test_a_body_that_is_too_large_is_not_read(door: Door) -> None:
    """house:form. 10 MB: refused by what it says of itself, or as soon as it is too much; counted."""

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(10):
            yield b"x" * 1_000_000
            sent.append(1)

    sent: list[int] = []
    said = await door.client.post("/intake/probe", content=b"x" * 10_000_000, headers=JSON)
    unsaid = await door.client.post("/intake/probe", content=pieces(), headers={**JSON, "transfer-encoding": "chunked"})
    assert [each.status_code for each in (said, unsaid)] == [413, 413]
    assert door.counted("bylaw.intake.refused")["probe", "http 413"] == 2
    assert len(sent) < 10


async def test_a_machine_whose_key_nobody_registered_opens_nothing(door: Door) -> None:
    """house:signature. Its token lets it to the door; the log does not believe its key, and the refusal stands there."""
    answer = await door.post("stranger", generic(key()), BEARER)
    assert (answer.status_code, answer.json()["key"]) == (409, "signature_unknown_key")
    assert answer.json()["clause"] == "house:signature"


async def test_each_source_has_a_limit_and_strangers_take_none_of_it(door: Door) -> None:
    """house:alerts. Whoever proves nothing is counted apart."""
    before, door.app.state.limiter = door.app.state.limiter, Limiter(Limits(intake=2))
    try:
        raw = body(generic(key()))
        wrong = [(await door.post("probe", raw, {})).status_code for _ in range(3)]
        assert wrong == [401, 401, 429]
        right = [(await door.post("probe", generic(key()))).status_code for _ in range(3)]
        assert right == [202, 202, 429]
    finally:
        door.app.state.limiter = before


async def test_the_description_tells_of_it(door: Door) -> None:
    """house:form. OpenAPI names the body's media, the headers that prove who sends, and every answer."""
    described = (await door.client.get("/api/v1/openapi.json")).json()["paths"]["/intake/{source}"]["post"]
    assert set(described["requestBody"]["content"]) == {"application/json", "application/cloudevents+json"}
    assert {"202", "401", "413", "415", "422", "429", "503"} <= set(described["responses"])
    assert "webhook-signature" in {each["name"] for each in described["parameters"]}
