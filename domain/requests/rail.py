"""The way of a request as a picture: asked, approved step by step, given, back, closed; beside it each wish for more time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from domain import organisation
from domain.kernel import Clause, Holder
from domain.policy import Step
from domain.rail import State, Station
from domain.requests import people
from domain.requests.state import Request, Slot, Stage
from domain.requests.trail import Mark, What
from domain.rules import Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """A case as of an instant, and one way through it: the main one, or the one that began with a wish for more time."""

    case: Request
    rules: Rules
    at: datetime
    round: int
    branch: str = ""

    @property
    def live(self) -> bool:
        """Whether approvals are asked for on this way now."""
        return self.case.asking == ("extension" if self.branch else "grant") and self.case.round == self.round

    def mark(self, what: What) -> Mark | None:
        """The last time that this was done."""
        return next((mark for mark in reversed(self.case.trail) if mark.what == what), None)

    def due(self, *clocks: str) -> datetime | None:
        """When the first of these clocks that there is falls due."""
        return next((self.case.clocks[name].due for name in clocks if name in self.case.clocks), None)


def rail(case: Request, rules: Rules, at: datetime) -> tuple[Station, ...]:
    """Every station; those of a branch stand together, after the main way."""
    wishes = [mark for mark in case.trail if mark.what == "extension"]
    main = _View(case=case, rules=rules, at=at, round=wishes[0].round - 1 if wishes else case.round)
    course = _lending(main) if rules.plan.grant.what == "document" else _privilege(main)
    way = (_asked(main), *_approvals(main), *course, _closed(main))
    return (*way, *(station for wish in wishes for station in _extension(main, wish)))


def _asked(view: _View) -> Station:
    case = view.case
    who = (Holder(person=case.requester, basis="requester"),)
    return Station(key="asked", title="asked", state="done", who=who, when=case.opened_at, clause=view.rules.plan.clause)


def _closed(view: _View) -> Station:
    """The end; a case that was opened again by what the target said late is not closed."""
    mark, ended = view.mark("closed"), view.case.stage is Stage.CLOSED
    if not ended or mark is None:
        return Station(key="closed", title="closed", state="next", clause=view.rules.plan.clause)
    return Station(key="closed", title="closed", state="done", when=mark.at, outcome=mark.outcome, clause=mark.clause)


# --- approvals ------------------------------------------------------------------------------------


def _approvals(view: _View) -> Iterator[Station]:
    """Every step of the plan and every approver who was added, in the order in which they are asked."""
    if view.live and view.case.sent_back:
        yield _information(view)
    for number, stage in enumerate(view.rules.plan.approval):
        planned = {f"{view.round}-{number}-{place}": step for place, step in enumerate(stage.steps)}
        for name in dict.fromkeys((*planned, *_added(view, f"{view.round}-{number}-"))):
            yield _approval(view, name, planned.get(name, stage.steps[0]))


def _added(view: _View, prefix: str) -> Iterator[str]:
    """The steps of a stage that the case knows of."""
    yield from (slot.id for slot in view.case.slots if slot.id.startswith(prefix))
    yield from (mark.step for mark in view.case.trail if mark.step.startswith(prefix))


def _approval(view: _View, name: str, step: Step) -> Station:
    slot = view.case.slot(name)
    mark = next((mark for mark in reversed(view.case.trail) if mark.step == name), None)
    if mark is not None:
        return _done(mark, key=name, title="approval", branch=view.branch, role=slot.role if slot else str(step.by))
    if slot is not None:
        return _waiting(view, slot, "approval")
    if not view.live:
        return Station(key=name, title="approval", state="skipped", branch=view.branch, role=str(step.by), clause=step.clause)
    who = organisation.one_each(people.rung(view.case, name, str(step.by), 0, view.rules.organisation, view.at))
    return Station(key=name, title="approval", state="next", branch=view.branch, role=str(step.by), who=who, clause=step.clause)


def _waiting(view: _View, slot: Slot, title: str) -> Station:
    """A step that somebody must answer now; held while information is awaited, or while nobody may answer."""
    held = "sent_back" if view.case.sent_back else "stalled" if slot.stalled else ""
    return Station(
        key=slot.id,
        title=title,
        state="held" if held else "now",
        branch=view.branch,
        who=people.eligible(view.case, slot, view.rules.organisation, view.at),
        role=slot.role,
        due=view.due(f"answer:{slot.id}", f"closing:{slot.id}"),
        note=held or ("went_up" if slot.climbed else ""),
        clause=slot.clause,
    )


def _information(view: _View) -> Station:
    return Station(
        key=f"information-{view.round}",
        title="information",
        state="now",
        branch=view.branch,
        who=(Holder(person=view.case.requester, basis="requester"),),
        due=view.due("information", "closing:information"),
        clause=view.rules.plan.information.clause,
    )


def _done(mark: Mark, *, key: str, title: str, branch: str = "", role: str = "", clause: Clause = "") -> Station:
    return Station(
        key=key,
        title=title,
        state="done",
        branch=branch,
        who=(mark.who,),
        role=role,
        when=mark.at,
        outcome=mark.outcome,
        clause=mark.clause or clause,
    )


# --- a document -----------------------------------------------------------------------------------


def _lending(view: _View) -> Iterator[Station]:
    """Handed out, brought back, checked."""
    grant, back = view.rules.plan.grant, view.rules.plan.give_back
    yield _part(view, "lent", Stage.APPROVED, "collect", _keepers(view), view.due("answer:collect", "closing:collect"), grant.clause)
    if back is not None:
        yield _out(view, back.clause)
        yield _checking(view, back.clause)


def _part(
    view: _View, what: What, stage: Stage, key: str, who: tuple[Holder, ...], due: datetime | None, clause: Clause, note: str = ""
) -> Station:
    """A part of the way that is done when its mark is there, and is now in its stage."""
    mark = view.mark(what)
    if mark is not None and view.case.stage is not stage:
        return _done(mark, key=key, title=key, clause=clause)
    state = _state(view, stage)
    if state != "now":
        return Station(key=key, title=key, state=state, clause=clause)
    return Station(key=key, title=key, state="now", who=who, due=due, note=note, clause=clause)


def _state(view: _View, stage: Stage) -> State:
    """Of what was not done: now in its stage, still to come before that, and skipped when the case is past it."""
    order = tuple(Stage)
    here, there = order.index(view.case.stage), order.index(stage)
    return "now" if here == there else "next" if here < there else "skipped"


def _keepers(view: _View) -> tuple[Holder, ...]:
    return people.keepers(view.case, view.rules.plan.grant.given_by, view.rules.organisation, view.at)


def _out(view: _View, clause: Clause) -> Station:
    case = view.case
    due = case.grant.until if case.grant else None
    late = due is not None and due <= view.at
    borrower = (Holder(person=case.requester, basis="requester"),)
    return _part(view, "returned", Stage.OUT, "return", borrower, due, clause, "overdue" if late or case.overdue else "")


def _checking(view: _View, clause: Clause) -> Station:
    slot = view.case.slot("check")
    if view.case.stage is Stage.BACK and slot is not None:
        return _waiting(view, slot, "check")
    return _part(view, "checked", Stage.BACK, "check", (), None, clause)


# --- a privilege ----------------------------------------------------------------------------------


def _privilege(view: _View) -> Iterator[Station]:
    """In force until its end, then taken back."""
    case, rule = view.case, view.rules.plan.grant
    holder = (Holder(person=case.requester, basis="requester"),)
    note = "" if any(each.confirmed for each in case.grants) else "unconfirmed"
    end = max((each.until for each in case.grants if not each.ended), default=None)
    yield _part(view, "granted", Stage.GRANTED, "granted", holder, end, rule.clause, note)
    yield _part(view, "revoked", Stage.ENDING, "revoked", (), None, rule.at_most.clause, "unconfirmed")


# --- more time ------------------------------------------------------------------------------------


def _extension(main: _View, wish: Mark) -> Iterator[Station]:
    """One wish for more time: asked, answered by the same people, given or not."""
    branch, clause = f"extension-{wish.round}", main.rules.plan.grant.at_most.clause
    view = _View(case=main.case, rules=main.rules, at=main.at, round=wish.round, branch=branch)
    yield _done(wish, key=branch, title="extension", branch=branch, clause=clause)
    yield from _approvals(view)
    later = main.case.trail[main.case.trail.index(wish) + 1 :]
    end = next((mark for mark in later if mark.what in ("extended", "no_extension", "extension")), None)
    key = f"extended-{wish.round}"
    if end is not None and end.what == "extended":
        yield _done(end, key=key, title="extended", branch=branch, clause=clause)
        return
    outcome = end.outcome if end is not None and end.what == "no_extension" else ""
    yield Station(key=key, title="extended", state="next" if view.live else "skipped", branch=branch, outcome=outcome, clause=clause)
