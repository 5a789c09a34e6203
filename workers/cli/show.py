"""Reading one case: ``bylaw show``, ``explain``, ``who-can`` and ``log``."""

from __future__ import annotations

import argparse
import json
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import Any

from domain import calendar, labels
from domain.deciders import DECIDERS
from domain.incidents.state import Incident
from domain.kernel import Refused, kind_of
from domain.policy import Pack
from domain.shapes import plain
from views.kinds import KINDS
from views.page import Line, Page, named_in, page
from views.saying import Teller
from views.veil import reporter_of, veiled
from workers.cli import address
from workers.cli.printing import Head, event_line, next_line, print_head, print_section, rule_line, say
from workers.cli.reach import DONE, Reach, carry_out


def add_parsers(subparsers: Any) -> None:
    """show, explain, who-can, log."""
    for name, work, text in (
        ("show", show, "a case: where it stands, its clocks, who can act now, what happened under which clause"),
        ("explain", explain, "why a case stands where it does, and what comes next"),
        ("who-can", who_can, "who may do what in a case now, and on what basis"),
        ("log", log, "the events of a case as they are stored"),
    ):
        parser = subparsers.add_parser(name, help=text, description=f"Show {text}.")
        parser.add_argument("case", metavar="CASE", help="its id, or its number such as LOAN-2026-0042")
        parser.add_argument("--json", action="store_true", help="as JSON")
        parser.add_argument("--lang", choices=("zh", "en"), default="en", help="language of what is printed (default: en)")
        address.add(parser, ones=True)
        if name == "show":
            parser.add_argument("--chain", action="store_true", help="with all cases that it comes from or led to, as one story")
        parser.set_defaults(run=partial(_run, name, work))


def _run(name: str, work: Callable[[Reach, argparse.Namespace], Awaitable[int]], asked: argparse.Namespace) -> int:
    if address.told(asked):
        from workers.cli.at.show import run  # late: a command that reads the log itself needs no client

        return run(name, asked)
    return carry_out(lambda reached: work(reached, asked), asked.lang)


async def _page(reached: Reach, asked: argparse.Namespace, *, veil: bool = True) -> Page:
    """Who reported is not told in passing (house:reporter); only the log as it is stored has it."""
    case = await reached.case(asked.case)
    found = await page(reached.log, reached.governed, KINDS, case, reached.at) if kind_of(case) in KINDS else None
    if found is None:
        raise Refused("house:form", "unknown_case", field="case")
    hidden = reporter_of(found.case)
    return veiled(found, hidden) if veil and hidden is not None else found


async def show(reached: Reach, asked: argparse.Namespace) -> int:
    """Where it stands, its clocks, who can act, what happened."""
    if asked.chain:
        from workers.cli.chain import show_chain

        return await show_chain(reached, asked)
    found = await _page(reached, asked)
    number = await reached.reader.number_of(found.case.id)
    if asked.json:
        print(json.dumps(await _as_json(reached, found, number), ensure_ascii=False, indent=1))
        return DONE
    teller = await _teller(reached, found)
    print_head(await _head(reached, found, number, teller), reached.lang)
    print_section("clocks", [teller.running(clock, reached.at) for clock in _sorted(found)], reached.lang)
    print_section("offers", [teller.offer(offer) for offer in found.offers], reached.lang)
    print_section("timeline", [await _event(reached, found, line, teller) for line in found.timeline], reached.lang)
    return DONE


async def _teller(reached: Reach, found: Page) -> Teller:
    return Teller(
        lang=reached.lang,
        days=found.rules.calendar,
        organisation=found.rules.organisation,
        plan=found.rules.plan,
        name=await reached.names(),
        numbers=await reached.reader.numbers(named) if (named := named_in(found.timeline)) else {},
        titles=labels.titles((*reached.governed.pack(found.case.pack).plans.values(), found.rules.plan)),
    )


async def _as_json(reached: Reach, found: Page, number: str | None) -> dict[str, Any]:
    decider = DECIDERS[kind_of(found.case.id)]
    agenda = decider.agenda(found.case)
    return {
        "case": found.case.id,
        "number": number,
        "plan": found.case.plan,
        "stage": agenda.stage,
        "outcome": found.case.outcome,
        "version": found.version,
        "requester": found.case.requester,
        "shown": decider.shown(found.case),
        "fields": await reached.opened(plain(found.case.fields)),
        "clocks": [{**plain(clock), "shown": clock.due and calendar.shown(found.rules.calendar, clock.due)} for clock in _sorted(found)],
        "offers": plain(found.offers),
        "timeline": [await reached.opened(_plain(line)) for line in found.timeline],
    }


