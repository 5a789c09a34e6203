"""Which cases are there, and where does each stand: the page and its files."""

from __future__ import annotations

import csv
import io
import re

import httpx
import pytest

from console.desk import lists as desk
from console.web import list_address
from tests.console.site import Site

SECRET = "MARKER-why-she-wants-it"


@pytest.fixture(scope="module")
async def story(site: Site) -> dict[str, str]:
    """Loans and a privilege in two departments, each somewhere else."""
    asked = await site.open("contract-loan", by="qian", contract="HT-2026-001", purpose=SECRET)
    out = await site.open("contract-loan", by="sun", contract="HT-2026-002", purpose="<script>alert(1)</script>")
    refused = await site.open("contract-loan", by="chu", contract="HT-2026-003", purpose="x")
    privilege = await site.open("privilege-elevation", by="kong", system="ERP", privilege="=price-admin", purpose="x", duration="1 h")
    await site.act(out, "approve", by="lin")
    await site.act(out, "hand_out", by="tao")
    await site.act(refused, "refuse", by="lin", reason="not now")
    await site.settled()
    return {"asked": asked, "out": out, "refused": refused, "privilege": privilege}


def numbers(page: httpx.Response) -> list[str]:
    assert page.status_code == 200
    return re.findall(r'<a href="/cases/([A-Z]+-\d{4}-\d+)">', page.text)


def links(page: httpx.Response, rel: str) -> list[str]:
    return [found.replace("&amp;", "&") for found in re.findall(rf'<a rel="{rel}" href="([^"]+)"', page.text)]


async def records(client: httpx.AsyncClient, address: str) -> list[dict[str, str]]:
    answer = await client.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.content.startswith("\ufeff".encode())
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"), newline=""), strict=True))


# --- what is in it ----------------------------------------------------------------------------------


async def test_newest_first_and_all_by_default(site: Site, story: dict[str, str]) -> None:
    """house:oversight. The compliance officer's list holds every case, the newest on top, and says how many."""
    bai = await site.client("bai")
    page = await bai.get("/cases")
    assert numbers(page) == list(reversed(story.values()))
    assert "4 cases" in page.text
    assert "You see all cases." in page.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=open", {"asked", "out", "privilege"}),
        ("state=closed", {"refused"}),
        ("plan=contract-loan", {"asked", "out", "refused"}),
        ("stage=out", {"out"}),
        ("department=sales-back-office", {"asked", "out", "refused"}),
        ("requester=qian", {"asked"}),
        ("search=ht-2026-00", {"asked", "out", "refused"}),
        ("search=privilege", {"privilege"}),
        ("search=2026-002", {"out"}),
        ("search=why-she", set()),
        ("due=overdue", set()),
        ("plan=contract-loan&state=open&requester=sun", {"out"}),
        ("opened_until=2020-01-01", set()),
        ("opened_from=2020-01-01", {"asked", "out", "refused", "privilege"}),
        ("closed_from=2020-01-01", {"refused"}),
        ("clause=house:answer-time&kept=met", {"out", "refused"}),
        ("plan=no-such-plan", set()),
    ],
)
async def test_the_address_narrows_the_list(site: Site, story: dict[str, str], query: str, found: set[str]) -> None:
    """Every filter stands in the address, and they add up; a personal line is never searched."""
    bai = await site.client("bai")
    assert set(numbers(await bai.get(f"/cases?{query}"))) == {story[name] for name in found}


async def test_what_is_due_today_is_due_before_its_end(site: Site, story: dict[str, str]) -> None:
    """house:time-boxed. The privilege that ends in an hour is due today; what is due after tomorrow is not."""
    bai = await site.client("bai")
    today = numbers(await bai.get("/cases?due=today"))
    assert story["out"] not in today


async def test_each_order_is_one(site: Site, story: dict[str, str]) -> None:
    """Oldest, soonest due and by number are the same cases in another order."""
    bai = await site.client("bai")
    assert numbers(await bai.get("/cases?sort=oldest")) == list(story.values())
    assert numbers(await bai.get("/cases?sort=number")) == sorted(story.values())
    soonest = numbers(await bai.get("/cases?sort=due"))
    assert set(soonest) == set(story.values())
    assert soonest[-1] == story["refused"]


# --- whose it is ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("handle", "found"),
    [
        ("qian", {"asked"}),
        ("lin", {"asked", "out", "refused"}),
        ("tao", {"out"}),
        ("gu", {"asked", "out", "refused", "privilege"}),
        ("ding", set()),
    ],
)
async def test_a_list_holds_what_is_the_readers_to_see(site: Site, story: dict[str, str], handle: str, found: set[str]) -> None:
    """house:own-department, house:need-to-know. One's own, the department's for its head, everything for those above all; else nothing."""
    client = await site.client(handle)
    page = await client.get("/cases")
    assert set(numbers(page)) == {story[name] for name in found}
    assert all(number not in page.text for name, number in story.items() if name not in found)


