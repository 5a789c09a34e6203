"""What all deciders share: cases, commands, events, clocks, duties, agendas, actors and refusals.

A decider is a module with four functions and knows nothing of where they run:

    claims(case, asked, rules)   -> the claims that the decision must see (ClaimKey, ...)
    decide(case, asked, rules)   -> Decision: what happens now, or Refused is raised; no events = moot
    evolve(case, recorded)       -> the case with one more event written down; never judges, never fails
    agenda(case)                 -> what is owed, when to look again, whether all is done

`case` is None before the opening event. All instants are aware datetimes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, NewType
from uuid import UUID, uuid5

if TYPE_CHECKING:
    from domain.policy import Limit  # which stands on this module

CaseId = NewType("CaseId", str)
PersonId = NewType("PersonId", str)
Clause = str
"""A citation: ``SO 2.2.2``, or where the texts are silent a house rule ``house:ID``."""

BYLAW = UUID("b71a3c52-5d0e-4c8f-9a41-2f6e0d9c7e18")
"""The namespace (RFC 9562 version 5) of every derived id. Never changes."""

SYSTEM = PersonId("system")
"""The actor of clocks and duties."""


# --- names ------------------------------------------------------------------------------------


def case_id(kind: str, opening_command: UUID) -> CaseId:
    """The case that this opening command opens, so that opening twice opens once."""
    return CaseId(f"{kind}-{uuid5(BYLAW, str(opening_command))}")


def kind_of(case: CaseId) -> str:
    """The kind of case: what stands before the UUID."""
    return case[:-37]


def uuid_of(case: CaseId) -> UUID:
    """The stream id of a case; ValueError when `case` is no case id."""
    if case[-37:-36] != "-" or not kind_of(case):
        raise ValueError(f"not a case id: {case[:80]!r}")
    return UUID(case[-36:])


def event_id(command: UUID, category: str, stream: UUID, version: int) -> UUID:
    """The id of the event that `command` causes at this place."""
    return uuid5(command, f"{category}/{stream}/{version}")


def clock_command_id(case: CaseId, clock: str, due: datetime) -> UUID:
    """The id of the one command that tells a case that this clock is due."""
    return uuid5(BYLAW, f"{case}/{clock}/{due.timestamp():.6f}")


def duty_command_id(event: UUID, duty: str, target: str = "") -> UUID:
    """The id of the command by which a duty's end, or what it tells another case, is said."""
    return uuid5(event, f"{duty}/{target}")


# --- who and what -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who asks, with what they held at that instant. A machine has no department."""

    id: PersonId
    department: str = ""
    posts: tuple[str, ...] = ()
    machine: bool = False
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A command on its way to a decision.

    `at` is the instant it is judged on (the signed instant of asking, or the workflow's clock);
    `now` is the workflow's clock and never earlier than `at`.
    """

    case: CaseId
    id: UUID
    command: Any
    by: Actor
    at: datetime
    now: datetime
    pack: str = ""
    """Digest of the pack a case opened by this command runs under."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """An event as the log holds it."""

    event: Any
    id: UUID
    version: int
    happened_at: datetime
    by: PersonId = SYSTEM
    case: CaseId = CaseId("")
    """Whose stream it stands in; the first event's fold needs it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimKey:
    """Names a small stream for what only one may hold: `klass` says of what, `key` which."""

    klass: str
    key: str

    @property
    def stream(self) -> UUID:
        """The id of the claim's stream."""
        return uuid5(BYLAW, f"{self.klass}\x1f{self.key}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ForClaim:
    """An event that belongs to a claim's stream, written in the same transaction as the case's."""

    claim: ClaimKey
    event: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What happens: events of the case, events of claims, and the claims that were relied on unchanged."""

    events: tuple[Any, ...] = ()
    for_claims: tuple[ForClaim, ...] = ()
    relies_on: tuple[ClaimKey, ...] = ()


# --- what is owed -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One obligation with a due instant; `due` is None while it is held, `left` then says what remains."""

    name: str
    clause: Clause
    rule: str
    started: datetime
    due: datetime | None
    calendar: str
    left: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Something the system owes the world. Its key is (event, name).

    `to` is a role or a person as the pack writes it, resolved when it is done; `slot` the step that it
    concerns; `about` the key of the notice's words, or what is granted; `urgent` duties ignore notice hours;
    `late` ones come of an outage, with many others: who is told of several is told of them together.
    """

    event: UUID
    name: str
    kind: Literal["notify", "grant", "revoke", "open", "tell"]
    caused_at: datetime
    about: str
    to: str = ""
    slot: str = ""
    clause: Clause = ""
    urgent: bool = False
    late: bool = False
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """What is owed, when to look again, whether the rules want nothing more of this case."""

    owed: tuple[Duty, ...]
    look_again_at: datetime | None
    closed: bool
    stage: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A person who may act, on what basis, and for whom when standing in."""

    person: PersonId
    basis: str
    stands_in_for: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A command that is open now: for whom, why, until when, and which of its fields must be given.

    `signed_in`: how long ago at most whoever gives it may have signed in; the door sees to it.
    """

    command: str
    who: tuple[Holder, ...]
    clause: Clause
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    slot: str = ""
    until: datetime | None = None
    signed_in: Limit | None = None


# --- the rules say no -------------------------------------------------------------------------


class BylawError(Exception):
    """What can go wrong, and who does what about it.

    BylawError
    ├── Refused         the rules say no           -> the caller is told, with the clause; never retried
    └── WorldError      something outside failed
        ├── Unavailable perhaps later              -> tried again
        └── Rejected    never                      -> an event; the rules and a person look at it
    """


class Refused(BylawError):
    """The rules say no: which rule, about which field, and what the rule wants, as a key of `domain.words`.

    `clause` is a clause or ``house:ID``; `words` fills the sentence; `field` names the input at fault.
    """

    def __init__(self, clause: Clause, key: str, /, *, field: str = "", **words: object) -> None:
        super().__init__(clause, key, words)
        self.clause = clause
        self.key = key
        self.field = field
        self.words = {name: str(value) for name, value in words.items()}


class WorldError(BylawError):
    """Something outside failed."""


class Unavailable(WorldError):
    """Perhaps later: tried again."""


class Rejected(WorldError):
    """Never: the world said no, and a person must look at it."""
