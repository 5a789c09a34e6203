"""Who works here, who stands in, and naming one's own stand-in: by plain HTTP."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest

from tests.console.forms import form, text
from tests.console.site import Site

PAGE = "/organisation/stand-ins"
XSS = "<img src=x onerror=alert(1)>\"'`{{7*7}}"


def local(site: Site, **ahead: float) -> str:
    """An instant as a browser's input has it."""
    days = site.backend.governed.calendar(site.backend.now())
    return (datetime.now(ZoneInfo(days.zone)) + timedelta(**ahead)).strftime("%Y-%m-%dT%H:%M")


async def named(client: httpx.AsyncClient, **typed: str) -> httpx.Response:
    """Send the form of the page with this."""
    values = form((await client.get(PAGE)).text, PAGE)
    return await client.post(PAGE, data={**values, **typed})


@pytest.mark.parametrize(
    ("lang", "question", "head", "archivists", "above"),
    [
        (
            "en",
            "Who works here, and who holds what?",
            "Headed by: Lin Wangshu",
            "Tao Anran , Jiang Xuejian",
            "goes up to Head of administration",
        ),
        ("zh", "谁在这里工作？各任何职？", "负责人： 林望舒", "陶安然 、 姜雪见", "上报 行政部负责人"),
    ],
)
async def test_departments_posts_and_people_are_read(site: Site, lang: str, question: str, head: str, archivists: str, above: str) -> None:
    """house:governed. Everybody who works here may know who heads what, who holds which post, and where its matters go up to."""
    qian = await site.client("qian", lang)
    page = (await qian.get("/organisation")).text
    said = text(page)
    assert question in said
    assert head in said
    assert archivists in said
    assert above in said
    assert "example.org" not in page
    assert 'href="/organisation/people/lin"' in page


@pytest.mark.parametrize(
    ("lang", "post", "superior"), [("en", "Head of sales back-office", "Gu Mingchuan"), ("zh", "销售内勤部负责人", "顾明川")]
)
async def test_a_person_is_read_with_what_they_hold(site: Site, lang: str, post: str, superior: str) -> None:
    """house:governed. What somebody holds and who is above them is no secret; what waits for them is."""
    qian = await site.client("qian", lang)
    said = text((await qian.get("/organisation/people/lin")).text)
    assert post in said
    assert superior in said
    assert (await qian.get("/organisation/people/nobody")).status_code == 404


async def test_what_waits_for_somebody_is_told_only_to_whom_the_pack_lets(site: Site) -> None:
    """house:oversight. Figures of single persons: for the compliance officer and oneself; the same page without them for others."""
    await site.open("contract-loan", by="qian", contract="HT-LOAD", purpose="check")
    await site.settled()
    seen = {}
    for handle in ("bai", "lin", "qian", "tao"):
        client = await site.client(handle)
        seen[handle] = "Asked now" in text((await client.get("/organisation/people/lin")).text)
    assert seen == {"bai": True, "lin": True, "qian": False, "tao": False}


@pytest.mark.parametrize(
    ("lang", "handle", "ahead", "passes", "done"),
    [("en", "lin", 0, "open task", "This has happened"), ("zh", "wei-h", 3, "待办", "已办理")],
)
async def test_a_stand_in_is_named_and_ended(site: Site, lang: str, handle: str, ahead: int, passes: str, done: str) -> None:
    """house:stand-in. What passes over is said before; from then on the stand-in is asked, until it ends or is ended early."""
    mine = await site.client(handle, lang)
    before = text((await mine.get(PAGE)).text)
    assert passes in before
    start = local(site, days=ahead) if ahead else ""
    answer = await named(mine, stand_in="chu", start=start, end=local(site, days=ahead + 2), reason=f"MARKER-{handle}")
    assert answer.status_code == 303, text(answer.text)
    page = (await mine.get(answer.headers["location"])).text
    assert done in text(page)
    assert f"MARKER-{handle}" in page
    window = answer.headers["location"].partition("done=")[2].partition("#")[0]
    other = await site.client("qian", lang)
    assert f"MARKER-{handle}" not in (await other.get(PAGE)).text
    assert f"{PAGE}/{window}/end" not in (await other.get(PAGE)).text
    address = f"{PAGE}/{window}/end"
    missing = await mine.post(address, data={**form(page, address), "reason": ""})
    assert missing.status_code == 409
    ended = await mine.post(address, data={**form(missing.text, address), "reason": "back"})
    assert ended.status_code == 303, text(ended.text)
    after = await mine.get(ended.headers["location"])
    assert done in text(after.text)
    assert address not in after.text


