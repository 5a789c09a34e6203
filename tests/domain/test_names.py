"""Names on the wire are for ever."""

from __future__ import annotations

from pathlib import Path

from domain import shapes

NAMES = Path(__file__).parent / "wire_names.txt"


def _names() -> list[str]:
    commands = [f"{kind} {name}" for kind, table in shapes.COMMANDS.items() for name in table]
    return sorted([*(f"command {each}" for each in commands), *(f"event {name}" for name in shapes.EVENTS)])


def test_a_name_once_released_never_changes() -> None:
    """design.md §3: a committed list of all wire names. New ones are added to it; none is ever taken away."""
    assert NAMES.read_text().split("\n")[:-1] == _names()
