"""The incident room: how grave it is, who has it, what must be done by when, who is asked next; for a phone at night and for a wall."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from console import pictures
from console.backend import Backend
from console.caller import Caller
from console.desk.cases import Seen
from console.desk.clauses import Cited, cited
from console.desk.form_lines import form_lines
from console.desk.people import Who, called, who
from console.desk.rooms.incident_parts import Parts, parts
from console.desk.rooms.parts import Event, Events, Fact, Room, Value, events, facts
from console.desk.standing import due_at
from console.desk.times import When
from console.i18n import translations
from console.levels import Sign, sign
from console.pictures import Bar
from domain.casework import people
from domain.casework.state import CLOSED, Task
from domain.incidents.acknowledging import AGAIN, PROMISE
from domain.incidents.kind import KIND
from domain.incidents.plan import IncidentPlan, Obligation, stands
from domain.incidents.state import Incident
from domain.kernel import Clock, PersonId
from domain.labels import task_title

IN_THE_ROOM = frozenset({"acknowledge", "report_done", "tick", "untick", "report_situation", "inform", "lift_freeze"})
"""Commands whose forms stand where what they are about stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One rung of the ladder. `state`: passed (and may still acknowledge), now, next."""

    role: str
    who: tuple[Who, ...]
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """Who is asked to acknowledge. `next`: when it goes up, or at the top, when whoever stands there is reminded again."""

    rungs: tuple[Rung, ...]
    next: When | None
    top: bool
    cited: Cited


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Somebody has it, and until when that stands without progress."""

    who: Who
    since: When | None
    until: When | None
    cited: Cited | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One obligation. `state`: waiting, met, late (done after its time), next (after another), stopped.

    `missed`: when its time ran out, for ever.
    """

    name: str
    title: str
    state: str
    who: tuple[Who, ...]
    when: When | None
    missed: When | None
    proof: bool
    bar: Bar | None
    cited: Cited
    done: Value | None
    climbed: int
    mine: bool
    """Whether the reader may report it done."""

    @property
    def action(self) -> str:
        """The id of the form by which it is reported done."""
        return f"report_done-{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """All of it. `waiting`: how many obligations nobody has met yet; `missed`: of how many the time ran out."""

    sign: Sign
    means: str
    cited: Cited
    since: When
    exercise: bool
    closed: bool
    holding: Holding | None
    ladder: Ladder | None
    duties: tuple[Duty, ...]
    parts: Parts

    @property
    def waiting(self) -> int:
        """Obligations that wait."""
        return sum(each.state == "waiting" for each in self.duties)

    @property
    def missed(self) -> int:
        """Obligations whose time ran out, done since or not."""
        return sum(each.missed is not None for each in self.duties)


async def room(backend: Backend, caller: Caller, seen: Seen) -> Room:
    """As it stands at this instant for this reader."""
    told = await events(backend, seen)
    made = _Room(backend, caller, seen, told)
    return Room(
        template="room_incident.html",
        title=made.say("The incident now"),
        facts=made.facts(),
        content=made.now(parts(backend, caller, seen, told)),
        wide=True,
        first=True,
        commands=IN_THE_ROOM,
    )


def _order(duty: Duty) -> tuple[int, str]:
    """What waits for the reader, then for others, the soonest first; then what comes after it; then what is done."""
    place = 0 if duty.mine else {"waiting": 1, "next": 2}.get(duty.state, 3)
    due = duty.missed or duty.when
    return place, due.at if due is not None and duty.state == "waiting" else ""


class _Room:
    """One incident, told to one reader."""

    def __init__(self, backend: Backend, caller: Caller, seen: Seen, told: Events) -> None:
        plan = seen.page.rules.plan
        assert isinstance(plan, IncidentPlan)
        assert isinstance(seen.case, Incident)
        self.seen, self.told, self.case, self.plan = seen, told, seen.case, plan
        self.org, self.times, self.teller, self.lang = seen.page.rules.organisation, seen.times, seen.teller, caller.lang
        self.pack, self.level = backend.governed.pack(seen.case.pack), plan.levels[seen.case.level]
        self.say = translations(caller.lang).gettext

    def now(self, parts: Parts) -> Now:
        """Banner, ladder, obligations, and all else."""
        return Now(
            sign=sign(self.plan, self.case.level, self.lang),
            means=self.level.means.get(self.lang) or self.level.means.get("en", ""),
            cited=self.cite(self.level.clause),
            since=self.times.past(self.case.level_since),
            exercise=self.case.exercise,
            closed=self.case.stage == CLOSED,
            holding=self._holding(),
            ladder=self._ladder(),
            duties=tuple(sorted(self._duties(), key=_order)),
            parts=parts,
        )

    # --- who has it, who is asked -------------------------------------------------------------------

    def _holding(self) -> Holding | None:
        if self.case.acknowledged is None or self.case.stage == CLOSED:
            return None
        said = self.told.last("incident.acknowledged")
        promise = self.case.clocks.get(PROMISE)
        who_ = called(self.case.acknowledged, self.teller)
        return Holding(
            who=replace(who_, basis=self.teller.role(said.said("basis"))) if said is not None else who_,
            since=self.times.past(said.line.happened_at) if said is not None else None,
            until=self._due(promise) if promise is not None else None,
            cited=self.cite(promise.clause) if promise is not None else None,
        )

    def _ladder(self) -> Ladder | None:
        task = self.case.waits_for("acknowledge")
        if task is None:
            return None
        clock = self.case.clocks.get(f"answer:{task.id}")
        again = self.case.clocks.get(f"{AGAIN}:{task.id}")
        return Ladder(
            rungs=tuple(self._rungs(task)),
            next=self._due(clock) if clock else self.times.past(again.due) if again and again.due else None,
            top=clock is None,
            cited=self.cite(task.clause),
        )

    def _rungs(self, task: Task) -> Iterator[Rung]:
        """Those that were asked, the one that is asked now, those that would be."""
        for role, rung in task.roles:
            yield self._rung(task, role, rung, "now" if (role, rung) == (task.role, task.rung) else "passed")
        while (above := people.next_rung(task, self.level.acknowledge, self.seen.page.rules.settings.fallback)) is not None:
            yield self._rung(task, *above, "next")
            task = replace(task, role=above[0], rung=above[1], climbed=task.climbed + 1)

    def _rung(self, task: Task, role: str, rung: int, state: str) -> Rung:
        holders = people.rung(KIND, self.case, task.id, role, rung, self.org, self.times.now)
        return Rung(role=self.teller.role(f"{role} +{rung}" if rung else role), who=who(holders, self.teller), state=state)

    # --- what must be done --------------------------------------------------------------------------

    def _duties(self) -> Iterator[Duty]:
        """Those of this level that the facts call for, in the order of the plan, then those that were met at another."""
        for name, rule in self.level.obligations.items():
            if stands(rule, self.case.fields) or name in self.case.begun:
                yield self._duty(name, rule)
        for name in sorted(self.case.done - self.level.obligations.keys()):
            rules = (level.obligations[name] for level in self.plan.levels.values() if name in level.obligations)
            yield from (self._duty(name, rule) for rule in list(rules)[:1])

    def _duty(self, name: str, rule: Obligation) -> Duty:
        task, missed, met = self.case.waits_for(name), self.case.missed.get(name), self._met(name)
        holders = people.eligible(KIND, self.case, task, self.org, self.times.now) if task is not None else ()
        clock = self.case.clocks.get(f"answer:{task.id}") if task is not None else None
        began = self.case.begun.get(name)
        late = missed is not None
        return Duty(
            name=name,
            title=task_title(KIND.name, name, self.lang, self.plan),
            state=self._state(name, task, late=late),
            who=who(holders, self.teller),
            when=None if late else self._due(clock) if clock is not None else None,
            missed=self.times.due(began or missed, missed, 100) if missed is not None else None,
            proof=bool(rule.evidence),
            bar=self._bar(began, clock) if clock is not None and began is not None and not late else None,
            cited=self.cite(task.clause if task is not None else rule.step.clause),
            done=self._value(met, met.said("note")) if met is not None else None,
            climbed=task.climbed if task is not None else 0,
            mine=any(offer.command == "report_done" and offer.slot == name for offer in self.seen.mine),
        )

    def _state(self, name: str, task: Task | None, *, late: bool) -> str:
        if task is not None:
            return "waiting"
        if name in self.case.done:
            return "late" if late else "met"
        return "next" if self.level.obligations[name].after and self.case.stage != CLOSED else "stopped"

    def _met(self, name: str) -> Event | None:
        return next((each for each in reversed(self.told.all("incident.met")) if each.said("obligation") == name), None)

    def _bar(self, began: datetime, clock: Clock) -> Bar:
        rules = self.seen.page.rules
        return pictures.clock_bar(began, clock.due, self.times.now, rules.calendar, rules.settings.at_risk, working=False)

    # --- how it came to this --------------------------------------------------------------------------

    def facts(self) -> tuple[Fact, ...]:
        """What its facts demand; what changed its level, or how else it was opened."""
        _ = self.say
        changes = [self._changed(each) for each in self.told.all("incident.level_changed")]
        return facts((_("What the facts demand"), list(self._demanded())), (_("How its level came"), [*self._chosen(), *changes]))

    def _demanded(self) -> Iterator[Value]:
        """Each line of the form that makes it so grave, with its rule; nothing where the mildest level is left."""
        lines, level = {each.name: each for each in form_lines(self.seen)}, self.plan.worst(self.case.fields)
        for each in self.plan.met(level, self.case.fields):
            line = lines.get(each.field)
            if line is not None and not line.hidden:
                words = {"line": line.title, "value": line.value, "level": self._title(level)}
                yield Value(text=self.say("%(line)s: %(value)s makes it “%(level)s”") % words, cited=self.cite(each.clause))

    def _chosen(self) -> Iterator[Value]:
        """It was opened with another level than its facts demanded, by whom and why."""
        for each in self.told.all("incident.opened"):
            if each.said("level") != each.said("by_facts"):
                levels = {name: self._title(each.said(name)) for name in ("level", "by_facts")}
                yield self._value(each, each.said("reason"), self.say("opened as “%(level)s”; the facts demanded “%(by_facts)s”") % levels)

    def _title(self, level: str) -> str:
        return sign(self.plan, level, self.lang).title

    def _changed(self, each: Event) -> Value:
        words = self.say("changed from %(before)s to %(after)s")
        before, after = (self._title(each.said(name)) for name in ("before", "level"))
        return self._value(each, each.said("reason"), words % {"before": before, "after": after})

    # --- words ------------------------------------------------------------------------------------------

    def _value(self, each: Event, words: str, text: str = "") -> Value:
        by = PersonId(each.said("by") or each.line.by)
        when = self.times.past(each.line.happened_at)
        return Value(text=text, who=(called(by, self.teller),), when=when, words=words, cited=self.cite(each.line.clause))

    def _due(self, clock: Clock) -> When | None:
        return due_at(self.seen, clock.started, clock.due) if clock.due is not None else None

    def cite(self, clause: str) -> Cited:
        """A rule."""
        return cited(self.pack, clause, self.lang)
