"""Asking somebody, and going up the ladder when nobody answers or nobody may (house:one-rung-up, house:every-step-ends)."""

from __future__ import annotations

from domain import organisation
from domain.kernel import Holder, PersonId
from domain.policy import Step
from domain.policy import role as read_role
from domain.requests import events as e
from domain.requests import people
from domain.requests.draft import Draft, rule_of
from domain.requests.state import Slot

SILENCE = "no answer"


def ask_stage(draft: Draft, stage: int) -> None:
    """Ask everybody of one stage of the approval, at the same time."""
    for place, step in enumerate(draft.plan.approval[stage].steps):
        ask_step(draft, f"{draft.case.round}-{stage}-{place}", step)


def ask_step(draft: Draft, name: str, step: Step) -> None:
    """Ask one person; a rung that is empty or in conflict goes up at once (house:one-rung-up)."""
    role = str(step.by)
    who = people.rung(draft.case, name, role, 0, draft.org, draft.at)
    draft.say(e.StepOpened(step=name, round=draft.case.round, role=role, rung=0, people=_ids(who), basis=_basis(who), clause=step.clause))
    if who:
        draft.arm_step(name, step)
    else:
        go_up(draft, name, _why_nobody(draft, name, role, 0))


def go_up(draft: Draft, name: str, why: str) -> None:
    """Up the ladder to the first rung on which somebody may answer; each rung that is passed over is recorded."""
    slot = draft.case.slot(name)
    if slot is None:
        return
    step, because = rule_of(draft.plan, slot), why
    draft.stop(name, "goes up")
    if slot.stalled and _may_now(draft, slot, step):
        return
    while (above := people.next_rung(slot, step, draft.rules.settings.fallback)) is not None:
        who = people.rung(draft.case, name, *above, draft.org, draft.at)
        slot = _to(draft, slot, above, slot.climbed + 1, who, because)
        if who:
            draft.arm_step(name, step)
            return
        because = _why_nobody(draft, name, *above)
    _ladder_used_up(draft, slot, step, why)


def look_again(draft: Draft) -> None:
    """Governed data changed: what is due beyond the days once published is computed anew, and who may answer is asked anew.

    A step that nobody may answer any more goes up at once, one that had stalled is asked again.
    """
    draft.look_at_the_calendar()
    for slot in () if draft.case.sent_back else draft.case.waiting():
        if slot.stalled:
            _may_now(draft, slot, rule_of(draft.plan, slot))
        elif not people.eligible(draft.case, slot, draft.org, draft.at):
            go_up(draft, slot.id, "the organisation changed")


def _to(draft: Draft, slot: Slot, above: tuple[str, int], climbed: int, who: tuple[Holder, ...], why: str) -> Slot:
    role, rung = above
    draft.say(
        e.WentUp(
            step=slot.id,
            rung=rung,
            role=role,
            climbed=climbed,
            people=_ids(who),
            basis=_basis(who),
            why=why,
            clause="house:one-rung-up",
        )
    )
    return draft.case.slot(slot.id) or slot


def _may_now(draft: Draft, slot: Slot, step: Step) -> bool:
    """A step that stalled while nobody could answer is asked again where it stands, as soon as somebody may."""
    who = people.eligible(draft.case, slot, draft.org, draft.at)
    if who:
        draft.stop(slot.id, "somebody may answer now")
        _to(draft, slot, (slot.role or str(step.by), slot.rung), slot.climbed, who, "somebody may answer now")
        draft.arm_step(slot.id, step)
    return bool(who)


def _ladder_used_up(draft: Draft, slot: Slot, step: Step, why: str) -> None:
    """After silence the declared outcome; where nobody could answer at all an alarm, and never an approval."""
    if why == SILENCE or slot.stalled:
        draft.end_late(slot.id, step.within.clause)
        return
    draft.say(e.Stalled(step=slot.id, why=why, clause="house:every-step-ends"))
    draft.arm_step(slot.id, step)


def still_answerable(draft: Draft) -> None:
    """An answer may have put somebody in conflict with another step that waits for them alone; that one goes up at once."""
    for slot in draft.case.answering():
        if not slot.stalled and not people.eligible(draft.case, slot, draft.org, draft.at):
            go_up(draft, slot.id, "in conflict")


def _why_nobody(draft: Draft, name: str, role: str, rung: int) -> str:
    held = organisation.holders(draft.org, read_role(role), draft.case.parties, draft.at, rung)
    return "in conflict" if any(people.conflict(draft.case, name, holder) for holder in held) else "nobody"


def _ids(who: tuple[Holder, ...]) -> tuple[PersonId, ...]:
    return tuple(dict.fromkeys(holder.person for holder in who))


def _basis(who: tuple[Holder, ...]) -> str:
    return "; ".join(dict.fromkeys(holder.basis for holder in who))
