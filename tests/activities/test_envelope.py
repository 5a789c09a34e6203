"""What every command travels in."""

from __future__ import annotations

from dataclasses import fields

import pytest

from activities.received import ENVELOPE
from domain.deciders import DECIDERS
from domain.shapes import COMMANDS


@pytest.mark.parametrize("kind", DECIDERS)
def test_no_command_has_a_field_of_the_envelope(kind: str) -> None:
    """house:form. What every command travels in has words of its own; a command's field of the same name would be lost on the way."""
    clash = {(name, each.name) for name, command in COMMANDS[kind].items() for each in fields(command)} & {
        (name, word) for name in COMMANDS[kind] for word in ENVELOPE
    }
    assert clash == set()
