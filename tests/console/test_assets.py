"""What the browser is sent: small, from us only, and readable in both themes."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

from console import assets, pages
from console.headers import POLICY

CSS = (assets.OURS / "style.css").read_text()
SCRIPT = (assets.OURS / "console.js").read_text()
TEMPLATES = sorted((pages.HERE / "templates").glob("*.html"))

LIGHT = re.search(r":root \{(.*?)\}", CSS, re.DOTALL)
DARK = re.search(r"prefers-color-scheme: dark\) \{\s*:root \{(.*?)\}", CSS, re.DOTALL)
GROUNDS = ("paper", "surface", "sunken")
WORDS = (
    "ink",
    "soft",
    "accent",
    "accent-strong",
    "risk",
    "overdue",
    "held",
    "done",
    "severity-1",
    "severity-2",
    "severity-3",
    "severity-4",
)
ON_SOFT = [(f"{name}-soft", name) for name in ("accent", "risk", "overdue", "held", "done")]
ON_SOFT += [("accent-soft", "accent-strong"), ("accent", "on-accent"), ("accent-strong", "on-accent")]
ON_SOFT += [(f"{name}-soft", ink) for name in ("accent", "risk", "overdue") for ink in ("ink", "soft")]


def colours(block: re.Match[str] | None) -> dict[str, str]:
    """The colours of a theme by the name of their property."""
    assert block is not None
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6})", block[1]))


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_words_can_be_read_on_every_ground(theme: re.Match[str] | None) -> None:
    """WCAG 2.2 1.4.3: at least 4.5 to 1, for every colour of words on every ground that it stands on."""
    found = colours(theme)
    pairs = [*product(GROUNDS, WORDS), *ON_SOFT]
    poor = {pair: ratio for pair in pairs if (ratio := contrast(found[pair[0]], found[pair[1]])) < 4.5}
    assert not poor


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_shapes_can_be_seen_on_every_ground(theme: re.Match[str] | None) -> None:
    """WCAG 2.2 1.4.11: edges of inputs and parts of pictures, at least 3 to 1."""
    found = colours(theme)
    poor = {ground: ratio for ground in GROUNDS if (ratio := contrast(found[ground], found["edge"])) < 3}
    assert not poor


def test_both_themes_are_made_of_the_same_properties() -> None:
    """Look: dark and print come from the same custom properties; colours stand nowhere else."""
    assert set(colours(LIGHT)) == set(colours(DARK))
    rules = re.sub(r":root \{.*?\}", "", CSS, flags=re.DOTALL)
    assert not re.findall(r"#[0-9a-f]{3,8}\b", rules)
    used = set(re.findall(r"var\(--([a-z0-9-]+)\)", CSS))
    assert used <= set(re.findall(r"--([a-z0-9-]+):", CSS))


def test_sheet_and_script_are_small() -> None:
    """Look: one stylesheet under 30 KB, a few lines of script under 8 KB."""
    assert len(CSS.encode()) < 30 * 1024
    assert len(SCRIPT.encode()) < 8 * 1024


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_templates_hold_nothing_that_the_policy_forbids(file: Path) -> None:
    """The content security policy: no inline style, script or handler, nothing from elsewhere."""
    text = re.sub(r"\{#.*?#\}", "", file.read_text(), flags=re.DOTALL)
    assert "unsafe" not in POLICY
    assert not re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:|hx-on|hx-vals=.js:", text)
    assert not re.findall(r"<script(?![^>]*\ssrc=)", text)
    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", text)


def test_the_script_runs_nothing_that_it_was_sent() -> None:
    """The content security policy: no code from text, no HTML from what people typed."""
    assert SCRIPT.startswith('"use strict";')
    assert not re.findall(r"\beval\b|new Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write", SCRIPT)


def test_files_of_the_browser_are_there() -> None:
    """Every file that the base template asks for."""
    names = re.findall(r"asset\('([^']+)'\)", (pages.HERE / "templates" / "base.html").read_text())
    assert {"style.css", "console.js", "htmx.js", "icon.svg"} <= set(names)
    assert all(assets.content(name) for name in names)
