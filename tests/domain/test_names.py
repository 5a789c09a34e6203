"""Names are for ever, and every X has a Y: each refusal its sentences, each event its line, each clause its test."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain import shapes, words
from tests.domain.playing import pack

ROOT = Path(__file__).parents[2]
NAMES = Path(__file__).parent / "wire_names.txt"
ROOMS = ("domain", "activities", "workers", "views", "packs")


def _names() -> list[str]:
    commands = [f"{kind} {name}" for kind, table in shapes.COMMANDS.items() for name in table]
    return sorted([*(f"command {each}" for each in commands), *(f"event {name}" for name in shapes.EVENTS)])


def test_a_name_once_released_never_changes() -> None:
    """design.md §3: a committed list of all wire names. New ones are added to it; none is ever taken away."""
    assert NAMES.read_text().split("\n")[:-1] == _names()


def _refusals() -> Iterator[tuple[str, str]]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "Refused":
                    yield from ((str(key.value), path.name) for key in node.args[1:2] if isinstance(key, ast.Constant))


@pytest.mark.parametrize("key", sorted({key for key, _ in _refusals()}))
def test_every_refusal_is_said_in_both_languages(key: str) -> None:
    """house:form: one clear sentence, in Chinese and in English."""
    assert set(words.REFUSALS[key]) == {"zh", "en"}


@pytest.mark.parametrize("name", sorted(name for name in shapes.EVENTS if name.split(".")[0] in ("request", "clock", "duty")))
def test_every_event_has_a_line_in_the_timeline(name: str) -> None:
    """CS 4.4.2: who, when, what, result, in both languages."""
    assert set(words.TIMELINE[name]) == {"zh", "en"}


def _abouts() -> set[str]:
    text = "".join(path.read_text() for path in (ROOT / "domain" / "requests").glob("*.py"))
    return set(re.findall(r'about="([a-z_]+)"', text))


@pytest.mark.parametrize("about", sorted(_abouts()))
def test_every_notice_is_worded_in_both_languages(about: str) -> None:
    """SO 4.2.1: whoever is reminded understands it."""
    assert set(words.NOTICES[about]) == {"zh", "en"}


@pytest.mark.parametrize("clause", sorted(pack().clauses))
def test_every_clause_has_a_test(clause: str) -> None:
    """house-style: one test per clause; its docstring cites it."""
    told = "".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py") if path.name != Path(__file__).name)
    assert clause in told
