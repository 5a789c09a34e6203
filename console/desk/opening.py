"""Asking for something: what there is to ask for, and what would come of it, shown before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from activities.previewing import preview
from console.backend import Backend
from console.caller import Caller, Machine
from console.desk.actions import reason
from console.desk.clauses import Cited, cited
from console.desk.people import Who, who
from console.desk.refusals import label
from console.desk.times import Times, When, long
from console.i18n import translations
from domain import organisation
from domain.deciders import DECIDERS
from domain.kernel import Refused
from domain.labels import command_label, outcome_title, said, titles
from domain.policy import Pack, Plan
from views.saying import Teller

BLANK = "missing_field"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A plan of the pack in force: what it is called, its form, its rule with its words, and who may ask for it."""

    name: str
    title: str
    form: str
    cited: Cited
    who: str
    who_cited: Cited
    mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """One step: who would answer, within what time, by when if asked now, and what silence leads to."""

    stage: int
    role: str
    who: tuple[Who, ...]
    within: str
    when: When | None
    provisional: bool
    passed_over: tuple[str, ...]
    then: tuple[str, ...]
    outcome: str
    cited: Cited


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the last yes would give, for how long; by whom, and within what time it must be fetched, where it is handed out."""

    what: str
    term: str
    until: When
    by: str
    collect: str
    cited: Cited


@dataclass(frozen=True, slots=True, kw_only=True)
class InTheWay:
    """Why it would be refused, or not given as things stand. `label` names the line at fault."""

    field: str
    label: str
    sentence: str
    cited: Cited


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """What would come of it. That a line is still empty is no objection while somebody types."""

    steps: tuple[Answering, ...]
    gives: Given | None
    """None where nothing is given: a report, a finding."""
    objections: tuple[InTheWay, ...]
    warnings: tuple[InTheWay, ...]

    def wrong(self) -> Mapping[str, str]:
        """What is wrong with which line."""
        return {each.field: each.sentence for each in self.objections if each.field}


# --- what there is ----------------------------------------------------------------------------------


def catalogue(backend: Backend, caller: Caller, teller: Teller) -> tuple[Offered, ...]:
    """Every plan of the pack in force by which somebody opens a case; what only another case opens is nobody's to ask for."""
    pack = backend.governed.pack_at(caller.at)
    return tuple(_offered(pack, plan, caller, teller) for plan in pack.plans.values() if opened_by_people(plan))


def opened_by_people(plan: Plan) -> bool:
    """Whether anybody may ask for it: whoever is something only to a case has no case yet."""
    return bool(DECIDERS[plan.kind].OPENINGS) and plan.who.kind in ("employee", "post", "group")


def _offered(pack: Pack, plan: Plan, caller: Caller, teller: Teller) -> Offered:
    return Offered(
        name=plan.name,
        title=said(plan.title, caller.lang) or plan.name,
        form=plan.form,
        cited=cited(pack, plan.clause or plan.who_clause, caller.lang),
        who=teller.role(str(plan.who)),
        who_cited=cited(pack, plan.who_clause, caller.lang),
        mine=organisation.holds(caller.organisation, plan.who, {"requester": caller.id}, caller.id),
    )


async def teller_of(backend: Backend, caller: Caller | Machine, plan: Plan) -> Teller:
    """Says what a plan says, before there is a case."""
    name = await backend.names.of(caller.organisation, backend.keyring, caller.lang)
    days, tables = backend.governed.calendar(caller.at), titles((*backend.governed.pack_at(caller.at).plans.values(), plan))
    return Teller(lang=caller.lang, days=days, organisation=caller.organisation, plan=plan, name=name, titles=tables)


def opening_title(plan: Plan, lang: str) -> tuple[str, str]:
    """What the button says and does."""
    found = command_label(plan.kind, "open")
    return said(found.title, lang), said(found.does, lang)


# --- what would come of it ----------------------------------------------------------------------------


async def ahead(backend: Backend, caller: Caller, plan: Plan, teller: Teller, fields: Mapping[str, Any]) -> Ahead:
    """The preview by the rules that would judge it, with what the log says now of the claims concerned."""
    found = await preview(backend.log, backend.governed, plan=plan.name, by=caller.id, fields=fields, at=caller.at)
    pack, times = backend.governed.pack_at(caller.at), Times(lang=caller.lang, days=teller.days, now=caller.at)
    refusals = [await _in_the_way(backend, pack, plan, teller, each) for each in found.refusals if each.key != BLANK]
    warnings = [await _in_the_way(backend, pack, plan, teller, each) for each in found.warnings if each.key != BLANK]
    return Ahead(
        steps=tuple(_answering(pack, teller, times, step) for step in found.steps),
        gives=_given(pack, teller, times, found.gives) if found.gives else None,
        objections=tuple(refusals),
        warnings=tuple(warnings),
    )


async def _in_the_way(backend: Backend, pack: Pack, plan: Plan, teller: Teller, each: Any) -> InTheWay:
    values = dict(each.words)
    if values.get("case"):
        values["case"] = await backend.reader.number_of(values["case"]) or values["case"]
    no = Refused(each.clause, each.key, field=each.field, **values)
    return InTheWay(
        field=each.field,
        label=label(plan.kind, "open", plan, each.field, teller.lang),
        sentence=reason(no, teller),
        cited=cited(pack, each.clause, teller.lang),
    )


def _answering(pack: Pack, teller: Teller, times: Times, step: Any) -> Answering:
    return Answering(
        stage=step.stage,
        role=teller.role(f"{step.role} +{step.rung}" if step.rung else step.role),
        who=who(step.who, teller),
        within=long(step.within.span, teller.lang),
        when=times.past(step.due) if step.due else None,
        provisional=step.provisional,
        passed_over=tuple(_worded(step.passed_over, teller.lang)),
        then=tuple(_rung(each, teller) for each in step.then),
        outcome=_outcome(step.outcome, teller),
        cited=cited(pack, step.clause, teller.lang),
    )


def _given(pack: Pack, teller: Teller, times: Times, gives: Any) -> Given:
    return Given(
        what=gives.resource or next(iter(_worded([gives.what], teller.lang))),
        term=long(gives.term.span, teller.lang),
        until=times.past(gives.until),
        by=teller.role(gives.given_by) if gives.given_by else "",
        collect=long(gives.collect.span, teller.lang) if gives.collect else "",
        cited=cited(pack, gives.clause, teller.lang),
    )


def _outcome(text: str, teller: Teller) -> str:
    """What silence comes to; what only one kind of case knows, in that kind's own words."""
    worded = next(iter(_worded([text], teller.lang)))
    return worded if worded != text else outcome_title(teller.plan.kind, text, teller.lang)


def _rung(text: str, teller: Teller) -> str:
    worded = next(iter(_worded([text], teller.lang)))
    return worded if worded != text else teller.role(text)


def _worded(keys: Iterable[str], lang: str) -> Iterable[str]:
    """What packs and deciders call these, in the reader's language; anything else as it is."""
    _ = translations(lang).gettext
    known = {
        "one rung up": _("one rung up"),
        "refuse": _("it counts as refused"),
        "close": _("it lapses"),
        "keep": _("everything stays as it is"),
        "revoke": _("it is taken back"),
        "document": _("the document"),
        "privilege": _("the privilege"),
        "nobody": _("nobody holds that post"),
        "in conflict": _("they may not decide on this"),
    }
    return (known.get(key, key) for key in keys)
