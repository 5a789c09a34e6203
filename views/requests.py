"""What the lists say of a request, and what is asked of whom: only what somebody must do, not all that they might."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain import requests
from domain.kernel import SYSTEM
from domain.policy import role as read_role
from domain.requests import events as e
from domain.requests.state import Request, Slot, Stage
from domain.shapes import event_in
from views.telling import PERSON, Ask, Due, Kind, Told

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from typing import Any

    from domain.policy import RequestPlan

TASKS = {"collect": "collect", "check": "confirm_check"}
"""Steps that are not approvals, and what is to be done in them."""

PROOFS = {
    "decide": frozenset({"approve", "refuse"}),
    "collect": frozenset({"withdraw"}),  # fetching is no command; who may still give the document up is whom it waits for
    "hand_out": frozenset({"hand_out"}),
    "confirm_check": frozenset({"confirm_check"}),
    "amend": frozenset({"amend"}),
    "return": frozenset({"return"}),
}


def told(case: Request, plan: RequestPlan) -> Told:
    """A request as the lists show it."""
    agenda, asks = requests.agenda(case), tuple(_asks(case, plan))
    return Told(
        plan=case.plan,
        pack=case.pack,
        requester=case.requester,
        department=case.department,
        stage=agenda.stage,
        outcome=case.outcome,
        opened_at=case.opened_at,
        running=bool(agenda.owed) or not agenda.closed,
        due=_due(case, asks),
        wake_at=agenda.look_again_at,
        asks=asks,
    )


def ended(case: Request) -> bool:
    """Whether nothing more is wanted of anybody."""
    return case.stage is Stage.CLOSED


def _due(case: Request, asks: tuple[Ask, ...]) -> Due | None:
    """What is due next: of somebody, or the end of a privilege, which comes by itself."""
    found = [Due(what=ask.task, since=ask.since, at=ask.due_at) for ask in asks if ask.due_at]
    end = case.clocks.get("until")
    if end is not None and end.due is not None:
        found.append(Due(what="until", since=end.started, at=end.due))
    return min(found, key=lambda due: (due.at, due.what), default=None)


def _asks(case: Request, plan: RequestPlan) -> Iterator[Ask]:
    """What somebody must do. While more information is awaited nobody else has to answer."""
    if case.stage is Stage.CLOSED:
        return
    if case.sent_back:
        since, due = _term(case, "information", case.last_at)
        yield _of_requester(case, "amend", since, due)
    else:
        for slot in case.waiting():
            yield from _of_step(case, slot, plan)
    if case.stage is Stage.OUT and case.grant is not None:
        yield _of_requester(case, "return", case.grant.start, case.grant.until)


def _of_step(case: Request, slot: Slot, plan: RequestPlan) -> Iterator[Ask]:
    """Every rung that was asked, and everybody who was named, may still answer; what was handed on is its new owner's alone."""
    since, due = _term(case, slot.id, case.last_at)
    task, named = TASKS.get(slot.id, "decide"), (slot.assigned,) if slot.assigned else slot.named
    asked = [(task, PERSON, place, str(person)) for place, person in enumerate(named)]
    if not slot.assigned:
        asked += [(task, role, rung, _party(case, role)) for role, rung in slot.roles]
    if slot.id == "collect" and plan.grant.given_by is not None:
        asked.append(("hand_out", str(plan.grant.given_by), 0, _party(case, str(plan.grant.given_by))))
    for what, role, rung, party in dict.fromkeys(asked):
        yield Ask(task=what, step=slot.id, role=role, rung=rung, party=party, since=since, due_at=due)


def _party(case: Request, role: str) -> str:
    """The person whom the role is about; a post or a group is about nobody."""
    parties: Mapping[str, str] = case.parties
    return parties.get(read_role(role).of, "")


def _of_requester(case: Request, task: str, since: datetime, due: datetime | None) -> Ask:
    return Ask(task=task, step="", role="requester", rung=0, party=case.requester, since=since, due_at=due)


def _term(case: Request, what: str, otherwise: datetime) -> tuple[datetime, datetime | None]:
    """Since when something is asked, and until when. Once its clock ran out it stays due at that instant, until the case closes."""
    clock = case.clocks.get(f"answer:{what}") or case.clocks.get(what)
    if clock is not None:
        return clock.started, clock.due
    closing = case.clocks.get(f"closing:{what}")
    return (closing.started, closing.started) if closing is not None else (otherwise, None)


# --- obligations, and who has a part ---------------------------------------------------------------


def obligation(clock: str) -> str:
    """What somebody must do before this clock runs out. The end of a privilege comes by itself, and reminders oblige nobody."""
    name, _, step = clock.partition(":")
    match name:
        case "answer":
            return TASKS.get(step, "decide")
        case "information":
            return "amend"
        case "return":
            return "return"
        case _:
            return ""


def met(clock: str, event: Any) -> bool:
    """Whether this is the deed: an answer to this very step, the document handed out, brought back, checked, the question answered."""
    name, _, step = clock.partition(":")
    match event:
        case e.Approved() | e.Refused():
            return event.step == step and event.by != SYSTEM
        case e.Lent():
            return step == "collect"
        case e.Checked():
            return step == "check"
        case e.Amended():
            return name == "information"
        case e.Returned():
            return name == "return"
        case _:
            return False


REQUESTS = Kind(
    read=event_in,
    evolve=requests.evolve,
    ended=ended,
    told=told,
    offers=requests.offers,
    proofs=PROOFS,
    obligation=obligation,
    met=met,
    people=requests.people_in,
    values=lambda case: case.fields,
)
