"""What rooms are made of: facts in words, each with when, who and by which rule. Told is what the timeline tells this reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from activities.personal import open_up
from console.backend import Backend
from console.desk.cases import Seen
from console.desk.clauses import Cited
from console.desk.people import Who
from console.desk.story import content
from console.desk.times import When
from views.page import Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One line of a fact. `words`: what somebody wrote; `state`: its mark."""

    text: str = ""
    who: tuple[Who, ...] = ()
    when: When | None = None
    words: str = ""
    cited: Cited | None = None
    state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something about the case, under its title."""

    title: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A room with its template; `title` heads it. `content`: what only this kind's template knows; `wide`: above all columns."""

    template: str
    title: str
    facts: tuple[Fact, ...] = ()
    content: Any = None
    wide: bool = False
    first: bool = False
    """Whether it stands above the way of the case, too: the first thing on a phone."""
    commands: frozenset[str] = frozenset()
    """Commands whose forms stand in the room itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An event that its reader is told, its words open where they are theirs to read."""

    line: Line
    data: Mapping[str, Any]

    def said(self, name: str) -> str:
        """What stands in it under this name; empty: nothing."""
        value = self.data.get(name)
        return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """All of them, in order."""

    events: Sequence[Event]

    def all(self, *types: str) -> list[Event]:
        """Those of these types."""
        return [each for each in self.events if each.line.type in types]

    def last(self, *types: str) -> Event | None:
        """The last of these types."""
        return next(iter(reversed(self.all(*types))), None)


async def events(backend: Backend, seen: Seen) -> Events:
    """What this reader is told of a case."""
    opened = await open_up({str(line.version): content(seen, line) for line in seen.page.timeline}, backend.keyring)
    return Events(events=[Event(line=line, data=opened[str(line.version)]) for line in seen.page.timeline])


def facts(*found: tuple[str, Sequence[Value]]) -> tuple[Fact, ...]:
    """Those of which there is anything to say."""
    return tuple(Fact(title=title, values=tuple(values)) for title, values in found if values)
