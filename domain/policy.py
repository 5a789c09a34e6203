"""What a pack says, as types. Every rule cites a clause or a house rule.

A `Role` is written in a small fixed vocabulary, never as an expression:

    employee · requester · head of requester's department · direct superior of requester · department of subject
    post archivist · group trade-secret-readers · on duty for it-director

In the place of `requester` stands any of the `PARTIES` of a case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import datetime
from typing import Any, Final, Literal, TypeVar

from domain import calendar
from domain.calendar import Calendar, Span
from domain.kernel import Clause

Words = Mapping[str, str]
"""The same words in each language: ``{"zh": …, "en": …}``."""

RoleKind = Literal["employee", "party", "head", "superior", "department", "post", "group", "duty"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """Somebody by what they are: `of` is a party of the case (`requester`), a post or a group.

    `department` is everybody who works in the party's department: whom a publication is for. `duty` is whoever the roster of
    the post `of` has on duty at the instant.
    """

    kind: RoleKind
    of: str = ""

    def __str__(self) -> str:
        return {
            "employee": "employee",
            "party": self.of,
            "head": f"head of {self.of}'s department",
            "superior": f"direct superior of {self.of}",
            "department": f"department of {self.of}",
            "post": f"post {self.of}",
            "group": f"group {self.of}",
            "duty": f"on duty for {self.of}",
        }[self.kind]


PARTIES: Final = ("requester", "subject", "responsible", "appellant", "reporter", "owner", "commander")
"""Who somebody may be in a case. Each kind of case has some of them, and a role about one that it has not is held by nobody."""

OF_A_CASE: Final = ("party", "head", "superior", "department")
"""The kinds of roles that are held about a party, and mean nothing outside a case."""

_HEAD = re.compile(r"head of ([a-z_]+)'s department")
_SUPERIOR = re.compile(r"direct superior of ([a-z_]+)")
_DEPARTMENT = re.compile(r"department of ([a-z_]+)")
_POST = re.compile(r"(post|group) ([a-z0-9-]+)")
_DUTY = re.compile(r"on duty for ([a-z0-9-]+)")


def role(text: str) -> Role:
    """Read a role as a pack writes it. ValueError when it is not in the vocabulary."""
    if text == "employee":
        return Role(kind="employee")
    if text in PARTIES:
        return Role(kind="party", of=text)
    if (m := _HEAD.fullmatch(text)) and m[1] in PARTIES:
        return Role(kind="head", of=m[1])
    if (m := _SUPERIOR.fullmatch(text)) and m[1] in PARTIES:
        return Role(kind="superior", of=m[1])
    if (m := _DEPARTMENT.fullmatch(text)) and m[1] in PARTIES:
        return Role(kind="department", of=m[1])
    if m := _POST.fullmatch(text):
        return Role(kind="post" if m[1] == "post" else "group", of=m[2])
    if m := _DUTY.fullmatch(text):
        return Role(kind="duty", of=m[1])
    raise ValueError(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A length of time and the rule that sets it."""

    span: Span
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A field whose value only one case may hold at a time."""

    klass: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One line of a form. `personal` names the party whose key seals it; a change of a `material` one voids approvals."""

    name: str
    type: Literal["text", "reference", "choice", "date", "number", "person"]
    title: Words
    required: bool = False
    material: bool = False
    personal: str = ""
    choices: tuple[str, ...] = ()
    titles: Mapping[str, Words] = field(default_factory=dict)
    """What choices are called; one without a title stands as it is."""
    clause: Clause = "house:form"
    claim: Claimed | None = None
    longest: int = 2000

    def called(self, choice: str, lang: str) -> str:
        """A choice in this language; one without a title as it stands."""
        return self.titles.get(choice, {}).get(lang, choice)


