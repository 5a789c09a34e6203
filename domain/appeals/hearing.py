"""The panel investigates anew: the appellant is heard, and it says what it has found (E7, SO 5.2.3)."""

from __future__ import annotations

from domain.appeals import commands as c
from domain.appeals import events as e
from domain.appeals.state import CONCLUDED, Appeal
from domain.casework import form, ladders, people
from domain.casework.draft import Draft
from domain.casework.state import CLOSED
from domain.kernel import Clause, Holder, Refused


def state(draft: Draft[Appeal], command: c.State) -> None:
    """The appellant speaks, also before the panel sits; what is said when votes are cast already would be heard by nobody."""
    clause = draft.plan.hearing.clause
    if draft.by != draft.case.requester:
        raise Refused(clause, "only_the_appellant")
    _still_open(draft, clause)
    form.required(command.text, "text", "house:form")
    draft.say(e.Stated(by=draft.by, text=command.text))
    _done(draft, people.party("appellant", draft.by), "stated")


def record_hearing(draft: Draft[Appeal], command: c.RecordHearing) -> None:
    """A member writes down what the appellant said to the panel."""
    holder = member(draft)
    _still_open(draft, draft.plan.hearing.clause)
    form.required(command.text, "text", "house:form")
    draft.say(e.Heard(by=draft.by, text=command.text))
    _done(draft, holder, "heard")


def find(draft: Draft[Appeal], command: c.Find) -> None:
    """What the panel itself has found; all of it is there before anybody votes."""
    member(draft)
    _still_open(draft, draft.plan.panel.clause)
    form.required(command.text, "text", "house:form")
    draft.say(e.Found(by=draft.by, text=command.text))


def member(draft: Draft[Appeal]) -> Holder:
    """Somebody on a panel that is whole, in their own right. Refused for anybody else."""
    clause = draft.plan.panel.clause
    if not draft.case.seat_of(draft.by):
        raise Refused(clause, "only_the_panel")
    if not draft.case.sits:
        raise Refused(clause, "panel_not_whole")
    return people.party("panel", draft.by)


def _still_open(draft: Draft[Appeal], clause: Clause) -> None:
    if draft.case.stage in (CONCLUDED, CLOSED):
        raise Refused(clause, "is_concluded")
    if draft.case.ballots:
        raise Refused(clause, "voting_has_begun")


def _done(draft: Draft[Appeal], holder: Holder, outcome: str) -> None:
    waiting = draft.case.waits_for("hearing")
    if waiting is not None:
        ladders.done(draft, waiting, holder, outcome)
