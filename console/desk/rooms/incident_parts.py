"""What else stands in an incident room: who commands and helps, the checklist, reports of the situation, who was told, the end's gate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

from console.backend import Backend
from console.caller import Caller
from console.desk.actions import Action
from console.desk.cases import Seen
from console.desk.clauses import Cited, cited
from console.desk.people import Who, called
from console.desk.rooms.parts import Event, Events, Fact, Value, facts
from console.i18n import translations
from console.levels import sign
from domain.casework.state import CLOSED
from domain.incidents.ending import gate
from domain.incidents.plan import IncidentPlan
from domain.incidents.room.state import COMMANDER, Held
from domain.incidents.room.telling import checklist, in_the_way
from domain.incidents.state import Incident
from domain.kernel import PersonId
from domain.labels import task_title, value_title

KIND = "incident"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of the checklist. `may`: the command by which it changes now; empty: it waits for others, or others for it."""

    name: str
    title: str
    required: bool
    may: str
    ticked: Value | None
    cited: Cited


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report of the situation: the words, and what was known when they were said, never altered."""

    number: int
    said: Value
    known: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One of the four that are not let go."""

    title: str
    met: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """All of it. `gate` is empty where the level wants none; `alerts`: what machines said, empty: nothing."""

    roles: tuple[Fact, ...]
    before: tuple[Value, ...]
    items: tuple[Item, ...]
    reports: tuple[Report, ...]
    informed: tuple[Value, ...]
    frozen: tuple[Value, ...]
    alerts: Value | None
    gate: tuple[Gate, ...]
    gate_cited: Cited
    ending: tuple[Fact, ...]

    def forms(self, mine: Sequence[Action]) -> Mapping[str, Action]:
        """The reader's form of each item, to tick it off or to take that back: each is a command of its own."""
        asked = {each.command: each for each in mine}
        return {item.name: _for_item(asked[item.may], item) for item in self.items if item.may in asked}


def _for_item(asked: Action, item: Item) -> Action:
    """Nobody chooses the item: the form stands where it does."""
    rest = tuple(each for each in asked.inputs if each.name != "item")
    name = f"{asked.command}-{item.name}"
    return replace(asked, id=name, inputs=rest, fixed={"item": item.name}, token=str(uuid4()), role=item.title)


def parts(backend: Backend, caller: Caller, seen: Seen, told: Events) -> Parts:
    """As this reader is told it."""
    made = _Parts(backend, caller, seen, told)
    rules = made.plan.ending.not_let_go
    return Parts(
        roles=made.roles(),
        before=tuple(made.held_before()),
        items=tuple(made.checklist()),
        reports=tuple(made.reports()),
        informed=tuple(made.informed()),
        frozen=tuple(made.frozen()),
        alerts=made.alerts(),
        gate=tuple(made.gate()),
        gate_cited=made.cite(rules.clause if rules else ""),
        ending=made.ending(),
    )


