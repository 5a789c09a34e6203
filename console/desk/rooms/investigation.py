"""The file of an investigation: charge, team, statement, report, decision, service, appeal, stay; rights, for whom it concerns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from console.backend import Backend
from console.caller import Caller
from console.desk.cases import Seen
from console.desk.clauses import Cited, cited
from console.desk.people import Who, called, who
from console.desk.rooms.parts import Event, Events, Room, Value, events, facts
from console.desk.times import long
from console.i18n import translations
from domain.casework import people
from domain.casework.state import CLOSED
from domain.kernel import PersonId
from domain.labels import outcome_title, value_title
from domain.violations.finishing import next_review
from domain.violations.kind import KIND
from domain.violations.plan import ViolationPlan
from domain.violations.state import Violation
from views.saying import left


async def room(backend: Backend, caller: Caller, seen: Seen) -> Room:
    """As this reader is told it."""
    told = await events(backend, seen)
    made = File(backend, caller, seen, told)
    _ = made.say
    concerned = seen.case.subject == caller.id
    found = facts(
        (_("Your rights"), list(made.rights()) if concerned else []),
        (_("Charge"), list(made.charge())),
        (_("Who investigates"), list(made.team())),
        (_("Who saw it"), list(made.named("violation.witness_named", "witnesses"))),
        (_("Who gained by it"), list(made.named("violation.beneficiary_named", "beneficiaries"))),
        (_("Statement"), list(made.statement())),
        (_("Report"), list(made.report())),
        (_("Decision"), list(made.decision())),
        (_("Service"), list(made.service())),
        (_("Appeal"), list(made.appeal())),
        (_("Stay"), list(made.stay())),
    )
    return Room(template="room_facts.html", title=_("The matter as you may see it") if concerned else _("The file"), facts=found)


class File:
    """One violation, told to one reader. What the timeline withholds from them is not here either."""

    def __init__(self, backend: Backend, caller: Caller, seen: Seen, told: Events) -> None:
        self.seen, self.told, self.case, self.plan = seen, told, seen.case, seen.page.rules.plan
        self.teller, self.pack, self.lang = seen.teller, backend.governed.pack(seen.case.pack), caller.lang
        self.say = translations(caller.lang).gettext
        self.concerned = seen.case.subject == caller.id
        self.open = seen.uncovered
        assert isinstance(self.case, Violation)
        assert isinstance(self.plan, ViolationPlan)

    def rights(self) -> Iterator[Value]:
        """What they may do, until when, under which rule."""
        case, plan, _ = self.case, self.plan, self.say
        state = case.clocks.get("answer:state")
        if state is not None and state.due is not None:
            yield self._until(_("You may make a statement."), state.started, state.due, plan.hearing.clause)
        elif not case.heard:
            yield Value(text=_("You are heard before anybody decides."), cited=self._cite(plan.hearing.clause))
        if case.attempts and case.served_at is None:
            yield Value(
                text=_("There is a decision for you: read it below, and confirm that you have it."), cited=self._cite(plan.service.clause)
            )
        appeal = case.clocks.get("appeal")
        if appeal is not None and appeal.due is not None:
            yield self._until(_("You may appeal in writing."), appeal.started, appeal.due, appeal.clause)
        elif plan.appeal is not None and case.served_at is None and case.stage != CLOSED and next_review(plan, case):
            words = _("Once you have a decision you may appeal within %(within)s, and it waits for the review.")
            yield Value(text=words % {"within": long(plan.appeal.within.span, self.lang)}, cited=self._cite(plan.appeal.within.clause))
        if case.reviewed:
            yield Value(
                text=_("A panel of people who had no part in this reviews the decision."), cited=self._cite(plan.appeal.within.clause)
            )
        elif case.appeals and not next_review(plan, case):
            yield Value(text=_("The review has come to an end; there is no further appeal."), cited=self._cite(plan.appeal.within.clause))

    def charge(self) -> Iterator[Value]:
        """What it is about, how grave it is held to be, and every change of that."""
        case, plan, _ = self.case, self.plan, self.say
        yield Value(text=self.teller.title(case.breach), cited=self._cite(plan.breaches[case.breach].clause))
        yield Value(text=self.teller.title(case.level), cited=self._cite(plan.level(case.level).clause))
        for each in self.told.all("violation.level_changed"):
            before, after = self.teller.title(each.said("before")), self.teller.title(each.said("level"))
            yield self._of(each, _("changed from %(before)s to %(after)s") % {"before": before, "after": after}, words=each.said("reason"))

    def team(self) -> Iterator[Value]:
        """Who leads and why, and whom they took in."""
        task, org = self.case.waits_for("investigate"), self.seen.page.rules.organisation
        reported = self.told.last("violation.reported")
        if task is not None:
            leads = people.eligible(KIND, self.case, task, org, self.seen.times.now)
            yield Value(text=self.say("leads"), who=who(leads, self.teller), cited=self._cite(task.clause))
        elif reported is not None:
            led = replace(self._who(reported), basis=self.teller.role(reported.said("basis")))
            yield Value(text=self.say("led it"), who=(led,), cited=self._cite(reported.line.clause))
        for each in self.told.all("violation.member_appointed"):
            if PersonId(each.said("person")) in self.case.team:
                yield self._of(each, self.say("in the team"), about=PersonId(each.said("person")))

    def named(self, event: str, opening: str) -> Iterator[Value]:
        """Only for those who work on it: whoever may read the case for another reason does so without these names."""
        if not self.open or self.concerned:
            return
        first = self.told.events[0].data.get(opening) or ()
        for person in first:
            yield Value(who=(called(PersonId(person), self.teller),))
        for each in self.told.all(event):
            yield Value(who=(called(PersonId(each.said("person")), self.teller),), when=self.seen.times.past(each.line.happened_at))

    def statement(self) -> Iterator[Value]:
        """How the person concerned was heard, and what they said."""
        for each in self.told.all("violation.hearing_called"):
            yield self._of(each, self.say("asked for"))
        for each in self.told.all("violation.heard"):
            yield self._of(each, self._phrase(each.said("outcome")), words=each.said("text"))

    def report(self) -> Iterator[Value]:
        """When it is due; what it found."""
        clock = self.case.clocks.get("answer:investigate")
        if clock is not None and clock.due is not None:
            yield self._until(self.say("due in writing"), clock.started, clock.due, clock.clause)
        for each in self.told.all("violation.extended"):
            yield self._of(each, self.say("more time was given"), words=each.said("reason"))
        for each in self.told.all("violation.reported"):
            yield self._of(each, self._phrase(each.said("outcome")), words=each.said("findings"))

    def decision(self) -> Iterator[Value]:
        """What it may be, and by whom; then what it is, and why."""
        case, plan, _ = self.case, self.plan, self.say
        decided = self.told.last("violation.decided", "violation.dismissed")
        if decided is None and case.decision is None and case.stage != "closed":
            level = plan.level(case.level)
            yield Value(text=_("by %(role)s") % {"role": self.teller.role(str(level.decides.by))}, cited=self._cite(level.decides.clause))
            if not self.concerned:
                for name in level.measures:
                    yield Value(text=self.teller.title(name), cited=self._cite(plan.measures[name].clause))
            return
        if decided is not None:
            yield self._of(decided, self._measure(decided), words=decided.said("reason"))
            if urgent := decided.said("urgent_risk"):
                yield Value(text=_("It stands in spite of an appeal, for an urgent risk:"), words=urgent)
        for each in self.told.all("violation.appeal_concluded"):
            words = f"{_('review')}{_(': ')}{self._phrase(each.said('outcome'))} {self._measure(each)}"
            yield self._of(each, words.strip(), words=each.said("reason"))

    def service(self) -> Iterator[Value]:
        """Each attempt, and since when it counts as served."""
        rule, _ = self.plan.service, self.say
        for each in self.told.all("violation.service_attempted"):
            words = _("attempt %(attempt)s of %(of)s") % {"attempt": each.data.get("attempt", ""), "of": rule.attempts}
            yield self._of(each, f"{words}{_(': ')}{self._phrase(each.said('how'))}")
        for each in self.told.all("violation.served"):
            confirmed = each.said("outcome") == "confirmed"
            yield self._of(each, _("served: confirmed") if confirmed else _("counts as served: tried often enough"), actor=False)

    def appeal(self) -> Iterator[Value]:
        """The time for it, and whether it was made."""
        clock, _ = self.case.clocks.get("appeal"), self.say
        if clock is not None and clock.due is not None:
            yield self._until(_("possible"), clock.started, clock.due, clock.clause)
        yield from self.grounds()
        for each in self.told.all("violation.window_ended"):
            yield self._of(each, _("the time for it is over"), actor=False)

    def grounds(self) -> Iterator[Value]:
        """Why the person concerned does not accept it."""
        for each in self.told.all("violation.appealed"):
            yield self._of(each, self.say("made in time"), words=each.said("grounds"))

    def stay(self) -> Iterator[Value]:
        """What waits for the review, and what of it is left; what goes on in spite of it."""
        _ = self.say
        for each in self.told.all("violation.stayed"):
            named = [self.teller.title(str(name)) for name in each.data.get("measures") or ()]
            words = _("waits for the review: %(what)s") % {"what": self._and(named)} if named else _("the decision waits")
            yield self._of(each, words, actor=False)
            yield from self._left(each)
        for each in self.told.all("violation.stay_refused"):
            yield self._of(each, _("none: the decision stands meanwhile"), words=each.said("reason"))
        for name, clock in sorted(self.case.clocks.items()):
            if clock.due is None:
                yield Value(text=_("on hold: %(clock)s") % {"clock": self.teller.clock(name)}, cited=self._cite(clock.clause), state="held")

    def _left(self, stayed: Event) -> Iterator[Value]:
        """Of a measure that has an end: how much of its time was not over when it was suspended."""
        began = [each for each in self.told.all("violation.took_effect") if each.line.version < stayed.line.version]
        until = began[-1].said("until") if began else ""
        if until:
            rest = left(stayed.line.happened_at, datetime.fromisoformat(until), self.lang)
            yield Value(text=self.say("of its time is left: %(rest)s") % {"rest": rest.removeprefix("in ").removeprefix("还有 ")})

    # --- words --------------------------------------------------------------------------------------

    def _of(self, each: Event, text: str, *, words: str = "", actor: bool = True, about: PersonId | None = None) -> Value:
        """What somebody did."""
        people_ = (called(about, self.teller),) if about else (self._who(each),) if actor else ()
        return Value(
            text=text, who=people_, when=self.seen.times.past(each.line.happened_at), words=words, cited=self._cite(each.line.clause)
        )

    def _who(self, each: Event) -> Who:
        return called(PersonId(each.said("by") or each.line.by), self.teller)

    def _until(self, text: str, since: datetime, due: datetime, clause: str) -> Value:
        when = self.seen.times.due(since, due, self.seen.page.rules.settings.at_risk)
        return Value(text=text, when=when, cited=self._cite(clause), state=when.state)

    def _measure(self, each: Event) -> str:
        if each.line.type == "violation.dismissed":
            return outcome_title("violation", "dismissed", self.lang)
        points = self.say("%(points)s points") % {"points": each.data.get("points", 0)}
        return f"{self.teller.title(each.said('measure'))}{self.say(', ')}{points}" if each.said("measure") else ""

    def _phrase(self, key: str) -> str:
        return value_title("violation", key, self.lang)

    def _and(self, parts: list[str]) -> str:
        return ("、" if self.lang == "zh" else ", ").join(parts)

    def _cite(self, clause: str) -> Cited:
        return cited(self.pack, clause, self.lang)