async def _head(reached: Reach, found: Page, number: str | None, teller: Teller) -> Head:
    case, plan = found.case, found.rules.plan
    values = (await reached.opened(plain(case.fields))).items()
    ways = {"person": teller.name, "choice": teller.title}
    lines = [
        (line.title.get(reached.lang, key), ways.get(line.type, str)(str(value))) if (line := plan.field(key)) else (key, str(value))
        for key, value in values
    ]
    return Head(
        case=case.id,
        number=number or "",
        title=plan.title.get(reached.lang, plan.name),
        form=plan.form,
        stage=DECIDERS[kind_of(case.id)].agenda(case).stage,
        outcome=case.outcome,
        requester=teller.name(case.requester),
        department=_department(found, reached.lang),
        opened=calendar.shown(found.rules.calendar, case.opened_at),
        lines=lines,
        level=teller.title(case.level) if isinstance(case, Incident) else "",
    )


def _department(found: Page, lang: str) -> str:
    known = found.rules.organisation.departments.get(found.case.department)
    return known.title.get(lang, known.id) if known else str(found.case.department)


def _sorted(found: Page) -> list[Any]:
    return sorted(found.case.clocks.values(), key=lambda clock: (clock.due is None, clock.due, clock.name))


async def _event(reached: Reach, found: Page, line: Line, teller: Teller) -> str:
    data = {**await reached.opened(line.data), "by": line.data.get("by") or line.by}
    when = calendar.shown(found.rules.calendar, line.happened_at)
    return event_line(line.version, when, teller.event(line.type, data), line.clause, unsigned=bool(line.meta.get("unsigned")))


async def explain(reached: Reach, asked: argparse.Namespace) -> int:
    """Each rule at work here in its own words, and what happens next if nobody does anything."""
    found = await _page(reached, asked)
    pack = reached.governed.pack(found.case.pack)
    clauses = dict.fromkeys(line.clause for line in found.timeline if line.clause)
    if asked.json:
        print(json.dumps({"clauses": {c: _words(pack, c) for c in clauses}, "offers": plain(found.offers)}, ensure_ascii=False, indent=1))
        return DONE
    teller = await _teller(reached, found)
    print_head(await _head(reached, found, await reached.reader.number_of(found.case.id), teller), reached.lang)
    print_section("rules", [rule_line(clause, _words(pack, clause).get(reached.lang, "")) for clause in clauses], reached.lang)
    print_section("offers", [teller.offer(offer) for offer in found.offers], reached.lang)
    print_section("next", list(_next(reached, found, teller)) or [say("nothing_next", reached.lang)], reached.lang)
    return DONE


def _words(pack: Pack, clause: str) -> dict[str, str]:
    return dict(pack.house_rules.get(clause.removeprefix("house:"), {}) if clause.startswith("house:") else pack.clauses.get(clause, {}))


def _next(reached: Reach, found: Page, teller: Teller) -> Iterator[str]:
    """Each clock that runs, the soonest first, and what follows when it is up."""
    for clock in _sorted(found):
        if clock.due is not None:
            follows = labels.clock_follows(kind_of(found.case.id), clock.name, reached.lang)
            title = teller.clock(clock.name)
            yield next_line(found.rules.calendar, reached.at, clock.due, title, follows, clock.clause, reached.lang)


async def who_can(reached: Reach, asked: argparse.Namespace) -> int:
    """Who may do what now, and on what basis."""
    found = await _page(reached, asked)
    if asked.json:
        print(json.dumps(plain(found.offers), ensure_ascii=False, indent=1))
        return DONE
    teller = await _teller(reached, found)
    for offer in found.offers:
        print(teller.offer(offer))
    if not found.offers:
        print(say("nobody", reached.lang))
    return DONE


def _plain(line: Line) -> dict[str, Any]:
    """A line as JSON has had it ever since; what is kept from the reader is not in it, nor that it is."""
    return {name: value for name, value in plain(line).items() if name != "withheld"}


async def log(reached: Reach, asked: argparse.Namespace) -> int:
    """The events as stored: one JSON object a line; personal parts stay sealed."""
    found = await _page(reached, asked, veil=False)
    for line in found.timeline:
        if asked.json:
            print(json.dumps(_plain(line), ensure_ascii=False))
        else:
            print(f"{line.version:>3}  {line.happened_at.isoformat()}  {line.type:<26} {json.dumps(line.data, ensure_ascii=False)}")
    return DONE