class _Parts:
    """One incident, told to one reader."""

    def __init__(self, backend: Backend, caller: Caller, seen: Seen, told: Events) -> None:
        assert isinstance(seen.case, Incident)
        assert isinstance(seen.page.rules.plan, IncidentPlan)
        self.seen, self.told, self.case, self.plan = seen, told, seen.case, seen.page.rules.plan
        self.times, self.teller, self.lang = seen.times, seen.teller, caller.lang
        self.pack, self.say = backend.governed.pack(seen.case.pack), translations(caller.lang).gettext

    # --- who does what ------------------------------------------------------------------------------

    def roles(self) -> tuple[Fact, ...]:
        """The commander, the groups in the order of the plan, the experts who were called."""
        room = self.case.room
        held = {name: [self._held(each) for each in room.now() if each.role == name] for name in self._names()}
        nobody = [Value(text=self.say("nobody yet"))]
        return facts(*((self._role(name), found or nobody) for name, found in held.items() if found or not name.startswith("expert:")))

    def _names(self) -> Sequence[str]:
        commanded = COMMANDER in {each.role for each in self.case.room.held} or self.plan.room.commander is not None
        planned = [*([COMMANDER] if commanded or self.plan.room.groups else []), *(f"group:{name}" for name in self.plan.room.groups)]
        return list(dict.fromkeys((*planned, *(each.role for each in self.case.room.now()))))

    def _role(self, name: str) -> str:
        kind, _, rest = name.partition(":")
        return self.teller.title(rest) if rest else self.say("Commander") if kind == COMMANDER else kind

    def _held(self, each: Held) -> Value:
        who = called(each.person, self.teller)
        return Value(who=(replace(who, basis=self.teller.role(each.basis)) if each.basis else who,), when=self.times.past(each.since))

    def held_before(self) -> Iterator[Value]:
        """Who held which role until when."""
        for each in self.case.room.held:
            if each.until is not None:
                words = self.say("%(role)s until %(until)s")
                until = self.times.past(each.until).shown
                text = words % {"role": self._role(each.role), "until": until}
                yield Value(text=text, who=(called(each.person, self.teller),), when=self.times.past(each.since))

    def checklist(self) -> Iterator[Item]:
        """In order; what stands after a required item waits for it, and is taken back before it."""
        items, ticks = checklist(self.plan, self.case), self.case.room.ticks
        done = {each.said("item"): each for each in self.told.all("room.ticked")}
        for place, each in enumerate(items):
            waits = self.case.stage == CLOSED or in_the_way(items, place, ticks) is not None
            said = done.get(each.name) if each.name in ticks else None
            yield Item(
                name=each.name,
                title=self.teller.title(each.name),
                required=each.required,
                may="" if waits else "untick" if each.name in ticks else "tick",
                ticked=self._of(said, words=said.said("note")) if said is not None else None,
                cited=self.cite(each.clause),
            )

    # --- what was said to whom ------------------------------------------------------------------------

    def reports(self) -> Iterator[Report]:
        """The newest first."""
        for each in reversed(self.told.all("room.situation_reported")):
            known = each.data.get("known")
            yield Report(
                number=int(each.data.get("number") or 0),
                said=self._of(each, words=each.said("text")),
                known=self._known(known) if isinstance(known, Mapping) else (),
            )

    def _known(self, known: Mapping[str, object]) -> tuple[Fact, ...]:
        def titles(name: str) -> list[Value]:
            found = known.get(name)
            return (
                [Value(text=task_title(KIND, str(each), self.lang, self.plan)) for each in found] if isinstance(found, list | dict) else []
            )

        _, who = self.say, str(known.get("acknowledged") or "")
        return facts(
            (_("Level"), [Value(text=sign(self.plan, str(known.get("level", "")), self.lang).title)]),
            (_("Had it"), [Value(who=(self._who(who),))] if who else []),
            (_("Done"), titles("met")),
            (_("Still open"), titles("open")),
            (_("Missed"), titles("missed")),
            (_("Files"), [Value(text=str(known["files"]))] if known.get("files") else []),
            (_("Alerts"), [Value(text=str(known["alerts"]))] if known.get("alerts") else []),
        )

    def informed(self) -> Iterator[Value]:
        """Leaders, customers, authorities: who was told what by whom."""
        for each in self.told.all("room.informed"):
            told = [self._who(str(person)).name for person in each.data.get("to") or ()]
            named = [
                value_title(KIND, each.said("whom"), self.lang),
                *told,
                each.said("recipient"),
                self.teller.title(each.said("template")),
            ]
            yield self._of(each, text=" · ".join(word for word in named if word), words=each.said("text"))

    def frozen(self) -> Iterator[Value]:
        """What is granted nothing of, and who had how much of it."""
        for each in self.case.frozen.standing:
            key = self._who(each.key).name if each.key in self.teller.organisation.people else each.key
            people = tuple(dict.fromkeys(grant.holder for grant in each.grants))
            yield Value(text=key, who=tuple(called(person, self.teller) for person in people), state="held")

    def alerts(self) -> Value | None:
        """How many there were, and whether the machine has taken its word back."""
        said = self.case.alerts
        if not said.count:
            return None
        words = self.say("%(count)s alerts, still firing") if said.firing else self.say("%(count)s alerts, resolved")
        return Value(text=words % {"count": said.count}, when=self.times.past(said.last_at) if said.last_at else None)

    # --- the end --------------------------------------------------------------------------------------

    def gate(self) -> Iterator[Gate]:
        """Those of the four that this level wants."""
        _ = self.say
        words = {
            "cause": _("The cause is found"),
            "responsible": _("Those responsible have been dealt with"),
            "measures": _("Measures are in place"),
            "taught": _("Those concerned have been taught"),
        }
        for point in gate.standing(self.case, self.plan.ending):
            if point.wanted:
                yield Gate(title=words[point.name], met=point.met)

    def ending(self) -> tuple[Fact, ...]:
        """Loss, causes, whose responsibility, who was taught, how the response went."""
        _, all_ = self.say, self.told.all
        return facts(
            (
                _("Loss"),
                [
                    self._of(each, text=f"{each.data.get('loss', 0):,} CNY", words=each.said("note"))
                    for each in all_("incident.loss_assessed")
                ],
            ),
            (_("Five whys"), [self._of(each, text=each.said("why"), words=each.said("because")) for each in all_("incident.why_added")]),
            (_("Cause"), [self._cause(each) for each in all_("incident.cause_found")]),
            (_("Responsibility"), [*self._responsible(), *self._nobody()]),
            (_("Taught"), [self._about(each, words=each.said("note")) for each in all_("incident.trained")]),
            (_("How the response went"), [self._of(each, words=each.said("text")) for each in all_("incident.evaluated")]),
            (_("Reopened"), [self._of(each, words=each.said("reason")) for each in all_("incident.reopened")]),
        )

    def _cause(self, each: Event) -> Value:
        return self._of(each, text=self.teller.title(each.said("cause_class")), words=each.said("cause"))

    def _responsible(self) -> Iterator[Value]:
        held = {(each.person, each.part) for each in self.case.ending.responsibilities}
        for each in self.told.all("incident.responsibility_found"):
            if (PersonId(each.said("person")), each.said("part")) in held:
                yield self._about(each, text=value_title(KIND, each.said("part"), self.lang), words=each.said("text"))

    def _nobody(self) -> Iterator[Value]:
        for each in self.told.all("incident.nobody_at_fault") if self.case.ending.nobody else ():
            yield self._of(each, text=self.say("nobody is at fault"), words=each.said("reason"))

    # --- words ----------------------------------------------------------------------------------------

    def _of(self, each: Event, *, text: str = "", words: str = "") -> Value:
        """What somebody did."""
        by = self._who(each.said("by") or each.line.by)
        return Value(text=text, who=(by,), when=self.times.past(each.line.happened_at), words=words)

    def _about(self, each: Event, *, text: str = "", words: str = "") -> Value:
        """The same, of the person whom it is about."""
        return replace(self._of(each, text=text, words=words), who=(self._who(each.said("person")),))

    def _who(self, person: str) -> Who:
        return called(PersonId(person), self.teller)

    def cite(self, clause: str) -> Cited:
        """A rule."""
        return cited(self.pack, clause, self.lang)
