"""Who may act, as a page says it: by name, on what basis, for whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.kernel import Holder, PersonId
from domain.organisation import Organisation
from views.saying import Teller


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """A person who may act. `instead_of` is the name of whom they stand in for."""

    id: PersonId
    name: str
    handle: str
    basis: str
    instead_of: str = ""


def who(holders: Iterable[Holder], teller: Teller) -> tuple[Who, ...]:
    """The holders in the reader's language."""
    return tuple(_who(holder, teller) for holder in holders)


def called(person: PersonId, teller: Teller) -> Who:
    """Somebody without a basis: a requester, an actor."""
    return Who(id=person, name=teller.name(person), handle=handle(person, teller.organisation), basis="")


def handle(person: PersonId, organisation: Organisation) -> str:
    """What their page is called; empty for whoever is not in the organisation (any more)."""
    found = organisation.people.get(person)
    return found.handle if found is not None and found.active else ""


def named(people: Iterable[Who], lang: str) -> str:
    """Their names in one line, each once."""
    return ("、" if lang == "zh" else ", ").join(dict.fromkeys(each.name for each in people))


def _who(holder: Holder, teller: Teller) -> Who:
    """A stand-in's basis is that of the person they stand in for: the name says the rest."""
    absent = holder.stands_in_for
    basis = holder.basis.partition(": ")[2] if absent else holder.basis
    return Who(
        id=holder.person,
        name=teller.name(holder.person),
        handle=handle(holder.person, teller.organisation),
        basis=teller.role(basis) if basis else "",
        instead_of=teller.name(absent) if absent else "",
    )
