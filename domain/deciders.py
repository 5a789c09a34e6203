"""The decider of each kind of case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from domain import requests
from domain.kernel import Agenda, Asked, ClaimKey, Decision, Offer, Recorded
from domain.rules import Rules


class Decider(Protocol):
    """What every kind of case brings (see `domain.kernel`). `offers` lists what may be asked now, and by whom."""

    OPENINGS: frozenset[str]
    """The wire names of the commands that open a case."""
    claims: Callable[[Any, Asked, Rules], tuple[ClaimKey, ...]]
    decide: Callable[[Any, Asked, Rules], Decision]
    evolve: Callable[[Any, Recorded], Any]
    agenda: Callable[[Any], Agenda]


DECIDERS: Mapping[str, Any] = {"request": requests}

__all__ = ["DECIDERS", "Agenda", "Decider", "Offer"]
