"""Whose task it is: from what a case asks (a role, levels above it, about whom) to people, and from a person to what is asked of them.

The second way is found from the organisation, never from the tasks: however many cases there are, it costs the same. What an
organisation says is worked out once and kept as long as that organisation is; stand-ins are looked at each time.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.kernel import PersonId
from domain.organisation import Organisation, Person, nominal, on_duty
from domain.policy import Role
from domain.policy import role as read_role
from views.telling import PERSON

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping
    from datetime import datetime

KEPT = 4
"""Organisations that are kept worked out: the one in force, and those that somebody looks back at."""

Office = tuple[str, int]
"""A role as the pack writes it, and levels above it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theirs:
    """What is asked of this office is one person's, when it is about one of these people (or about nobody: "")."""

    role: str
    rung: int
    parties: tuple[str, ...]


class Whose:
    """Finds it, with the organisation as of an instant."""

    def __init__(self) -> None:
        self._known: OrderedDict[int, _Offices] = OrderedDict()

    def theirs(self, organisation: Organisation, person: PersonId, at: datetime, offices: Iterable[Office]) -> list[Theirs]:
        """What of these offices is this person's, in their own right or as a stand-in."""
        found, acts_for = self._offices(organisation), (person, *_absent(organisation, person, at))
        out = []
        for role, rung in offices:
            parties = self._about(organisation, found, acts_for, (role, rung), at)
            if parties:
                out.append(Theirs(role=role, rung=rung, parties=tuple(sorted(parties))))
        return out

    def people(self, organisation: Organisation, role: str, rung: int, party: str, at: datetime) -> frozenset[PersonId]:
        """Who holds an office about this party, with those who stand in for them."""
        on_duty = _on_duty(organisation, role, rung, at)
        if role == PERSON:
            own = frozenset({PersonId(party)})
        else:
            own = self._offices(organisation).holders(role, rung, party) if on_duty is None else on_duty
        windows = (each for each in organisation.stand_ins if each.absent in own and each.start <= at < each.end)
        return own | {each.stand_in for each in windows if _active(organisation, each.stand_in)}

    def _about(
        self, organisation: Organisation, offices: _Offices, acts_for: tuple[PersonId, ...], office: Office, at: datetime
    ) -> frozenset[str]:
        """About whom one of these people is asked."""
        role, rung = office
        if role == PERSON:
            return frozenset(acts_for)
        on_duty = _on_duty(organisation, role, rung, at)
        if on_duty is not None:
            return frozenset() if on_duty.isdisjoint(acts_for) else frozenset({""})
        return offices.parties(role, rung, acts_for)

    def _offices(self, organisation: Organisation) -> _Offices:
        """Kept by the people themselves: an organisation with other stand-ins is the same."""
        key = id(organisation.people)
        found = self._known.pop(key, None)
        if found is None or not found.same(organisation):
            found = _Offices(organisation)
        self._known[key] = found
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        return found


def _absent(organisation: Organisation, person: PersonId, at: datetime) -> tuple[PersonId, ...]:
    """For whom they stand in at this instant."""
    if not _active(organisation, person):
        return ()
    return tuple(each.absent for each in organisation.stand_ins if each.stand_in == person and each.start <= at < each.end)


def _on_duty(organisation: Organisation, role: str, rung: int, at: datetime) -> frozenset[PersonId] | None:
    """Whom the roster has on duty now; None: this office is no duty, or above it, and then its holders do not change by the hour."""
    wanted = None if rung or role == PERSON else read_role(role)
    if wanted is None or wanted.kind != "duty":
        return None
    return frozenset(holder.person for holder in on_duty(organisation, wanted.of, at))


def _active(organisation: Organisation, person: PersonId) -> bool:
    return person in organisation.people and organisation.people[person].active


class _Offices:
    """Who holds which office about whom, by post and place alone. Each office is worked out when it is first asked for."""

    def __init__(self, organisation: Organisation) -> None:
        self._organisation = organisation
        self._holders: dict[Office, Mapping[str, frozenset[PersonId]]] = {}
        self._parties: dict[Office, Mapping[PersonId, frozenset[str]]] = {}

    def same(self, organisation: Organisation) -> bool:
        """Whether what was worked out holds for this one too."""
        ours, theirs = self._organisation, organisation
        return (
            ours.people is theirs.people
            and ours.posts is theirs.posts
            and ours.groups is theirs.groups
            and ours.departments is theirs.departments
        )

    def holders(self, role: str, rung: int, party: str) -> frozenset[PersonId]:
        """Who holds it."""
        if (role, rung) not in self._holders:
            self._work_out(role, rung)
        return self._holders[role, rung].get(party, frozenset())

    def parties(self, role: str, rung: int, people: Iterable[PersonId]) -> frozenset[str]:
        """About whom one of these people holds it."""
        if (role, rung) not in self._parties:
            self._work_out(role, rung)
        found = self._parties[role, rung]
        return frozenset(party for person in people for party in found.get(person, ()))

    def _work_out(self, role: str, rung: int) -> None:
        wanted, holders = read_role(role), dict[str, frozenset[PersonId]]()
        for alike in _alike(self._organisation, wanted):
            found = nominal(self._organisation, wanted, {wanted.of: PersonId(alike[0])}, rung)
            holders |= dict.fromkeys(alike, frozenset(holder.person for holder in found))
        if wanted.kind == "party" and not rung:  # alike in everything but that each is themselves
            holders = {party: frozenset({PersonId(party)}) if who else who for party, who in holders.items()}
        parties: dict[PersonId, set[str]] = defaultdict(set)
        for party, people in holders.items():
            for person in people:
                parties[person].add(party)
        self._holders[role, rung] = holders
        self._parties[role, rung] = {person: frozenset(about) for person, about in parties.items()}


def _alike(organisation: Organisation, role: Role) -> Iterable[list[str]]:
    """About whom a role may be: people for whom it is held by the same ones stand together."""
    if role.kind in ("employee", "post", "group", "duty"):
        return [[""]]
    together: dict[Hashable, list[str]] = defaultdict(list)
    for person in organisation.people.values():
        together[_kin(person, role)].append(person.id)
    return together.values()


def _kin(person: Person, role: Role) -> Hashable:
    """All that decides who is above somebody."""
    return person.department if role.kind in ("head", "department") else (person.active, person.superior, person.department, person.posts)
