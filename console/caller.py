"""Who asks: a signed-in person, or a machine with a token. What they may do is looked up in the log, never in what they sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.kernel import PersonId
from domain.organisation import Organisation, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A person's session. `csrf` must come with everything that changes something; `signed_in_at` is when they last proved who they are."""

    id: str
    person: PersonId
    csrf: str
    signed_in_at: datetime
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A person as the organisation has them now. `session` is None where a token of theirs speaks for them; `name` is for their pages."""

    person: Person
    organisation: Organisation
    at: datetime
    lang: str
    name: str = ""
    session: Session | None = None

    @property
    def id(self) -> PersonId:
        """Who."""
        return self.person.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A machine with a service token. It has these rights and no others."""

    id: PersonId
    title: str
    rights: frozenset[str]
    organisation: Organisation
    at: datetime
    lang: str = "en"
    session: None = None

    def may(self, right: str) -> bool:
        """Whether it has the right; ``command`` is had with that of any kind of case."""
        return right in self.rights or (right == COMMAND and any(each.startswith(f"{COMMAND} ") for each in self.rights))


COMMAND = "command"


def allow(caller: Caller | Machine, right: str) -> None:
    """What a person may see or do the desk says; a machine needs the right by name. Raises `NoRight`."""
    if isinstance(caller, Machine) and not caller.may(right):
        raise NoRight(right)


class NotSignedIn(Exception):
    """Nobody known asks. Pages send them to sign in; the API answers 401."""


class SignInAgain(Exception):
    """The plan wants a recent sign-in for this decision (step-up). `within` seconds; pages send them to sign in again."""

    def __init__(self, within_s: float, clause: str) -> None:
        super().__init__(within_s, clause)
        self.within_s = within_s
        self.clause = clause


class NoRight(Exception):
    """A machine asks for what its token does not let it; `right` is empty where no machine is let in."""

    def __init__(self, right: str = "") -> None:
        super().__init__(right)
        self.right = right


class NotHere(Exception):
    """There is no such thing, or the caller may not know that there is: both look the same."""
