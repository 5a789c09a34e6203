"""Which values of governance commands are personal, and whose key seals them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from domain.kernel import PersonId

Path = tuple[str, ...]

OF_A_PERSON = ("name", "address")
"""What an organisation says of a person and only that person's key may open."""


def personal(name: str, content: Mapping[str, Any], by: PersonId) -> tuple[tuple[Path, PersonId], ...]:
    """Paths into the content of the command `name`, each with the person whose key seals it."""
    match name:
        case "adopt_first":
            return tuple(_people(content.get("organisation"), ("organisation",)))
        case "propose" if content.get("what") == "organisation":
            return tuple(_people(content.get("document"), ("document",)))
        case "delegate":
            return ((("reason",), PersonId(str(content.get("absent") or by))),)
        case "end_delegation" | "withdraw_duty" | "swap_duty" | "change_duty":
            return ((("reason",), by),)
        case _:
            return ()


def _people(organisation: Any, at: Path) -> Iterator[tuple[Path, PersonId]]:
    people = organisation.get("people") if isinstance(organisation, Mapping) else None
    for place, person in enumerate(people if isinstance(people, list) else ()):
        if isinstance(person, Mapping) and isinstance(person.get("id"), str):
            for part in OF_A_PERSON:
                if person.get(part):
                    yield (*at, "people", str(place), part), PersonId(person["id"])
