"""One case for one person: what they may see of it, what they may do, and doing it. Pages and API alike come here."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4, uuid5

from activities.ask import Answer, ask
from activities.evidence import PUT
from activities.looks import record_look
from activities.personal import open_up
from console.backend import Backend
from console.caller import Caller, Machine, NotHere, SignInAgain
from console.desk.sights import numbers, of_machine, of_panel
from console.desk.times import Times
from domain import calendar, reading, telling
from domain.deciders import DECIDERS
from domain.kernel import BYLAW, CaseId, Offer, PersonId, Refused, Unavailable, case_id, kind_of, uuid_of
from domain.labelled import KindLabels
from domain.labels import LABELS, titles
from domain.reading import Sight
from domain.reports.receipts import is_receipt
from domain.shapes import plain
from views.kinds import KINDS
from views.page import Page, for_reader, named_in, page
from views.saying import Teller
from views.veil import REPORTER, reporter_of, veiled

NOTHING: Mapping[str, Any] = {}
HIDDEN = object()
"""Stands for a personal value that this person does not see (yet)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A case as one person sees it. `fields` has `HIDDEN` for what is not shown to them."""

    id: CaseId
    number: str
    page: Page
    sight: Sight
    labels: KindLabels
    teller: Teller
    fields: Mapping[str, Any]
    uncovered: bool
    """Whether personal values are open to them."""
    veiled: bool
    """Whether who reported is not shown to them."""
    shown: str
    """Digest of what a decision is bound to."""
    mine: Sequence[Offer]
    """What they may do now."""
    times: Times

    @property
    def case(self) -> Any:
        """Its fold."""
        return self.page.case

    @property
    def version(self) -> int:
        """How many events it has."""
        return self.page.version

    @property
    def stage(self) -> str:
        """Where it stands, as the log says it."""
        stage: str = DECIDERS[kind_of(self.id)].agenda(self.case).stage
        return stage


async def named(backend: Backend, name: str) -> CaseId:
    """A case by its id or its number. Raises `NotHere`."""
    try:
        uuid_of(CaseId(name))
    except ValueError:
        found = await backend.reader.case_of(name.upper()) if _could_be_number(name) else None
    else:
        found = CaseId(name)
    if found is None or kind_of(found) not in KINDS:
        raise NotHere
    return found


def _could_be_number(name: str) -> bool:
    """Whether the lists can be asked for it: what no number is made of, NUL above all, the database does not even take."""
    return name.isascii() and name.isprintable() and len(name) < 64


async def look_at(backend: Backend, caller: Caller | Machine, name: str, *, uncover: bool = False) -> Seen:
    """The case, if they may see it. Raises `NotHere`, also for what is not theirs to see.

    `uncover` opens personal fields that are shown on request only; the look is recorded where the pack says so.
    """
    case = await named(backend, name)
    found = await page(backend.log, backend.governed, KINDS, case, caller.at)
    if found is None:
        raise NotHere
    sight = sight_of(backend, caller, case, found)
    sight = sight if sight.case else await of_panel(backend, caller, found.case)
    if not sight.case:
        raise NotHere
    found = for_reader(found, caller.id)
    uncovered = sight.personal == "shown" or (uncover and sight.personal == "on_request")
    if uncover and sight.recorded and (looked := _looked_at(found, sight)):
        await record_look(backend.log, backend.governed, by=caller.id, case=case, fields=looked, basis=sight.basis, at=caller.at)
    shown, hidden = DECIDERS[kind_of(case)].shown(found.case), _hidden(found, sight, uncover=uncover)
    found = veiled(found, hidden) if hidden is not None else found
    return Seen(
        id=case,
        number=await backend.reader.number_of(case) or case if case == name else name.upper(),
        page=found,
        sight=sight,
        labels=LABELS[kind_of(case)],
        teller=await teller(backend, caller, found),
        fields=await _fields(backend, found, uncovered=uncovered),
        uncovered=uncovered,
        veiled=hidden is not None,
        shown=shown,
        mine=tuple(offer for offer in found.offers if any(holder.person == caller.id for holder in offer.who)),
        times=Times(lang=caller.lang, days=found.rules.calendar, now=caller.at),
    )


def sight_of(backend: Backend, caller: Caller | Machine, case: CaseId, found: Page) -> Sight:
    """What of this case is theirs to see, by the pack that it runs under. A machine with the right sees all but personal fields."""
    if isinstance(caller, Machine):
        return of_machine(found.rules.plan)
    decider = DECIDERS[kind_of(case)]
    sight = reading.sight(
        backend.governed.pack(found.case.pack).reading,
        caller.organisation,
        caller.id,
        caller.at,
        parts=reading.parts(decider, found.history),
        department=found.case.department,
        plan=found.case.plan,
        readers=found.rules.plan.readers,
        asked=caller.id in decider.asked(found.case, found.rules, caller.at),
    )
    sight = replace(sight, source="shown") if caller.id == reporter_of(found.case) else sight
    return telling.narrowed(kind_of(case), found.case, caller.id, sight)


def _hidden(found: Page, sight: Sight, *, uncover: bool) -> PersonId | None:
    """Whoever reported, where this reader does not learn it; behind a receipt nobody does (house:reporter)."""
    who = reporter_of(found.case)
    if who is None or sight.source == "shown":
        return None
    return None if uncover and sight.source == "on_request" and not is_receipt(who) else who


def _looked_at(found: Page, sight: Sight) -> tuple[str, ...]:
    """The lines that are uncovered, and whether it is who reported."""
    lines = tuple(line.name for line in found.rules.plan.fields if line.personal) if sight.personal == "on_request" else ()
    return (*lines, REPORTER) if sight.source == "on_request" and not is_receipt(reporter_of(found.case) or "") else lines


async def teller(backend: Backend, caller: Caller | Machine, found: Page) -> Teller:
    """Says what the log keeps in the reader's language, other cases by their numbers where they are theirs to see."""
    return Teller(
        lang=caller.lang,
        days=found.rules.calendar,
        organisation=found.rules.organisation,
        plan=found.rules.plan,
        name=await backend.names.of(found.rules.organisation, backend.keyring, caller.lang),
        numbers=await numbers(backend, caller, named_in(found.timeline)),
        titles=titles((*backend.governed.pack(found.case.pack).plans.values(), found.rules.plan)),
    )


