"""A case's files as the API tells of them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from console.shapes.cases import Version
from console.shapes.common import AT, CASE, DIGEST, PERSON, Instant, PersonRef, Said, example

Digest = Annotated[str, Field(description="SHA-256 of the content, hexadecimal: by it the file is read.")]
_FILE = {"digest": DIGEST, "name": "gate.jpg", "media": "image/jpeg", "size": 482133}


class Handled(Said):
    """Somebody who was handed the file. `exported`: with all of the case."""

    model_config = example(by=PERSON, at=AT, exported=False)

    by: PersonRef | None
    at: Instant
    exported: bool


class File(Said):
    """A file of a case. `name` and `note` are empty where personal words are not shown; `readers` is null for whom they are none of.

    `by` is null where nobody is to be told who it was.
    """

    model_config = example(**_FILE, by=PERSON, at=AT, taken_at=None, note="the north gate at night", readers=None)

    digest: Digest
    name: str
    media: str
    size: int
    by: PersonRef | None
    at: Instant
    taken_at: Instant | None
    note: str
    readers: list[Handled] | None


class Files(Said):
    """All of them, in the order in which they came. `readable`: whether the caller may be handed them."""

    model_config = example(case=CASE, number="VIO-2026-0001", readable=True, items=[])

    case: str
    number: str
    readable: bool
    items: list[File]


class Put(Said):
    """A file that was put. `moot`: the case has it already."""

    model_config = example(**_FILE, case=CASE, number="VIO-2026-0001", outcome="done", version=4, command=PERSON["id"])

    case: str
    number: str
    digest: Digest
    name: str
    media: str
    size: int
    outcome: Literal["done", "moot"]
    version: Version
    command: str
