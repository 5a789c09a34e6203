"""Reading one case: ``bylaw show``, ``explain``, ``who-can`` and ``log``."""

from __future__ import annotations

import argparse
import json
from typing import Any

from domain import calendar, labels, words
from domain.clocks import next_due
from domain.deciders import DECIDERS
from domain.kernel import Refused, kind_of
from domain.policy import Pack
from domain.shapes import plain
from views.kinds import KINDS
from views.page import Page, page
from views.saying import Teller, left
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
        parser.set_defaults(run=lambda asked, work=work: carry_out(lambda reached: work(reached, asked), asked.lang))


async def _page(reached: Reach, asked: argparse.Namespace) -> Page:
    case = await reached.case(asked.case)
    found = await page(reached.log, reached.governed, KINDS, case, reached.at) if kind_of(case) in KINDS else None
    if found is None:
        raise Refused("house:form", "unknown_case", field="case")
    return found


async def show(reached: Reach, asked: argparse.Namespace) -> int:
    """Where it stands, its clocks, who can act, what happened."""
    found = await _page(reached, asked)
    number = await reached.reader.number_of(found.case.id)
    if asked.json:
        print(json.dumps(await _as_json(reached, found, number), ensure_ascii=False, indent=1))
        return DONE
    teller = await _teller(reached, found)
    await _print_head(reached, found, number, teller)
    _print_clocks(reached, found, teller)
    _print_offers(found, teller)
    await _print_timeline(reached, found, teller)
    return DONE


async def _teller(reached: Reach, found: Page) -> Teller:
    return Teller(
        lang=reached.lang,
        days=found.rules.calendar,
        organisation=found.rules.organisation,
        plan=found.rules.plan,
        name=await reached.names(),
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
        "timeline": [await reached.opened(plain(line)) for line in found.timeline],
    }


async def _print_head(reached: Reach, found: Page, number: str | None, teller: Teller) -> None:
    case, plan, zh = found.case, found.rules.plan, reached.lang == "zh"
    stage = DECIDERS[kind_of(case.id)].agenda(case).stage + (f" ({case.outcome})" if case.outcome else "")
    print(f"{number or case.id}  {plan.title.get(reached.lang, plan.name)} 《{plan.form}》  – {stage}")
    if number:
        print(case.id)
    asked_by = "申请人" if zh else "asked by"
    opened = calendar.shown(found.rules.calendar, case.opened_at)
    print(f"{asked_by}: {teller.name(case.requester)}, {_department(found, reached.lang)}, {opened}")
    for key, value in (await reached.opened(plain(case.fields))).items():
        line = plan.field(key)
        print(f"  {line.title.get(reached.lang, key) if line else key}: {words.harmless(str(value))}")


def _department(found: Page, lang: str) -> str:
    known = found.rules.organisation.departments.get(found.case.department)
    return known.title.get(lang, known.id) if known else str(found.case.department)


def _sorted(found: Page) -> list[Any]:
    return sorted(found.case.clocks.values(), key=lambda clock: (clock.due is None, clock.due, clock.name))


def _print_clocks(reached: Reach, found: Page, teller: Teller) -> None:
    print("\n" + ("计时" if reached.lang == "zh" else "clocks"))
    for clock in _sorted(found):
        print("  " + teller.running(clock, reached.at))
    if not found.case.clocks:
        print("  –")


def _print_offers(found: Page, teller: Teller) -> None:
    print("\n" + ("现在可以办理" if teller.lang == "zh" else "who can act now"))
    for offer in found.offers:
        print("  " + teller.offer(offer))
    if not found.offers:
        print("  –")


async def _print_timeline(reached: Reach, found: Page, teller: Teller) -> None:
    print("\n" + ("经过" if reached.lang == "zh" else "timeline"))
    for line in found.timeline:
        data = {**await reached.opened(line.data), "by": line.data.get("by") or line.by}
        when = calendar.shown(found.rules.calendar, line.happened_at)
        text = teller.event(line.type, data)
        clause = f"  [{line.clause}]" if line.clause else ""
        unsigned = "  (unsigned)" if line.meta.get("unsigned") else ""
        print(f"  {line.version:>3}  {when:<19}  {text}{clause}{unsigned}")


async def explain(reached: Reach, asked: argparse.Namespace) -> int:
    """Each rule at work here in its own words, and what happens next if nobody does anything."""
    found = await _page(reached, asked)
    pack = reached.governed.pack(found.case.pack)
    clauses = dict.fromkeys(line.clause for line in found.timeline if line.clause)
    if asked.json:
        print(json.dumps({"clauses": {c: _words(pack, c) for c in clauses}, "offers": plain(found.offers)}, ensure_ascii=False, indent=1))
        return DONE
    zh, teller = reached.lang == "zh", await _teller(reached, found)
    await _print_head(reached, found, await reached.reader.number_of(found.case.id), teller)
    print("\n" + ("适用的规则" if zh else "rules at work"))
    for clause in clauses:
        print(f"  {clause:<22} {_words(pack, clause).get(reached.lang, '')}")
    _print_offers(found, teller)
    print("\n" + ("若无人办理" if zh else "if nobody does anything"))
    print("  " + _next(reached, found))
    return DONE


def _words(pack: Pack, clause: str) -> dict[str, str]:
    return dict(pack.house_rules.get(clause.removeprefix("house:"), {}) if clause.startswith("house:") else pack.clauses.get(clause, {}))


def _next(reached: Reach, found: Page) -> str:
    clock = next_due(found.case.clocks)
    if clock is None or clock.due is None:
        return "不会再有变化" if reached.lang == "zh" else "nothing changes any more"
    what = labels.clock_follows(kind_of(found.case.id), clock.name, reached.lang) or clock.name
    when = f"{calendar.shown(found.rules.calendar, clock.due)} ({left(reached.at, clock.due, reached.lang)})"
    return f"{when}: {what}  [{clock.clause}]"


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
        print("已结案，无人可以办理" if reached.lang == "zh" else "nobody: the case is closed")
    return DONE


async def log(reached: Reach, asked: argparse.Namespace) -> int:
    """The events as stored: one JSON object a line; personal parts stay sealed."""
    found = await _page(reached, asked)
    for line in found.timeline:
        if asked.json:
            print(json.dumps(plain(line), ensure_ascii=False))
        else:
            print(f"{line.version:>3}  {line.happened_at.isoformat()}  {line.type:<26} {json.dumps(line.data, ensure_ascii=False)}")
    return DONE