Rung = Role | Literal["one rung up", "fallback"]
Outcome = str
"""What silence comes to in the end. Each kind of case has its own words for it (`packs.requests.OUTCOMES`, …)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One person who must answer, within what time, reminded when, and what follows silence.

    `rungs` are gone up one by one; then comes `outcome`, which takes effect `late_delivery` after the last due instant.
    """

    by: Role
    clause: Clause
    within: Limit
    remind: tuple[Span, ...] = ()
    rungs: tuple[Rung, ...] = ()
    outcome: Outcome = "refuse"
    signed_in: Limit | None = None
    """How long ago at most whoever answers may have signed in; None = it does not matter. The door sees to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Steps that are asked at the same time; all of them must approve, each by a different person."""

    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRule:
    """What approval gives, for how long at most. `longer` says that a reasoned request may exceed it (SO 2.1.2)."""

    what: Literal["document", "privilege"]
    resource: str
    """The name of the form's field that says which document or privilege."""
    at_most: Limit
    asks: str = ""
    """The name of the form's field in which a shorter or longer time may be asked for, if there is one."""
    longer: Literal["never", "with a reason"] = "never"
    reason_in: str = ""
    """The name of the form's field that must be filled in when more than `at_most` is asked for."""
    given_by: Role | None = None
    """Who hands a document out; None = the system grants by itself."""
    collect: Step | None = None
    """A document that is not fetched in time: the approval lapses."""
    clause: Clause = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRule:
    """How a document comes back: who takes it in and what is checked, within what time."""

    received_by: Role
    check: str
    clause: Clause
    within: Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """What follows a loan that is not back in time: who is reminded, how often, what the borrower may not do meanwhile."""

    remind: Role
    clause: Clause
    every: Limit
    blocks: Clause = ""
    """The rule by which further loans of this plan are blocked; empty = none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One named set of rules for one kind of case. Each kind has a subclass with what only it needs."""

    name: str
    kind: str
    title: Words
    form: str
    prefix: str
    """Begins the human number: ``LOAN`` in LOAN-2026-0042."""
    who: Role
    """Who may open such a case."""
    who_clause: Clause
    fields: tuple[Field, ...]
    clause: Clause = ""
    readers: tuple[Permit, ...] | None = None
    """Who reads such cases beside those with a part in them and those who are asked; None: whom the pack's rules on reading let."""

    def field(self, name: str) -> Field | None:
        """The line of the form called so."""
        return next((each for each in self.fields if each.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPlan(Plan):
    """How something is asked for, given and taken back (policy catalogue A)."""

    approval: tuple[Stage, ...]
    grant: GrantRule
    give_back: ReturnRule | None = None
    overdue: Overdue | None = None
    information: Limit
    """How long a case that was sent back for information waits for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The named parameters of a pack: what the policies leave open."""

    late_delivery: Span
    notices_from: str
    """Local time, HH:MM: notices other than incidents' leave from here …"""
    notices_until: str
    """… until here, of a working day."""
    fallback: Role
    """Who is asked when a ladder says ``fallback``, and alarmed when nobody is left."""
    refusals_per_minute: int = 30
    digest_day: int = 0
    """The day on which heads get their weekly digest, Monday 0 …"""
    digest_at: str = "09:00"
    """… and its local time, HH:MM."""
    at_risk: int = 80
    """The percentage of its term after which something is said to be at risk."""

    def notice_time(self, days: Calendar, at: datetime) -> datetime:
        """When a notice that is not urgent leaves: at once within notice hours, else when they open next."""
        return calendar.notice_time(days, at, self.notices_from, self.notices_until)

    def notices_leave(self, days: Calendar, at: datetime) -> bool:
        """Whether these are notice hours."""
        return self.notice_time(days, at) <= at


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """Whoever holds this post or group, in their own right, and the rule that lets them."""

    by: Role
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Public:
    """A plan whose cases everybody who works here may see, but for what is personal, and the rule that lets them."""

    plan: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRules:
    """Who sees what, beside those who have a part in a case and those who are asked now. As it stands here: nobody."""

    all_cases: tuple[Permit, ...] = ()
    department_cases: Literal["nobody", "head", "head and above"] = "nobody"
    """Who reads the cases of a department because they head it, or hold a post above that."""
    department_clause: Clause = ""
    others: Literal["never", "on request"] = "never"
    """When somebody who has no part sees personal fields."""
    recorded: bool = False
    """Whether such a look is written down."""
    personal_clause: Clause = ""
    figures: tuple[Permit, ...] = ()
    """Who reads figures of single persons."""
    stored: tuple[Permit, ...] = ()
    """Who reads the log as it is stored."""
    notices: tuple[Permit, ...] = ()
    """Who reads the notices of others."""
    open_to_all: tuple[Public, ...] = ()
    """Plans whose cases everybody sees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A quantity that the policies leave open, with the value that this organisation gave it."""

    name: str
    title: Words
    limit: Limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """An organisation's rules, named by the digest of their content."""

    digest: str
    name: str
    title: Words
    settings: Settings
    plans: Mapping[str, Plan]
    house_rules: Mapping[str, Words] = field(default_factory=dict)
    clauses: Mapping[str, Words] = field(default_factory=dict)
    """The words of each cited clause, as the policy book shows them."""
    policies: Mapping[str, Words] = field(default_factory=dict)
    """The title of each policy by its code (``SO``)."""
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    reading: ReadingRules = ReadingRules()


# --- what a plan is made of ---------------------------------------------------------------------

_Part = TypeVar("_Part")


def parts(plan: Any, wanted: type[_Part]) -> Iterator[_Part]:
    """Every `Step`, `Limit`, `Role` … of a plan, wherever it stands, in the order in which the plan has it.

    What is of the wanted type is not looked into further. A citation is text like others: see `cited`.
    """
    if isinstance(plan, wanted):
        yield plan
    else:
        for _, value in _inside(plan):
            yield from parts(value, wanted)


def cited(plan: Any) -> Iterator[Clause]:
    """Every citation of a plan, wherever it stands: what is called `clause` or `…_clause`, or holds one (`Overdue.blocks`)."""
    for name, value in _inside(plan):
        if isinstance(value, str):
            if value and (name in _CITING or name.endswith("clause")):
                yield value
        else:
            yield from cited(value)


_CITING: Final = ("blocks",)


def _inside(value: Any) -> Iterator[tuple[str, Any]]:
    """What it is made of, each with its name; entries of lists and tables have none. Not what it only refers to (`compare=False`)."""
    if is_dataclass(value):
        yield from ((each.name, getattr(value, each.name)) for each in fields(value) if each.compare)
    elif isinstance(value, Mapping):
        yield from (("", each) for each in value.values())
    elif isinstance(value, tuple | frozenset):
        yield from (("", each) for each in value)
