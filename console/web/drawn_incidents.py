"""How incidents are answered, as a figure of the page and as a file: by plan and level, without exercises."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from console.charts import Bar, Part
from console.levels import levels, sign
from console.web.figure import Cell, Draw, Figure, shares
from domain.incidents.plan import IncidentPlan
from views.figures import Answered, Within

MOST_BARS = 8
NEVER = "–"


def answered(found: Sequence[Answered], draw: Draw) -> Figure:
    """How soon somebody has an incident, how soon it is isolated and closed, how far it went up, what was done in time."""
    found = sorted(found, key=lambda each: _place(each, draw))
    kept = [each for each in found if each.share is not None]
    return Figure(
        id="incidents",
        title=_title(found, draw),
        note=draw.say("Incidents that were opened in this time, by plan and level, from the opening; half of them within. No exercises."),
        legend=[("met", draw.say("in time")), ("missed", draw.say("missed"))],
        bars=shares([_kept(each, draw) for each in kept[:MOST_BARS]], draw) if kept else None,
        heads=draw.heads(
            draw.say("Plan and level"),
            draw.say("Incidents"),
            draw.say("Somebody had it"),
            draw.say("Isolated"),
            draw.say("Closed after"),
            draw.say("Rungs gone up"),
            draw.say("Done in time"),
        ),
        rows=[_row(each, draw) for each in found],
    )


def _place(each: Answered, draw: Draw) -> tuple[str, int]:
    plan = draw.plans.get(each.plan)
    return draw.plan(each.plan), sign(plan, each.level, draw.lang).rank if isinstance(plan, IncidentPlan) else 0


def _title(found: Sequence[Answered], draw: Draw) -> str:
    had = [each for each in found if each.acknowledged is not None]
    most = max(had, key=lambda each: each.count, default=None)
    if most is None or most.acknowledged is None:
        return draw.say("Nobody has had an incident of this time yet.")
    return draw.say(
        "Half of the incidents of “%(plan)s” were somebody's within %(median)s.",
        plan=_called(most, draw),
        median=draw.length(most.acknowledged.median),
    )


def _called(each: Answered, draw: Draw) -> str:
    plan = draw.plans.get(each.plan)
    level = levels(plan).get(each.level, {}).get(draw.lang, each.level) if isinstance(plan, IncidentPlan) else each.level
    return f"{draw.plan(each.plan)} · {level}"


def _kept(each: Answered, draw: Draw) -> Bar:
    whole = each.met + each.missed
    parts = (Part(kind="met", amount=each.met / whole), Part(kind="missed", amount=each.missed / whole))
    return Bar(label=_called(each, draw), parts=parts, said=_share(each, draw))


def _row(each: Answered, draw: Draw) -> Sequence[Cell]:
    first, last = draw.within()
    opened = draw.list(plan=each.plan, level=each.level, opened_from=first, opened_until=last)
    rungs = draw.say("%(most)s at most, %(climbed)s of %(all)s", most=each.rungs, climbed=each.climbed, all=each.count)
    return [
        Cell(text=_called(each, draw)),
        draw.number(each.count, opened),
        *(Cell(text=_half(span, draw), number=True) for span in (each.acknowledged, each.isolated, each.closed)),
        Cell(text=rungs if each.climbed else "0", number=True),
        Cell(text=_share(each, draw), number=True),
    ]


def _half(span: Within | None, draw: Draw) -> str:
    return draw.length(span.median) if span is not None else NEVER


def _share(each: Answered, draw: Draw) -> str:
    return draw.percent(each.met, each.met + each.missed) if each.met + each.missed else NEVER


# --- as a file ------------------------------------------------------------------------------------------


def records(found: Sequence[Answered], draw: Draw) -> Iterator[Sequence[str]]:
    """The same with nothing rounded: terms in seconds, half and nine in ten within them."""
    terms = (draw.say("Somebody had it"), draw.say("Isolated"), draw.say("Closed after"))
    spans = [
        f"{term} · {word}" for term in terms for word in (draw.say("count"), draw.say("half within (s)"), draw.say("9 in 10 within (s)"))
    ]
    rungs = (draw.say("highest rung gone up to"), draw.say("incidents that went up"))
    yield [draw.say("Plan"), draw.say("Level"), draw.say("Incidents"), *spans, *rungs, draw.say("in time"), draw.say("missed")]
    for each in sorted(found, key=lambda each: _place(each, draw)):
        plan, _, level = _called(each, draw).partition(" · ")
        numbers = [cell for span in (each.acknowledged, each.isolated, each.closed) for cell in _seconds(span)]
        counts = (each.rungs, each.climbed, each.met, each.missed)
        yield [plan, level, str(each.count), *numbers, *map(str, counts)]


def _seconds(span: Within | None) -> Sequence[str]:
    return [str(span.count), f"{span.median.total_seconds():.0f}", f"{span.p90.total_seconds():.0f}"] if span is not None else ["0", "", ""]
