"""What a machine is answered that sent alerts."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field


class Taken(BaseModel):
    """What came of one alert."""

    outcome: Literal["done", "moot"] = Field(description="`moot`: it is over, and nothing was open.")
    case: str = Field(description="The incident that has it; empty where nothing was open.")
    number: str = Field(description="What people call it.", examples=["INC-2026-0042"])
    count: int = Field(ge=0, description="How many of these alerts the incident had with this one.")


class TakenAll(Taken):
    """What came of a delivery: of its only or last alert, and of each."""

    alerts: list[Taken] = Field(description="In the order in which they were sent.")