async def test_whoever_has_no_case_is_told_what_to_do(site: Site, story: dict[str, str]) -> None:
    """An empty list says what will stand there."""
    ding = await site.client("ding")
    page = await ding.get("/cases")
    assert "Here stand the cases in which you have a part" in page.text
    assert 'href="/open"' in page.text


# --- pages, and doing without a script ---------------------------------------------------------------


async def test_pages_go_on_where_the_last_one_ended(site: Site, story: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """By key, forwards and back, each case once, the filter kept."""
    monkeypatch.setattr(desk, "PAGE", 2)
    bai = await site.client("bai")
    first = await bai.get("/cases?sort=oldest")
    second = await bai.get(links(first, "next")[0])
    assert [*numbers(first), *numbers(second)] == list(story.values())
    assert "1–2 of 4" in first.text
    assert "3–4 of 4" in second.text
    assert not links(second, "next")
    back = await bai.get(links(second, "prev")[0])
    assert numbers(back) == numbers(first)
    assert not links(back, "prev")


async def test_a_whole_list_can_stand_on_one_page(site: Site, story: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """SO 2.2.2. A register is printed as a whole, not by pages of the screen."""
    monkeypatch.setattr(desk, "PAGE", 2)
    bai = await site.client("bai")
    whole = await bai.get("/cases?rows=all")
    assert len(numbers(whole)) == 4
    assert not links(whole, "next")


async def test_a_form_sent_without_script_ends_at_a_clean_address(site: Site, story: dict[str, str]) -> None:
    """What nobody filled in does not stand in the link that is sent on."""
    bai = await site.client("bai")
    answer = await bai.get("/cases?search=&plan=contract-loan&stage=&sort=newest")
    assert (answer.status_code, answer.headers["location"]) == (303, "/cases?plan=contract-loan")


async def test_htmx_gets_the_same_page_and_the_clean_address(site: Site, story: dict[str, str]) -> None:
    """With a script only the results are taken from it; the address bar shows what can be sent on."""
    bai = await site.client("bai")
    answer = await bai.get("/cases?search=&plan=contract-loan", headers={"hx-request": "true"})
    assert answer.headers["hx-push-url"] == "/cases?plan=contract-loan"
    assert 'id="results"' in answer.text


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("requester=nobody-of-this-name", "requester"),
        ("opened_from=yesterday", "opened_from"),
        ("opened_until=0001-01-01", "opened_until"),
        ("due=someday", "due"),
        ("sort=colour", "sort"),
        ("kept=%3Cscript%3E", "kept"),
    ],
)
async def test_what_is_not_understood_is_said_at_its_field(site: Site, story: dict[str, str], query: str, field: str) -> None:
    """house:form. Nothing typed is lost, nothing is guessed, and nothing of it is markup."""
    bai = await site.client("bai")
    answer = await bai.get(f"/cases?{query}")
    assert answer.status_code == 422
    assert f'href="#field-{field}"' in answer.text
    assert "<script>" not in answer.text
    assert not re.findall(r'<a href="/cases/[A-Z]', answer.text)


