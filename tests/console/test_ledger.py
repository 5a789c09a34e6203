"""The rectification ledger: the page, its file, the API."""

from __future__ import annotations

import csv
import io

import pytest

from tests.console.site import Site


@pytest.fixture(scope="module")
async def lines(site: Site) -> dict[str, str]:
    """Lines in two departments: one to be put right, one sent back, one before the committee, one accepted."""
    found = {}
    for name, responsible in (("fresh", "qian"), ("sent back", "he"), ("reported", "he"), ("accepted", "he")):
        who = site.person(responsible).id
        found[name] = await site.open("rectification", by="han", finding=f"gap {name} <b>", responsible=who, criterion="no gap")
    for name in ("sent back", "reported", "accepted"):
        await site.act(found[name], "submit_report", by="he", changed_rules="same day", execution="checked")
    await site.act(found["sent back"], "send_back", by="cao", reason="March is missing")
    await site.act(found["reported"], "accept", by="cao")
    await site.act(found["accepted"], "accept", by="cao")
    await site.act(found["accepted"], "accept", by="shen")
    await site.settled()
    return found


async def test_everybody_sees_owner_date_and_progress(site: Site, lines: dict[str, str]) -> None:
    """MK 5.3.2. Somebody of another department reads every line: finding, who is responsible, by when, how far it is."""
    page = (await (await site.client("moreau")).get("/ledger")).text
    for number in lines.values():
        assert f'href="/cases/{number}"' in page
    for words in ("gap fresh &lt;b&gt;", "sent back once", "to be accepted: 1 of 2 voices", "its effect is looked at on", "MK 5.3.2"):
        assert words in page
    assert "100 % of what was due" in page


async def test_it_is_read_in_chinese(site: Site, lines: dict[str, str]) -> None:
    """Both languages always."""
    page = (await (await site.client("moreau", "zh")).get("/ledger")).text
    assert all(words in page for words in ("整改台账", "已退回 1 次", "待验收：2 票中已有 1 票", "核查效果"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"fresh", "sent back", "reported", "accepted"}),
        ("view=overdue", set()),
        ("view=mine", {"fresh"}),
        ("view=closed", set()),
        ("stage=to_accept", {"reported"}),
        ("stage=to_rectify", {"fresh", "sent back"}),
        ("department=sales-back-office", {"fresh"}),
        ("department=nowhere%00", set()),
        ("view=nonsense&stage=nonsense", {"fresh", "sent back", "reported", "accepted"}),
        ("page=nonsense", {"fresh", "sent back", "reported", "accepted"}),
    ],
)
async def test_it_is_narrowed_by_its_address(site: Site, lines: dict[str, str], query: str, found: set[str]) -> None:
    """The address is the filter and can be sent on; what says nothing is left out of it."""
    page = (await (await site.client("qian")).get(f"/ledger?{query}", follow_redirects=True)).text
    assert {name for name, number in lines.items() if f'href="/cases/{number}"' in page} == found


async def test_soonest_due_first_and_walked_by_keys(site: Site, lines: dict[str, str]) -> None:
    """What is due first stands first; a page goes on exactly where the last one ended; what no clock runs for comes last."""
    api, cursor = await site.client("moreau"), ""
    got: list[tuple[str, str | None]] = []
    while len(got) < 9:
        page = (await api.get("/api/v1/ledger", params={"limit": 1, "cursor": cursor})).json()
        got += [(each["number"], each["due"] and each["due"]["at"]) for each in page["items"]]
        if page["next"] is None:
            break
        cursor = page["next"]
    assert sorted(number for number, _ in got) == sorted(lines.values())
    assert got == sorted(got, key=lambda each: (each[1] is None, each[1] or ""))
    assert got[-1][0] == lines["accepted"]


async def test_the_api_says_what_the_page_says(site: Site, lines: dict[str, str]) -> None:
    """How often it was sent back, in which round, and the rate: of what is due or done already (F8), accepted ones are put right."""
    body = (await (await site.client("moreau")).get("/api/v1/ledger")).json()
    line = next(each for each in body["items"] if each["number"] == lines["sent back"])
    assert (line["stands"], line["sent_back"], line["round"], line["stage"]) == ("to be put right, sent back once", 1, 1, "to_rectify")
    assert line["responsible"]["handle"] == "he"
    assert [(each["due"], each["done"], each["share"]) for each in body["rates"]] == [(1, 1, 1.0)]


async def test_all_of_it_as_a_file(site: Site, lines: dict[str, str]) -> None:
    """A file of the same filter, for a spreadsheet."""
    answer = await (await site.client("moreau")).get("/ledger.csv?stage=to_accept")
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"), newline=""), strict=True))
    assert [(row["Number"], row["Finding"]) for row in rows] == [(lines["reported"], "gap reported <b>")]
