"""The figures of the page, one function each: how promises are kept, how long things take, what is overdue, who has how much to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from babel.dates import format_date

from console import charts
from console.charts import Bar, Part
from console.desk.clauses import cited
from console.desk.figures import Sheet
from console.web.drawn_incidents import answered
from console.web.figure import Cell, Draw, Figure, shares
from views.figures import Load, Met, Overdue, Took, Week

MOST_BARS = 8
"""Bars of a picture; the table has the rest."""
MOST_WEEKS = 53
"""Weeks of a picture: the last ones. The table has all of them."""
PER_WEEK = timedelta(days=6)


def figures(sheet: Sheet, draw: Draw) -> Sequence[Figure]:
    """All of them, in the order of the page."""
    drawn = [met(sheet.met, draw), overdue(sheet.overdue, sheet.open, draw)]
    if sheet.people is not None:
        drawn.append(people(sheet.people, draw, everybody=sheet.everybody))
    drawn += [answered(sheet.incidents, draw)] if sheet.incidents else []
    return [*drawn, decided(sheet.decided, draw), closed(sheet.closed, draw), weeks(sheet.weeks, draw)]


# --- how promises are kept ----------------------------------------------------------------------------


def met(found: Sequence[Met], draw: Draw) -> Figure:
    """How much of what fell due under each clause was done in time."""
    kept, missed = sum(each.met for each in found), sum(each.missed for each in found)
    counted = [each for each in found if each.share is not None][:MOST_BARS]
    return Figure(
        id="met",
        title=_met_title(kept, missed, draw),
        note=draw.say("Each time somebody had to do something by an instant, under the rule that says so. A case may count several times."),
        legend=[("met", draw.say("in time")), ("missed", draw.say("missed"))],
        bars=shares([_kept(each, draw) for each in counted], draw) if counted else None,
        heads=_met_heads(draw),
        rows=[_met_row(each, draw) for each in found],
    )


def _met_title(kept: int, missed: int, draw: Draw) -> str:
    if not kept + missed:
        return draw.say("Nothing fell due in this time.")
    if not missed:
        return draw.count_say(
            "The one thing that fell due was done in time.", "All %(count)s things that fell due were done in time.", kept
        )
    share = draw.percent(kept, kept + missed)
    return draw.say("%(share)s of what fell due was done in time: %(kept)s of %(all)s.", share=share, kept=kept, all=kept + missed)


def _kept(each: Met, draw: Draw) -> Bar:
    whole = each.met + each.missed
    parts = (Part(kind="met", amount=each.met / whole), Part(kind="missed", amount=each.missed / whole))
    return Bar(label=each.clause, parts=parts, said=_share(each, draw))


def _met_heads(draw: Draw) -> Sequence[Cell]:
    kept = (draw.say("in time"), draw.say("missed"), draw.say("share"))
    return draw.heads(draw.say("Rule"), *kept, draw.say("running"), draw.say("on hold"), draw.say("void"))


def _met_row(each: Met, draw: Draw) -> Sequence[Cell]:
    rule = cited(draw.pack, each.clause, draw.lang)

    first_day, last_day = draw.within()
    ended: dict[str, Any] = {"kept_from": first_day, "kept_until": last_day}

    def number(kept: str) -> Cell:
        address = draw.list(clause=each.clause, kept=kept)
        return draw.number(getattr(each, kept), address if kept in ("running", "held") else replace(address, **ended))

    share = Cell(text=_share(each, draw), number=True)
    first = Cell(text=rule.clause, href=rule.href, words=rule.words)
    return [first, number("met"), number("missed"), share, number("running"), number("held"), number("stopped")]


def _share(each: Met, draw: Draw) -> str:
    return draw.percent(each.met, each.met + each.missed) if each.met + each.missed else "–"


# --- what is overdue, and who has how much to do ------------------------------------------------------


def overdue(found: Sequence[Overdue], opened: Mapping[str, int], draw: Draw) -> Figure:
    """Open cases of each department, and how many of them are overdue."""
    late = {each.department: each for each in found}
    count = {name: late[name].count if name in late else 0 for name in {*late, *opened}}
    names = sorted(count, key=lambda name: (-count[name], -opened.get(name, 0), name))
    bars = [_two(draw.department(name), count[name], max(opened.get(name, 0) - count[name], 0)) for name in names[:MOST_BARS]]
    rows = [
        [
            Cell(text=draw.department(name)),
            draw.number(count[name], draw.list(department=name, due="overdue")),
            Cell(text=draw.length(draw.times.now - late[name].oldest) if name in late else "–", number=True),
            draw.number(opened.get(name, 0), draw.list(department=name, state="open")),
        ]
        for name in names
    ]
    return Figure(
        id="overdue",
        title=_overdue_title(found, draw),
        note=draw.say("Open cases as of now, by the department of whoever asked."),
        legend=[("overdue", draw.say("overdue")), ("waiting", draw.say("open, in time"))],
        bars=charts.amounts(bars, _whole) if bars else None,
        heads=draw.heads(draw.say("Department"), draw.say("overdue"), draw.say("longest since"), draw.say("open cases")),
        rows=rows,
    )


def _overdue_title(found: Sequence[Overdue], draw: Draw) -> str:
    worst = max(found, key=lambda each: each.count, default=None)
    if worst is None:
        return draw.say("Nothing is overdue.")
    count = sum(each.count for each in found)
    department = draw.department(worst.department)
    if count == worst.count:
        return draw.count_say(
            "%(count)s case is overdue, in %(department)s.",
            "%(count)s cases are overdue, all in %(department)s.",
            count,
            department=department,
        )
    return draw.say("%(count)s cases are overdue, most of them in %(department)s.", count=count, department=department)


def people(found: Sequence[Load], draw: Draw, *, everybody: bool) -> Figure:
    """What is asked of each person now."""
    note = draw.say("What is asked of each person now, also where they stand in for somebody.")
    bars = [_two(draw.name(each.who), each.overdue, each.waiting - each.overdue) for each in found[:MOST_BARS]]
    return Figure(
        id="people",
        title=_people_title(found, draw),
        note=note if everybody else f"{note} {draw.say('You see those whom you lead, and yourself.')}",
        legend=[("overdue", draw.say("overdue")), ("waiting", draw.say("waiting, in time"))],
        bars=charts.amounts(bars, _whole) if bars else None,
        heads=draw.heads(draw.say("Person"), draw.say("tasks"), draw.say("overdue")),
        rows=[_person(each, draw) for each in found],
    )


def _people_title(found: Sequence[Load], draw: Draw) -> str:
    most = max(found, key=lambda each: (each.waiting, each.overdue), default=None)
    if most is None:
        return draw.say("Nobody is waited for.")
    return draw.count_say(
        "%(name)s has most to do: %(count)s task, overdue: %(overdue)s.",
        "%(name)s has most to do: %(count)s tasks, overdue: %(overdue)s.",
        most.waiting,
        name=draw.name(most.who),
        overdue=most.overdue,
    )


def _person(each: Load, draw: Draw) -> Sequence[Cell]:
    who = draw.organisation.people.get(each.who)  # type: ignore[call-overload] # a load of people names people
    href = f"/figures/people/{who.handle}" if who else ""
    return [Cell(text=draw.name(each.who)), draw.number(each.waiting, href), draw.number(each.overdue, href)]


def _two(label: str, late: int, in_time: int) -> Bar:
    return Bar(label=label, parts=(Part(kind="overdue", amount=late), Part(kind="waiting", amount=in_time)), said=str(late + in_time))


# --- how long things take -----------------------------------------------------------------------------


def decided(found: Sequence[Took], draw: Draw) -> Figure:
    """From being asked to the answer, by plan. The sentence is about the plan with most of them."""
    title = (
        draw.say("Half of the answers on “%(plan)s” came within %(median)s, nine in ten within %(p90)s.", **_most(found, draw))
        if found
        else draw.say("Nobody answered in this time.")
    )
    return _took("decided", found, draw, draw.say("From being asked to the answer; nights and holidays count."), title)


def closed(found: Sequence[Took], draw: Draw) -> Figure:
    """From opening to closing, by plan."""
    title = (
        draw.say("Half of the cases of “%(plan)s” were closed within %(median)s, nine in ten within %(p90)s.", **_most(found, draw))
        if found
        else draw.say("No case was closed in this time.")
    )
    return _took("closed", found, draw, draw.say("From opening to closing; nights and holidays count."), title)


def _most(found: Sequence[Took], draw: Draw) -> Mapping[str, str]:
    most = max(found, key=lambda each: each.count)
    return {"plan": draw.plan(most.plan), "median": draw.length(most.median), "p90": draw.length(most.p90)}


def _took(id_: str, found: Sequence[Took], draw: Draw, note: str, title: str) -> Figure:
    first, last = draw.within()
    given = {"task": "decide", "kept": "met", "kept_from": first, "kept_until": last}
    to: dict[str, Any] = {"closed_from": first, "closed_until": last} if id_ == "closed" else given
    bars = [_spans(each, draw) for each in found[:MOST_BARS]]
    return Figure(
        id=id_,
        title=title,
        note=note,
        legend=[("span", draw.say("half within")), ("reach", draw.say("9 in 10 within"))],
        bars=charts.terms(bars, draw.seconds) if bars else None,
        heads=draw.heads(draw.say("What"), draw.say("count"), draw.say("half within"), draw.say("9 in 10 within")),
        rows=[
            [
                Cell(text=draw.plan(each.plan)),
                draw.number(each.count, replace(draw.list(plan=each.plan), **to)),
                Cell(text=draw.length(each.median), number=True),
                Cell(text=draw.length(each.p90), number=True),
            ]
            for each in found
        ],
    )


def _spans(each: Took, draw: Draw) -> Bar:
    median, p90 = each.median.total_seconds(), each.p90.total_seconds()
    parts = (Part(kind="span", amount=median), Part(kind="reach", amount=max(p90 - median, 0)))
    return Bar(label=draw.plan(each.plan), parts=parts, said=draw.length(each.median))


# --- week by week ---------------------------------------------------------------------------------------


def weeks(found: Sequence[Week], draw: Draw) -> Figure:
    """Cases opened and closed in each week."""
    opened, ended = sum(each.opened for each in found), sum(each.closed for each in found)
    title = draw.count_say(
        "%(count)s case was opened and %(closed)s closed.", "%(count)s cases were opened and %(closed)s closed.", opened, closed=ended
    )
    shown = [(_day(each, draw), (Part(kind="opened", amount=each.opened), Part(kind="closed", amount=each.closed))) for each in found]
    drawn = charts.columns(shown[-MOST_WEEKS:], _whole) if opened + ended else None
    heads = draw.heads(draw.say("Week from"), draw.say("cases opened"), draw.say("cases closed"))
    legend = [("opened", draw.say("cases opened")), ("closed", draw.say("cases closed"))]
    rows = [_week(each, draw) for each in reversed(found)]
    return Figure(id="weeks", title=title, note=draw.say("Weeks begin on Monday."), legend=legend, columns=drawn, heads=heads, rows=rows)


def _week(each: Week, draw: Draw) -> Sequence[Cell]:
    """A week at either end of the window counts only as far as the window goes."""
    first, last = draw.within(max(each.monday, draw.days.first), min(each.monday + PER_WEEK, draw.days.last))
    return [
        Cell(text=_day(each, draw)),
        draw.number(each.opened, draw.list(opened_from=first, opened_until=last)),
        draw.number(each.closed, draw.list(closed_from=first, closed_until=last)),
    ]


def _day(each: Week, draw: Draw) -> str:
    pattern = {"en": "d MMM", "zh": "M月d日"} if each.monday.year == draw.days.last.year else {"en": "d MMM y", "zh": "y年M月d日"}
    return format_date(each.monday, pattern[draw.lang], locale=draw.lang)


def _whole(amount: float) -> str:
    return f"{amount:g}"
