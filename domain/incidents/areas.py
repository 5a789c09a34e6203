"""The parts of which incidents are made, beside levels, obligations and the ladder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from domain.incidents.alerts.area import AREA as ALERTS
from domain.incidents.area import Area
from domain.incidents.ending.area import AREA as ENDING
from domain.incidents.freezing.area import AREA as FREEZING
from domain.incidents.room.area import AREA as ROOM

AREAS: tuple[Area, ...] = (ALERTS, ROOM, FREEZING, ENDING)

_T = TypeVar("_T")


def joined(name: str, own: Mapping[str, _T]) -> dict[str, _T]:
    """A table of the kind with what the parts add to it."""
    return {**own, **{key: value for area in AREAS for key, value in getattr(area, name).items()}}


def words(name: str, own: Mapping[str, Any]) -> dict[str, Any]:
    """A table of words with what the parts add to it."""
    return {**own, **{key: value for area in AREAS for key, value in getattr(area.words, name).items()}}


def of_command(command: Any) -> Area:
    """The part whose command it is."""
    return next(area for area in AREAS if isinstance(command, tuple(area.commands.values())))


def with_task(name: str) -> Area | None:
    """The part whose task it is; None: an obligation, or the acknowledgement."""
    return next((area for area in AREAS if name in area.tasks), None)


def each(name: str, *given: Any) -> Iterator[Any]:
    """What every part yields, one after the other."""
    for area in AREAS:
        found: Iterable[Any] = getattr(area, name)(*given)
        yield from found
