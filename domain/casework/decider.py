"""The functions that `domain.deciders` wants of a kind of case, made from what the kind brings of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from domain import clocks, duties
from domain.casework import commands as c
from domain.casework import common, form, passing, people
from domain.casework import events as e
from domain.casework.draft import Draft
from domain.casework.fold import evolve as fold
from domain.casework.kind import Kind
from domain.casework.preview import Preview, preview
from domain.casework.rail import rail
from domain.casework.state import CLOSED, Work
from domain.kernel import SYSTEM, Agenda, Asked, ClaimKey, Decision, Duty, Holder, Offer, PersonId, Recorded, Refused
from domain.procedure import Line
from domain.rail import Station
from domain.rules import Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Decider:
    """See `domain.deciders.Decider`."""

    kind: Kind
    OPENINGS: frozenset[str]
    COMMANDS: Mapping[str, type]
    claims: Callable[[Any, Asked, Rules], tuple[ClaimKey, ...]]
    decide: Callable[[Any, Asked, Rules], Decision]
    evolve: Callable[[Any, Recorded], Any]
    agenda: Callable[[Any], Agenda]
    offers: Callable[[Any, Rules, datetime], tuple[Offer, ...]]
    recipients: Callable[[Any, Duty, Rules, datetime], tuple[Holder, ...]]
    asked: Callable[[Any, Rules, datetime], frozenset[PersonId]]
    people_in: Callable[[Any], frozenset[PersonId]]
    shown: Callable[[Any], str]
    due: Callable[[Any, Duty], datetime | None]
    preview: Callable[[Rules, PersonId, Mapping[str, Any], datetime], Preview]
    preview_claims: Callable[[Any, PersonId, Mapping[str, Any]], tuple[ClaimKey, ...]]
    rail: Callable[[Any, Rules, datetime], tuple[Station, ...]]
    procedure: Callable[[Any], tuple[Line, ...]]


def decider(kind: Kind) -> Decider:
    """All of them, bound to this kind."""
    return Decider(
        kind=kind,
        OPENINGS=frozenset(kind.openings),
        COMMANDS={**c.SHARED, **kind.openings, **kind.own},
        claims=kind.claims,
        decide=lambda case, asked, rules: decide(kind, case, asked, rules),
        evolve=lambda case, recorded: fold(kind, case, recorded),
        agenda=agenda,
        offers=lambda case, rules, at: offers(kind, case, rules, at),
        recipients=lambda case, duty, rules, at: people.recipients(kind, case, duty, rules, at),
        asked=lambda case, rules, at: people.asked_now(kind, case, rules, at),
        people_in=lambda event: people_in(kind, event),
        shown=lambda case: form.digest(kind.matter(case)),
        due=lambda case, duty: due(kind, case, duty),
        preview=lambda rules, person, fields, at: preview(kind, rules, person, fields, at),
        preview_claims=lambda _plan, _person, _fields: (),  # opening one of these claims nothing
        rail=lambda case, rules, at: rail(kind, case, rules, at),
        procedure=kind.procedure,
    )


# --- deciding -------------------------------------------------------------------------------------


def decide(kind: Kind, case: Any, asked: Asked, rules: Rules) -> Decision:
    """What happens now. Refused when the rules say no; no events when nothing is new.

    What is due at the instant the command is judged on has run out before it, whichever came in first.
    """
    if isinstance(asked.command, tuple(kind.openings.values())):
        if case is not None:
            raise Refused("house:form", "already_open")
        draft: Draft[Any] = Draft(kind=kind, asked=asked, rules=rules)
        kind.opening(draft)
        return draft.decision()
    if case is None:
        raise Refused("house:form", "unknown_case", case=asked.case)
    _may_say(kind, asked)
    if isinstance(asked.command, c.TimePassed):
        asked = replace(asked, at=asked.now)
    draft = Draft(kind=kind, asked=asked, rules=rules, known=case)
    passing.run_out(draft)
    _judge(draft, asked.command)
    return draft.decision()


def _may_say(kind: Kind, asked: Asked) -> None:
    from_us = (*c.SYSTEM_ONLY, *(kind.own[name] for name in kind.from_cases))
    if isinstance(asked.command, from_us) and asked.by.id != SYSTEM:
        raise Refused("house:form", "from_the_system", field="command")


def _judge(draft: Draft[Any], command: Any) -> None:
    """The table of contents."""
    match command:
        case c.TimePassed():
            pass  # all that is due has run out already
        case c.Notified():
            passing.notified(draft, command)
        case c.Granted() | c.Revoked():
            passing.confirmed(draft, command)
        case c.DutyFailed():
            passing.failed(draft, command)
        case c.LookAgain():
            passing.look_again(draft)
        case c.HandOn():
            common.hand_on(draft, command)
        case c.Comment():
            common.comment(draft, command)
        case c.AddEvidence():
            common.add_evidence(draft, command)
        case _:
            draft.kind.judge(draft, command)


# --- what is owed and open ------------------------------------------------------------------------


def agenda(case: Work) -> Agenda:
    """What is owed, when to look again, whether all is done."""
    clock = clocks.next_due(case.clocks)
    return Agenda(owed=case.owed, look_again_at=clock.due if clock else None, closed=case.stage == CLOSED, stage=case.stage)


def offers(kind: Kind, case: Work, rules: Rules, at: datetime) -> tuple[Offer, ...]:
    """Every command that is open now, with the people who may give it and why they may."""
    own = kind.offers(case, rules, at)
    if case.stage == CLOSED:
        return tuple(offer for offer in own if offer.who)
    found = (*own, *_handing_on(kind, case, rules, at), *_beside(kind, case, rules, at))
    return tuple(offer for offer in found if offer.who)


def offer_of(kind: Kind, case: Work, rules: Rules, at: datetime, task: str, command: str, **more: Any) -> tuple[Offer, ...]:
    """The command by which a waiting task of this name is done, for whoever may do it; none while it does not wait."""
    found = []
    for each in case.tasks:
        if each.name == task:
            clock, step = case.clocks.get(f"answer:{each.id}"), kind.step_of(case, rules.plan, each)
            shared: dict[str, Any] = {
                "command": command,
                "who": people.eligible(kind, case, each, rules.organisation, at),
                "clause": each.clause,
                "slot": each.id,
                "until": clock.due if clock else None,
                "signed_in": step.signed_in,
            }
            found.append(Offer(**{**shared, **more}))
    return tuple(found)


def _handing_on(kind: Kind, case: Work, rules: Rules, at: datetime) -> tuple[Offer, ...]:
    names = sorted(kind.hand_on)
    return tuple(each for name in names for each in offer_of(kind, case, rules, at, name, "hand_on", needs=("to", "reason"), until=None))


def _beside(kind: Kind, case: Work, rules: Rules, at: datetime) -> tuple[Offer, ...]:
    org = rules.organisation
    may = {
        "comment": (common.commenters(kind, case, rules, at), "house:comments", ("text",), ()),
        "add_evidence": (common.givers(kind, case, rules, at), common.EVIDENCE, ("sha256",), ("name", "media", "size", "taken_at", "note")),
    }
    return tuple(
        Offer(
            command=name,
            who=tuple(Holder(person=person, basis="part") for person in _active(org, who)),
            clause=rule,
            needs=needs,
            takes=takes,
        )
        for name, (who, rule, needs, takes) in may.items()
    )


def _active(org: Any, people_: frozenset[PersonId]) -> list[PersonId]:
    return sorted(person for person in people_ if person in org.people and org.people[person].active)


def people_in(kind: Kind, event: Any) -> frozenset[PersonId]:
    """Who gets a part in the case by this event, beside whoever acts: who is asked, named, told or stood in for."""
    match event:
        case e.Asked(people=named) | e.WentUp(people=named) | duties.Notified(to=named):
            return frozenset(named)
        case e.HandedOn(to=person):
            return frozenset({person})
        case e.Done(stands_in_for=absent) if absent is not None:
            return frozenset({absent})
        case _:
            return kind.people_in(event)


def due(kind: Kind, case: Work, duty: Duty) -> datetime | None:
    """By when what a notice speaks of is due."""
    clock = case.clocks.get(f"answer:{duty.slot}") if duty.slot else None
    return clock.due if clock is not None else kind.due(case, duty)
