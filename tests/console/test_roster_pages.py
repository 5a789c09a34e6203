"""Who is on duty, and when is nobody: the page, its forms and the calendar, by plain HTTP (house:duty-roster)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest

from activities.ical import read
from tests.console.forms import form, text
from tests.console.site import Site

PAGE = "/roster"


def local(site: Site, **ahead: float) -> str:
    """An instant as a browser's input has it."""
    days = site.backend.governed.calendar(site.backend.now())
    return (datetime.now(ZoneInfo(days.zone)) + timedelta(**ahead)).strftime("%Y-%m-%dT%H:%M")


async def assigned(client: httpx.AsyncClient, **typed: str) -> httpx.Response:
    """Send the form of the page with this."""
    values = form((await client.get(PAGE)).text, PAGE)
    return await client.post(PAGE, data={**values, **typed})


async def made(site: Site, client: httpx.AsyncClient, post: str, person: str, start: int, end: int) -> str:
    """The address of a window that is made by the page's own form."""
    typed = {"post": post, "person": person, "start": local(site, hours=start) if start else "", "end": local(site, hours=end)}
    answer = await assigned(client, **typed)
    assert answer.status_code == 303, text(answer.text)
    return f"{PAGE}/windows/{answer.headers['location'].partition('done=')[2].removesuffix('#done')}"


@pytest.mark.parametrize(
    ("lang", "question", "nobody", "done"),
    [
        ("en", "Who is on duty, and when is nobody?", "Nobody", "is on duty for Data administrator"),
        ("zh", "谁在值班？何时无人值班？", "无人", "为数据管理员值班"),
    ],
)
async def test_a_roster_is_kept_on_its_page(site: Site, lang: str, question: str, nobody: str, done: str) -> None:
    """house:duty-roster. What has happened is said; everybody reads it day by day, with the gaps; who keeps it has the form."""
    yan, qian = await site.client("yan", lang), await site.client("qian", lang)
    address = await made(site, yan, "data-administrator", "hua", 0, 8)
    said = text((await yan.get(f"{PAGE}?done={address.rpartition('/')[2]}")).text)
    assert question in said
    assert done in said
    everybody = (await qian.get(f"{PAGE}?post=data-administrator")).text
    assert nobody in text(everybody)
    assert 'href="/organisation/people/hua"' in everybody
    assert f'action="{PAGE}"' not in everybody
    assert address not in everybody


async def test_a_window_is_given_to_another_and_taken_back(site: Site) -> None:
    """house:duty-roster. The one who has it gives it away, with a reason that stays sealed; the post's holder takes it back."""
    cao, hua, jin = [await site.client(who) for who in ("cao", "hua", "jin")]
    address = await made(site, cao, "system-administrator", "hua", 24, 32)
    assert "/withdraw" not in (await hua.get(address)).text
    assert "/swap" not in (await jin.get(address)).text
    values = form((await hua.get(address)).text, f"{address}/swap")
    empty = await hua.post(f"{address}/swap", data={**values, "to": "jin", "reason": ""})
    assert (empty.status_code, "house:reason" in empty.text) == (409, True)
    values = form(empty.text, f"{address}/swap")
    given = await hua.post(f"{address}/swap", data={**values, "to": "jin", "reason": "at the dentist's"})
    assert given.status_code == 303
    assert (await hua.get(address)).status_code == 404
    new = f"{PAGE}/windows/{given.headers['location'].partition('done=')[2].removesuffix('#done')}"
    assert "dentist" not in (await jin.get(new)).text
    values = form((await cao.get(new)).text, f"{new}/withdraw")
    assert (await cao.post(f"{new}/withdraw", data={**values, "reason": "not needed"})).status_code == 303
    assert (await cao.get(new)).status_code == 404


@pytest.mark.parametrize(
    ("by", "typed", "said"),
    [
        ("kong", {"post": "it-director", "person": "nobody"}, "house:duty-roster"),
        ("kong", {"post": "it-director", "end": "2020-01-01T00:00"}, "house:duty-roster"),
        ("kong", {"post": "it-director", "end": "<img src=x>"}, "house:form"),
        ("kong", {"post": "legal"}, "house:duty-roster"),
        ("qian", {"post": "it-director"}, "house:duty-roster"),
    ],
)
async def test_what_cannot_be_comes_back_with_what_was_typed(site: Site, by: str, typed: dict[str, str], said: str) -> None:
    """house:duty-roster. The rule and the field at fault; nothing typed is lost, and nothing of it becomes markup."""
    keeper, client = await site.client("kong"), await site.client(by)
    csrf = form((await client.get("/organisation/stand-ins")).text, "/organisation/stand-ins")["csrf"]
    values = {**form((await keeper.get(PAGE)).text, PAGE), "csrf": csrf, "person": "hua", "end": local(site, hours=3), **typed}
    answer = await client.post(PAGE, data=values)
    assert (answer.status_code >= 400, said in answer.text) == (True, True)
    assert "<img src=x" not in answer.text


