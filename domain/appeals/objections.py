"""Somebody on the panel is said to have an interest in the matter (took-part): who may say so, who decides, what silence means."""

from __future__ import annotations

from domain.appeals import commands as c
from domain.appeals import events as e
from domain.appeals.forming import ask_for_panel, leaves
from domain.appeals.state import CONCLUDED, Appeal
from domain.casework import form, ladders, people
from domain.casework.commands import Text
from domain.casework.draft import Draft
from domain.casework.state import CLOSED, Task
from domain.kernel import Holder, PersonId, Refused

RULE = "house:took-part"


def raise_(draft: Draft[Appeal], command: c.Object) -> None:
    """The appellant, or another member; once by each about each. Until it is decided the member does not vote."""
    case = draft.case
    if case.stage in (CONCLUDED, CLOSED):
        raise Refused(RULE, "is_concluded")
    if draft.by not in (case.requester, *case.members):
        raise Refused(RULE, "may_not_object")
    if command.member not in case.members or command.member == draft.by:
        raise Refused("house:form", "not_on_the_panel", field="member")
    if any((each.member, each.by) == (command.member, draft.by) for each in case.objections) or command.member in case.doubted:
        raise Refused(RULE, "objected_already", field="member")
    form.required(command.reason, "reason")
    times = len(case.objections) + 1
    task = "objection" if times == 1 else f"objection-{times}"
    draft.say(e.Objected(member=command.member, by=draft.by, reason=command.reason, task=task, clause=RULE))
    ladders.ask(draft, task, draft.plan.objection)


def decide(draft: Draft[Appeal], command: c.Uphold | c.Overrule) -> PersonId | None:
    """Whoever forms panels says whether it is so. Returns who stays on the panel, if they do."""
    task, holder = people.act(draft.kind, draft.case, draft.asked.by, ("objection",), draft.rules, draft.at, command.step)
    form.required(command.reason, "reason")
    if isinstance(command, c.Uphold):
        uphold(draft, task, holder, command.reason)
        return None
    member = _about(draft, task)
    ladders.done(draft, task, holder, "overruled")
    draft.say(_decided(member, task, holder, command.reason, upheld=False))
    return member


def uphold(draft: Draft[Appeal], task: Task, holder: Holder, reason: Text) -> None:
    """They leave the panel, and somebody else is wanted. So it is when nobody decides: better one judge too few than one in doubt."""
    member = _about(draft, task)
    ladders.done(draft, task, holder, "upheld")
    draft.say(_decided(member, task, holder, reason, upheld=True))
    leaves(draft, member, "conflict", reason)
    ask_for_panel(draft)


def _about(draft: Draft[Appeal], task: Task) -> PersonId:
    return next(each.member for each in draft.case.objections if each.task == task.id)


def _decided(member: PersonId, task: Task, holder: Holder, reason: Text, *, upheld: bool) -> e.ObjectionDecided:
    return e.ObjectionDecided(member=member, upheld=upheld, reason=reason, by=holder.person, task=task.id, clause=RULE)
