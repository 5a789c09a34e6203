"""A whole stack, as `bylaw run` starts it, and the system's Chromium as one person or another.

Whatever the browser complains of fails the test.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright, expect

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
PHONE, TABLET, DESK = 390, 768, 1280
PATIENCE_MS = 60_000
expect.set_options(timeout=PATIENCE_MS)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--font-render-hinting=none",
]
FONTS: dict[str, str | float | bool] = {**os.environ, "FONTCONFIG_FILE": str(Path(__file__).with_name("fonts.conf"))}
FORESEEN = re.compile(
    r"Failed to load resource: (the server responded with a status of (4..|503)|net::ERR_)"
    r"|Response Status Error Code 4"
    r"|^(htmx:\w+, )?\[object (Event|HTMLElement)\]"  # HTMX's own words for a request or a stream of changes that was cut off
)
"""A refusal is an answer, and a network that a test takes away is missed: no fault of a page."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What fails in a browser is tried once more, and the summary says that it was: decision 105."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.flaky(reruns=1))


@dataclass(frozen=True)
class Stack:
    """Everything that `bylaw run` starts, with a home of its own."""

    home: Path
    address: str = ""

    def __call__(self, *words: str) -> str:
        """What the command line printed."""
        environment = dict(os.environ) | {"BYLAW_HOME": str(self.home)}
        command = [sys.executable, "-m", "workers.cli", *words]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=100, check=False, cwd=ROOT)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def open(self, plan: str, by: str, **fields: str) -> str:
        """A new case; its number."""
        words = [word for name, value in fields.items() for word in ("--field", f"{name}={value}")]
        return str(json.loads(self("open", plan, "--as", by, *words, "--json"))["number"])

    def act(self, number: str, command: str, by: str, **fields: str) -> None:
        """A command to a case."""
        words = [word for name, value in fields.items() for word in ("--field", f"{name}={value}")]
        self("act", number, command, "--as", by, *words)


class PageAs(Protocol):
    """Opens a page for a signed-in person (nobody: ``""``)."""

    async def __call__(self, handle: str, lang: str = "en", width: int = DESK, *, dark: bool = False, javascript: bool = True) -> Page: ...


class Shot(Protocol):
    """Writes a page's picture under a name."""

    async def __call__(self, page: Page, name: str, *, whole: bool = True) -> None: ...


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """One stack for all browser tests; they open cases of their own. Outside pytest's folders, which PostgreSQL's user could not enter.

    ``BYLAW_TEST_HOME`` names the home of one that runs already, for trying a single test again and again.
    """
    if given := os.environ.get("BYLAW_TEST_HOME"):
        yield _running(Stack(home=Path(given)))
        return
    home = Path(tempfile.mkdtemp(prefix="bylaw-browser-"))
    home.chmod(0o711)
    starting = Stack(home=home / "home")
    try:
        starting("run", "--detach")
        yield _running(starting)
    finally:
        starting("stop")
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def cases(stack: Stack) -> dict[str, str]:
    """Two loans by name: one waits for Lin's answer, one is out; a violation and an incident that were reported."""
    own = uuid.uuid4().hex[:6].upper()
    asked = stack.open("contract-loan", "zhou", contract=f"HT-{own}-1", purpose="check the delivery terms before Thursday's visit")
    lent = stack.open("contract-loan", "qian", contract=f"HT-{own}-2", purpose="核对交货条款，准备与客户续签")
    stack.act(lent, "approve", "lin")
    stack.act(lent, "hand_out", "tao")
    report = stack.open("violation-report", "zhou", what="Customer lists leave the house by private mail")
    stack.act(report, "accept_report", "qi", subject="feng", breach="private-mailbox", summary="The mail log shows it")
    incident = stack.open("incident-four-colour", "qian", what="Customer list on a public page", harm="major-leak")
    return {"asked": asked, "lent": lent, "violation": _led_to(stack, report), "incident": incident}


def _led_to(stack: Stack, number: str) -> str:
    """The case that another one was to open; it comes by itself."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        chain = json.loads(stack("show", number, "--chain", "--json"))
        if len(chain["cases"]) > 1:
            return str(chain["cases"][1]["number"])
    raise AssertionError(f"{number} has led to nothing")


def _running(stack: Stack) -> Stack:
    return Stack(home=stack.home, address=json.loads(stack("status", "--json"))["addresses"]["console"])


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where the system's Chromium is; installed where it is missing and that is possible."""
    found = subprocess.run([ROOT / "tools" / "chromium"], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    return found.stdout.strip()


@pytest.fixture(scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """One browser; each page has a profile of its own."""
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS, env=FONTS)
        yield running
        await running.close()


@pytest.fixture
async def page_as(browser: Browser, stack: Stack) -> AsyncIterator[PageAs]:
    """Pages of one test. At its end: no errors in the browser's console, no violation of the content security policy."""
    contexts, complaints = [], list[str]()

    async def opened(handle: str, lang: str = "en", width: int = DESK, *, dark: bool = False, javascript: bool = True) -> Page:
        context = await browser.new_context(**_device(stack, lang, width, dark=dark), java_script_enabled=javascript)
        contexts.append(context)
        await context.add_cookies([{"name": "lang", "value": lang, "url": stack.address}])
        page = await context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", lambda message: _complain(complaints, message))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if handle:
            answer = await context.request.post("/sign-in", form={"person": handle, "next": "/me"}, max_redirects=0)
            assert answer.status == 303, await answer.text()
        return page

    yield opened
    for context in contexts:
        await context.close()
    assert not complaints, "\n".join(complaints)


def _device(stack: Stack, lang: str, width: int, *, dark: bool) -> dict[str, Any]:
    phone = width < TABLET
    return {
        "base_url": stack.address,
        "viewport": {"width": width, "height": 844 if phone else 900},
        "has_touch": phone,
        "is_mobile": phone,
        "device_scale_factor": 2 if phone else 1,
        "color_scheme": "dark" if dark else "light",
        "reduced_motion": "reduce",
        "locale": "zh-CN" if lang == "zh" else "en-GB",
        "timezone_id": "Asia/Shanghai",
    }


def _complain(complaints: list[str], message: ConsoleMessage) -> None:
    if message.type == "error" and not FORESEEN.search(message.text):
        complaints.append(f"{urlsplit(message.location.get('url', '')).path}: {message.text}")


@pytest.fixture
def shot() -> Shot:
    """Takes a picture of a page if ``BYLAW_SCREENSHOTS`` names a folder for them."""
    folder = os.environ.get("BYLAW_SCREENSHOTS")

    async def take(page: Page, name: str, *, whole: bool = True) -> None:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            await page.screenshot(path=Path(folder) / f"{name}.png", full_page=whole)

    return take
