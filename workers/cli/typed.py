"""What is typed on the command line and means the same near and far."""

from __future__ import annotations

from domain.governance import What

KINDS: tuple[What, ...] = ("organisation", "calendar", "pack")
"""The documents that are adopted, in the order in which they are."""

YES, NO = ("true", "yes", "1"), ("false", "no", "0")


def yes_no(text: str) -> bool | str:
    """Whether it is meant; anything else as it was typed, for the rules to refuse."""
    return text.lower() in YES if text.lower() in YES + NO else text
