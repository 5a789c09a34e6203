"""Pages hold together at every width, in both languages and themes."""

from __future__ import annotations

import pytest

from tests.browser.conftest import PageAs, Shot


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", [320, 1280])
async def test_nothing_has_to_be_scrolled_sideways(page_as: PageAs, shot: Shot, lang: str, width: int) -> None:
    """WCAG 2.2 1.4.10: at 320 px a page still fits."""
    page = await page_as("lin", lang, width)
    await page.goto("/")
    await shot(page, f"tasks-{lang}-{width}")
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
