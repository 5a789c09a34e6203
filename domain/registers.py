"""What a list of a plan's cases says of each beside its form, and whether it takes the place of a register kept on paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from domain.policy import Plan, RequestPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """`stations` of the rail (by title) whose instants are columns. `kept`: the cases of the plan are a register of their own."""

    stations: tuple[str, ...] = ()
    kept: bool = False


def register(plan: Plan) -> Register:
    """A plan's register; a plain list where its kind has none."""
    found = REGISTERS.get(plan.kind)
    return found(plan) if found is not None else Register()


def _request(plan: RequestPlan) -> Register:
    """Something leaves the house and comes back; or a privilege is given and taken back."""
    if plan.grant.what == "document":
        return Register(stations=("collect", "return", "check"), kept=True)
    return Register(stations=("granted", "revoked"))


def _rectification(_plan: Plan) -> Register:
    """The ledger has a page of its own; a list of one plan's lines says when each was done, accepted, and verified."""
    return Register(stations=("rectify", "accept", "check_effect"))


REGISTERS: Mapping[str, Callable[[Any], Register]] = {"request": _request, "rectification": _rectification}
