"""What governance has come to, and what of it was in force at an instant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import assert_never

from domain.governance.facts import (
    GONE,
    CalendarAdopted,
    CalendarProposed,
    Document,
    DoorKeyAdded,
    DoorKeyWithdrawn,
    DutyAssigned,
    DutySwapped,
    DutyWithdrawn,
    Event,
    OrganisationChanged,
    OrganisationProposed,
    PackAdopted,
    PackProposed,
    Rostered,
    StandInEnded,
    StandInSet,
    TokenAdded,
    TokenWithdrawn,
    What,
)
from domain.kernel import PersonId, Recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """A document and the instant since when it counts; who adopted it, who proposed it and why (nobody for the first)."""

    what: What
    digest: str
    since: datetime
    by: PersonId
    proposed_by: PersonId | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A document that waits for a second person."""

    what: What
    digest: str
    replaces: str
    by: PersonId
    stood_in_for: PersonId | None
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A stand-in as it was set, since when that is known, and when it was ended early, if it was."""

    set: StandInSet
    since: datetime
    by: PersonId
    ended: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A window on a post's roster, since when it is known, and when it was withdrawn or given away, if it was."""

    id: str
    post: str
    person: PersonId
    start: datetime
    end: datetime
    since: datetime
    by: PersonId
    uid: str = ""
    given_by: PersonId | None = None
    ended: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorKey:
    """A door's public key, what it may vouch for, and from when until when it is believed."""

    key: str
    public: str
    title: str
    machine: PersonId | None
    since: datetime
    withdrawn: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What lets a machine in: the digest of its secret, what it may do, and from when until when."""

    token: str
    digest: str
    machine: PersonId
    title: str
    rights: tuple[str, ...]
    until: datetime
    since: datetime
    withdrawn: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Governance:
    """Everything that was ever in force, so that any instant can be asked for."""

    version: int = 0
    last_at: datetime | None = None
    documents: Mapping[str, Document] = field(default_factory=dict)
    adopted: tuple[InForce, ...] = ()
    proposals: Mapping[str, Proposal] = field(default_factory=dict)
    windows: Mapping[str, Window] = field(default_factory=dict)
    door_keys: Mapping[str, DoorKey] = field(default_factory=dict)
    tokens: Mapping[str, Token] = field(default_factory=dict)
    duties: Mapping[str, Duty] = field(default_factory=dict)
    read_duties: Mapping[tuple[str, str], DutyAssigned] = field(default_factory=dict)
    """What calendars said last, by post and by what they call it: also of windows that were given away since."""


NOTHING = Governance()


# --- as of an instant --------------------------------------------------------------------------


def in_force(state: Governance, what: What, at: datetime) -> InForce | None:
    """The document of this sort that counted at the instant; None before the first."""
    return next((a for a in reversed(state.adopted) if a.what == what and a.since <= at), None)


def latest(state: Governance, what: What) -> str:
    """The digest of the newest document of this sort; empty before the first."""
    return next((a.digest for a in reversed(state.adopted) if a.what == what), "")


def stand_ins(state: Governance, at: datetime) -> tuple[StandInSet, ...]:
    """The windows known at the instant that have neither ended nor run out by then."""
    return tuple(w.set for w in state.windows.values() if w.since <= at < w.set.end and (w.ended is None or at < w.ended))


def duties(state: Governance, at: datetime) -> tuple[Duty, ...]:
    """The windows known at the instant, of then and of later, that were neither withdrawn nor given away by then."""
    return tuple(each for each in state.duties.values() if each.since <= at < each.end and (each.ended is None or at < each.ended))


def door_key(state: Governance, key: str, at: datetime) -> DoorKey | None:
    """The key, if it was believed at the instant."""
    found = state.door_keys.get(key)
    if found is None or at < found.since or (found.withdrawn is not None and found.withdrawn <= at):
        return None
    return found


def token_by_digest(state: Governance, digest: str, at: datetime) -> Token | None:
    """The token whose secret has this digest, if it lets somebody in at the instant."""
    return next((token for token in tokens(state, at) if token.digest == digest), None)


def tokens(state: Governance, at: datetime) -> tuple[Token, ...]:
    """Every token that lets somebody in at the instant."""
    found = (token for token in state.tokens.values() if token.since <= at < token.until)
    return tuple(token for token in found if token.withdrawn is None or at < token.withdrawn)


# --- bookkeeping -------------------------------------------------------------------------------


def evolve(state: Governance, recorded: Recorded) -> Governance:
    """Write down what happened. Never judges, never fails."""
    event: Event = recorded.event
    state = replace(state, version=recorded.version, last_at=recorded.happened_at)
    match event:
        case PackProposed():
            return _proposed(state, "pack", event, recorded)
        case CalendarProposed():
            return _proposed(state, "calendar", event, recorded)
        case OrganisationProposed():
            return _proposed(state, "organisation", event, recorded)
        case PackAdopted():
            return _adopted(state, "pack", event, recorded)
        case CalendarAdopted():
            return _adopted(state, "calendar", event, recorded)
        case OrganisationChanged():
            return _adopted(state, "organisation", event, recorded)
        case StandInSet() | StandInEnded():
            return _stood_in(state, event, recorded)
        case DoorKeyAdded() | DoorKeyWithdrawn():
            return _door(state, event, recorded)
        case TokenAdded() | TokenWithdrawn():
            return _token(state, event, recorded)
        case DutyAssigned() | DutyWithdrawn() | DutySwapped():
            return _duty(state, event, recorded)
        case _:
            assert_never(event)


def _proposed(
    state: Governance, what: What, event: PackProposed | CalendarProposed | OrganisationProposed, recorded: Recorded
) -> Governance:
    proposal = Proposal(
        what=what,
        digest=event.digest,
        replaces=event.replaces,
        by=recorded.by,
        stood_in_for=event.stood_in_for,
        at=recorded.happened_at,
        reason=event.reason,
    )
    return replace(
        state,
        documents={**state.documents, event.digest: event.document},
        proposals={**state.proposals, event.digest: proposal},
    )


def _adopted(state: Governance, what: What, event: PackAdopted | CalendarAdopted | OrganisationChanged, recorded: Recorded) -> Governance:
    waiting = {digest: each for digest, each in state.proposals.items() if digest != event.digest}
    proposal = state.proposals.get(event.digest)
    adopted = InForce(
        what=what,
        digest=event.digest,
        since=recorded.happened_at,
        by=recorded.by,
        proposed_by=event.proposed_by,
        reason=proposal.reason if proposal else "",
    )
    return replace(state, documents={**state.documents, event.digest: event.document}, adopted=(*state.adopted, adopted), proposals=waiting)


def _stood_in(state: Governance, event: StandInSet | StandInEnded, recorded: Recorded) -> Governance:
    match event:
        case StandInSet():
            window = Window(set=event, since=recorded.happened_at, by=recorded.by)
            return replace(state, windows={**state.windows, event.id: window})
        case StandInEnded():
            ended = replace(state.windows[event.id], ended=recorded.happened_at)
            return replace(state, windows={**state.windows, event.id: ended})
        case _:
            assert_never(event)


def _door(state: Governance, event: DoorKeyAdded | DoorKeyWithdrawn, recorded: Recorded) -> Governance:
    match event:
        case DoorKeyAdded():
            key = DoorKey(key=event.key, public=event.public, title=event.title, machine=event.machine, since=recorded.happened_at)
            return replace(state, door_keys={**state.door_keys, event.key: key})
        case DoorKeyWithdrawn():
            withdrawn = replace(state.door_keys[event.key], withdrawn=recorded.happened_at)
            return replace(state, door_keys={**state.door_keys, event.key: withdrawn})
        case _:
            assert_never(event)


def _token(state: Governance, event: TokenAdded | TokenWithdrawn, recorded: Recorded) -> Governance:
    match event:
        case TokenAdded():
            token = Token(
                token=event.token,
                digest=event.digest,
                machine=event.machine,
                title=event.title,
                rights=event.rights,
                until=event.until,
                since=recorded.happened_at,
            )
            return replace(state, tokens={**state.tokens, event.token: token})
        case TokenWithdrawn():
            withdrawn = replace(state.tokens[event.token], withdrawn=recorded.happened_at)
            return replace(state, tokens={**state.tokens, event.token: withdrawn})
        case _:
            assert_never(event)


def _duty(state: Governance, event: Rostered, recorded: Recorded) -> Governance:
    match event:
        case DutyAssigned():
            known = {**state.read_duties, (event.post, event.uid): event} if event.uid else state.read_duties
            return replace(state, duties={**state.duties, event.id: _window(event, recorded)}, read_duties=known)
        case DutyWithdrawn():
            ended = replace(state.duties[event.id], ended=recorded.happened_at)
            gone = (event.post, ended.uid) if event.reason == GONE else None  # should the calendar have it again, it is news
            known = {name: each for name, each in state.read_duties.items() if name != gone} if gone else state.read_duties
            return replace(state, duties={**state.duties, event.id: ended}, read_duties=known)
        case DutySwapped():
            given = replace(state.duties[event.replaces], ended=recorded.happened_at)
            taken = replace(_window(event, recorded), given_by=event.given_by)
            return replace(state, duties={**state.duties, event.replaces: given, event.id: taken})
        case _:
            assert_never(event)


def _window(event: DutyAssigned | DutySwapped, recorded: Recorded) -> Duty:
    return Duty(
        id=event.id,
        post=event.post,
        person=event.person,
        start=event.start,
        end=event.end,
        since=recorded.happened_at,
        by=recorded.by,
        uid=event.uid,
    )


def fold(state: Governance, history: Iterable[Recorded]) -> Governance:
    """Write down one event after another."""
    for recorded in history:
        state = evolve(state, recorded)
    return state
