"""A refusal that teaches: which rule, in its own words, who could do it instead, which input is at fault."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from console.backend import Backend
from console.caller import Caller
from console.desk.actions import instead, reason
from console.desk.cases import Seen
from console.desk.clauses import Cited, cited
from console.desk.people import Who
from console.problems import Problem
from domain.kernel import Refused, kind_of
from domain.labels import fields_of, said
from domain.policy import Plan
from eventlog.errors import EventLogError
from views.errors import ViewsError
from views.refusing import numbered, worded
from views.roles import Roles
from views.saying import Teller

LINE = "fields."
NOTHING = Cited(clause="", words="", href="")


@dataclass(frozen=True, slots=True, kw_only=True)
class No:
    """Why something was not done. `field` names the input at fault, `label` is its title."""

    status: int
    title: str
    sentence: str
    cited: Cited = NOTHING
    field: str = ""
    label: str = ""
    who: Sequence[Who] = ()


async def refusal(backend: Backend, caller: Caller, seen: Seen, command: str, no: Refused, problem: Problem) -> No:
    """A refused command of a case."""
    named = await numbered(no, backend.reader.number_of)
    return No(
        status=problem.status,
        title=problem.title,
        sentence=reason(named, seen.teller),
        cited=cited(backend.governed.pack(seen.case.pack), no.clause, caller.lang),
        field=no.field,
        label=label(kind_of(seen.id), command, seen.page.rules.plan, no.field, caller.lang),
        who=instead(seen, command, caller),
    )


async def refused_opening(backend: Backend, caller: Caller, plan: Plan, teller: Teller, no: Refused, problem: Problem) -> No:
    """A request that was not taken."""
    named = await numbered(no, backend.reader.number_of)
    return No(
        status=problem.status,
        title=problem.title,
        sentence=reason(named, teller),
        cited=cited(backend.governed.pack_at(caller.at), no.clause, caller.lang),
        field=no.field,
        label=label(plan.kind, "open", plan, no.field, caller.lang),
    )


async def understood(backend: Backend, no: Refused, lang: str) -> Refused:
    """What a program is answered, or a page of nothing in particular: in words, where what they are taken from answers."""
    with suppress(ViewsError, EventLogError, OSError):
        no = await numbered(no, backend.reader.number_of)
    return worded(no, Roles(lang=lang, organisation=backend.governed.organisation(backend.now()))) if backend.governed.version else no


def away(problem: Problem) -> No:
    """A part of the installation does not answer."""
    return No(status=problem.status, title=problem.title, sentence=problem.detail)


def label(kind: str, command: str, plan: Plan, field: str, lang: str) -> str:
    """What the input at fault is called."""
    if field.startswith(LINE):
        line = plan.field(field.removeprefix(LINE))
        return said(line.title, lang) if line else ""
    titles: Mapping[str, str] = {each.name: said(each.title, lang) for each in fields_of(kind, command)}
    return titles.get(field, "")
