"""Duty rosters by the API: the same rules and refusals as on the page, and calendars in and out (house:duty-roster)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.console.site import Site

V1 = "/api/v1"
NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture(scope="module")
async def cao(site: Site) -> httpx.AsyncClient:
    """Holds the post of system administrator, whose roster is kept here."""
    return await site.client("cao")


@pytest.fixture(scope="module")
async def hua(site: Site) -> httpx.AsyncClient:
    """Keeps nothing."""
    return await site.client("hua")


def at(hours: float) -> str:
    return (NOW + timedelta(hours=hours)).isoformat()


def calendar(*events: tuple[str, str, float, float]) -> str:
    """UID, who, and hours from now: begin and end."""
    body = "".join(
        f"BEGIN:VEVENT\r\nUID:{uid}\r\nSUMMARY:{who}\r\nDTSTART:{NOW + timedelta(hours=start):%Y%m%dT%H%M%SZ}\r\n"
        f"DTEND:{NOW + timedelta(hours=end):%Y%m%dT%H%M%SZ}\r\nEND:VEVENT\r\n"
        for uid, who, start, end in events
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{body}END:VCALENDAR\r\n"


async def windows(client: httpx.AsyncClient, post: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await client.get(f"{V1}/roster", params={"post": post, "until": at(24 * 20)})).json()["windows"]
    return found


async def assigned(client: httpx.AsyncClient, who: str, start: float, end: float, post: str = "system-administrator") -> httpx.Response:
    return await client.post(f"{V1}/roster/windows", json={"post": post, "person": who, "start": at(start), "end": at(end)})


async def test_a_roster_is_read_with_its_gaps(cao: httpx.AsyncClient, hua: httpx.AsyncClient) -> None:
    """house:duty-roster. By everybody; windows and gaps make up the whole of the time asked for, and who changes what is said."""
    made = (await assigned(cao, "hua", 24, 32)).json()["made"][0]
    asked = {"post": "system-administrator", "start": at(12), "until": at(48)}
    mine, theirs = [(await client.get(f"{V1}/roster", params=asked)).json() for client in (hua, cao)]
    assert [(each["id"], each["who"]["handle"], each["mine"]) for each in mine["windows"]] == [(made, "hua", True)]
    spans = sorted((each["start"], each["end"]) for each in (*mine["windows"], *mine["gaps"]))
    assert [begin for begin, _ in spans[1:]] == [end for _, end in spans[:-1]]
    assert (mine["posts"][0]["keeps"], theirs["posts"][0]["keeps"]) == (False, True)
    assert (await hua.get(f"{V1}/roster", params={"post": "nothing"})).status_code == 404
    assert (await hua.get(f"{V1}/roster", params={"start": at(9), "until": at(8)})).json()["field"] == "until"
    assert (await hua.get(f"{V1}/roster", params={"until": at(401 * 24)})).status_code == 422


async def test_a_window_goes_its_way(cao: httpx.AsyncClient, hua: httpx.AsyncClient) -> None:
    """house:duty-roster. Put, changed, given away, withdrawn; each by whom the rules let, under the same id once only."""
    refused = await assigned(hua, "hua", 72, 80)
    assert (refused.status_code, refused.json()["key"], refused.json()["clause"]) == (409, "not_your_roster", "house:duty-roster")
    assert (await assigned(cao, "nobody-here", 72, 80)).json()["key"] == "not_active"
    id_ = (await assigned(cao, "hua", 72, 80)).json()["made"][0]
    change = {"end": at(84), "reason": "longer"}
    assert (await hua.post(f"{V1}/roster/windows/{id_}/change", json=change)).json()["key"] == "not_your_roster"
    key = {"idempotency-key": str(uuid4())}
    first, again = [await cao.post(f"{V1}/roster/windows/{id_[:8]}/change", json=change, headers=key) for _ in range(2)]
    assert (first.status_code, first.json()) == (200, again.json())
    changed = first.json()["made"][0]
    assert (await hua.post(f"{V1}/roster/windows/{changed}/swap", json={"to": "jin", "reason": ""})).json()["clause"] == "house:reason"
    given = (await hua.post(f"{V1}/roster/windows/{changed}/swap", json={"to": "jin", "reason": "ill"})).json()["made"][0]
    stands = next(each for each in await windows(cao, "system-administrator") if each["id"] == given)
    assert (stands["who"]["handle"], stands["end"][:16]) == ("jin", at(84)[:16])
    assert (await cao.post(f"{V1}/roster/windows/{given}/withdraw", json={"reason": "not needed"})).json()["outcome"] == "done"
    assert (await cao.post(f"{V1}/roster/windows/{given}/withdraw", json={"reason": "not needed"})).json()["outcome"] == "moot"


async def test_a_calendar_is_shown_before_it_is_read(site: Site) -> None:
    """house:duty-roster. What is added, changed and withdrawn, never what was put by hand; what was shown is done, or nothing is."""
    xie, post = await site.client("gu"), "customer-information"
    address = f"{V1}/roster/{post}/calendar"
    by_hand = (await assigned(xie, "yu", 200, 208, post)).json()["made"][0]
    before = {"calendar": calendar(("a", "zou", 24, 32), ("b", "yu", 32, 40), ("c", "zou", 40, 48))}
    assert len((await xie.post(address, json=before)).json()["made"]) == 3
    after = {"calendar": calendar(("a", "zou", 24, 32), ("b", "zou", 32, 40), ("d", "yu", 48, 56))}
    shown = (await xie.post(f"{address}/preview", json=after)).json()
    assert [(each["change"], each["who"]["handle"]) for each in shown["changes"]] == [
        ("changed", "zou"),
        ("withdrawn", "zou"),
        ("added", "yu"),
    ]
    assert shown["changes"][0]["was"][0]["who"]["handle"] == "yu"
    kept = (await xie.post(f"{address}/preview", json={**after, "keep": True})).json()
    assert "withdrawn" not in {each["change"] for each in kept["changes"]}
    other = await xie.post(address, json={**after, "keep": True, "shown": shown["shown"]})
    assert (other.status_code, other.json()["clause"]) == (409, "house:what-was-shown")
    key = {"idempotency-key": str(uuid4())}
    first, again = [await xie.post(address, json={**after, "shown": shown["shown"]}, headers=key) for _ in range(2)]
    assert (first.status_code, first.json()) == (200, again.json())
    stands = {each["uid"] or each["id"]: each["who"]["handle"] for each in await windows(xie, post)}
    assert {name: stands.get(name) for name in ("a", "b", "c", "d", by_hand)} == {
        "a": "zou",
        "b": "zou",
        "c": None,
        "d": "yu",
        by_hand: "yu",
    }
    assert (await xie.post(f"{address}/preview", json=after)).json()["nothing"]


async def test_what_cannot_be_read_is_told_by_event(site: Site, hua: httpx.AsyncClient) -> None:
    """house:duty-roster. In the reader's language; who does not keep the roster reads nothing into it."""
    gu, address = await site.client("gu"), f"{V1}/roster/legal/calendar"
    broken = {"calendar": calendar(("x-1", "nobody-at-all", 24, 32))}
    answer = await gu.post(f"{address}/preview", json=broken, headers={"accept-language": "zh"})
    assert (answer.status_code, answer.json()["field"]) == (422, "calendar")
    assert "x-1" in answer.json()["detail"]
    assert "没有在职人员" in answer.json()["detail"]
    assert (await hua.post(address, json={"calendar": calendar(("y", "hua", 24, 32))})).json()["key"] == "not_your_roster"
    assert (await gu.post(f"{V1}/roster/nothing/calendar", json={"calendar": calendar()})).json()["key"] == "no_such_post"


async def test_a_roster_goes_out_and_comes_back_the_same(cao: httpx.AsyncClient, hua: httpx.AsyncClient) -> None:
    """house:duty-roster. By everybody; what we wrote ourselves says nothing new."""
    await assigned(cao, "jin", 100, 108)
    out = await hua.get(f"{V1}/roster/system-administrator/calendar")
    assert out.headers["content-type"].startswith("text/calendar")
    shown = await cao.post(f"{V1}/roster/system-administrator/calendar/preview", json={"calendar": out.text})
    assert shown.json()["nothing"], shown.text
    assert (await hua.get(f"{V1}/roster/nothing/calendar")).status_code == 404
