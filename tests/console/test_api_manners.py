"""What holds for every operation: problems as problems, nothing unknown taken, nothing too large, each documented."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from console.api.description import described
from eventlog.errors import Unavailable
from tests.console.site import Site

V1 = "/api/v1"


@pytest.fixture(scope="module")
async def lin(site: Site) -> httpx.AsyncClient:
    return await site.client("lin")


@pytest.mark.parametrize(
    ("method", "path", "sent", "status"),
    [
        ("GET", "/no-such", {}, 404),
        ("GET", "/cases/%00", {}, 404),
        ("GET", "/cases/..%2f..%2fetc", {}, 404),
        ("DELETE", "/me", {}, 405),
        ("GET", "/cases?limt=1", {}, 422),
        ("GET", "/me?lang=zh", {}, 422),
        ("GET", "/cases?search=%00", {}, 422),
        ("GET", "/cases?cursor=nonsense", {}, 422),
        ("GET", "/cases?limit=0", {}, 422),
        ("GET", "/cases?after=request-1:1", {}, 422),
        ("GET", "/cases?opened_from=2026-01-01", {}, 422),
        ("POST", "/cases", {"content": b"{", "headers": {"content-type": "application/json"}}, 422),
        ("POST", "/cases", {"content": b"a=b", "headers": {"content-type": "application/x-www-form-urlencoded"}}, 415),
        ("POST", "/cases", {"json": {"plan": "contract-loan", "fields": {}, "more": 1}}, 422),
        ("POST", "/cases", {"json": {"plan": "contract-loan", "fields": {}}, "headers": {"idempotency-key": "x" * 201}}, 422),
        ("POST", "/cases", {"content": b"[" * 300_000, "headers": {"content-type": "application/json"}}, 400),
        ("POST", "/cases", {"content": b"1" * 5_000, "headers": {"content-type": "application/json"}}, 400),
        ("POST", "/check", {"json": {"text": "x" * 1_000_001}}, 413),
    ],
)
async def test_every_error_is_a_problem(lin: httpx.AsyncClient, method: str, path: str, sent: dict[str, Any], status: int) -> None:
    """RFC 9457. Also what HTTP itself says no to; nothing of what was sent makes it our fault."""
    answer = await lin.request(method, V1 + path, **sent)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status


async def test_what_comes_without_end_is_cut_off(lin: httpx.AsyncClient) -> None:
    """A body whose length is not said is counted as it comes."""

    async def endless() -> Any:
        for _ in range(40):
            yield b"x" * 100_000

    answer = await lin.post(f"{V1}/check", content=endless(), headers={"content-type": "application/json"})
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"


async def test_problems_speak_the_callers_language(lin: httpx.AsyncClient, site: Site) -> None:
    """Both languages, also where HTTP itself says no; the key is the same in both."""
    zh = await site.client("lin", "zh")
    said = [(await who.get(f"{V1}/cases?limt=1")).json() for who in (lin, zh)]
    assert [each["key"] for each in said] == ["unknown_parameter"] * 2
    assert said[0]["detail"] != said[1]["detail"]


async def test_a_session_needs_its_secret_to_change_anything(site: Site) -> None:
    """Another site can send a cookie along, but not the session's secret."""
    qian = await site.client("qian")
    del qian.headers["x-csrf-token"]
    answer = await qian.post(f"{V1}/cases", json={"plan": "contract-loan", "fields": {}})
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:bylaw:problem:forged")


def test_every_operation_is_described(site: Site) -> None:
    """OpenAPI 3.1: a summary, a description, and its problems for each operation; an example for each shape that is not a mere list."""
    said = described(site.app)
    assert said["openapi"].startswith("3.1")
    for path, operations in said["paths"].items():
        for method, operation in operations.items():
            where = f"{method} {path}"
            assert operation["summary"], where
            assert operation["description"], where
            assert "HTTPValidationError" not in str(operation), where
            if path.startswith(V1):
                assert {"401", "422", "429", "500", "503"} <= operation["responses"].keys(), where
                assert "application/problem+json" in operation["responses"]["401"]["content"], where
    for name, schema in said["components"]["schemas"].items():
        assert schema.get("description"), name


async def test_the_description_is_open(site: Site) -> None:
    """What can be asked is no secret."""
    nobody = await site.visitor()
    assert (await nobody.get(f"{V1}/openapi.json")).json()["info"]["title"] == "Bylaw"


@pytest.mark.parametrize(("error", "status"), [(RuntimeError("MARKER"), 500), (Unavailable("MARKER"), 503)])
async def test_our_own_trouble_is_a_problem_too(
    lin: httpx.AsyncClient, site: Site, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    """A fault says nothing of itself; what is away says when to come again."""

    async def broken() -> None:
        raise error

    monkeypatch.setattr(site.backend.reader, "lag", broken)
    answer = await lin.get(f"{V1}/lag")
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert "MARKER" not in answer.text
    assert ("retry-after" in answer.headers) == (status == 503)
