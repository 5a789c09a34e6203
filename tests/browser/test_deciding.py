"""A loan from asking to the check of what came back, with nothing but the pages."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import PageAs, Shot, Stack

PHONE, DESK = 390, 1280

WORDS = {
    "en": {
        "send": "Send the request",
        "approve": "Approve",
        "hand_out": "Hand out",
        "return": "Returned",
        "check": "Confirm the check",
        "yes": "Yes",
        "closed": "returned and complete",
        "decided": "Since you looked last",
    },
    "zh": {
        "send": "提交申请",
        "approve": "批准",
        "hand_out": "借出",
        "return": "归还",
        "check": "确认核验",
        "yes": "是",
        "closed": "已完整归还",
        "decided": "自您上次查看以来",
    },
}


async def _press(page: Page, button: str) -> None:
    """A command of the case's page, and the page that says what has happened."""
    await page.locator("#decide").get_by_role("button", name=button, exact=True).click()
    await expect(page.locator("#done")).to_be_visible()


@pytest.mark.parametrize(("lang", "width"), [("en", DESK), ("zh", PHONE)])
async def test_a_loan_goes_its_whole_way(page_as: PageAs, shot: Shot, lang: str, width: int) -> None:
    """A9, SO 2.2.2: asked with what will come of it in view, approved in the list of tasks, handed out, returned, checked."""
    word = WORDS[lang]
    qian, lin, tao = [await page_as(handle, lang, width) for handle in ("qian", "lin", "tao")]
    await qian.goto("/open")
    await shot(qian, f"open-{lang}-{width}")
    await qian.goto("/open/contract-loan")
    await qian.locator("[name='fields.contract']").fill(f"HT-{lang}-{width}")
    await qian.locator("[name='fields.purpose']").fill("check the delivery terms 核对交货条款")
    await expect(qian.locator("#preview")).to_contain_text("Lin Wangshu" if lang == "en" else "林望舒")
    await expect(qian.locator("#preview")).to_contain_text(f"HT-{lang}-{width}")
    await shot(qian, f"open-form-{lang}-{width}")
    await qian.get_by_role("button", name=word["send"]).click()
    await expect(qian.locator("#done")).to_be_visible()
    await shot(qian, f"case-asked-{lang}-{width}")
    number = re.search(r"LOAN-\d+-\d+", await qian.title())
    assert number is not None
    await lin.goto("/")
    task = lin.locator(".task", has_text=number[0])
    await task.locator("details > summary").first.click()
    await expect(task.locator("form").first).to_be_visible()
    await shot(lin, f"tasks-deciding-{lang}-{width}")
    await task.get_by_role("button", name=word["approve"], exact=True).click()
    await expect(lin.locator("#done")).to_contain_text(number[0])
    await shot(lin, f"tasks-decided-{lang}-{width}")
    await tao.goto(f"/cases/{number[0]}")
    await _press(tao, word["hand_out"])
    await shot(tao, f"case-out-{lang}-{width}")
    await qian.goto(f"/cases/{number[0]}")
    await _press(qian, word["return"])
    await tao.goto(f"/cases/{number[0]}")
    check = tao.locator(f"form[action='/cases/{number[0]}/confirm_check']")
    await tao.locator("#decide summary", has_text=word["check"]).click()
    await check.get_by_label(word["yes"], exact=True).check()
    await shot(tao, f"case-check-{lang}-{width}")
    await check.get_by_role("button").click()
    await expect(tao.locator("#done")).to_be_visible()
    await expect(tao.locator(".answer")).to_contain_text(word["closed"])
    await shot(tao, f"case-closed-{lang}-{width}")
    assert await tao.evaluate("document.documentElement.scrollWidth") <= width


