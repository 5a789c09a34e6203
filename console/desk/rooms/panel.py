"""The panel's room: who sits where and why, how many have voted, once it is concluded how; decision and grounds side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from console.backend import Backend
from console.caller import Caller, NotHere
from console.desk.cases import Seen, look_at
from console.desk.clauses import Cited, cited
from console.desk.people import Who, called
from console.desk.rooms.investigation import File
from console.desk.rooms.parts import Event, Events, Fact, Room, Value, events, facts
from console.desk.times import When
from console.i18n import translations
from domain.appeals.people import candidates
from domain.appeals.plan import AppealPlan
from domain.appeals.state import Appeal
from domain.appeals.telling import is_concluded
from domain.appeals.voting import OUTCOMES
from domain.kernel import PersonId, kind_of
from domain.labels import said, value_title
from domain.words import PHRASES


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A place on the panel. `may`: who could be named for an empty one, for whoever names."""

    title: str
    who: Who | None
    why: str
    when: When | None
    may: tuple[Who, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """One vote, told once the panel has concluded; before that to whoever gave it. `dissent`: it was for something else."""

    who: Who
    seat: str
    choice: str
    measure: str
    reason: str
    dissent: bool
    when: When


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """Somebody who has no seat any more."""

    who: Who
    why: str
    reason: str
    when: When


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """All of it. `voted`: how many have, of all seats; `source`: the number of the decision's case, where it is theirs to see."""

    seats: tuple[Seat, ...]
    voted: int
    concluded: bool
    votes: tuple[Vote, ...]
    gone: tuple[Gone, ...]
    barred_cited: Cited
    secret: Cited
    source: str
    decision: tuple[Fact, ...]
    appeal: tuple[Fact, ...]


async def room(backend: Backend, caller: Caller, seen: Seen) -> Room:
    """As this reader is told it."""
    told = await events(backend, seen)
    made = _Room(backend, caller, seen, told)
    source, decision, grounds = await _source(backend, caller, seen)
    panel = Panel(
        seats=made.seats(),
        voted=len(seen.case.ballots),
        concluded=is_concluded(seen.case),
        votes=made.votes(),
        gone=made.gone(),
        barred_cited=made.cite("house:took-part"),
        secret=made.cite("house:panel-vote"),
        source=source,
        decision=decision,
        appeal=(*grounds, *made.facts()),
    )
    return Room(template="room_panel.html", title=made.say("The panel"), content=panel, wide=True)


class _Room:
    """One appeal, told to one reader."""

    def __init__(self, backend: Backend, caller: Caller, seen: Seen, told: Events) -> None:
        self.seen, self.told, self.case, self.plan = seen, told, seen.case, seen.page.rules.plan
        self.teller, self.pack, self.lang = seen.teller, backend.governed.pack(seen.case.pack), caller.lang
        self.say = translations(caller.lang).gettext
        self.forms = any(offer.command == "appoint" for offer in seen.mine)
        assert isinstance(self.case, Appeal)
        assert isinstance(self.plan, AppealPlan)

    def seats(self) -> tuple[Seat, ...]:
        """In the order of the plan."""
        named = {each.said("seat"): each for each in self.told.all("appeal.appointed")}
        return tuple(self._seat(name, named.get(name)) for name in self.plan.panel.seats)

    def _seat(self, name: str, named: Event | None) -> Seat:
        holder, rules = self.case.seats.get(name), self.seen.page.rules
        free: Sequence[PersonId] = ()
        if holder is None and self.forms:
            found = candidates(self.case, self.plan.panel.seats[name], rules.organisation, self.seen.times.now)
            free = sorted(found, key=self.teller.name)
        sits = holder is not None and named is not None
        return Seat(
            title=self._title(name),
            who=called(holder, self.teller) if holder is not None else None,
            why=self._why(named) if sits and named is not None else "",
            when=self.seen.times.past(named.line.happened_at) if sits and named is not None else None,
            may=tuple(called(person, self.teller) for person in free),
        )

    def _title(self, name: str) -> str:
        """As the pack calls the seat, or by whom it is for."""
        title, seat = value_title("appeal", name, self.lang), self.plan.panel.seats[name]
        departments = [
            said(found.title, self.lang) for each in seat.departments if (found := self.teller.organisation.departments.get(each))
        ]
        roles = [self.teller.role(str(role)) for role in seat.roles]
        return title if title != name else ("、" if self.lang == "zh" else " / ").join((*roles, *departments)) or name

    def _why(self, named: Event) -> str:
        by = self.teller.name(named.said("by") or named.line.by)
        return self.say("named by %(by)s as %(basis)s") % {"by": by, "basis": self.teller.role(named.said("basis"))}

    def votes(self) -> tuple[Vote, ...]:
        """Those that are told, which the domain says; of a member who has left none counts."""
        concluded = self.told.last("appeal.concluded")
        outcome = (concluded.said("outcome"), concluded.said("measure")) if concluded is not None else None
        counted = [each for each in self.told.all("appeal.voted") if each.line.by in self.case.voted]
        return tuple(self._vote(each, outcome) for each in counted)

    def _vote(self, each: Event, outcome: tuple[str, str] | None) -> Vote:
        choice, measure = each.said("choice"), each.said("measure")
        return Vote(
            who=called(PersonId(each.line.by), self.teller),
            seat=self._title(each.said("seat")),
            choice=value_title("appeal", choice, self.lang),
            measure=self.teller.title(measure) if measure else "",
            reason=each.said("reason"),
            dissent=outcome is not None and (OUTCOMES[choice], measure) != outcome,
            when=self.seen.times.past(each.line.happened_at),
        )

    def gone(self) -> tuple[Gone, ...]:
        """Who left, and why as far as that is told."""
        return tuple(
            Gone(
                who=called(PersonId(each.said("person")), self.teller),
                why=PHRASES.get(self.lang, {}).get(each.said("why"), each.said("why")),
                reason=each.said("reason"),
                when=self.seen.times.past(each.line.happened_at),
            )
            for each in self.told.all("appeal.left")
        )

    def facts(self) -> tuple[Fact, ...]:
        """What was said and found here, and what it came to."""
        _ = self.say
        return facts(
            (_("What the appellant said"), [self._of(each, each.said("text")) for each in self.told.all("appeal.stated", "appeal.heard")]),
            (_("What the panel found"), [self._of(each, each.said("text")) for each in self.told.all("appeal.found")]),
            (_("Conclusion"), [self._concluded(each) for each in self.told.all("appeal.concluded")]),
        )

    def _concluded(self, each: Event) -> Value:
        words = [
            value_title("appeal", each.said("outcome"), self.lang),
            self.teller.title(each.said("measure")) if each.said("measure") else "",
        ]
        text = self.say(": ").join(word for word in words if word)
        text += self.say(" (nobody judged in time)") if each.data.get("by_silence") else ""
        return Value(
            text=text, words=each.said("reason"), when=self.seen.times.past(each.line.happened_at), cited=self.cite(each.line.clause)
        )

    def _of(self, each: Event, words: str) -> Value:
        by = called(PersonId(each.said("by") or each.line.by), self.teller)
        return Value(who=(by,), words=words, when=self.seen.times.past(each.line.happened_at))

    def cite(self, clause: str) -> Cited:
        """A rule."""
        return cited(self.pack, clause, self.lang)


async def _source(backend: Backend, caller: Caller, seen: Seen) -> tuple[str, tuple[Fact, ...], tuple[Fact, ...]]:
    """The decision's case as this reader sees it: its number, the decision and what it rests on, the grounds."""
    found = seen.case.linked("source")
    if found is None or kind_of(found) != "violation":
        return "", (), ()
    try:
        source = await look_at(backend, caller, found)
    except NotHere:
        return "", (), ()
    file, _ = File(backend, caller, source, await events(backend, source)), translations(caller.lang).gettext
    decision = facts(
        (_("Charge"), list(file.charge())),
        (_("Statement"), list(file.statement())),
        (_("Report"), list(file.report())),
        (_("Decision"), list(file.decision())),
        (_("Stay"), list(file.stay())),
    )
    return source.number, decision, facts((_("Grounds of the appeal"), list(file.grounds())))