async def _fields(backend: Backend, found: Page, *, uncovered: bool) -> Mapping[str, Any]:
    """The form's lines with their values; what the log keeps sealed is opened for those who see it."""
    personal = {line.name for line in found.rules.plan.fields if line.personal}
    values = plain(found.case.fields)
    shown = {name: value for name, value in values.items() if uncovered or name not in personal}
    opened: Mapping[str, Any] = await open_up(shown, backend.keyring)
    return {name: opened.get(name, HIDDEN) for name in values}


# --- doing something ----------------------------------------------------------------------------


def command_id(caller: Caller | Machine, key: str) -> UUID:
    """The id of a command from what the caller calls it, so that the same is the same again; a fresh one for nothing."""
    if not key:
        return uuid4()
    try:
        return UUID(key)
    except ValueError:
        return uuid5(BYLAW, f"{caller.id}\x1f{key}")


async def act(
    backend: Backend, caller: Caller | Machine, name: str, command: str, content: Mapping[str, Any], *, key: str = "", shown: str = ""
) -> Answer:
    """Ask a case for something. Raises `Refused` with the rule, `SignInAgain`, `NotHere`, `Unavailable`.

    A file belongs to a case by its digest, so whoever names one must have the file itself: see `console.desk.evidence`. Else anybody
    who learns a digest could put that file to a case of their own, and read it there.
    """
    if command == PUT:
        raise Refused("house:evidence", "bring_the_file", field="sha256")
    return await give(backend, caller, name, command, content, key=key, shown=shown)


async def give(
    backend: Backend, caller: Caller | Machine, name: str, command: str, content: Mapping[str, Any], *, key: str = "", shown: str = ""
) -> Answer:
    """Any command, also one that a door makes up of more than fields. Raises as `act`."""
    case = await named(backend, name)
    found = await page(backend.log, backend.governed, KINDS, case, caller.at)
    if found is None or not sight_of(backend, caller, case, found).case:
        raise NotHere
    _fresh_enough(caller, found, command)
    return await _asked(backend, caller, case, command, content, key, shown)


async def act_on_several(
    backend: Backend, caller: Caller, command: str, content: Mapping[str, Any], chosen: Mapping[str, str], *, key: str
) -> Mapping[str, Answer | Refused | NotHere | SignInAgain | Unavailable]:
    """The same command to several cases, each with the digest of what was shown. What one answers does not touch the others."""

    async def one(name: str, shown: str) -> Answer | Refused | NotHere | SignInAgain | Unavailable:
        try:
            return await act(backend, caller, name, command, content, key=f"{key}/{name}" if key else "", shown=shown)
        except (Refused, NotHere, SignInAgain, Unavailable) as no:
            return no

    answers = await asyncio.gather(*(one(name, shown) for name, shown in chosen.items()))
    return dict(zip(chosen, answers, strict=True))


async def open_case(
    backend: Backend, caller: Caller | Machine, plan: str, fields: Mapping[str, Any], *, beside: Mapping[str, Any] = NOTHING, key: str = ""
) -> Answer:
    """Open a case of a plan of the pack in force; `beside`: what its opening takes beside the form. Raises as `act`."""
    found, _ = backend.governed.plan(plan, caller.at)
    command = command_id(caller, key)
    content = {**beside, "plan": plan, "fields": dict(fields)}
    return await _asked(backend, caller, case_id(found.kind, command), "open", content, str(command), "")


async def _asked(
    backend: Backend, caller: Caller | Machine, case: CaseId, command: str, content: Mapping[str, Any], key: str, shown: str
) -> Answer:
    door = backend.door(caller.at)
    answer = await ask(door, case, command, content, by=caller.id, command=command_id(caller, key), shown=shown)
    if answer.refusal is not None:
        no = answer.refusal
        raise Refused(no.clause, no.key, field=no.field, **no.words)
    return answer


def _fresh_enough(caller: Caller | Machine, found: Page, command: str) -> None:
    """house:fresh-sign-in. A decision for which the plan wants a recent sign-in."""
    for offer in found.offers:
        if offer.command == command and offer.signed_in is not None and not fresh_for(caller, found, offer):
            within = calendar.due(found.rules.calendar, caller.at, offer.signed_in.span) - caller.at
            raise SignInAgain(within.total_seconds(), offer.signed_in.clause)


def fresh_for(caller: Caller | Machine, found: Page, offer: Offer) -> bool:
    """Whether the caller signed in recently enough for what is offered."""
    if offer.signed_in is None:
        return True
    since = caller.session.signed_in_at if caller.session else None
    return since is not None and calendar.due(found.rules.calendar, since, offer.signed_in.span) > caller.at
