"""Files on a case's page: chosen, put, listed, kept."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from playwright.async_api import FilePayload, expect

from tests.browser.conftest import DESK, PHONE, PageAs, Shot, Stack
from tests.browser.everywhere import unfold
from tests.browser.test_axe import SMALL, TOO_SMALL, TOO_WIDE, axe, violations

__all__ = ["axe"]

PHOTO = b"\xff\xd8\xff" + bytes(range(256)) * 4000
DIGEST = sha256(PHOTO).hexdigest()


@pytest.mark.parametrize(
    ("lang", "width", "put"), [("en", DESK, "Put a file to the case"), ("zh", PHONE, "提交文件")], ids=["desk", "phone"]
)
async def test_a_file_is_put_by_hand_and_comes_back(
    page_as: PageAs, stack: Stack, axe: str, shot: Shot, tmp_path: Path, lang: str, width: int, put: str
) -> None:
    """house:evidence. Chosen in the page's form, sent with what is to be seen, listed with its digest, kept and not shown; WCAG 2.2 AA."""
    report = stack.open("violation-report", "qian", what="the north gate stood open all night")
    page = await page_as("qi", lang, width)
    photo: FilePayload = {"name": "北门.jpg", "mimeType": "image/jpeg", "buffer": PHOTO}
    await page.goto(f"/cases/{report}")
    await page.locator("#evidence summary", has_text=put).click()
    await page.locator("#evidence input[type=file]").set_input_files(files=[photo])
    await page.locator("#evidence textarea").fill("at night")
    await page.locator("#evidence button", has_text=put).click()
    await expect(page.locator("#done")).to_be_focused()
    await expect(page.locator("#done li")).to_contain_text("北门.jpg")
    file = page.locator("#evidence .files > li")
    await expect(file).to_have_count(1)
    async with page.expect_download() as coming:
        await file.locator("a[download]").click()
    kept = await coming.value
    await kept.save_as(tmp_path / "kept")
    assert (kept.suggested_filename, (tmp_path / "kept").read_bytes() == PHOTO) == ("北门.jpg", True)
    await unfold(page)
    await expect(file).to_contain_text(DIGEST)
    await shot(page, f"evidence-{lang}-{width}")
    assert await violations(page, axe) == []
    assert await page.evaluate(TOO_SMALL, [width == PHONE, SMALL]) == []
    assert await page.evaluate(TOO_WIDE, width) == []
