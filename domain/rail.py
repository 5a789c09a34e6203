"""A case as a picture: the stations that it has passed, stands at, and has before it. A kind of case draws it from its state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from domain.kernel import Clause, Holder

State = Literal["done", "now", "next", "skipped", "held"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """One part of the way. `title` and `note` are keys of the kind's labels, `outcome` one of its outcomes.

    `who` did it, or is asked, or would be; `when` it was done, `due` by when it must be. A `branch` that is named is a way
    beside the main one, as a wish for more time.
    """

    key: str
    title: str
    state: State
    clause: Clause
    branch: str = ""
    who: tuple[Holder, ...] = ()
    role: str = ""
    when: datetime | None = None
    due: datetime | None = None
    note: str = ""
    outcome: str = ""