async def test_who_is_away_and_who_stands_in_is_seen(site: Site) -> None:
    """house:stand-in. Colleagues see who acts; the stand-in's own page says for whom."""
    tang = await site.client("kong")
    assert (await named(tang, stand_in="cao", end=local(site, days=1), reason="x")).status_code == 303
    qian = await site.client("qian")
    everybody = text((await qian.get("/organisation")).text)
    assert "Cao Yizhou acts for Kong Lingyi" in everybody
    assert "stands in: Cao Yizhou" in everybody
    assert "Stands in for Kong Lingyi" in text((await qian.get("/organisation/people/cao")).text)
    assert "everything asked of them is asked of Cao Yizhou" in text((await qian.get("/organisation/people/kong")).text)
    book = text((await qian.get("/book")).text)
    assert "Cao Yizhou for Kong Lingyi" in book


@pytest.mark.parametrize(
    ("typed", "field", "rule"),
    [
        ({"stand_in": "shen"}, "stand_in", "house:stand-in"),
        ({"stand_in": "nobody"}, "stand_in", "house:stand-in"),
        ({"end": "2020-01-01T00:00"}, "end", "house:stand-in"),
        ({"end": "soon"}, "end", "house:form"),
        ({"end": ""}, "end", "house:form"),
        ({"start": "0001-01-01T00:00"}, "start", "house:form"),
        ({"reason": " "}, "reason", "house:reason"),
    ],
)
async def test_a_stand_in_that_cannot_be_is_refused_at_its_field(site: Site, typed: dict[str, str], field: str, rule: str) -> None:
    """house:form. The summary leads to the input at fault; nothing typed is lost; the next try is another command."""
    shen = await site.client("shen")
    values = form((await shen.get(PAGE)).text, PAGE)
    good = {"stand_in": "qian", "end": local(site, days=1), "reason": XSS}
    answer = await shen.post(PAGE, data={**values, **good, **typed})
    assert answer.status_code in (409, 422)
    assert rule in answer.text
    assert f'href="#field-{field}"' in answer.text
    assert f"{field}: " not in text(answer.text)
    again = form(answer.text, PAGE)
    assert again["key"] != values["key"]
    assert again["reason"].strip() == ({**good, **typed})["reason"].strip()
    assert "<img src=x" not in answer.text


async def test_only_the_fallback_names_a_stand_in_for_somebody_else(site: Site) -> None:
    """house:stand-in. For others the field is not there, and sent all the same it is refused."""
    qian, bai = await site.client("qian"), await site.client("bai")
    page = (await qian.get(f"{PAGE}?for=sun")).text
    assert 'id="field-absent"' not in page
    assert "Name a stand-in for yourself" in text(page)
    refused = await named(qian, stand_in="chu", absent="sun", end=local(site, days=1), reason="x")
    assert refused.status_code == 409
    assert "house:stand-in" in refused.text
    assert "Name a stand-in for Sun Boyan" in text((await bai.get(f"{PAGE}?for=sun")).text)
    assert (await named(bai, stand_in="chu", absent="sun", end=local(site, days=1), reason="x")).status_code == 303


async def test_sent_twice_is_one_stand_in(site: Site) -> None:
    """house:command-id. The same form sent again, by impatience or going back, names nobody twice."""
    tao = await site.client("tao")
    values = form((await tao.get(PAGE)).text, PAGE) | {"stand_in": "zou", "end": local(site, days=1), "reason": "x"}
    values["start"] = local(site, hours=1)
    answers = [await tao.post(PAGE, data=values) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].headers["location"] == answers[1].headers["location"]


async def test_a_large_organisation_is_read_by_departments(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of thousands answers nothing: then departments come first, each with its people on demand."""
    monkeypatch.setattr("console.desk.staff.MOST_AT_ONCE", 3)
    qian = await site.client("qian")
    page = (await qian.get("/organisation")).text
    assert "/organisation/people/okafor" not in page
    assert 'href="/organisation?department=sales-back-office"' in page
    assert "/organisation/people/okafor" in (await qian.get("/organisation?department=sales-back-office")).text
    assert (await qian.get("/organisation?department=nowhere")).status_code == 404