async def test_a_cursor_of_another_order_begins_anew(site: Site, story: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A link that was cut or mixed up leads to the first page."""
    monkeypatch.setattr(desk, "PAGE", 2)
    bai = await site.client("bai")
    following = links(await bai.get("/cases"), "next")[0]
    answer = await bai.get(following + "&sort=due")
    assert (answer.status_code, answer.headers["location"]) == (303, "/cases?sort=due")


async def test_who_did_something_finds_it_in_the_list(site: Site, story: dict[str, str]) -> None:
    """Read your own write: ``?after=CASE:VERSION`` waits for the lists; one that never comes is not waited for for ever."""
    bai = await site.client("bai")
    case = await site.case(story["asked"])
    assert len(numbers(await bai.get(f"/cases?after={case}:3"))) == 4
    assert len(numbers(await bai.get("/cases?after=nonsense:x"))) == 4


async def test_both_languages(site: Site, story: dict[str, str]) -> None:
    """Heading, columns, stages and times are the reader's."""
    bai = await site.client("bai", "zh")
    page = await bai.get("/cases")
    for words in ("有哪些案件", "合同借阅", "待审批", "借出中", "未获批准", "钱朵朵", "共 4 件案件"):
        assert words in page.text


# --- registers and files ------------------------------------------------------------------------------


async def test_a_plan_that_lends_makes_a_register(site: Site, story: dict[str, str]) -> None:
    """SO 2.2.2. The register has the form's name and its lines as columns; a purpose is shown to those with a part only."""
    bai, qian, lin = await site.client("bai"), await site.client("qian"), await site.client("lin", "zh")
    page = await bai.get("/cases?plan=contract-loan")
    assert "Register: Loan of a contract 《合同借阅登记表》" in page.text
    assert "Contract number" in page.text
    assert "HT-2026-002" in page.text
    assert SECRET not in page.text
    assert "not shown" in page.text
    assert SECRET in (await qian.get("/cases?plan=contract-loan")).text
    theirs = await lin.get("/cases?plan=contract-loan")
    assert "登记簿：合同借阅《合同借阅登记表》" in theirs.text
    assert SECRET in theirs.text
    assert "<script>alert" not in theirs.text


async def test_a_register_says_when_each_station_was_passed(site: Site, story: dict[str, str]) -> None:
    """SO 2.2.2. Borrower, what, what for, handed out, brought back, checked: what the paper register had."""
    bai = await site.client("bai")
    page = await bai.get("/cases?plan=contract-loan")
    heads = re.findall(r'<th scope="col">([^<]+)</th>', page.text)
    assert heads[:3] == ["Number", "Contract number", "Purpose"]
    assert heads[3:] == ["Asked by", "Where it stands", "Due next", "Handed out", "Brought back", "Checked"]
    found = await records(bai, "/cases.csv?plan=contract-loan&sort=oldest")
    assert found[1]["Handed out (Asia/Shanghai)"]
    assert not found[1]["Brought back (Asia/Shanghai)"]
    assert not found[0]["Handed out (Asia/Shanghai)"]


async def test_a_file_holds_all_pages_of_the_same_filter(site: Site, story: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Complete by default: every case of the filter, whatever a page holds."""
    monkeypatch.setattr(desk, "BATCH", 1)
    bai = await site.client("bai")
    found = await records(bai, "/cases.csv?state=open&sort=due")
    assert [each["Number"] for each in found] == [story["asked"], story["out"], story["privilege"]]
    assert found[1]["Where it stands"] == "lent"
    assert found[1]["Asked by"] == "Sun Boyan"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", found[1]["Due before (Asia/Shanghai)"])


async def test_a_file_calculates_nothing(site: Site, story: dict[str, str]) -> None:
    """What looks like a formula is text to a spreadsheet."""
    bai = await site.client("bai")
    found = await records(bai, "/cases.csv?plan=privilege-elevation")
    assert found[0]["Privilege"] == "'=price-admin"
    assert found[0]["System"] == "ERP"


async def test_a_registers_file_has_its_form(site: Site, story: dict[str, str]) -> None:
    """house:need-to-know. Personal lines only for whom the case shows them to; headings in the reader's language."""
    bai, lin = await site.client("bai"), await site.client("lin", "zh")
    hidden = await records(bai, "/cases.csv?plan=contract-loan&requester=qian")
    assert (hidden[0]["Contract number"], hidden[0]["Purpose"]) == ("HT-2026-001", "(not shown)")
    shown = await records(lin, "/cases.csv?plan=contract-loan&requester=qian")
    assert (shown[0]["合同编号"], shown[0]["借阅用途"], shown[0]["办理阶段"]) == ("HT-2026-001", SECRET, "待审批")


async def test_a_file_holds_nothing_that_the_list_does_not(site: Site, story: dict[str, str]) -> None:
    """Deny by default, in files too; and a file of nothing has its headings."""
    ding, qian = await site.client("ding"), await site.client("qian")
    assert await records(ding, "/cases.csv") == []
    assert [each["Number"] for each in await records(qian, "/cases.csv")] == [story["asked"]]


async def test_a_file_is_not_guessed(site: Site, story: dict[str, str]) -> None:
    """house:form. A filter that is not understood gives no file rather than a wrong one; nobody unknown gets one."""
    bai, nobody = await site.client("bai"), await site.visitor()
    assert (await bai.get("/cases.csv?due=someday")).status_code == 422
    assert (await nobody.get("/cases.csv")).status_code == 303


# --- behind ---------------------------------------------------------------------------------------------


async def test_a_list_that_is_behind_says_so(site: Site, story: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reads a stale list is told that it is one, and where the truth is."""
    lag = await site.backend.reader.lag()
    stale = type(lag)(position=lag.head - 3, head=lag.head, recorded_at=lag.recorded_at, stopped=None)

    async def standing_still() -> object:
        return stale

    monkeypatch.setattr(site.backend.reader, "lag", standing_still)
    monkeypatch.setattr(desk, "PATIENCE_S", 0.1)
    bai = await site.client("bai")
    assert "The list is behind: 3 events" in (await bai.get("/cases")).text


# --- addresses ------------------------------------------------------------------------------------------


def test_an_address_says_only_what_is_asked() -> None:
    """Another filter begins at its first page; the same page keeps its way back."""
    address = list_address.Address(plan="contract-loan", sort="due", page=("a", "b"))
    assert address.href() == "/cases?plan=contract-loan&sort=due"
    assert address.href(state="open", page=("a",)) == "/cases?state=open&plan=contract-loan&sort=due&page=a"
    assert list_address.Address().href() == "/cases"
