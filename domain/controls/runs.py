"""The names of runs: one case for each control, post and period, whoever opens it and however often it is tried (`design` 3a)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from domain.kernel import BYLAW, CaseId, case_id

KIND = "control"


def opening_id(plan: str, post: str, period: str) -> UUID:
    """The id of the command that opens this run."""
    return uuid5(BYLAW, f"control/{plan}/{post}/{period}")


def opening_again(opening: UUID, day: date) -> UUID:
    """The id under which the same run is opened where the first one was used up for something that was refused; another one each day."""
    return uuid5(opening, f"again/{day}")


def run_id(plan: str, post: str, period: str) -> CaseId:
    """The run itself."""
    return case_id(KIND, opening_id(plan, post, period))


def opening(plan: str, post: str, period: str) -> Mapping[str, Any]:
    """What the command says. Nothing else may: the same id never says two things."""
    return {"plan": plan, "fields": {"period": period, "post": post}}
