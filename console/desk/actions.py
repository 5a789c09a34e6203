"""What may be done in a case now: by the reader, as forms; by anybody, as names; and why what nobody can do is not there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields, replace
from typing import Any
from uuid import UUID, uuid4

from activities.evidence import PUT
from console.backend import Backend
from console.caller import Caller
from console.desk import forms
from console.desk.cases import HIDDEN, Seen, fresh_for
from console.desk.clauses import Cited, cited
from console.desk.forms import Asked, Input, Typed
from console.desk.options import Options
from console.desk.people import Who, who
from console.desk.standing import due_at
from console.desk.times import When
from domain import words
from domain.claims import Claim
from domain.deciders import DECIDERS
from domain.kernel import Actor, Offer, Refused, kind_of
from domain.kernel import Asked as Asking
from domain.labels import command_label, said, task_title
from domain.shapes import COMMANDS
from views.refusing import worded
from views.saying import Teller

NO_COMMAND = UUID(int=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A command that is open to the reader. `basis` is why, `slot` the step that it answers, `role` its name if there are several."""

    id: str
    command: str
    title: str
    does: str
    usual: bool
    dangerous: bool
    several: bool
    key: str
    slot: str
    role: str
    basis: Who
    cited: Cited
    until: When | None
    inputs: tuple[Input, ...]
    fixed: Mapping[str, str]
    """What the form says without asking."""
    token: str
    """The id that the command will have, so that sending it twice is once."""
    signed_in: bool
    """Whether the reader signed in recently enough for it."""

    @property
    def asks(self) -> bool:
        """Whether it cannot be given without filling something in, or must be meant twice."""
        return self.dangerous or any(each.required for each in self.inputs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Can:
    """Commands that the same people may give now, for the same reason."""

    titles: tuple[str, ...]
    who: tuple[Who, ...]
    cited: Cited
    until: When | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cannot:
    """A command that nobody can give now, and the rule's reason."""

    title: str
    why: str
    cited: Cited


# --- the reader's own -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What forms are filled with: what was `typed` before, by an action's id; what is `wrong` with which input; the case's `files`."""

    typed: Mapping[str, Typed] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)


NOTHING = Given()


def actions(backend: Backend, caller: Caller, seen: Seen, given: Given = NOTHING) -> tuple[Action, ...]:
    """In the order of the kind's labels, without putting files, which has a form of its own."""
    order = {name: place for place, name in enumerate(seen.labels.commands)}
    offers = sorted(
        (offer for offer in seen.mine if offer.command in order and offer.command != PUT), key=lambda offer: order[offer.command]
    )
    return tuple(_action(backend, caller, seen, offer, given) for offer in offers)


def _action(backend: Backend, caller: Caller, seen: Seen, offer: Offer, given: Given) -> Action:
    kind, lang = kind_of(seen.id), caller.lang
    label, name = command_label(kind, offer.command), action_id(offer.command, offer.slot)
    mine = next(holder for holder in offer.who if holder.person == caller.id)
    asked = Asked(
        plan=seen.page.rules.plan,
        teller=seen.teller,
        typed=given.typed.get(name, {}),
        wrong=given.wrong if name in given.typed else {},
        options=Options(pack=backend.governed.pack(seen.case.pack), plan=seen.page.rules.plan, case=seen.case, files=given.files),
    )
    current = {line: value for line, value in seen.fields.items() if value is not HIDDEN}
    return Action(
        id=name,
        command=offer.command,
        title=said(label.title, lang),
        does=said(label.does, lang),
        usual=label.usual,
        dangerous=label.dangerous,
        several=label.several,
        key=label.key,
        slot=offer.slot if forms.takes(kind, offer.command, "step") else "",
        role=_step_of(seen, offer),
        basis=who((mine,), seen.teller)[0],
        cited=cited(backend.governed.pack(seen.case.pack), offer.clause, lang),
        until=due_at(seen, _since(seen, offer), offer.until) if offer.until else None,
        inputs=forms.of_command(kind, offer, asked, current),
        fixed=Options.fixed(offer),
        token=given.typed.get(name, {}).get("key") or str(uuid4()),
        signed_in=fresh_for(caller, seen.page, offer),
    )


