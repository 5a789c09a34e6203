"""Others: the committee accepts or sends back, somebody independent verifies the effect, and what falls short goes on one level up."""

from __future__ import annotations

from typing import Any

from domain.casework import form, ladders, people
from domain.casework.draft import Draft
from domain.kernel import Refused
from domain.rectifications import commands as c
from domain.rectifications import events as e
from domain.rectifications.opening import ask_again
from domain.rectifications.people import one_up, said_by
from domain.rectifications.state import Rectification


def matter(case: Rectification) -> dict[str, Any]:
    """What a voice is bound to: the line, the report, the files."""
    report = case.report
    handed_in = (str(report.changed_rules), str(report.execution)) if report else ()
    return {
        "plan": case.plan,
        "fields": case.fields,
        "report": handed_in,
        "files": [file.digest for file in case.files],
        "time": case.times,
    }


def accept(draft: Draft[Rectification], command: c.Accept) -> None:
    """One voice each; with enough of them it is done (SO 5.3.1). The same voice twice is one."""
    if any(voice.person == draft.by for voice in draft.case.voices) and draft.case.waits_for("accept"):
        return
    task, holder = people.act(draft.kind, draft.case, draft.asked.by, ("accept",), draft.rules, draft.at, command.step)
    if command.shown and command.shown != form.digest(matter(draft.case)):
        raise Refused("house:what-was-shown", "shown_has_changed", field="shown")
    if draft.case.waits_for("coach"):
        raise Refused(draft.plan.falls_short.clause, "coaching_waits")
    draft.say(e.Voiced(**said_by(holder), note=command.note, shown=command.shown, clause=task.clause))
    if len(draft.case.voices) < draft.plan.quorum:
        ladders.still_doable(draft)
        return
    ladders.done(draft, task, holder, "accepted")
    draft.stop("acceptance", "accepted")
    draft.say(e.Accepted(by=tuple(voice.person for voice in draft.case.voices), clause=task.clause))
    draft.arm("effect", draft.plan.effect)


def send_back(draft: Draft[Rectification], command: c.SendBack) -> None:
    """It is not done, with the reason; whoever is responsible gets the plan's time once more (SO 5.3.1)."""
    task, holder = people.act(draft.kind, draft.case, draft.asked.by, ("accept",), draft.rules, draft.at, command.step)
    form.required(command.reason, "reason")
    ladders.done(draft, task, holder, "sent back")
    draft.say(e.SentBack(**said_by(holder), reason=command.reason, clause=task.clause))
    ask_again(draft, draft.plan.rectify)


def confirm_effect(draft: Draft[Rectification], command: c.ConfirmEffect) -> None:
    """By the criterion of the line, by somebody who neither did nor accepted it (MK 5.3.3)."""
    task, holder = people.act(draft.kind, draft.case, draft.asked.by, ("check_effect",), draft.rules, draft.at, command.step)
    form.required(command.measured, "measured", task.clause)
    ladders.done(draft, task, holder, "met" if command.met else "not met")
    said: dict[str, Any] = {**said_by(holder), "measured": command.measured, "note": command.note, "clause": task.clause}
    if command.met:
        draft.say(e.EffectMet(**said))
        draft.close("effective", task.clause)
    else:
        draft.say(e.FellShort(**said))
        goes_on = another_round(draft, "fell short")
        draft.close("second_round" if goes_on else "fell_short", draft.plan.falls_short.clause)


def another_round(draft: Draft[Rectification], why: str) -> bool:
    """A second round one level up, linked, with the stronger measure; False: there is no such level (MK 5.3.3)."""
    case, rule = draft.case, draft.plan.falls_short
    to = one_up(case, draft.org)
    if to is None:
        draft.say(e.NoLevel(why=why, clause=rule.clause))
        return False
    coaching = rule.coaching is not None
    draft.say(e.SecondRound(to=to, plan=rule.plan, round=case.round + 1, coaching=coaching, why=why, clause=rule.clause))
    return True
