"""The library of cases as the API tells it."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from console.shapes.common import AT, CASE, DUE, AfterOwn, Instant, Next, Said, Title, example


class LibraryFilters(BaseModel):
    """Which cases."""

    model_config = ConfigDict(extra="forbid")

    plan: Annotated[str, Field(max_length=100, description="Only incidents of this plan.")] = ""
    cause_class: Annotated[str, Field(max_length=100, description="Only those that came from this.")] = ""
    q: Annotated[str, Field(max_length=200, description="Words, each of which must begin one of the cause's, a why's or a measure's.")] = ""
    exercise: Annotated[bool, Field(description="Exercises instead.")] = False
    limit: Annotated[int, Field(ge=1, le=200, description="At most so many on one page.")] = 50
    cursor: Annotated[str, Field(max_length=1000, pattern=r"^[\x21-\x7e]*$", description="Where to go on: the last page's `next`.")] = ""
    after: AfterOwn = ""


class LibraryWhy(Said):
    """One step from what happened to where it came from."""

    model_config = example(why="It was down.", because="The disk was full.")

    why: str
    because: str


class LibraryCase(Said):
    """A closed incident: what it came from, and what was put right. It names nobody."""

    model_config = example(
        id=CASE.replace("request", "incident"),
        number="INC-2026-0001",
        plan="incident-four-colour",
        title="Four-colour incident plan",
        level="II, grave",
        colour="orange",
        cause="No alarm was set.",
        cause_class={"id": "technical", "title": "Technical"},
        whys=[{"why": "It was down.", "because": "The disk was full."}],
        measures=["An alarm on every disk."],
        loss=12000,
        opened_at=AT,
        closed_at=DUE,
    )

    id: str
    number: str
    plan: str
    title: str
    level: str
    colour: str
    cause: str
    cause_class: Title
    whys: list[LibraryWhy]
    measures: list[str] = Field(description="As far as others accepted them.")
    loss: int | None = Field(description="In whole yuan; null: not assessed.")
    opened_at: Instant
    closed_at: Instant | None


class Library(Said):
    """A page of the library, the newest first; `classes` are those that the plans in force know."""

    items: list[LibraryCase]
    next: Next
    classes: list[Title]
    behind: int = Field(description="How many events the list does not know yet; above 0 only where it is noticeably late.")