def action_id(command: str, slot: str) -> str:
    """What an action's form is called on its page."""
    return f"{command}-{slot}" if slot else command


def _step_of(seen: Seen, offer: Offer) -> str:
    """The role of the step, where the reader may answer more than one; of an obligation what it obliges to."""
    if "obligation" in offer.needs:
        return task_title(kind_of(seen.id), offer.slot, seen.teller.lang, seen.page.rules.plan)
    alike = [other for other in seen.mine if other.command == offer.command]
    return seen.teller.role(offer.who[0].basis) if len(alike) > 1 else ""


def _since(seen: Seen, offer: Offer) -> Any:
    started = [clock.started for clock in seen.case.clocks.values() if clock.due == offer.until]
    return min(started, default=seen.case.last_at)


# --- anybody's ----------------------------------------------------------------------------------------


def who_can(backend: Backend, seen: Seen) -> tuple[Can, ...]:
    """Everything that is open now; commands of the same people under the same clause in one line. Nobody at all is shown too."""
    lang, kind, found = seen.teller.lang, kind_of(seen.id), list[Can]()
    pack = backend.governed.pack(seen.case.pack)
    for offer in seen.page.offers:
        made = Can(
            titles=(said(command_label(kind, offer.command).title, lang),),
            who=who(offer.who, seen.teller),
            cited=cited(pack, offer.clause, lang),
            until=due_at(seen, _since(seen, offer), offer.until) if offer.until else None,
        )
        if found and (found[-1].who, found[-1].cited, found[-1].until) == (made.who, made.cited, made.until):
            found[-1] = replace(found[-1], titles=found[-1].titles + made.titles)
        else:
            found.append(made)
    return tuple(found)


def cannot(backend: Backend, seen: Seen) -> tuple[Cannot, ...]:
    """What a person might want to do here and nobody can now, with the words of the rule that says no."""
    kind, open_now = kind_of(seen.id), {offer.command for offer in seen.page.offers}
    closed = set(DECIDERS[kind].OPENINGS) | open_now
    tried = ((name, _tried(seen, name)) for name, label in seen.labels.commands.items() if name not in closed and label.usual)
    return tuple(
        Cannot(
            title=said(command_label(kind, name).title, seen.teller.lang),
            why=reason(no, seen.teller),
            cited=cited(backend.governed.pack(seen.case.pack), no.clause, seen.teller.lang),
        )
        for name, no in tried
        if no is not None
    )


def _tried(seen: Seen, command: str) -> Refused | None:
    """The decider's own answer, asked without writing anything: as the requester, with something in every field."""
    decider, case, at = DECIDERS[kind_of(seen.id)], seen.case, seen.times.now
    made = COMMANDS[kind_of(seen.id)][command]
    content = {each.name: "-" for each in fields(made) if each.default is MISSING and each.default_factory is MISSING}
    optional = {each.name: "-" for each in fields(made) if each.name in ("reason", "question", "note")}
    who_asks = Actor(id=case.requester, department=case.department)
    asking = Asking(case=seen.id, id=NO_COMMAND, command=made(**content, **optional), by=who_asks, at=at, now=at)
    try:
        keys = decider.claims(case, asking, seen.page.rules)
        decider.decide(case, asking, replace(seen.page.rules, claims={key: Claim(key=key) for key in keys}))
    except Refused as no:
        return no
    return None


# --- why not ------------------------------------------------------------------------------------------


def reason(no: Refused, teller: Teller) -> str:
    """A refusal in one sentence, without its clause, which stands beside it."""
    said_ = worded(no, teller.roles, teller.plan.kind)
    return words.fill(words.REFUSALS.get(no.key, {"en": no.key.replace("_", " ")}), teller.lang, said_.words)


def instead(seen: Seen, command: str, caller: Caller) -> Sequence[Who]:
    """Who else may give this command now."""
    holders = [holder for offer in seen.page.offers if offer.command == command for holder in offer.who]
    found = {each.id: each for each in who(holders, seen.teller) if each.id != caller.id}
    return list(found.values())