async def test_other_days_are_looked_at_within_reason(site: Site) -> None:
    """house:duty-roster. From any day on, not from the past, and whatever stands in the address is no fault."""
    kong = await site.client("kong")
    for first in ("2999-12-31", "0001-01-01", "9999-12-31", "tomorrow", "1999-01-01"):
        assert (await kong.get(PAGE, params={"first": first})).status_code == 200
    assert (await kong.get(PAGE, params={"post": "nothing"})).status_code == 404


async def test_a_roster_is_subscribed_to_as_a_calendar(site: Site) -> None:
    """house:duty-roster. Whoever is signed in; it can be read back, and names people by id."""
    kong, qian = await site.client("kong"), await site.client("qian")
    await made(site, kong, "it-director", "cao", 48, 56)
    answer = await qian.get(f"{PAGE}/it-director.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    org, now = site.backend.organisation(site.backend.now()), datetime.now(UTC)
    found = read(answer.content, org, ZoneInfo("Asia/Shanghai"), now, now + timedelta(days=30))
    assert site.person("cao").id in {each.person for each in found}
    assert (await qian.get(f"{PAGE}/nothing.ics")).status_code == 404


def ics(*events: tuple[str, str, int]) -> bytes:
    """UID, who, and in how many hours it begins; eight hours each."""
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    body = "".join(
        f"BEGIN:VEVENT\r\nUID:{uid}\r\nSUMMARY:{who}\r\nDURATION:PT8H\r\n"
        f"DTSTART:{now + timedelta(hours=hours):%Y%m%dT%H%M%SZ}\r\nEND:VEVENT\r\n"
        for uid, who, hours in events
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{body}END:VCALENDAR\r\n".encode()


async def shown(client: httpx.AsyncClient, post: str, content: bytes, **more: str) -> httpx.Response:
    """Hand in a calendar to be shown what it would change."""
    address = f"{PAGE}/{post}/calendar"
    values = form((await client.get(address)).text, address)
    return await client.post(
        address, data={"csrf": values["csrf"], "days": "90", **more}, files={"file": ("r.ics", content, "text/calendar")}
    )


@pytest.mark.parametrize(
    ("lang", "words", "done"),
    [
        ("en", ("changed", "withdrawn", "new"), "The calendar is read into the roster."),
        ("zh", ("变更", "撤销", "新增"), "日历已导入值班表。"),
    ],
)
async def test_a_calendar_is_shown_before_it_changes_the_roster(site: Site, lang: str, words: tuple[str, ...], done: str) -> None:
    """house:duty-roster. Window by window; what was shown is done, and if the roster changed meanwhile it is shown anew."""
    gu, post = await site.client("gu", lang), {"en": "archivist", "zh": "legal"}[lang]
    address = f"{PAGE}/{post}/calendar"
    first = await shown(gu, post, ics(("a", "tao", 30), ("b", "tao", 40)))
    assert (await gu.post(address, data=form(first.text, address))).status_code == 303
    again = await shown(gu, post, ics(("a", "jiang-x", 30), ("c", "tao", 60)))
    assert [word in text(again.text) for word in words] == [True] * 3
    values = form(again.text, address)
    await assigned(gu, post=post, person="jin", start=local(site, hours=80), end=local(site, hours=90))
    done_now = await gu.post(address, data=values)
    assert done in text((await gu.get(done_now.headers["location"])).text)
    late = await gu.post(address, data={**values, "key": "", "text": ics(("e", "tao", 100)).decode()})
    assert (late.status_code, "preview" in late.text) == (409, True)


async def test_what_is_no_calendar_is_told_beside_the_form(site: Site) -> None:
    """house:duty-roster. Each event with its reason; what was handed in comes back; whoever keeps no roster has no such page."""
    gu, qian = await site.client("gu"), await site.client("qian")
    answer = await shown(gu, "archivist", ics(("who-is-it", "<img src=x>", 30)))
    assert (answer.status_code, "who-is-it" in text(answer.text), "<img src=x" in answer.text) == (422, True, False)
    assert (await shown(gu, "archivist", b"")).status_code == 422
    assert (await qian.get(f"{PAGE}/archivist/calendar")).status_code == 404
    assert "/roster/archivist/calendar" not in (await qian.get(f"{PAGE}?post=archivist")).text


async def test_a_window_is_changed_on_its_page(site: Site) -> None:
    """house:duty-roster. What is not touched in the form stays as it is, to the second."""
    cao = await site.client("cao")
    address = await made(site, cao, "system-administrator", "hua", 124, 132)
    values = form((await cao.get(address)).text, f"{address}/change")
    same = await cao.post(f"{address}/change", data={**values, "reason": "none"})
    assert same.headers["location"] == f"{PAGE}?done={address.rpartition('/')[2]}#done"
    values = form((await cao.get(address)).text, f"{address}/change")
    changed = await cao.post(f"{address}/change", data={**values, "person": "jin", "end": local(site, hours=140), "reason": "longer"})
    assert changed.status_code == 303, text(changed.text)
    new = f"{PAGE}/windows/{changed.headers['location'].partition('done=')[2].removesuffix('#done')}"
    assert 'value="jin" list' in (await cao.get(new)).text
    refused = await cao.post(f"{new}/change", data={**form((await cao.get(new)).text, f"{new}/change"), "reason": ""})
    assert (refused.status_code, "house:reason" in refused.text) == (409, True)