async def test_the_second_of_two_sees_that_it_was_decided(page_as: PageAs, shot: Shot, stack: Stack) -> None:
    """Two people on one case at once: the second reads by whom it was done, and what they typed is still there."""
    number = stack.open("contract-loan", by="qian", contract="HT-TWO", purpose="x")
    stack.act(number, "approve", by="lin")
    tao, jiang = await page_as("tao", "en", DESK), await page_as("jiang-x", "en", PHONE)
    for page in (tao, jiang):
        await page.goto(f"/cases/{number}")
    await _press(tao, "Hand out")
    await jiang.locator("#decide details.more summary").first.click()
    await jiang.locator("#decide textarea").first.fill("from the second shelf")
    await jiang.locator("#decide").get_by_role("button", name="Hand out", exact=True).click()
    await expect(jiang.locator("#problem")).to_be_visible()
    await expect(jiang.locator("main")).to_contain_text("Tao Anran handed out HT-TWO")
    await expect(jiang.locator("main")).to_contain_text("from the second shelf")
    await shot(jiang, "case-second-en-390")


async def test_decided_without_scripts(page_as: PageAs, stack: Stack) -> None:
    """Every page works without JavaScript: from the tasks to the case, refused once, then refused with its reason."""
    number = stack.open("contract-loan", by="zhou", contract="HT-PLAIN", purpose="x")
    page = await page_as("lin", "en", PHONE, javascript=False)
    await page.goto("/")
    await page.get_by_role("link", name=number, exact=True).click()
    refuse = page.locator(f"form[action='/cases/{number}/refuse']")
    await page.locator("#decide summary", has_text="Refuse").click()
    await refuse.locator("textarea").fill("the original stays in the archive")
    await refuse.get_by_role("button").click()
    await expect(page.locator("#done")).to_contain_text("the original stays in the archive")
    await expect(page.locator(".answer")).to_contain_text("refused")


async def test_what_others_do_arrives_quietly(page_as: PageAs, shot: Shot, stack: Stack) -> None:
    """Changes of others come as a line, never under the pointer; shown on demand, with what is new since the last look."""
    number = stack.open("contract-loan", by="qian", contract="HT-QUIET", purpose="x")
    qian, phone = await page_as("qian", "en", DESK), await page_as("qian", "zh", PHONE)
    for page in (qian, phone):
        await page.goto(f"/cases/{number}")
    before = await qian.locator(".answer").text_content()
    stack.act(number, "approve", by="lin")
    line = qian.locator("#changes", has_text="Lin Wangshu approved")
    await expect(line).to_be_visible()
    assert await qian.locator(".answer").text_content() == before
    await line.get_by_role("link").first.click()
    await expect(qian.locator(".answer")).to_contain_text("Approved, to be fetched")
    await expect(qian.locator("main")).to_contain_text("Since you looked last")
    await expect(phone.locator("#changes")).to_contain_text("林望舒")
    await shot(phone, "case-quiet-line-zh-390", whole=False)


@pytest.mark.parametrize(("lang", "width", "dark"), [("en", DESK, True), ("zh", PHONE, False)])
async def test_several_are_answered_at_once(page_as: PageAs, shot: Shot, stack: Stack, lang: str, width: int, *, dark: bool) -> None:
    """Ticked in the list, looked at together, answered with one command; each outcome is told."""
    numbers = [stack.open("contract-loan", by=who, contract=f"HT-{who}-{lang}", purpose="month end") for who in ("wei", "feng", "chu")]
    stack.act(numbers[2], "send_back", by="lin", question="哪一年的？")
    stack.act(numbers[2], "amend", by="chu", note="二〇二四年的")
    lin = await page_as("lin", lang, width, dark=dark)
    await lin.goto("/")
    for number in numbers[:2]:
        await lin.locator(f"input[name='case'][value='{number}']").check()
    await lin.locator(".task", has_text=numbers[2]).locator("details > summary").first.click()
    await expect(lin.locator(".task", has_text=numbers[2])).to_contain_text("二〇二四年的")
    await shot(lin, f"tasks-several-{lang}-{width}")
    await lin.locator("button[form='several']").click()
    await expect(lin.locator("main")).to_contain_text(numbers[0])
    await shot(lin, f"tasks-together-{lang}-{width}")
    await lin.locator("form[action='/tasks/several/approve'] button").click()
    await expect(lin.locator("#done li.done")).to_have_count(2)
    await shot(lin, f"tasks-answered-{lang}-{width}")
