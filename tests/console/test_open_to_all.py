"""What a plan opens to all: where its cases stand, and nothing personal; other cases stay with those they concern."""

from __future__ import annotations

from tests.console.site import Site


async def test_where_a_line_stands_is_everybodys_to_see(site: Site) -> None:
    """MK 5.3.2. Owner, day and progress; what somebody wrote about it only those with a part read. No other plan's cases."""
    form = {"finding": "the register has gaps", "responsible": site.person("he").id, "criterion": "no gap"}
    number = await site.open("rectification", by="han", **form)
    await site.act(number, "submit_report", by="he", changed_rules="entered the same day", execution="counted")
    await site.act(number, "send_back", by="shen", reason="whispered reason")
    loan = await site.open("contract-loan", by="he", contract="HT-1", purpose="a customer asks")
    qian, han = await site.client("qian"), await site.client("han")
    page = await qian.get(f"/cases/{number}")
    assert page.status_code == 200
    assert "the register has gaps" in page.text
    assert "whispered reason" not in page.text
    assert "whispered reason" in (await han.get(f"/cases/{number}")).text
    assert (await qian.get(f"/cases/{loan}")).status_code == 404


async def test_a_list_of_such_a_plan_holds_them_all_and_other_lists_what_concerns_somebody(site: Site) -> None:
    """MK 5.3.2. Asked for by plan or kind, they are listed for everybody; the list of all cases is not flooded with them."""
    form = {"finding": "a door stands open", "responsible": site.person("lv").id, "criterion": "always shut"}
    number = await site.open("rectification", by="han", **form)
    qian, lv = await site.client("qian"), await site.client("lv")
    listed = (await qian.get("/cases?plan=rectification")).text
    assert number in listed
    assert all(f">{title}" in listed for title in ("Put right", "Accepted", "Effect"))
    assert number not in (await qian.get("/cases")).text
    assert number in (await lv.get("/cases")).text
