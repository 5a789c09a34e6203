"""Writing down what happens to an appeal."""

from __future__ import annotations

from dataclasses import replace

from domain.appeals import events as e
from domain.appeals.state import CONCLUDED, FORMING, SITTING, Appeal, Ballot, Objection
from domain.casework.fold import mark, owe, owe_telling
from domain.casework.state import Link
from domain.kernel import Holder, PersonId, Recorded

TOLD = "appeal_concluded"
"""The command by which the decision's case learns what became of its decision."""


def fold(case: Appeal | None, recorded: Recorded) -> Appeal:
    """One more event of its own; the first one makes the case."""
    if case is None:
        return _opened(recorded)
    event = recorded.event
    match event:
        case e.Appointed() | e.Left() | e.Convened():
            return _panel(case, recorded)
        case e.Objected():
            objection = Objection(member=event.member, by=event.by, task=event.task)
            return replace(case, objections=(*case.objections, objection))
        case e.Stated(by=by, text=text):
            return _spoken(replace(case, statements=(*case.statements, text)), recorded, Holder(person=by, basis="appellant"))
        case e.Heard(text=text):
            return replace(case, statements=(*case.statements, text))
        case e.Found(text=text):
            case = mark(case, recorded, "findings")
            return replace(case, findings=(*case.findings, text))
        case e.Voted():
            ballot = Ballot(by=event.by, seat=event.seat, choice=event.choice, measure=event.measure, reason=event.reason)
            return replace(case, ballots=(*case.ballots, ballot))
        case e.Overdue(clause=clause):
            return owe(case, recorded, about="appeal.overdue", to="fallback", clause=clause, urgent=True)  # type: ignore[no-any-return]
        case e.Concluded():
            return _concluded(case, recorded)
        case _:
            return case


def _spoken(case: Appeal, recorded: Recorded, who: Holder) -> Appeal:
    """Heard before anybody asked: nobody asks for it any more, so nothing else would write down that it is done."""
    if case.waits_for("hearing") is not None or case.mark("hearing") is not None:
        return case
    heard: Appeal = mark(case, recorded, "hearing", who=who, outcome="stated")
    return heard


def _opened(recorded: Recorded) -> Appeal:
    event: e.Opened = recorded.event
    return Appeal(
        id=recorded.case,
        plan=event.plan,
        pack=event.pack,
        requester=event.requester,
        department=event.department,
        fields=event.fields,
        opened_at=recorded.happened_at,
        last_at=recorded.happened_at,
        opener=event.opener,
        stage=FORMING,
        parties={"requester": event.requester, "appellant": event.requester},
        took_part=frozenset(event.took_part),
        links=(Link(case=event.source, relation="source"),),
        level=event.level,
        breach=event.breach,
        measure=event.measure,
        allowed=event.allowed,
        filed_at=event.filed_at,
    )


def _panel(case: Appeal, recorded: Recorded) -> Appeal:
    """Whoever joins a panel that sits already is asked to vote with the others, and the others hear of it."""
    event = recorded.event
    match event:
        case e.Appointed(person=person, seat=seat):
            named = frozenset(each for each in (event.by, event.stands_in_for) if each is not None)
            case = _voters(replace(case, seats={**case.seats, seat: person}, formers=case.formers | named))
            if case.waits_for("vote") is not None:
                case = owe(case, recorded, about="appeal.seated", slot="vote", clause=event.clause)
            return case
        case e.Left(person=person):
            seats = {seat: each for seat, each in case.seats.items() if each != person}
            ballots = tuple(ballot for ballot in case.ballots if ballot.by != person)
            return _voters(replace(case, seats=seats, ballots=ballots, left=(*case.left, person)))
        case _:
            case = mark(case, recorded, "convened", clause=event.clause)
            return replace(case, stage=SITTING)


def _voters(case: Appeal) -> Appeal:
    """The vote is asked of whoever sits on the panel now."""
    tasks = tuple(replace(task, named=case.members) if task.id == "vote" else task for task in case.tasks)
    return replace(case, tasks=tasks)


def _concluded(case: Appeal, recorded: Recorded) -> Appeal:
    """The decision's case is told, and the appellant that there is a conclusion; they are served with it there."""
    event: e.Concluded = recorded.event
    who = Holder(person=recorded.by, basis="silence" if event.by_silence else "panel")
    case = mark(case, recorded, "concluded", who=who, outcome=event.outcome, clause=event.clause)
    case = replace(case, stage=CONCLUDED, outcome=event.outcome)
    case = owe(case, recorded, about="appeal.concluded", to="appellant", clause=event.clause)
    source = case.linked("source")
    if source is None:
        return case
    said = {"outcome": event.outcome, "measure": event.measure, "reason": event.reason}
    return owe_telling(case, recorded, source, TOLD, **said)  # type: ignore[arg-type, no-any-return] # its own words


def people_in(event: object) -> frozenset[PersonId]:
    """The appellant, and whoever sat on the panel. Who took part before has no part here."""
    match event:
        case e.Opened(requester=person) | e.Appointed(person=person) | e.Left(person=person):
            return frozenset({person})
        case _:
            return frozenset()
